"""A line so small that it fits in a cell of a table."""

from collections.abc import Sequence

from metrics.charts import numbers, scales, svg

WIDTH, HEIGHT = 120, 32


def sparkline(values: Sequence[float | None], *, says: str, england: Sequence[float | None] = ()) -> str:
    """Return an SVG of `values`, one a month, None for a gap; `says` is what a screen reader reads out.

    `england`, of the same months, is a thin grey line on the same scale.
    """
    known = [value for value in (*values, *england) if numbers.is_known(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    x = scales.Scale(0, max(len(values) - 1, 1), 4, WIDTH - 5)
    y = scales.Scale(low, high if high > low else low + 1, HEIGHT - 5, 5)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-sparkline" role="img" aria-label="{svg.clean(says)}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"{_path(england, x, y, svg.PALE, 1.5, 'england')}{_path(values, x, y, svg.OURS, 2, 'us')}"
        f"{_end(values, x, y)}</svg>"
    )


def _path(
    values: Sequence[float | None], x: scales.Scale, y: scales.Scale, stroke: str, width: float, role: str
) -> str:
    pen, steps = "M", []
    for place, value in enumerate(values):
        if numbers.is_known(value):
            steps.append(f"{pen}{x(place):.1f} {y(value):.1f}{'h0' if pen == 'M' else ''}")
            pen = "L"
        else:
            pen = "M"
    return (
        f'<path class="chart-{role}" d="{"".join(steps)}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _end(values: Sequence[float | None], x: scales.Scale, y: scales.Scale) -> str:
    known = [(place, value) for place, value in enumerate(values) if numbers.is_known(value)]
    if not known:
        return ""
    place, value = known[-1]
    return svg.dot(x(place), y(value), 3.5, role="us", fill=svg.OURS)
