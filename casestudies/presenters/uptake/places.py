"""A technology on the map: how far each board, or any part or provider of it, is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.db.models import Q
from django.urls import reverse

from casestudies.models import Adoption, Technology
from casestudies.models.vocabulary import Stage
from casestudies.presenters.uptake.sources import downloads, recorded_until
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.maps import StepsChart, map_chart, tile_map
from metrics.charts.svg import Drawn, Layout
from metrics.measured import kept
from metrics.models import Area, Membership
from metrics.presenters.maps import map_areas, outlines

MAP, TILES = "map", "tiles"
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


@dataclass(frozen=True)
class Places:
    """The boards of a day, and the step of each that has a record, by its code."""

    boards: Sequence[Area]
    steps: Mapping[str, int]


def places_of(records: Sequence[Adoption], day: date) -> Places:
    boards = Area.objects.of_kind(Area.Kind.ICB).valid_on(day).order_by("short_name")
    return Places(list(boards), furthest(records, day))


def maps_of(records: Sequence[Adoption], day: date, technology: Technology) -> list[Figure]:
    """Return the map of a technology and the same with each board of one size; none without a place to draw."""
    found = places_of(records, day)
    chart = map_of(found, day, technology)
    if chart is None:
        return []
    title, page = f"On the map: {_in_use(found.steps)}", technology.get_absolute_url()
    table = _table(found.boards, found.steps, technology.name)
    return [
        Figure(
            MAP,
            title,
            IN_WORDS,
            _drawn(map_chart, chart, MAP),
            table,
            downloads(technology, MAP),
            f"{page}#{MAP}",
        ),
        Figure(
            TILES,
            "Each board the same size",
            IN_WORDS,
            _drawn(tile_map, chart, TILES),
            None,
            downloads(technology, TILES, "svg", "png"),
            f"{page}#{TILES}",
        ),
    ]


def boards_table(found: Places) -> pd.DataFrame:
    """Return every board and how far it is; empty where nothing is recorded."""
    rows = [
        {
            "area": board.code,
            "name": board.short_name,
            "stage": STEPS[found.steps[board.code]] if board.code in found.steps else "",
        }
        for board in found.boards
    ]
    return pd.DataFrame(rows, columns=["area", "name", "stage"], dtype="str")


def map_of(found: Places, day: date, technology: Technology) -> StepsChart | None:
    """Return what is drawn of boards; None without a place to draw."""
    boards, steps = found.boards, found.steps
    drawn = kept("outlines-of-today", lambda: outlines(day))
    areas = map_areas(
        boards, steps, paths=drawn.paths, people={}, href=lambda area: reverse("area", args=[area.code])
    )
    if not areas:
        return None
    boundaries = f" Boundaries: {drawn.source.removeprefix('Source: ')}" if drawn.source else ""
    return StepsChart(
        title=f"{technology.name}, on the map: {_in_use(steps)}",
        description=IN_WORDS,
        source=f"{recorded_until(day)}{boundaries}",
        areas=areas,
        steps=STEPS,
        unknown=NO_RECORD,
    )


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
