"""Records of adoption as lines of the CSV file that can be brought in again."""

import csv
from collections.abc import Iterable, Iterator

from casestudies.actions.adoption_content import content_of
from casestudies.forms.adoption_csv import ALL, FOR_MEMBERS
from casestudies.forms.csv_files import inert
from casestudies.models import Adoption
from casestudies.presenters.adoption_words import typed


class _Line:
    """What the CSV writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(adoptions: Iterable[Adoption], *, is_member: bool) -> Iterator[str]:
    """Yield records as lines of CSV, one at a time, the columns' names first."""
    columns = [name for name in ALL if is_member or name not in FOR_MEMBERS]
    writer = csv.writer(_Line())
    yield writer.writerow(columns)
    for one in adoptions:
        cells = _cells(one)
        yield writer.writerow(inert(cells[name]) for name in columns)


def _cells(adoption: Adoption) -> dict[str, str]:
    content = content_of(adoption)
    named = {
        "area": adoption.area.code,
        "technology": adoption.technology.slug,
        "version": f"{adoption.version}",
        "stage": content["stage"],
        "since": content["since"],
        "note": content["note"],
        "reasons": "; ".join(content["reasons"]),
    }
    return typed(content) | named | {"functions": "; ".join(content["functions"])}
