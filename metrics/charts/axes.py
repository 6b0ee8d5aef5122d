"""The axis of values at the left of a chart: a line across it for each tick, with words in the margin."""

from metrics.charts import scales, svg
from metrics.charts.scales import Scale


def margin(y: Scale, unit: str) -> float:
    """Return how much room the words need."""
    return 8 + max(svg.text_width(scales.tick_words(tick, y, unit)) for tick in y.ticks)


def value_axis(x: Scale, y: Scale, unit: str, *, zero: str = svg.FAINT) -> str:
    """Return the axis. `zero`: the colour of the line at 0."""
    parts = []
    for tick in y.ticks:
        place, stroke = y(tick), svg.FAINT if tick else zero
        words = scales.tick_words(tick, y, unit)
        parts.append(svg.line((x.start, place), (x.end, place), role="grid", stroke=stroke))
        parts.append(svg.text(x.start - 6, place + 5, words, role="tick", fill=svg.GREY, anchor="end"))
    return "".join(parts)
