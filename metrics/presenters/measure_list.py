"""The registry of measures as a list to choose from: what each one is, England's newest value, how far ICBs differ."""

from dataclasses import dataclass
from datetime import date

from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.rank_words import ends, england_before
from metrics.presenters.ranking import Choice, Ranking, rankings


@dataclass(frozen=True)
class Listed:
    """A measure with England's value as written, how it changed in a year, and from where to where ICBs reach."""

    measure: Measure
    england: str
    change: str
    reach: str

    @property
    def direction(self) -> str:
        return words.DIRECTIONS[self.measure.direction]


def groups(month: date | None) -> list[tuple[str, list[Listed]]]:
    """Return every measure as it stands in a month, in groups with a heading; without figures if there is no month."""
    found = (
        kept(f"measures:{month}", lambda: _of_month(month))
        if month
        else [_bare(one) for one in MEASURES.values()]
    )
    return [
        ("Headline measures", [one for one in found if one.measure.is_headline]),
        ("More measures", [one for one in found if not one.measure.is_headline]),
    ]


def _of_month(month: date) -> list[Listed]:
    choice = Choice(level=Area.Kind.ICB.value, function=ALL_FUNCTIONS, month=month, boundaries="then")
    return [_listed(one) for one in rankings(MEASURES.values(), choice)]


def _bare(measure: Measure) -> Listed:
    return Listed(measure=measure, england="", change="", reach="")


def _listed(ranking: Ranking) -> Listed:
    return Listed(
        measure=ranking.measure,
        england=ranking.written(ranking.england),
        change=england_before(ranking),
        reach=_reach(ranking),
    )


def _reach(ranking: Ranking) -> str:
    if len(ranking.ranked) < 2:
        return ""
    low, high = ends(ranking)
    return f"{ranking.written(low[0].value)} to {ranking.written(high[0].value)}"
