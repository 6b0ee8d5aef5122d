"""What a case study claims, and beside it what the published figures show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import pandas as pd
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from casestudies.models import CaseStudy, Outcome
from casestudies.queries.reading import Began, began_between
from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.before_after import Beside, Start, figures_beside_each


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


@dataclass(frozen=True)
class AskedBeside:
    """What figures are asked for beside something that began: `measure` by its slug, known here or not."""

    measure: str
    area: Area
    function: str
    starts: date
    ends: date | None = None

    @property
    def start(self) -> Start | None:
        """Where to look for the figures; None for a measure that is computed here no longer."""
        known = MEASURES.get(self.measure)
        month = self.starts.replace(day=1)
        return Start(self.area, known, self.function, month, self.ends) if known else None

    @property
    def name(self) -> tuple:
        """What the figures hang on."""
        return self.measure, self.area.pk, self.function, self.starts.replace(day=1), self.ends


def figures_beside(asked: Sequence[AskedBeside]) -> list[Beside | None]:
    """Return the published figures for all that is asked, at a constant number of queries; None where no measure is."""
    found = iter(figures_beside_each([one.start for one in asked if one.start]))
    return [next(found) if one.start else None for one in asked]


def claims_of(case: CaseStudy) -> list[Claim]:
    """Return the outcomes that a case study claims. One query, whatever their number, beside those of the figures."""
    outcomes = _in_order(case)
    figures = _figures(outcomes)
    return _claims(outcomes, figures, _others(case, _compared(figures)))


def claims_shown(case: CaseStudy) -> SafeString:
    """Return the same as HTML, kept until figures are published, a claim is changed or something else began then.

    Charts and tables of ten claims take a third of a second to put into words and lines, and none to fetch.
    """
    outcomes = _in_order(case)
    if not outcomes:
        return SafeString()
    asked = [_asked(one).name for one in outcomes]
    compared = kept(f"claims-compared:{_key(asked)}", lambda: _compared(_figures(outcomes)))
    others = _others(case, compared)

    def show() -> SafeString:
        claimed = _claims(outcomes, _figures(outcomes), others)
        return render_to_string("casestudies/claims.html", {"claimed": claimed})

    said = [(one.pk, one.role, one.claim, one.before, one.after, one.starts) for one in outcomes]
    return kept(f"claims-shown:{_key([asked, said, others])}", show)


def _in_order(case: CaseStudy) -> list[Outcome]:
    return sorted(case.outcomes.all(), key=lambda one: (Outcome.Role.values.index(one.role), one.pk))


def _key(said: list) -> str:
    return sha256(repr(said).encode()).hexdigest()


def _claims(
    outcomes: Sequence[Outcome], figures: Sequence[Beside | None], others: Sequence[Began]
) -> list[Claim]:
    first = {_asked(one).name: one for one in reversed(outcomes)}
    return [
        Claim(
            outcome=one,
            heading=one.claim,
            when=_when(one),
            figures=beside,
            others=_near_first(one, beside, others),
            same_as=None if first[_asked(one).name] is one else first[_asked(one).name],
        )
        for one, beside in zip(outcomes, figures, strict=True)
    ]


def _asked(outcome: Outcome) -> AskedBeside:
    return AskedBeside(
        outcome.measure, outcome.area, outcome.treatment_function, outcome.starts, outcome.ends
    )


def _figures(outcomes: Sequence[Outcome]) -> list[Beside | None]:
    return figures_beside([_asked(one) for one in outcomes])


def _when(outcome: Outcome) -> str:
    """Return `From October 2024 on`, or `October 2024 to March 2025`."""
    start = numbers.month_name(outcome.starts)
    return f"{start} to {numbers.month_name(outcome.ends)}" if outcome.ends else f"From {start} on"


def _compared(figures: Sequence[Beside | None]) -> tuple[date, ...]:
    """Return the first and the last day that are compared in any of the claims; nothing where nothing is."""
    known = [one for one in figures if one and one.first]
    if not known:
        return ()
    return min(one.first for one in known), _last_day(max(one.last for one in known))


def _others(case: CaseStudy, compared: tuple[date, ...]) -> list[Began]:
    """Return what else began in the days that are compared."""
    if not compared:
        return []
    area_ids = {one.area_id for one in case.outcomes.all()}
    return began_between(*compared, area_ids=area_ids, besides=case)


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
