"""What people call treatment functions and measures who look for them: their names, and words of the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.presenters.peers.asked import USUAL_MEASURE
from safety.search.nearest import Nearest
from safety.search.synonyms import OF_THE_FIELD, SYNONYMS
from safety.search.words import folded

# What is usually treated in a treatment function, and of which nothing is published by itself.
PARTS = {
    "C_100": ("hernia", "hernias", "gallbladder", "gallstones"),
    "C_101": ("prostate", "kidney stones"),
    "C_110": (
        "hip replacement",
        "hip replacements",
        "knee replacement",
        "knee replacements",
        "hips",
        "knees",
        "joint replacement",
        "joint replacements",
    ),
    "C_120": ("tonsils", "tonsillectomy", "grommets"),
    "C_130": ("cataract", "cataracts", "glaucoma"),
    "C_502": ("hysterectomy", "hysterectomies", "endometriosis"),
}
IN_GENERAL = {
    USUAL_MEASURE: ("waiting times", "waiting time", "waiting", "waits", "wait", "18 weeks", "RTT"),
    "waiting-list-per-1000": ("waiting list", "waiting lists"),
    "over-52-weeks": ("52 weeks", "year long waits"),
}
# More alike than the search asks for: nephrology is not neurology, nor radiology cardiology.
ALIKE = 0.9
Words = Sequence[str]


@dataclass(frozen=True)
class Called:
    """A treatment function (its code) or a measure (its slug), and the words that named it."""

    what: str
    words: str

    @property
    def is_part(self) -> bool:
        """Whether the words name less than the whole treatment function."""
        return self.words in PARTS.get(self.what, ())


def _phrases(called: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    return {tuple(folded(phrase).split()): what for what, phrases in called.items() for phrase in phrases}


def _names_of(function: str) -> list[str]:
    name = SINGLE_FUNCTIONS[function]
    alike = [row for row in SYNONYMS if folded(name) in map(folded, row)]
    return [name, *(phrase for row in alike for phrase in row), *PARTS.get(function, ())]


FUNCTIONS = _phrases({code: _names_of(code) for code in SINGLE_FUNCTIONS})
MEASURED = _phrases(
    {
        slug: (one.title, one.short_title)
        for slug, one in MEASURES.items()
        if one.comparable and one.direction != "neutral"
    }
) | _phrases(IN_GENERAL)
_KNOWN = Nearest([*map(" ".join, FUNCTIONS), *OF_THE_FIELD], alike=ALIKE)


def function_in(words: Words) -> tuple[Called | None, list[str]]:
    """Return the treatment function that some words (small letters, as `folded`) name, and the other words."""
    return _found(words, [_KNOWN.to(word) for word in words], FUNCTIONS)


def measure_in(words: Words) -> tuple[Called | None, list[str]]:
    """Return the measure that some words name, and the other words."""
    return _found(words, words, MEASURED)


def _found(
    words: Words, meant: Words, phrases: Mapping[tuple[str, ...], str]
) -> tuple[Called | None, list[str]]:
    """Return what the longest phrase in `meant` names, and the other words as they were."""
    spans = [(end - start, start) for start in range(len(meant)) for end in range(start + 1, len(meant) + 1)]
    for length, start in sorted(spans, key=lambda span: (-span[0], span[1])):
        phrase = tuple(meant[start : start + length])
        if phrase in phrases:
            return Called(phrases[phrase], " ".join(phrase)), [*words[:start], *words[start + length :]]
    return None, list(words)
