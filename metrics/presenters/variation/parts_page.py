"""The page of an area's parts: what it says in words, its table and its small charts."""

from dataclasses import dataclass

from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.charts.multiples import Line, Multiples, Panel, on_page
from metrics.charts.svg import Drawn
from metrics.compute.breaks import breaks_of
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import GP, Measure
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.area import KINDS_IN_PLURAL
from metrics.presenters.dots import asked_for, cell, heading, measure_address
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.sources import source_of
from metrics.presenters.variation.parts import Gap, PartsApart

CHANCE = {True: "more than chance", False: "within chance", None: "no interval"}
BOARDS_IN_WORDS = {Area.Kind.ICB: "boards", Area.Kind.REGION: "regions"}


@dataclass(frozen=True)
class SmallChart:
    """A panel on the page. `href`: where its measure is shown large; `better`: as of a Figure."""

    title: str
    href: str
    chart: Drawn
    better: str = ""


@dataclass(frozen=True)
class GapRow:
    """A measure in the table, all written; empty where not known. `place`: among the gaps of other boards."""

    measure: str
    href: str
    low: str
    high: str
    england: str
    gap: str
    chance: str
    before: str
    place: str


@dataclass(frozen=True)
class PartsBlocks:
    """What stands on the page. `boards`: what the area is compared with, in words; empty where there are no others.

    `more`: the gaps in other ways. `downloads`: pairs (words, address) of the small charts.
    """

    sentences: list[str]
    notes: list[str]
    caption: str
    rows: list[GapRow]
    boards: str
    more: Table
    table_csv: str
    charts: list[SmallChart]
    values: Table
    downloads: list[tuple[str, str]]


def answer(found: PartsApart | None, area: Area) -> str:
    """Return the page's first line: on what measure the parts lie furthest apart, and who they are."""
    if found is None:
        return f"{area} has no two parts to compare."
    about = "" if found.function == ALL_FUNCTIONS else f" on {TREATMENT_FUNCTIONS[found.function].lower()}"
    if not found.gaps:
        return f"No two parts of {area} can be compared{about} in {numbers.month_name(found.month)}."
    widest = found.headline or found.gaps[0]
    whose = " of a headline measure" if found.headline else ""
    sure = " It is no more than chance can make." if widest.is_apart is False else ""
    return (
        f"In {area} the widest gap{whose}{about} is in {_name(widest.measure)}: {widest.in_words}, "
        f"in {numbers.month_name(found.month)}.{sure}"
    )


def _name(measure: Measure) -> str:
    return words.uncapital(heading(measure))


def parts_blocks(found: PartsApart) -> PartsBlocks:
    asked = asked_for(found.month, found.function)

    def address(name: str) -> str:
        return reverse(name, args=[found.area.code]) + asked

    return PartsBlocks(
        sentences=_sentences(found),
        notes=_notes(found),
        caption=f"The parts of {found.area} in {numbers.month_name(found.month)}, widest gap first",
        rows=[_row(found, gap) for gap in found.gaps],
        boards=BOARDS_IN_WORDS.get(found.area.kind, ""),
        more=_more(found),
        table_csv=address("area-variation-csv"),
        charts=[
            SmallChart(
                gap.measure.title,
                _measure(found, gap),
                on_page(_panel(found, gap), f"small-{gap.measure.slug}"),
                better_peers_address(
                    found.area.kind, found.area.code, gap.measure, found.month, found.function
                ),
            )
            for gap in _drawn(found)
        ],
        values=_values(found),
        downloads=[
            ("CSV", address("area-variation-lines-csv")),
            ("SVG", address("area-variation-svg")),
            ("PNG", address("area-variation-png")),
        ],
    )


def _measure(found: PartsApart, gap: Gap) -> str:
    return measure_address(found.area, gap.measure, found.month, found.function)


def _drawn(found: PartsApart) -> list[Gap]:
    """Return the gaps to draw: rates per registered patient look like those per 1,000 people, and are in the table."""
    return [gap for gap in found.gaps if gap.measure.population != GP]


def multiples_of(found: PartsApart) -> Multiples:
    """Return all small charts as one picture."""
    month = numbers.month_name(found.month)
    return Multiples(
        title=answer(found, found.area).rstrip("."),
        description=(
            f"{len(_drawn(found))} small charts, widest gap in {month} first: each part of {found.area} is a line."
        ),
        source=source_of(found.months[min(map(_since_first, _drawn(found)), default=0)], found.month),
        panels=[_panel(found, gap) for gap in _drawn(found)],
    )


def _panel(found: PartsApart, gap: Gap) -> Panel:
    measure, names = gap.measure, {part.code: part.short_name for part in found.parts}
    months = _since_first(gap)
    return Panel(
        heading=heading(measure),
        title=f"{measure.title}: {gap.in_words}",
        description=_in_words(found, gap),
        months=found.months[months:],
        lines=[Line(names[code], line[months:]) for code, line in gap.lines.items()],
        unit=measure.unit,
        decimals=measure.decimals,
        england=Line("England", gap.england_line[months:]) if found.area.kind != Area.Kind.ENGLAND else None,
        breaks=[one.date for one in breaks_of(found.kind)],
    )


def _since_first(gap: Gap) -> int:
    """Return the place of the first month that any line has a figure in."""
    known = [
        any(numbers.is_known(value) for value in month) for month in zip(*gap.lines.values(), strict=True)
    ]
    return known.index(True)


