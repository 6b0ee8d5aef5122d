"""What a scan answers with. None of it holds a word of the text."""

from collections.abc import Iterable
from dataclasses import dataclass

PASS, CONFIRM, HOLD = VERDICTS = ("pass", "confirm", "hold")

# What each kind is called, and what is done about it.
KINDS = {
    "nhs-number": ("an NHS number", HOLD),
    "nhs-number-mistyped": ("an NHS number with a digit mistyped", CONFIRM),
    "date-of-birth": ("a date of birth", HOLD),
    "record-number": ("a hospital or patient record number", HOLD),
    "ni-number": ("a National Insurance number", HOLD),
    "postcode-of-a-person": ("a postcode near a name, an age or a date of birth", HOLD),
    "postcode": ("a postcode", CONFIRM),
    "name": ("a person’s name", CONFIRM),
    "mobile": ("a mobile phone number", CONFIRM),
}


@dataclass(frozen=True)
class Found:
    """A part of a text, from `start` up to `end`, that looks like something of a kind."""

    kind: str
    start: int
    end: int

    @property
    def words(self) -> str:
        return KINDS[self.kind][0]

    @property
    def verdict(self) -> str:
        return KINDS[self.kind][1]


@dataclass(frozen=True)
class Scan:
    findings: tuple[Found, ...] = ()

    @property
    def verdict(self) -> str:
        return worst(self.findings)

    def of(self, verdict: str) -> tuple[Found, ...]:
        """Return the findings with a verdict of their own."""
        return tuple(found for found in self.findings if found.verdict == verdict)


def worst(scans: "Iterable[Scan | Found]") -> str:
    """Return the strictest verdict of several scans or findings; of none, `pass`."""
    return max((scan.verdict for scan in scans), key=VERDICTS.index, default=PASS)
