"""Months on x, values on y: an area's own line, England's and those of similar areas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics.charts import months, numbers, svg
from metrics.charts.months import Break, Label, MonthChart, Plot, Reference, Series
from metrics.charts.svg import Layout

__all__ = ["Break", "LineChart", "Reference", "Series", "line_chart"]

# More months than this are too close for a dot each.
MOST_DOTS = 36


@dataclass(frozen=True, kw_only=True)
class LineChart(MonthChart):
    """`peers_label` names the grey lines together."""

    peers_label: str = "Similar areas"


def line_chart(chart: LineChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG. Wide: names stand at the ends of the lines; compact: above the chart."""
    labels = _labels(chart)
    keys, keys_height = months.keys(labels, layout) if layout.is_compact else ("", 0.0)
    plot = months.plot_of(chart, layout, labels, keys_height)
    order = sorted(chart.series, key=lambda one: ("peer", "england", "us").index(one.role))
    parts = [
        keys,
        months.value_axis(plot) if labels else months.nothing(plot),
        months.month_axis(plot),
        months.notes(plot),
        months.breaks(plot) if labels else "",
        *(months.line(plot, one) + "".join(_dots(plot, one)) for one in order),
        months.references(plot),
        "" if layout.is_compact else months.end_labels(plot, labels),
    ]
    return svg.document(chart, "".join(parts), plot.bottom + 28, prefix=prefix, layout=layout, kind="line")


def _labels(chart: LineChart) -> Sequence[Label]:
    last = [(one, level) for one in chart.series if (level := months.last_known(one)) is not None]
    labels = [
        Label(one.name, chart.written(level), level, one.role) for one, level in last if one.role != "peer"
    ]
    peers = sorted(level for one, level in last if one.role == "peer")
    return [*labels, Label(chart.peers_label, "", peers[len(peers) // 2], "peer")] if peers else labels


def _dots(plot: Plot, series: Series) -> Iterator[str]:
    """Yield a dot that says its month and value: for each month of our line, for the last one of England's."""
    if series.role == "england":
        yield months.last_dot(plot, series)
    if series.role != "us":
        return
    chart = plot.chart
    known = [point for point in zip(chart.months, series.values, strict=True) if numbers.is_known(point[1])]
    for month, value in known if len(chart.months) <= MOST_DOTS else known[-1:]:
        yield months.dot(plot, series, month, value, 4.5 if month == known[-1][0] else 2.5)
