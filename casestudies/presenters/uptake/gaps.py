"""What an area's better peers use and it does not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from casestudies.models import Adoption, Technology
from casestudies.models.vocabulary import IN_USE, Stage
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
    """The answer in words, what it leaves open, and the table as HTML; nothing of these where there is none to show."""

    answer: str
    leaves_open: str = ""
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
    table = _table(view, _rows(missing[:MOST_SHOWN], users, held[area.code], alike, len(codes)))
    shown = render_to_string("components/data_table.html", {"table": table})
    return Gaps(_answer(view, len(missing)), _left_open(view), shown)


def _better(view: Better) -> list[str]:
    """Return the peers that do better; where none does, the first of those elsewhere."""
    if view.cannot:
        return []
    return list(view.peers.index) or list(view.elsewhere.index[:SHOWN_ELSEWHERE])


def _users(codes: Sequence[str], held: dict[str, list[Adoption]]) -> dict[int, dict[str, bool]]:
    """Return which of some areas use which technology, by its primary key, and whether they only pilot it."""
    users: dict[int, dict[str, bool]] = defaultdict(dict)
    for code in codes:
        for one in held[code]:
            if one.stage in IN_USE:
                only_pilots = users[one.technology_id].get(code, True)
                users[one.technology_id][code] = only_pilots and one.stage == Stage.PILOTING
    return users


def _rows(
    missing: Sequence[int],
    users: dict[int, dict[str, bool]],
    own: Sequence[Adoption],
    alike: dict[str, Area],
    among: int,
) -> list[TableRow]:
    technologies = counted(Technology.objects.filter(pk__in=missing)).prefetch_related("guidance").in_bulk()
    here = {record.technology_id: record for record in own}
    return [_row(technologies[pk], users[pk], here.get(pk), alike, among) for pk in missing]


def _row(
    technology: Technology,
    users: dict[str, bool],
    here: Adoption | None,
    alike: dict[str, Area],
    among: int,
) -> TableRow:
    names = [
        f"{alike[code].short_name}{' (piloting)' if only_pilots else ''}"
        for code, only_pilots in users.items()
    ]
    shown = names if len(names) <= NAMED else [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others"]
    records = f"{reverse('adoption-list')}?{urlencode({'technology': technology.slug})}"
    return TableRow(
        [
            Cell(named(technology), href=technology.get_absolute_url(), note=technology.summary),
            Cell(f"{len(names)} of {among}", href=records, note=joined(shown)),
            _nice(technology),
            _studies(technology),
            Cell(here.get_stage_display(), href=here.get_absolute_url()) if here else Cell("No record"),
        ]
    )


def _nice(technology: Technology) -> Cell:
    """Return what NICE says of it, with the way to its newest guidance."""
    newest = next(iter(technology.guidance.all()), None)
    return Cell(Shown(technology).nice, href=newest.address) if newest else Cell("No guidance listed")


def _studies(technology: Technology) -> Cell:
    number = technology.studies
    if not number:
        return Cell("None yet")
    words = "1 case study" if number == 1 else f"{number} case studies"
    return Cell(words, href=f"{technology.get_absolute_url()}#studies")


def _whom(view: Better) -> str:
    """Return whose technologies they are: `areas most like Wakefield that do better on …, May 2025`."""
    among = view.group.in_words if len(view.peers) else "areas elsewhere (none of its peers does)"
    return f"{among} that do better on {view.question.subject}, {view.question.months}"


def _answer(view: Better, missing: int) -> str:
    """Return the page's first line."""
    count = "1 technology is" if missing == 1 else f"{missing} technologies are"
    shown = f" The {MOST_SHOWN} that most of them use are listed." if missing > MOST_SHOWN else ""
    return f"{count} in use in {_whom(view)}, and not in {view.group.area.short_name}, by the records.{shown}"


def _left_open(view: Better) -> str:
    name = view.group.area.short_name
    return (
        f"Records are what areas tell: {name} may use one of these and not have told. That others use something does"
        " not show that it is why they do better."
    )


def _nothing(view: Better, users: dict[int, list[str]]) -> str:
    name = view.group.area.short_name
    if users:
        return f"By the records, {name} uses every technology in use in {_whom(view)}."
    return f"No technology is recorded yet as in use in {_whom(view)}."


def _table(view: Better, rows: Sequence[TableRow]) -> Table:
    name = view.group.area.short_name
    columns = ["Technology", "In use, of those that do better", "NICE", "Case studies", f"{name}’s record"]
    caption = f"In use where others do better, and not recorded as in use in {name}"
    return Table("gaps", caption, [Column(words) for words in columns], rows, True, is_stacked=True)
