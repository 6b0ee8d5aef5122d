"""Who does better than an area on a measure over a period: among its peers, else anywhere, in words and in tables."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.charts import numbers
from metrics.compute import better
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import FEWEST_TO_COMPARE, Measure
from metrics.compute.periods import over_period
from metrics.measured import history_of, kept
from metrics.presenters import words
from metrics.presenters.peers.group import PeerGroup
from metrics.queries import published_months, rebase_dates

NAMED_FIRST = 3
SHOWN_ELSEWHERE = 10


@dataclass(frozen=True)
class Question:
    """On what, and over which months, others are to do better."""

    measure: Measure
    function: str
    first: date
    last: date

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The question as an address holds it."""
        return [
            ("measure", self.measure.slug),
            ("function", self.function),
            ("from", f"{self.first:%Y-%m}"),
            ("to", f"{self.last:%Y-%m}"),
        ]

    @property
    def months(self) -> str:
        last = numbers.month_name(self.last)
        return last if self.first == self.last else f"{numbers.month_name(self.first)} to {last}"

    @property
    def subject(self) -> str:
        """What it is about, in a sentence: `“Waiting 18 weeks or less” in general surgery`."""
        title = f"“{self.measure.title}”"
        if self.function == ALL_FUNCTIONS:
            return title
        return f"{title} in {TREATMENT_FUNCTIONS[self.function].lower()}"


@dataclass(frozen=True)
class Found:
    """How every other area of the kind stands to ours. `others`: as `better.beside` returns, with `concerns` and the
    columns of `better.steadiness`. `ours`: as `over_period` returns, with `denominator` of an average month; None
    where the area has no figures. `months`: in which it has one."""

    others: pd.DataFrame
    ours: pd.Series | None
    months: int


def found(group: PeerGroup, question: Question) -> Found:
    """Return how others stand to an area, kept: it hangs on no choice of peers."""
    asked = ":".join(value for _, value in question.asked)
    return kept(f"better:{group.area.code}:{asked}", lambda: _find(group, question))


def _find(group: PeerGroup, question: Question) -> Found:
    measure, area = question.measure, group.area
    months = [month for month in published_months() if month <= question.last]
    everything = history_of(measure, area.kind, question.function, months=months).among(sorted(group.areas))
    history = everything.between(question.first, question.last)
    ours = over_period(history).loc[area.code]
    if pd.isna(ours["value"]):
        return Found(pd.DataFrame(), None, 0)
    others = better.beside(history, area.code).join(better.steadiness(history, area.kind))
    rebases = rebase_dates(measure=measure.slug, treatment_function=question.function)
    concerns = better.recent_concerns(
        everything, area.kind, {code: dates for (code, _, _), dates in rebases.items()}
    )
    denominator = history.denominator.loc[area.code].mean()
    return Found(
        others.assign(concerns=concerns.reindex(others.index)),
        pd.concat([ours, pd.Series({"denominator": denominator})]),
        int(history.values.loc[area.code].notna().sum()),
    )


@dataclass(frozen=True)
class Better:
    """The answer: who does better, by how much, and how like they are."""

    group: PeerGroup
    question: Question
    found: Found

    @property
    def measure(self) -> Measure:
        return self.question.measure

    @cached_property
    def cannot(self) -> str:
        """Say why nobody can be said to do better; nothing where it can be said."""
        measure, area = self.measure, self.group.area
        if not measure.comparable:
            return f"Nobody can be said to do better on {self.question.subject}: a larger area has a longer list."
        if measure.direction == "neutral":
            return f"Nobody does better on {self.question.subject}: neither high nor low is better."
        if self.found.ours is None:
            return (
                f"{area.short_name} has no figures on {self.question.subject}, {self.question.months}, or too few "
                "to compare."
            )
        if self.found.ours["pathways"] < FEWEST_TO_COMPARE:
            return f"{area.short_name} has fewer than {FEWEST_TO_COMPARE} pathways here: too few to compare."
        if not better.has_intervals(measure) and better.fewest_ahead(self.found.months) is None:
            return (
                "Nobody can be said to do better on a wait from fewer than 6 months of figures: no interval can be "
                "worked out for it, and small differences may be chance."
            )
        return ""

    @cached_property
    def peers(self) -> pd.DataFrame:
        """The peers that do better, the largest gap × closeness first."""
        return self._better(self.group.codes)

    @cached_property
    def elsewhere(self) -> pd.DataFrame:
        """The others of the kind that do better, in the same order."""
        return self._better([code for code in self.group.areas if code not in self.group.codes])

    def _better(self, codes: list[str]) -> pd.DataFrame:
        if self.cannot:
            return pd.DataFrame()
        ranked = better.better_first(self.found.others, codes, self.group.near["distance"])
        ours = self.found.ours["denominator"]
        return ranked.assign(behind=better.pathways_behind(ranked["gap"], self.measure, ours))

    @cached_property
    def set_aside(self) -> list[str]:
        """Names of peers that lie ahead but show a concern signal."""
        if self.cannot:
            return []
        others = self.found.others.reindex(self.group.codes)
        ahead = others[(others["standing"] == better.AHEAD) & (others["concerns"] > 0)]
        return [self.group.areas[code].short_name for code in ahead.index]

    def written(self, value: float) -> str:
        return words.shown(self.measure, value)

    def value(self, code: str) -> float:
        return float(self.found.others.at[code, "value"])


