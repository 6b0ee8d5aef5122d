"""The chart of who does better: an area and its peers over a period, with their 95% intervals."""

from django.urls import reverse

from metrics.charts import numbers, svg
from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.figure import Figure
from metrics.compute import better
from metrics.compute.better import has_intervals
from metrics.presenters import words
from metrics.presenters.dots import asked_for
from metrics.presenters.peers.better import Better
from metrics.presenters.peers.better_tables import all_peers_table
from metrics.presenters.peers.group import address
from metrics.presenters.sources import source_of

ID = "peers-over-the-period"
# Short, since they stand behind names on a phone.
STANDINGS = {better.AHEAD: "better", better.BEHIND: "behind", better.WITHIN_CHANCE: "within chance"}


def figure_of(view: Better) -> Figure | None:
    """Return the chart with its table and files; None where nobody can be compared."""
    if view.cannot or not view.group.codes:
        return None
    chart = chart_of(view)
    return Figure(
        id=ID,
        title=chart.title,
        summary=chart.description,
        chart=svg.both(dot_plot, chart, ID),
        table=all_peers_table(view),
        downloads=[(kind.upper(), _address(view, f"better-peers-{kind}")) for kind in ("csv", "svg", "png")],
        link=f"{_address(view, 'better-peers')}#{ID}",
    )


def _address(view: Better, name: str) -> str:
    asked = [*view.question.asked, *view.group.choice.asked]
    return address(reverse(name, args=[view.group.area.code]), *asked)


def chart_of(view: Better) -> DotPlot:
    """Return the area and its peers under one another, the best first, a line at the area's own value."""
    area, ours, question = view.group.area, view.found.ours, view.question
    others = view.found.others.reindex(view.group.codes)
    rows = [_row(view, row) for row in others.itertuples()]
    own = Row(
        area.short_name,
        float(ours["value"]),
        is_ours=True,
        lower=numbers.known(ours["lower"]),
        upper=numbers.known(ours["upper"]),
    )
    sign = -1 if view.measure.direction == "increase" else 1
    ordered = sorted([own, *rows], key=lambda row: (row.value is None, sign * (row.value or 0)))
    return DotPlot(
        title=_title(view),
        description=_description(view),
        source=source_of(question.first, question.last),
        rows=ordered,
        unit=view.measure.unit,
        decimals=view.measure.decimals,
        england=float(ours["value"]),
        england_label=area.short_name,
    )


def _row(view: Better, row) -> Row:
    name, question = view.group.areas[row.Index].short_name, view.question
    page = reverse("area-measure", args=[row.Index, view.measure.slug])
    is_compared = row.standing != better.NOT_KNOWN
    return Row(
        f"{name}: {_standing(row)}" if is_compared else name,
        numbers.known(row.value) if is_compared else None,
        href=page + asked_for(question.last, question.function),
        note=numbers.TOO_FEW if numbers.is_known(row.value) else numbers.NOT_KNOWN,
        lower=numbers.known(row.lower),
        upper=numbers.known(row.upper),
    )


def _standing(row) -> str:
    return "ahead, of concern" if row.standing == better.AHEAD and row.concerns else STANDINGS[row.standing]


def _title(view: Better) -> str:
    count, group = len(view.peers) or "None", view.group
    verb = "do" if len(view.peers) > 1 else "does"
    return (
        f"{count} of the {len(group.codes)} {group.in_words} {verb} better on {view.question.subject}, "
        f"{view.question.months}"
    )


def _description(view: Better) -> str:
    limits = " The bar through each dot is its 95% interval." if has_intervals(view.measure) else ""
    return (
        f"{words.DIRECTIONS[view.measure.direction]}.{limits} The line through all rows is "
        f"{view.group.area.short_name}, at {view.written(view.found.ours['value'])}."
    )
