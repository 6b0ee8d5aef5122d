"""A technology on the map: how far each board, or any part or provider of it, is."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from casestudies.models import Adoption
from casestudies.models.vocabulary import Stage
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.maps import StepsChart, map_chart, tile_map
from metrics.charts.svg import Drawn, Layout
from metrics.measured import kept
from metrics.models import Area, Membership
from metrics.presenters.maps import map_areas, outlines

STEPS = ("Paused, stopped or declined", "Considering or planned", "Piloting", "Adopted or further")
STEP = (
    dict.fromkeys((Stage.PAUSED, Stage.STOPPED, Stage.DECLINED), 0)
    | dict.fromkeys((Stage.CONSIDERING, Stage.PLANNED), 1)
    | {Stage.PILOTING: 2}
    | dict.fromkeys((Stage.ADOPTED, Stage.SCALED, Stage.SUSTAINED), 3)
)
NO_RECORD = "No record"
IN_WORDS = "Today’s boards by the furthest stage of their own record, or of any of their parts or providers."


def boards_above(areas: Sequence[int], day: date) -> dict[int, set[str]]:
    """Return the codes of the boards that areas (by primary key) are, or are part of, on a day. One query."""
    above: dict[int, set[str]] = {}
    rows = Membership.objects.filter(
        Q(start=None) | Q(start__lte=day),
        Q(end=None) | Q(end__gte=day),
        child__in=areas,
        parent__kind=Area.Kind.ICB,
    )
    for child, board in rows.values_list("child", "parent__code"):
        above.setdefault(child, set()).add(board)
    return above


def furthest(records: Sequence[Adoption], day: date) -> dict[str, int]:
    """Return the step of each board that has a record, by its code."""
    above = boards_above([record.area_id for record in records], day)
    steps: dict[str, int] = {}
    for record in records:
        own = {record.area.code} if record.area.kind == Area.Kind.ICB else above.get(record.area_id, set())
        for code in own:
            steps[code] = max(steps.get(code, 0), STEP[record.stage])
    return steps


def maps_of(records: Sequence[Adoption], day: date, name: str) -> list[Figure]:
    """Return the map of a technology and the same with each board of one size; none without a place to draw."""
    boards = list(Area.objects.of_kind(Area.Kind.ICB).valid_on(day).order_by("short_name"))
    steps = furthest(records, day)
    drawn = kept("outlines-of-today", lambda: outlines(day))
    areas = map_areas(
        boards, steps, paths=drawn.paths, people={}, href=lambda area: reverse("area", args=[area.code])
    )
    if not areas:
        return []
    chart = StepsChart(
        title=f"{name}, on the map: {_in_use(steps)}",
        description=IN_WORDS,
        source=f"Boundaries: {drawn.source.removeprefix('Source: ')}" if drawn.source else "",
        areas=areas,
        steps=STEPS,
        unknown=NO_RECORD,
    )
    table = _table(boards, steps, name)
    return [
        Figure("map", f"On the map: {_in_use(steps)}", IN_WORDS, _drawn(map_chart, chart, "map"), table),
        Figure("tiles", "Each board the same size", IN_WORDS, _drawn(tile_map, chart, "tiles")),
    ]


def _drawn(draw, chart: StepsChart, prefix: str) -> Drawn:
    return Drawn(wide=draw(chart, prefix=prefix, layout=Layout.COMPACT), compact="")


def _in_use(steps: Mapping[str, int]) -> str:
    count = sum(step >= STEP[Stage.PILOTING] for step in steps.values())
    return f"in use in {count} {'board' if count == 1 else 'boards'}" if count else "in use in no board"


def _table(boards: Sequence[Area], steps: Mapping[str, int], name: str) -> Table:
    rows = [
        TableRow([board.short_name, STEPS[steps[board.code]] if board.code in steps else NO_RECORD])
        for board in boards
    ]
    return Table(
        "map-table", f"{name}: boards and how far they are", [Column("Board"), Column("Stage")], rows
    )
