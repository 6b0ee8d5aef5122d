"""What every page knows about the figures. It costs two queries, one of them the page's own; parts of pages, one."""

from django.utils.functional import SimpleLazyObject

from metrics.presenters.sources import are_invented
from metrics.provenance import months_under_way
from metrics.queries import are_months_loading, figures_version


def site_state(request) -> dict:
    """Return whether the figures are invented, the months being brought in, and the version of the figures."""
    return {
        "figures_version": figures_version(),
        "demonstration": are_invented(),
        "loading": SimpleLazyObject(lambda: months_loading() if are_months_loading() else None),
    }


def months_loading() -> dict | None:
    """Return how far the months being brought in are, with `words`; None when nothing waits or runs."""
    done, total = months_under_way()
    if not total:
        return None
    return {"done": done, "total": total, "words": "Months of figures are being brought in:"}
