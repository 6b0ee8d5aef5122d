"""A measure in all areas in which the same began: one under another with their intervals, and together."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.charts import numbers, svg
from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.compute.effects import Effect
from metrics.compute.effects.step import LEVEL
from metrics.compute.effects.together import FEWEST, Together
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.presenters import words
from metrics.presenters.effects.wording import BRIEF
from metrics.presenters.sources import source_of

TOGETHER = "Together"


@dataclass(frozen=True)
class One:
    """An area in which it began: its name, the address of its answer, and the answer, which has a test."""

    name: str
    href: str
    found: Effect


@dataclass(frozen=True)
class Forest:
    """A measure where the same began: what is said of all areas together, and the picture."""

    title: str
    sentences: Sequence[str]
    figure: Figure


def forest(measure: Measure, function: str, kind: str, ones: Sequence[One], found: Together | None) -> Forest:
    """Return the picture of areas (one at least) and what is said of them together; `found` None: they are too few."""
    of = "" if function == ALL_FUNCTIONS else f", {TREATMENT_FUNCTIONS[function].lower()}"
    title = f"{measure.title}{of}: {len(ones)} {words.AREAS[kind] if len(ones) > 1 else words.ONE_AREA[kind]}"
    name = f"{measure.slug}-{function}-{kind}".lower().replace("_", "-")
    in_order = sorted(ones, key=lambda one: (one.found.start, one.name))
    chart = DotPlot(
        title=title,
        description=(
            "How far each area’s figures were, from the start on, above or below what the course of other areas led "
            f"one to expect, with 95% intervals. {words.DIRECTIONS[measure.direction]}."
        ),
        source=source_of(min(one.found.first for one in ones), max(one.found.last for one in ones)),
        rows=[*_together_row(found), *(_row(one) for one in in_order)],
        unit=words.unit_of_distance(measure),
        decimals=measure.decimals,
        england=0.0,
        england_label="No change",
    )
    figure = Figure(
        id=name,
        title=title,
        summary=chart.description,
        chart=svg.both(dot_plot, chart, name),
        table=_table(measure, name, title, in_order, found),
    )
    return Forest(title, sentences_together(measure, len(ones), found), figure)


def _row(one: One) -> Row:
    test = one.found.test
    return Row(one.name, test.change, href=one.href, lower=test.lower, upper=test.upper)


def _together_row(found: Together | None) -> list[Row]:
    return [Row(TOGETHER, found.change, is_ours=True, lower=found.lower, upper=found.upper)] if found else []


def sentences_together(measure: Measure, areas: int, found: Together | None) -> list[str]:
    if found is None:
        return [f"Too few areas to take together: {areas} can be measured, and {FEWEST} are needed."]
    lower, upper = (numbers.signed(value, measure.decimals) for value in (found.lower, found.upper))
    is_sure = found.lower > 0 or found.upper < 0
    moved = numbers.gap(round(found.change, measure.decimals), 0.0, measure.unit, measure.decimals)
    way = "higher" if found.change > 0 else "lower"
    return [
        f"Together the figures of {areas} areas were {moved} {way} than the course of other areas led one to expect "
        f"(95% interval: {lower} to {upper}){', more than chance explains' if is_sure else ': that may be chance'}.",
        _alike(found),
        "It is associated with the starts. It does not show that they caused it: areas that tell of an adoption may "
        "differ from those that tell of none.",
    ]


def _alike(found: Together) -> str:
    if found.p_alike > LEVEL:
        return "The areas differ from one another no more than chance explains."
    share = f"{found.i_squared:.0f}%"
    return (
        f"The areas differ from one another by more than chance explains: about {share} of what lies between them is "
        "not chance (I²). What is said of all fits none of them well."
    )


def _table(measure: Measure, name: str, title: str, ones: Sequence[One], found: Together | None) -> Table:
    columns = [
        Column("Area"),
        Column("Start"),
        Column(f"Change, in {words.unit_of_distance(measure)}", True),
        Column("95% interval", True),
        Column("What the figures say"),
    ]
    together = [_cells(measure, Cell(TOGETHER), "", found, "")] if found else []
    rows = [
        _cells(
            measure,
            Cell(one.name, href=one.href),
            numbers.month_name(one.found.start),
            one.found.test,
            words.capital(BRIEF[one.found.verdict]),
        )
        for one in ones
    ]
    drawn = [TableRow(cells, is_ours=place < len(together)) for place, cells in enumerate([*together, *rows])]
    return Table(f"{name}-table", title, columns, drawn, is_stacked=True)


def _cells(measure: Measure, name: Cell, start: str, found, said: str) -> list[Cell | str]:
    change, lower, upper = (
        numbers.signed(value, measure.decimals) for value in (found.change, found.lower, found.upper)
    )
    return [name, start, change, f"{lower} to {upper}", said]
