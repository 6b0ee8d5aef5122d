"""What every page knows about the figures. It costs two queries, one of them the page's own."""

from django.core.cache import cache

from metrics.provenance import is_any_month_invented, months_under_way
from metrics.queries import figures_version

ONE_DAY = 24 * 3600


def site_state(request) -> dict:
    """Return whether the figures are invented, the months being brought in, and the version of the figures."""
    version = figures_version()
    return {
        "figures_version": version,
        "demonstration": _is_demonstration(version),
        "loading": months_loading(),
    }


def _is_demonstration(version: int) -> bool:
    return cache.get_or_set(f"demonstration:{version}", is_any_month_invented, ONE_DAY)


def months_loading() -> dict | None:
    """Return how far the months being brought in are, with `words`; None when nothing waits or runs."""
    done, total = months_under_way()
    if not total:
        return None
    return {"done": done, "total": total, "words": "Months of figures are being brought in:"}
