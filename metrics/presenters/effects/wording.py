"""What figures say of a start, in words: what is associated with it, how surely, and what to know; never the cause."""

from collections.abc import Iterator

from metrics.charts import numbers
from metrics.compute.effects import choosing
from metrics.compute.effects.choosing import FEWEST_AFTER, FEWEST_BEFORE, FEWEST_CONTROLS
from metrics.presenters import words
from metrics.presenters.effects.subject import Subject

NOT_WHY = "It is associated with the start. It does not show that the start caused it."
BRIEF = {
    choosing.BETTER: "changed for the better",
    choosing.WORSE: "changed for the worse",
    choosing.HIGHER: "higher than before",
    choosing.LOWER: "lower than before",
    choosing.NO_CLEAR_CHANGE: "no clear change",
    choosing.NOT_YET: "not yet measurable",
    choosing.CANNOT: "not measurable",
}
CHANGED = (choosing.BETTER, choosing.WORSE, choosing.HIGHER, choosing.LOWER)


def brief(verdict: str) -> str:
    return BRIEF[verdict]


def answer(about: Subject) -> str:
    """Return what the figures say, in one sentence."""
    found = about.found
    if found.verdict == choosing.NOT_YET:
        return (
            f"Not yet measurable: figures of {_months(found.known_after)} from {about.start} on are known, and "
            f"{FEWEST_AFTER} are needed."
        )
    if found.verdict == choosing.CANNOT:
        return f"Not measurable: {_missing(about)}."
    if found.verdict == choosing.NO_CLEAR_CHANGE:
        return f"No clear change: from {about.start} on the figure was {_against_others(about)}: that may be chance."
    return (
        f"{words.capital(BRIEF[found.verdict])}: from {about.start} on the figure was {_against_others(about)}, more "
        "than chance explains."
    )


def _months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"


def _missing(about: Subject) -> str:
    found = about.found
    if found.known_before < FEWEST_BEFORE:
        return (
            f"figures of {_months(found.known_before)} before {about.start} can be compared, and {FEWEST_BEFORE} are "
            "needed"
        )
    if found.known_after < FEWEST_AFTER:
        return f"figures of {_months(found.known_after)} count, and {FEWEST_AFTER} are needed"
    return f"there are fewer than {FEWEST_CONTROLS} areas to compare with"


def _against_others(about: Subject) -> str:
    """Return `3.1 percentage points higher than other areas’ course led one to expect (95% interval: 1.0 to 5.2)`."""
    test = about.found.test
    others = f"the course of {test.controls} other areas led one to expect"
    interval = f"(95% interval: {about.signed(test.lower)} to {about.signed(test.upper)})"
    if round(test.change, about.measure.decimals) == 0:
        return f"as {others} {interval}"
    return (
        f"{about.distance(test.change)} {'higher' if test.change > 0 else 'lower'} than {others} {interval}"
    )


def sentences(about: Subject) -> Iterator[str]:
    """Yield what follows the answer: the months compared, and what it does not show."""
    found = about.found
    if found.known_before and found.known_after:
        before, after = (words.shown(about.measure, value) for value in (found.mean_before, found.mean_after))
        yield (
            f"In a usual month it was {before} before the start ({_months(found.known_before)}) and {after} since "
            f"({_months(found.known_after)})."
        )
    if found.verdict in CHANGED:
        yield NOT_WHY
    if found.test:
        yield choosing.NOT_KNOWN


def cautions(about: Subject) -> list[str]:
    """Return what to know when reading the answer."""
    return [*(choosing.CAUTIONS[one] for one in about.found.cautions), *about.measure.caveats]


def method(about: Subject) -> str:
    return f"{choosing.METHODS[about.found.method]}. Version {about.found.method_version} of the method."


def likely(p: float) -> str:
    """Return how often chance alone goes as far: `about 1 time in 25`."""
    if p >= 0.5:
        return "more often than not"
    return f"about 1 time in {round(1 / max(p, 0.001)):,}" if p >= 0.001 else "less than 1 time in 1,000"


def rank(about: Subject) -> str:
    mix = about.found.synthetic
    return f"{numbers.ordinal(mix.rank)} of {len(mix.placebos) + 1}"
