"""What the pages on data say: how new the figures are, where they come from, and what was done with a month."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from metrics.charts import numbers
from metrics.compute.timetable import late_months, missing_months, months_later, publication_day
from metrics.models import Figure, FigureSet, Publication, Release
from metrics.presenters.words import joined

SWITCHES = {
    Publication.Kind.PUBLISHED: "Version {number} published",
    Publication.Kind.ROLLED_BACK: "Rolled back to version {number}",
    Publication.Kind.RELEASED: "Version {number} released from hold and published",
    Publication.Kind.WITHDRAWN: "Version {number} withdrawn: the month is not shown",
}
# The numbers of England that NHS England prints in its own workbooks, to compare: words, column, how it is written.
CHECKS = (
    ("Incomplete pathways (the waiting list)", "incomplete", numbers.thousands),
    ("of these, within 18 weeks", "within_18", numbers.thousands),
    ("of these, over 52 weeks", "over_52", numbers.thousands),
    ("Median wait of incomplete pathways", "median_wait", numbers.weeks),
    ("92nd percentile wait of incomplete pathways", "p92_wait", numbers.weeks),
    ("Completed pathways, admitted", "admitted", numbers.thousands),
    ("Completed pathways, not admitted", "non_admitted", numbers.thousands),
    ("New pathways (clock starts)", "new_periods", numbers.thousands),
)


def state_of_data(months: list[date], today: date) -> list[str]:
    """Return, in sentences, how new the published months are and which are late or missing."""
    if not months:
        return ["No month is published here yet."]
    newest = max(months)
    sentences = [f"The newest month is {numbers.month_name(newest)}.", _what_comes_next(newest, today)]
    missing = missing_months(months)
    if missing:
        names = joined([numbers.month_name(month) for month in missing])
        sentences.append(
            f"Missing since {numbers.month_name(min(months))}: {names}. Charts leave a gap for them."
        )
    return sentences


def _what_comes_next(newest: date, today: date) -> str:
    late = late_months(newest, today)
    habit = "NHS England publishes a month about six weeks after it ends"
    if not late:
        coming = months_later(newest, 1)
        return (
            f"{habit}: {numbers.month_name(coming)} is due about {numbers.day_name(publication_day(coming))}."
        )
    first = numbers.month_name(late[0])
    if len(late) == 1:
        due = numbers.day_name(publication_day(late[0]))
        return f"{habit}: {first} was due about {due} and has not been brought in here yet."
    last = numbers.month_name(late[-1])
    return f"{habit}, so {first} to {last} ({len(late)} months) should be out and are late here."


@dataclass(frozen=True)
class Origin:
    """Where a file came from, in words, with a link when it was fetched."""

    words: str
    link: str | None = None


def origin_of(release: Release) -> Origin:
    if release.is_demonstration:
        return Origin("Invented here for demonstration")
    if release.address.startswith(("https://", "http://")):
        return Origin(urlsplit(release.address).hostname or release.address, release.address)
    return Origin(f"File {release.address}")


@dataclass(frozen=True)
class Version:
    """A version of a month with what a page says about it; `row` comes from `provenance.versions`."""

    row: FigureSet

    @property
    def release(self) -> Release:
        return self.row.release

    @property
    def origin(self) -> Origin:
        return origin_of(self.row.release)

    @property
    def short_sha256(self) -> str:
        return self.row.release.sha256[:12]

    @property
    def state(self) -> str:
        """`live`, `held`, or `kept` for one that readers do not see and an administrator may put back."""
        if self.row.is_live:
            return "live"
        return "held" if self.row.state == FigureSet.State.HELD else "kept"


@dataclass(frozen=True)
class Switch:
    """Something done with a month. `by` tells visitors only whether a person did it."""

    row: Publication
    words: str
    by: str


def jumps_in(version: FigureSet, names: dict[str, str]) -> list[str]:
    """Return why a version was held, a sentence a jump, with the names of areas for their codes."""
    parted = (line.partition(": ") for line in version.held_because.splitlines())
    return [f"{names.get(code, code)}: {words}" if words else code for code, _, words in parted]


def history(switches: list[Publication], versions: list[FigureSet], *, with_names: bool) -> list[Switch]:
    """Return what was done with a month, newest first, in words."""
    numbered = {version.pk: version.number for version in versions}
    return [
        Switch(
            row, SWITCHES[row.kind].format(number=numbered.get(row.figure_set_id, "")), _by(row, with_names)
        )
        for row in switches
    ]


def _by(row: Publication, with_names: bool) -> str:
    if row.by is None:
        return "Automatically"
    return str(row.by) if with_names else "An administrator"


def england_checks(england: Figure | None) -> list[tuple[str, str]]:
    """Return England's figures that can be compared with NHS England's own: pairs of words and number."""
    if england is None:
        return []
    return [(words, written(getattr(england, column))) for words, column, written in CHECKS]


@dataclass(frozen=True)
class Comparison:
    """One of England's figures in the version that readers see and in another."""

    words: str
    now: str
    then: str
    change: str


def england_compared(live: Figure | None, other: Figure | None) -> list[Comparison]:
    """Return what readers would see change in England's figures; without a live version, what they would see."""
    return [
        Comparison(
            words,
            written(getattr(live, column, None)),
            written(getattr(other, column, None)),
            _relative_change(getattr(live, column, None), getattr(other, column, None)),
        )
        for words, column, written in CHECKS
    ]


def _relative_change(before: float | None, after: float | None) -> str:
    if not before or after is None:
        return numbers.NOT_KNOWN
    change = 100 * (after / before - 1)
    return f"{numbers.signed(change)}%" if round(change, 1) else "none"
