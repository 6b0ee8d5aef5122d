"""The table of who may do what, read from where people read it: docs/who-may-do-what.md."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.environment import ROOT
from tests.matrix.people import ROLES, VISITOR

TABLE = ROOT / "docs" / "who-may-do-what.md"
HEAD = ["address", "about", "takes"]
ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What each word of the column “takes” means: the methods that are answered, the others being 405 to everybody.
TAKES = {
    "reading": ("GET", "HEAD"),
    "a form": ("GET", "HEAD", "POST"),
    "a button": ("POST",),
    "the API's": ("GET", "HEAD", "OPTIONS"),
    "the API's form": ("GET", "HEAD", "OPTIONS", "POST"),
    "the API's change": ("GET", "HEAD", "OPTIONS", "PATCH"),
    "the API's button": ("OPTIONS", "POST"),
}
READS = ("GET", "HEAD")
NOBODY = "–"


@dataclass(frozen=True)
class Line:
    """What one address answers each role about one thing. `act`: what is done there, where an address does several."""

    route: str
    about: str
    act: str
    takes: str
    is_confirmed: bool
    is_first: bool  # of those of its address
    answers: dict[str, tuple[str, str]] = field(hash=False)

    def __str__(self) -> str:
        return " ".join(part for part in (self.route, f"{self.act}:" if self.act else "", self.about) if part)

    def expected(self, role: str) -> dict[str, str]:
        """Return the answer to each method that is asked.

        What an address does not take is asked once an address, whatever it is about. HEAD of a page that is open to
        everybody, which costs what the page does, is asked as a visitor alone.
        """
        asked = ALL if self.is_first else TAKES[self.takes]
        is_spared = self.is_open and role != VISITOR
        return {
            method: self._answer(role, method) for method in asked if not (is_spared and method == "HEAD")
        }

    def _answer(self, role: str, method: str) -> str:
        if method not in TAKES[self.takes]:
            return "405"
        if method == "OPTIONS":
            return "✓"
        return self.answers[role][method not in READS]

    @property
    def is_open(self) -> bool:
        """Whether everybody is shown the same page."""
        return self.takes == "reading" and set(self.answers.values()) == {("✓", "✓")}

    @property
    def roles(self) -> list[str]:
        """The roles that can come here with such a thing: visitors own nothing."""
        return [role for role, answers in self.answers.items() if NOBODY not in answers]


def lines() -> Iterator[Line]:
    """Yield the lines of the table: one an address and a thing."""
    seen = set()
    for cells in _rows():
        addresses, abouts, takes, *answers = cells
        kind, _, confirmed = takes.partition(", ")
        by_role = {role: _answers(cell) for role, cell in zip(ROLES, answers, strict=True)}
        for route in addresses.replace("`", "").split():
            for about in abouts.split("; "):
                act, _, thing = about.rpartition(": ")
                yield Line(
                    route, thing, act, kind, confirmed == "confirmed", route not in seen, answers=by_role
                )
                seen.add(route)


def _answers(cell: str) -> tuple[str, str]:
    """Return what is answered to reading and to sending: “✓ / 403”, or one word for both."""
    reading, _, sending = cell.partition(" / ")
    return reading, sending or reading


def _rows() -> Iterator[list[str]]:
    """Yield the cells of the rows of each table whose first column is called address."""
    is_ours = False
    for text in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if not text.startswith("|"):
            is_ours = False
        elif cells[: len(HEAD)] == HEAD:
            is_ours = True
            assert cells[len(HEAD) :] == list(ROLES), (
                "The columns of the table are the roles of tests/matrix."
            )
        elif is_ours and set(text) - set("|-: "):
            yield cells


def repaired_tables() -> dict[str, str]:
    """Return the tables that Django's admin shows, each with what may be done there."""
    listed = TABLE.read_text().partition("## Data repair")[2]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in listed.splitlines()
        if line.startswith("| `")
    ]
    return {name.strip("`"): may for names, may in rows for name in names.split()}
