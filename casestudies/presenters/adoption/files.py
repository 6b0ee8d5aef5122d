"""Records of adoption as lines of the CSV file that can be brought in again."""

from collections.abc import Iterable, Iterator
from itertools import chain

from casestudies.actions.adoption.content import content_of
from casestudies.forms.adoption.csv import ALL, FOR_MEMBERS
from casestudies.models import Adoption
from casestudies.presenters.adoption.words import typed
from safety import csv_cells


def csv_lines(adoptions: Iterable[Adoption], *, is_member: bool) -> Iterator[str]:
    """Return records as lines of CSV, one at a time, the columns' names first."""
    columns = [name for name in ALL if is_member or name not in FOR_MEMBERS]
    cells = map(_cells, adoptions)
    return csv_cells.csv_lines(chain([columns], ([one[name] for name in columns] for one in cells)))


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