def better_view(group: PeerGroup, question: Question) -> Better:
    if better.can_be_better(question.measure):
        return Better(group, question, found(group, question))
    return Better(group, question, Found(pd.DataFrame(), None, 0))


def answer(view: Better) -> str:
    """Return the page's first line."""
    if view.cannot:
        return view.cannot
    said = [_among_peers(view), *([] if len(view.peers) else [_elsewhere(view)]), _ours(view)]
    return " ".join(filter(None, said))


def _among_peers(view: Better) -> str:
    group, subject = view.group, view.question.subject
    if not group.codes:
        return f"Which areas are most like {group.area.short_name} is not known."
    count, all_of_them = len(view.peers), len(group.codes)
    if not count:
        return f"None of the {all_of_them} {group.in_words} does better on {subject}, {view.question.months}."
    verb = "does" if count == 1 else "do"
    return (
        f"{count} of the {all_of_them} {group.in_words} {verb} better on {subject}, {view.question.months}: "
        f"{_named(view, view.peers)}."
    )


def _elsewhere(view: Better) -> str:
    kind = _others_in_words(view)
    if not len(view.elsewhere):
        return f"None of the other {kind} does either."
    count = len(view.elsewhere)
    verb = "does" if count == 1 else "do"
    return f"Elsewhere {count} of the other {kind} {verb}: {_named(view, view.elsewhere)}."


def _others_in_words(view: Better) -> str:
    others = len(view.group.areas) - 1 - len(view.group.codes)
    return f"{others} {words.AREAS[view.group.area.kind]}"


def _ours(view: Better) -> str:
    return f"{view.group.area.short_name}: {view.written(view.found.ours['value'])}."


def _named(view: Better, rows: pd.DataFrame) -> str:
    # "and 1 other" is no shorter than its name.
    count = len(rows) if len(rows) <= NAMED_FIRST + 1 else NAMED_FIRST
    named = [f"{view.group.areas[code].short_name} ({_brief(view, code)})" for code in rows.index[:count]]
    more = len(rows) - count
    return words.joined([*named, *([f"{more} others"] if more else [])])


def _brief(view: Better, code: str) -> str:
    return words.brief(view.measure, view.value(code))


def rule(view: Better) -> list[str]:
    """Return how it is judged who does better, in sentences."""
    concern = (
        f"An area is set aside when its own control chart shows a concern signal in the "
        f"{better.MONTHS_WITHOUT_CONCERN} months to {numbers.month_name(view.question.last)}."
    )
    if better.has_intervals(view.measure):
        return [
            "An area does better here when its 95% interval over the period lies wholly on the better side of "
            f"{view.group.area.short_name}’s, so that the difference is more than chance.",
            concern,
        ]
    needed = better.fewest_ahead(view.found.months)
    steady = (
        f"So an area does better here when its wait was shorter in at least {needed} of the {view.found.months} "
        "months: that shows a steady difference, not how large a difference chance could make."
    )
    unsure = "No interval can be worked out for a wait, and small differences may be chance."
    return [unsure, *([steady] if needed else []), concern]


def set_aside(view: Better) -> str:
    """Return which peers are ahead but set aside; nothing where none are."""
    if not view.set_aside:
        return ""
    are = "is" if len(view.set_aside) == 1 else "are"
    shows = "its chart shows" if len(view.set_aside) == 1 else "their charts show"
    return (
        f"{words.joined(view.set_aside)} {are} ahead too, but {shows} a concern signal in the last 3 months."
    )
