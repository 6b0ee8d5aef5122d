"""The page on the limits of a control chart: where they start anew, who said so and why, and where they might."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.timezone import localtime

from metrics.charts import numbers
from metrics.compute.breaks import recounts_of
from metrics.compute.spc import SuggestedRebase, suggested_rebases
from metrics.models import Rebase
from metrics.presenters import words
from metrics.presenters.control import Charted


@dataclass(frozen=True)
class Start:
    """A month from which limits start anew. `rebase` None: it is a break of series. `problem`: why it is not used."""

    month: date
    why: str
    rebase: Rebase | None = None
    problem: str = ""

    @property
    def note(self) -> str:
        if self.rebase is None:
            return "It holds for every area of this kind."
        return f"Set by {by_name(self.rebase.set_by)} on {_day(self.rebase.set_at)}."


def starts(chart: Charted, rebases: list[Rebase]) -> list[Start]:
    """Return the months at which the limits of a chart start anew, and those that cannot, in order."""
    months = chart.points.index.date
    breaks = [
        Start(one.date, f"Break in the series: {one.label}")
        for one in recounts_of(chart.kind)
        if len(months) and months[0] < one.date <= months[-1]
    ]
    unused = {one.month for one in chart.not_honoured}
    problem = "Not used: this month has no figure now."
    held = [
        Start(one.month, one.reason, one, problem if one.month in unused else "")
        for one in rebases
        if one.withdrawn_at is None
    ]
    return sorted([*breaks, *held], key=lambda one: one.month)


def suggestions(chart: Charted) -> list[str]:
    """Return, in words, where the limits might start anew and why; or that nothing suggests it."""
    found = suggested_rebases(chart.points) if len(chart.points) else []
    return [_in_words(chart, one) for one in found] or [
        "Nothing in the figures suggests a rebase. It takes a shift that has lasted: 12 months or more before "
        "it and since, and figures that have settled."
    ]


def _in_words(chart: Charted, suggested: SuggestedRebase) -> str:
    before, since = (words.shown(chart.measure, value) for value in (suggested.before, suggested.since))
    month, way = numbers.month_name(suggested.month.date()), "higher" if suggested.signal > 0 else "lower"
    return (
        f"{month}: in one step the figures became {way}, and they have settled since: a mean of {since} in "
        f"{suggested.points} months, {before} before. If you know what changed then, limits from then on fit better."
    )


def withdrawn(rebases: list[Rebase]) -> list[str]:
    """Return, in words, the rebase dates that hold no longer: who set and who withdrew them, when and why."""
    return [
        f"{numbers.month_name(one.month)}: {one.reason} (set by {by_name(one.set_by)} on {_day(one.set_at)}). "
        f"Withdrawn by {by_name(one.withdrawn_by)} on {_day(one.withdrawn_at)}: {one.withdrawn_because}"
        for one in rebases
        if one.withdrawn_at
    ]


def _day(at: datetime) -> str:
    return numbers.day_name(localtime(at).date())


def by_name(person: AbstractBaseUser | None) -> str:
    """Return who did something, without an address: the name that a person gave, else what they are here."""
    if person is None:
        return "somebody whose account is closed"
    return person.name or ("an administrator" if person.is_superuser else "a lead of the board")
