"""Control charts: `xmr` makes one, `icons` says what it shows, `rebases` suggests where its limits are out of date."""

from metrics.compute.spc.chart import (
    FEWEST_BASELINE,
    MONTHS_CARRY_OVER,
    RULE_WORDS,
    TRIAL_LIMITS,
    CannotChart,
    MonthsNotInOrder,
    RebaseNotInData,
    xmr,
    xmr_each,
)
from metrics.compute.spc.icons import Judgement, assurance, assurance_icon, variation, variation_icon
from metrics.compute.spc.rebases import SuggestedRebase, suggested_rebases

__all__ = [
    "FEWEST_BASELINE",
    "MONTHS_CARRY_OVER",
    "RULE_WORDS",
    "TRIAL_LIMITS",
    "CannotChart",
    "Judgement",
    "MonthsNotInOrder",
    "RebaseNotInData",
    "SuggestedRebase",
    "assurance",
    "assurance_icon",
    "suggested_rebases",
    "variation",
    "variation_icon",
    "xmr",
    "xmr_each",
]
