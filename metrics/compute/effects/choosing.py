"""Which method the data allow, what it answers in words, and what to know when reading the answer."""

from metrics.compute.before_after import Windows
from metrics.compute.effects.step import FEWEST_CONTROLS, FEWEST_TO_RANK, LEVEL, StepTest
from metrics.compute.effects.synthetic import Synthetic

# A year before, so that every season has been seen; half a year after, as in `before_after`.
FEWEST_BEFORE, FEWEST_AFTER = 12, 6
A_YEAR = 12
SMALL_NUMBER = 100

BETTER, WORSE, HIGHER, LOWER, NO_CLEAR_CHANGE, NOT_YET, CANNOT = (
    *("better", "worse", "higher", "lower"),
    *("no clear change", "not yet", "cannot"),
)
VERDICTS = {
    BETTER: "Changed for the better: the start is associated with a change for the better",
    WORSE: "Changed for the worse: the start is associated with a change for the worse",
    HIGHER: "Changed: the start is associated with higher figures",
    LOWER: "Changed: the start is associated with lower figures",
    NO_CLEAR_CHANGE: "No clear change: what moved is within what areas move anyway",
    NOT_YET: "Not yet measurable: there are too few months of figures since the start",
    CANNOT: "Not measurable: there are too few months before the start or in what is claimed, or too few like areas",
}
# What a step up or down means, by the way that is better.
MEANINGS = {
    "increase": {True: BETTER, False: WORSE},
    "decrease": {True: WORSE, False: BETTER},
    "neutral": {True: HIGHER, False: LOWER},
}

RANKED, CONTROLLED, NOTHING = "ranked", "controlled", "nothing"
METHODS = {
    RANKED: "The area’s change against other areas, ranked among the changes of areas where nothing began",
    CONTROLLED: "The area’s change against other areas, with errors that allow for months that hang together",
    NOTHING: "None: there are too few months, or too few areas to compare with",
}

(
    FEW_AFTER,
    FEW_BEFORE,
    MISSING,
    OVERLAPPING,
    BREAK,
    SMALL_NUMBERS,
    NO_CONTROLS,
    FEW_CONTROLS,
    BEGAN_ELSEWHERE,
) = (
    *("few after", "few before", "missing", "overlapping", "break", "small numbers"),
    *("no controls", "few controls", "began elsewhere"),
)
NO_MIX, MIX_DISAGREES, PLAIN_ERRORS, DISAGREE = "no mix", "mix disagrees", "plain errors", "disagree"
CAUTIONS = {
    FEW_AFTER: "There is less than a year of figures since the start: the answer may still change.",
    FEW_BEFORE: "There are less than two years of figures before the start: its usual seasons are hardly known.",
    MISSING: "Some months are missing. They are left out, not guessed.",
    OVERLAPPING: "Something else began here within these months: what moved may belong to either.",
    BREAK: "Something else is counted from a month near by, so the months compared end there.",
    SMALL_NUMBERS: "Fewer than 100 pathways stand behind a usual month: chance alone moves such figures much.",
    NO_CONTROLS: "There are fewer than 10 areas to compare with: what moved may be the season, or all of England.",
    FEW_CONTROLS: "There are fewer than 19 areas to compare with: too few to rank the change among theirs.",
    BEGAN_ELSEWHERE: "Areas where the same had begun are left out of the comparison.",
    NO_MIX: "No mix of other areas comes near this one before the start: the synthetic control says little.",
    MIX_DISAGREES: "The synthetic control says otherwise: it rests on few areas, and misses most changes.",
    PLAIN_ERRORS: "There are fewer than 12 months: the regression’s errors are plain ones, and too small.",
    DISAGREE: "The control chart says otherwise: it knows this area’s past alone, and takes months for independent.",
}
NOT_KNOWN = (
    "It cannot tell what else happened in the same month, and hardly finds a change that came slowly: waiting lists "
    "drift apart by themselves."
)


def unmeasurable(known_before: int, known_after: int, controls: int, windows: Windows) -> str | None:
    """Return why there is no answer, as a verdict; None where there is one. Only months after may still come."""
    if known_before < FEWEST_BEFORE or controls < FEWEST_CONTROLS:
        return CANNOT
    if known_after < FEWEST_AFTER:
        return NOT_YET if windows.may_grow else CANNOT
    return None


def method_with(controls: int) -> str:
    """Return the best method that so many usable controls allow."""
    return RANKED if controls >= FEWEST_TO_RANK else CONTROLLED


def mix_disagrees(test: StepTest | None, mix: Synthetic | None) -> bool:
    """Say whether the mix went the other way where a change is found, or far from the area where none is."""
    if test is None or mix is None:
        return False
    if test.p <= LEVEL:
        return (mix.change > 0) != (test.change > 0)
    return mix.p <= LEVEL


def verdict_of(test: StepTest, improvement: str) -> str:
    """Return what a test says, by the way that is better."""
    return MEANINGS[improvement][test.change > 0] if test.p <= LEVEL else NO_CLEAR_CHANGE
