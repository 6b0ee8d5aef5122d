"""Where areas stand, written down for tests of pages as if it had been worked out."""

from datetime import date
from itertools import count

from metrics.models import Analysis, Area, Publication, Standing
from tests.factories import MAY, published

_places = count(1)


def months_published(number: int = 14) -> None:
    for back in range(number):
        year, month = divmod(2025 * 12 + 4 - back, 12)
        published(date(year, month + 1, 1))


def analysed(months: int = 14) -> Analysis:
    """Publish months, and say that where areas stand on them has been worked out."""
    months_published(months)
    return Analysis.objects.create(
        publication=Publication.objects.latest("pk").pk, rebases=0, month=MAY, months=months, seconds=1
    )


def stands(analysis: Analysis, code: str, **fields) -> Standing:
    """Return the standing of an area, in the middle unless told otherwise."""
    usual = {
        "measure": "within-18-weeks",
        "treatment_function": "C_999",
        "value": 60,
        "pathways": 1000,
        "rank": next(_places),
        "ranked": 106,
        "quartile": 2,
        "months": 12,
        "shortfall": 0,
    }
    return Standing.objects.create(analysis=analysis, area=Area.objects.get(code=code), **usual | fields)


def trails(analysis: Analysis, code: str, **fields) -> Standing:
    """Return the standing of an area that has been at the bottom for the last ten months."""
    behind = {
        "value": 52,
        "quartile": 4,
        "bottom_months": 10,
        "concern_months": 2,
        "running": 10,
        "behind_since": date(2024, 8, 1),
        "shortfall": 8.04,
        "mean_shortfall": 7.5,
    }
    return stands(analysis, code, **behind | fields)