def _in_words(found: PartsApart, gap: Gap) -> str:
    england = "" if gap.england is None else f" England is at {words.shown(gap.measure, gap.england)}."
    before = "" if gap.before is None else f" A year before they were {_wide(gap, gap.before)} apart."
    return f"{len(found.parts)} parts, {_wide(gap, gap.gap)} apart.{before}{england}"


def _wide(gap: Gap, width: float) -> str:
    return numbers.gap(width, 0, gap.measure.unit, gap.measure.decimals)


def _sentences(found: PartsApart) -> list[str]:
    return [one for one in (_chance(found), _over_the_year(found), _among(found)) if one]


def _chance(found: PartsApart) -> str:
    with_interval = [gap for gap in found.gaps if gap.is_apart is not None]
    said = []
    if with_interval:
        said.append(
            f"On {sum(gap.is_apart for gap in with_interval)} of {len(with_interval)} measures the gap is more than "
            "chance: the 95% intervals of the lowest and the highest part do not touch."
        )
    if without := len(found.gaps) - len(with_interval):
        said.append(
            f"For {without}, as for every wait, no interval can be worked out: small differences may be chance."
        )
    return " ".join(said)


def _over_the_year(found: PartsApart) -> str:
    if found.broken:
        return f"Gaps are not compared with a year before: {found.broken[-1].explanation}"
    changes = [
        _as_read(gap, gap.gap) - _as_read(gap, gap.before) for gap in found.gaps if gap.before is not None
    ]
    if not changes:
        return ""
    wider, narrower = (sum(sign * change > 0 for change in changes) for sign in (1, -1))
    return (
        f"A year before, the same parts lay closer together on {wider} of {len(changes)} measures and further apart on "
        f"{narrower}. Whether such a change is more than chance is not tested."
    )


def _as_read(gap: Gap, width: float) -> float:
    return round(width, gap.measure.decimals)


def _among(found: PartsApart) -> str:
    boards = BOARDS_IN_WORDS.get(found.area.kind)
    compared = [gap for gap in found.gaps if gap.boards > 1]
    if not boards or not compared:
        return ""
    wide = sum(gap.place <= gap.boards / 2 for gap in compared)
    return (
        f"Its gap is in the wider half of {boards} with two or more parts on {wide} of {len(compared)} measures. "
        "An area with many parts has wider gaps by chance alone."
    )


def _notes(found: PartsApart) -> list[str]:
    neutral = [gap.measure.short_title for gap in found.gaps if gap.measure.direction == "neutral"]
    unknown = [measure.short_title for measure in found.unknown]
    kinds = KINDS_IN_PLURAL.get(found.kind, "areas")
    said = [
        f"Measures have different units, so gaps are put in order by how many of England’s {found.alike} {kinds} lie "
        "between the lowest and the highest part. Those that chance alone could make come last.",
        "How many pathways are on the waiting list is left out: areas of different size cannot be compared by a count.",
    ]
    if neutral:
        said.append(f"Neither high nor low is better: {words.joined(neutral)}.")
    if unknown:
        said.append(
            f"Fewer than two parts are known, or have enough pathways to compare: {words.joined(unknown)}."
        )
    return said


def _row(found: PartsApart, gap: Gap) -> GapRow:
    measure = gap.measure
    return GapRow(
        measure=heading(measure),
        href=_measure(found, gap),
        low=f"{cell(measure, gap.low_value)} {gap.low_named}",
        high=f"{cell(measure, gap.high_value)} {gap.high_named}",
        england=_blank_unless(gap.england, cell(measure, gap.england)),
        gap=numbers.decimal(gap.gap, measure.decimals),
        chance=CHANCE[gap.is_apart],
        before=_blank_unless(gap.before, numbers.decimal(gap.before, measure.decimals)),
        place=_place(gap) if gap.boards > 1 else "",
    )


def _place(gap: Gap) -> str:
    return f"{'' if gap.place == 1 else numbers.ordinal(gap.place)} widest of {gap.boards}".strip()


def _blank_unless(value: float | None, written: str) -> str:
    return written if numbers.is_known(value) else ""


def _more(found: PartsApart) -> Table:
    """Return what few ask for: how far apart the parts are in ways that do not depend on the unit."""
    return Table(
        id="more-gaps",
        caption=f"Other ways to see the gaps, {numbers.month_name(found.month)}",
        columns=[
            Column("Measure"),
            Column("Areas of England between", True),
            Column("Highest ÷ lowest", True),
            Column("Coefficient of variation", True),
        ],
        rows=[
            TableRow(
                [
                    Cell(heading(gap.measure), _measure(found, gap)),
                    numbers.percent(gap.spanned, 0),
                    _blank_unless(gap.ratio, numbers.decimal(gap.ratio, 2)),
                    _blank_unless(gap.coefficient, numbers.decimal(gap.coefficient, 2)),
                ]
            )
            for gap in found.gaps
        ],
    )


def _values(found: PartsApart) -> Table:
    """Return every part on every measure in the month: what the small charts end with."""
    return Table(
        id="parts-table",
        caption=f"Every part in {numbers.month_name(found.month)}",
        columns=[
            Column("Measure"),
            *(Column(part.short_name, True) for part in found.parts),
            Column("England", True),
        ],
        rows=[
            TableRow(
                [
                    Cell(heading(gap.measure), _measure(found, gap)),
                    *(_last(gap, gap.lines[part.code]) for part in found.parts),
                    cell(gap.measure, gap.england),
                ]
            )
            for gap in _drawn(found)
        ],
    )


def _last(gap: Gap, line: list[float | None]) -> str:
    return numbers.TOO_FEW if line[-1] is None else cell(gap.measure, line[-1])
