"""What an area's better peers use and it does not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet
from django.template.loader import render_to_string

from casestudies.models import Adoption, Technology
from casestudies.models.vocabulary import IN_USE
from casestudies.presenters.naming import named
from casestudies.presenters.technologies.words import Shown
from casestudies.presenters.uptake.users import by_area
from casestudies.queries.technologies import counted, near, register_version
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.peers.better import Better
from metrics.presenters.words import joined

SHOWN_ELSEWHERE = 10
MOST_SHOWN = 25
NAMED = 4


@dataclass(frozen=True)
class Gaps:
    """The answer in words, and the table as HTML; nothing where there is none to show."""

    answer: str
    table: str = ""


def gaps(view: Better, day: date) -> Gaps:
    """Return the technologies in use at areas that do better than one, and not in use there."""
    area, codes = view.group.area, _better(view)
    if view.cannot:
        return Gaps(view.cannot)
    if not codes:
        return Gaps(
            f"Nobody does better than {area.short_name} here, so there is nobody to learn from on this measure."
        )
    alike = {code: view.group.areas[code] for code in [*codes, area.code]}
    records = near(alike.values(), day)
    return kept(f"gaps:{_mark(view, codes, records)}", lambda: _gaps(view, codes, alike, records, day))


def _mark(view: Better, codes: Sequence[str], records: QuerySet[Adoption]) -> str:
    """Return a mark of all that the answer says: another one once anybody tells or the register says otherwise."""
    told = list(records.order_by("pk").values_list("pk", "area", "technology", "stage"))
    asked = view.group.area.code, view.question.asked, view.group.in_words, len(view.peers) > 0, codes
    return sha256(f"{asked} {told} {register_version()}".encode()).hexdigest()


def _gaps(
    view: Better, codes: Sequence[str], alike: dict[str, Area], records: QuerySet[Adoption], day: date
) -> Gaps:
    area, held = view.group.area, by_area(records, alike, day)
    users = _users(codes, held)
    own = {record.technology_id for record in held[area.code] if record.stage in IN_USE}
    missing = sorted(set(users) - own, key=lambda pk: -len(users[pk]))
    if not missing:
        return Gaps(_nothing(view, users))
    table = _table(view, _rows(missing[:MOST_SHOWN], users, held[area.code], alike))
    return Gaps(_answer(view, len(missing)), render_to_string("components/data_table.html", {"table": table}))


def _better(view: Better) -> list[str]:
    """Return the peers that do better; where none does, the first of those elsewhere."""
    if view.cannot:
        return []
    return list(view.peers.index) or list(view.elsewhere.index[:SHOWN_ELSEWHERE])


def _users(codes: Sequence[str], held: dict[str, list[Adoption]]) -> dict[int, list[str]]:
    """Return which of some areas use which technology, by its primary key."""
    users: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        for technology in {one.technology_id for one in held[code] if one.stage in IN_USE}:
            users[technology].append(code)
    return users


def _rows(
    missing: Sequence[int],
    users: dict[int, list[str]],
    own: Sequence[Adoption],
    alike: dict[str, Area],
) -> list[TableRow]:
    technologies = counted(Technology.objects.filter(pk__in=missing)).prefetch_related("guidance").in_bulk()
    here = {record.technology_id: record for record in own}
    return [_row(technologies[pk], users[pk], here.get(pk), alike) for pk in missing]


def _row(
    technology: Technology, codes: Sequence[str], here: Adoption | None, alike: dict[str, Area]
) -> TableRow:
    names = [alike[code].short_name for code in codes]
    shown = names if len(names) <= NAMED else [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others"]
    return TableRow(
        [
            Cell(named(technology), href=technology.get_absolute_url(), note=technology.summary),
            Cell(str(len(names)), note=joined(shown)),
            Cell(Shown(technology).nice or "No guidance listed"),
            Cell(_studies(technology)),
            Cell(here.get_stage_display() if here else "Nothing told"),
        ]
    )


def _studies(technology: Technology) -> str:
    return {0: "None yet", 1: "1 case study"}.get(technology.studies, f"{technology.studies} case studies")


def _whom(view: Better) -> str:
    """Return whose technologies they are: `the areas most like Wakefield that do better on …,`."""
    among = f"the {view.group.in_words}" if len(view.peers) else "areas elsewhere (none of its peers does)"
    return f"{among} that do better on {view.question.subject}, {view.question.months},"


def _answer(view: Better, missing: int) -> str:
    """Return the page's first line."""
    count = f"{missing} {'technology' if missing == 1 else 'technologies'}"
    shown = f" The {MOST_SHOWN} that most of them use are listed." if missing > MOST_SHOWN else ""
    return (
        f"Of {_whom(view)} some use {count} of which {view.group.area.short_name} has not told that it does."
        f"{shown} That may not be why they do better."
    )


def _nothing(view: Better, users: dict[int, list[str]]) -> str:
    name = view.group.area.short_name
    if users:
        return f"Of {_whom(view)} none uses a technology that {name} does not use."
    return f"Of {_whom(view)} none has told of using a technology yet."


def _table(view: Better, rows: Sequence[TableRow]) -> Table:
    name = view.group.area.short_name
    columns = ["Technology", "Better areas that use it", "NICE", "Case studies", f"In {name}"]
    caption = f"What better areas use and {name} does not"
    return Table("gaps", caption, [Column(words) for words in columns], rows, True, is_stacked=True)
