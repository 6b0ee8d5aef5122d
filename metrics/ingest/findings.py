"""What a reader found wrong or odd in a file: where it stands, what it says, and which rule it breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

QUARANTINE = "Q"
WARNING = "W"

# A damaged file breaks the same rule on every line: the first few places say it all.
MOST_PLACES = 5
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule. `line` counts from 1 as an editor does; `column` is the header's name for it."""

    rule: str
    severity: Literal["Q", "W"]
    file: str
    line: int | None
    column: str | None
    value: str | None
    text: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        said = [] if self.value is None else [_shortened(self.value)]
        return ": ".join([place, *said, self.text])


class Quarantined(Exception):
    """A file that must not be published. `findings` says why; those that quarantine come first."""

    def __init__(self, findings: Sequence[Finding]):
        self.findings = tuple(sorted(findings, key=lambda finding: finding.severity != QUARANTINE))
        super().__init__(self.findings)

    def __str__(self) -> str:
        more = len(self.findings) - 1
        return f"{self.findings[0]}" + (f" (and {more} more)" if more else "")


def refusal(rule: str, file: str, text: str, **where) -> Quarantined:
    """Return the exception for a file that is refused for one reason; `where` may give line, column and value."""
    place = {"line": None, "column": None, "value": None} | where
    return Quarantined([Finding(rule=rule, severity=QUARANTINE, file=file, text=text, **place)])


def quarantines(findings: Iterable[Finding]) -> bool:
    """Say whether any of the findings keeps the file from being published."""
    return any(finding.severity == QUARANTINE for finding in findings)


def _shortened(value: str) -> str:
    """Return the value on one line, with anything invisible spelled out."""
    shown = value if value.isprintable() else repr(value)[1:-1]
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"
