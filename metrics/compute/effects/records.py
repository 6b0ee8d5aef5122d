"""What is asked of the figures about an adoption or a claimed outcome, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from metrics.compute.effects.controlled import Difference
from metrics.compute.effects.decomposition import Decompositions
from metrics.compute.effects.segmented import Segmented
from metrics.compute.effects.step import StepTest
from metrics.compute.effects.synthetic import Synthetic
from metrics.compute.spc.chart import Improvement

# Raised with every change after which the same figures may give another answer. It is kept with each answer, as are the
# answer's numbers: an old page is drawn from what was kept, never worked out anew with newer methods.
METHOD_VERSION = "2"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whether a measure of an area moved when something began.

    `values`: the measure, by month (datetime64, firsts of months, in order; NaN or no row: not known). `start`: the
    first of the month from which it should have moved. `last`: the newest month with figures; `ends`: the last month
    that is claimed. `improvement`: the way that is better.
    `controls`: the same measure of all other areas of the kind (not of the area, nor of what it is part of or made of),
    a column a code; `control_starts`: code → when the same began there; `peers`: the codes of the areas most like it.
    `is_relative`: whether controls are taken in proportion to their own months before, as fits what is above zero;
    False for what can fall below (unreported removals).
    `recounts`: from when something else is counted. `other_starts`: when else something began here that may move it.
    `pathways`: behind each value, by month. `flows`: as `decomposed` takes them.
    """

    values: pd.Series
    start: date
    last: date
    improvement: Improvement
    ends: date | None = None
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)
    control_starts: Mapping[str, date] = field(default_factory=dict)
    peers: tuple[str, ...] = ()
    is_relative: bool = True
    recounts: tuple[date, ...] = ()
    other_starts: tuple[date, ...] = ()
    pathways: pd.Series | None = None
    flows: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """What the control chart says of the months after, by the limits of those before (`before_after`)."""

    verdict: str
    months_marked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What the figures say of a start. `verdict`, `method` and `cautions` are keys of VERDICTS, METHODS and CAUTIONS.

    `observed`: the known months (`2024-10` → value) of the windows, which reach from `first` to `last`;
    `mean_before, mean_after`: of these. `test`: what the verdict rests on. Each of the others may be None: too few
    months, or nothing to compare with. `difference` is from peers, `against` the segmented regression of that
    difference; both in the units of the measure.
    """

    method_version: str
    verdict: str
    method: str
    cautions: tuple[str, ...]
    start: date
    first: date | None
    last: date | None
    observed: dict[str, float]
    known_before: int
    known_after: int
    mean_before: float
    mean_after: float
    signal: Signal
    test: StepTest | None
    segmented: Segmented | None
    against: Segmented | None
    difference: Difference | None
    synthetic: Synthetic | None
    decomposition: Decompositions | None
