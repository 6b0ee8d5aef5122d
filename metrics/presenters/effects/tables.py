"""What each method says of a start, and why the list changed: the tables of an answer."""

from collections.abc import Iterator

from metrics.charts import numbers
from metrics.charts.figure import Column, Table, TableRow
from metrics.compute import before_after
from metrics.compute.effects.decomposition import Decomposition
from metrics.compute.effects.segmented import Term
from metrics.presenters import words
from metrics.presenters.effects import wording
from metrics.presenters.effects.subject import Subject

SIGNALS = {
    before_after.IMPROVED: "special cause of improvement",
    before_after.WORSENED: "special cause of concern",
    before_after.HIGHER: "special cause, higher",
    before_after.LOWER: "special cause, lower",
    before_after.MIXED: "special causes on both sides",
    before_after.NO_CHANGE: "common cause: no signal",
    before_after.NOT_YET: "not yet measurable",
    before_after.CANNOT: "not measurable",
}
NONE = "–"


def methods(about: Subject) -> Table:
    """Return what each method says; the answer rests on the first row alone."""
    columns = [
        Column("Method"),
        Column(f"Change, in {words.unit_of_distance(about.measure)}", True),
        Column("95% interval", True),
        Column("Chance alone goes as far"),
    ]
    rows = list(_rows(about))
    return Table("methods-table", f"What each method says: {about.title}", columns, rows, is_stacked=True)


def _rows(about: Subject) -> Iterator[TableRow]:
    found = about.found
    if test := found.test:
        interval = _interval(about, test.lower, test.upper)
        cells = ["Step against other areas: the answer rests on it", about.signed(test.change), interval]
        yield TableRow([*cells, wording.likely(test.p)], is_ours=True)
    if own := found.segmented:
        yield _term(about, "Step in the area’s own course (segmented regression)", own.step)
        yield _term(about, "Change of its trend, a month (the same)", own.change_of_trend)
    if against := found.against:
        yield _term(about, "Step in its difference from similar areas", against.step)
    if difference := found.difference:
        yield TableRow(
            [
                "Its difference from similar areas, before and after",
                about.signed(difference.change),
                NONE,
                NONE,
            ]
        )
    if mix := found.synthetic:
        said = f"{wording.likely(mix.p)}: {wording.rank(about)}"
        yield TableRow(
            ["Against its mix of other areas (synthetic control)", about.signed(mix.change), NONE, said]
        )
    signal = SIGNALS[found.signal.verdict]
    yield TableRow(["Control chart of its own months", signal, NONE, NONE])


def _term(about: Subject, name: str, term: Term) -> TableRow:
    interval = _interval(about, term.lower, term.upper)
    return TableRow([name, about.signed(term.estimate), interval, wording.likely(term.p)])


def _interval(about: Subject, lower: float, upper: float) -> str:
    return f"{about.signed(lower)} to {about.signed(upper)}"


def flows(about: Subject) -> Table | None:
    """Return what came to the list and left it in a usual month, before and after; None where it is not known."""
    parts = about.found.decomposition
    if parts is None or not (parts.before.months and parts.after.months):
        return None
    columns = [Column("Pathways a month"), Column("Before the start", True), Column("Since", True)]
    rows = [
        TableRow([name, _whole(before), _whole(after)], is_ours=name == "Change of the list")
        for name, before, after in zip(FLOWS, _flows(parts.before), _flows(parts.after), strict=True)
    ]
    return Table("flows-table", "Pathways that came and went in a usual month", columns, rows)


FLOWS = ("New pathways", "− Completed pathways", "− Unreported removals", "Change of the list")


def _flows(side: Decomposition) -> tuple[float, ...]:
    return side.new, side.completed, side.removed, side.change


def _whole(value: float) -> str:
    return numbers.thousands(round(value))
