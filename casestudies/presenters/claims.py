"""What a case study claims, and beside it what the published figures show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from casestudies.models import CaseStudy, Outcome
from casestudies.queries.reading import Began, began_between
from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.before_after import Beside
from metrics.presenters.before_after import figures_beside as beside


@dataclass(frozen=True)
class Other:
    """Something else that began in the months compared. `is_near`: it names the treatment function of the claim."""

    began: Began
    is_near: bool

    @property
    def when_and_where(self) -> str:
        function = " and the same treatment function" if self.is_near else ""
        return f"In the same months{function}, {self.began.area}"


@dataclass(frozen=True)
class Claim:
    """An outcome as its authors claim it. `figures` None: its measure is computed here no longer.

    `others`: what else began in the months compared, of the same treatment function first. `same_as`: an outcome
    before it beside which the same figures stand already; they are not shown again.
    """

    outcome: Outcome
    heading: str
    when: str
    figures: Beside | None
    others: Sequence[Other] = ()
    same_as: Outcome | None = None


def figures_beside(
    measure: str, area: Area, function: str, starts: date, ends: date | None = None
) -> Beside | None:
    """Return the published figures round the month of `starts`; None for a measure that is computed here no longer."""
    known = MEASURES.get(measure)
    return beside(area, known, function, starts, ends) if known else None


def claims_of(case: CaseStudy) -> list[Claim]:
    """Return the outcomes that a case study claims. One query, whatever their number, beside those of the figures."""
    outcomes = sorted(case.outcomes.all(), key=lambda one: (Outcome.Role.values.index(one.role), one.pk))
    found = [(one, _figures(one)) for one in outcomes]
    others = _others(case, [figures for _, figures in found])
    first = {_asked(one): one for one in reversed(outcomes)}
    return [
        Claim(
            outcome=one,
            heading=one.claim,
            when=_when(one),
            figures=figures,
            others=_near_first(one, figures, others),
            same_as=None if first[_asked(one)] is one else first[_asked(one)],
        )
        for one, figures in found
    ]


def _asked(outcome: Outcome) -> tuple:
    """Return what the figures beside an outcome hang on."""
    start = outcome.starts.replace(day=1)
    return outcome.measure, outcome.area_id, outcome.treatment_function, start, outcome.ends


def _figures(outcome: Outcome) -> Beside | None:
    return figures_beside(
        outcome.measure, outcome.area, outcome.treatment_function, outcome.starts, outcome.ends
    )


def _when(outcome: Outcome) -> str:
    """Return `From October 2024 on`, or `October 2024 to March 2025`."""
    start = numbers.month_name(outcome.starts)
    return f"{start} to {numbers.month_name(outcome.ends)}" if outcome.ends else f"From {start} on"


def _others(case: CaseStudy, figures: list[Beside | None]) -> list[Began]:
    """Return what else began in the months that are compared in any of the claims."""
    known = [one for one in figures if one and one.first]
    if not known:
        return []
    first, last = min(one.first for one in known), max(one.last for one in known)
    area_ids = {one.area_id for one in case.outcomes.all()}
    return began_between(first, _last_day(last), area_ids=area_ids, besides=case)


def _near_first(outcome: Outcome, figures: Beside | None, began: Sequence[Began]) -> list[Other]:
    """Return what else began in the months that are compared in a claim: of its treatment function first."""
    if figures is None or figures.first is None:
        return []
    # All of them together are no function that something else could be of.
    function = {outcome.treatment_function} - {ALL_FUNCTIONS}
    found = [Other(one, bool(function & one.functions)) for one in began if _is_within(one.day, figures)]
    return sorted(found, key=lambda one: not one.is_near)


def _is_within(day: date, figures: Beside) -> bool:
    return figures.first <= day <= _last_day(figures.last)


def _last_day(month: date) -> date:
    return (pd.Timestamp(month) + pd.offsets.MonthEnd(0)).date()
