"""Who was how far from when to when: a lane for each, with bars for what went on and a cross where it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.charts import axes, numbers, scales, svg
from metrics.charts.maps import SHADES
from metrics.charts.svg import Chart, Layout

# What each bar means, its colour and its height: nobody needs to tell colours apart.
STYLES = {
    "before": ("Considering or planned", SHADES[1], 6),
    "pilot": ("Piloting", SHADES[2], 10),
    "use": ("Adopted, scaled or sustained", SHADES[4], 14),
    "paused": ("Paused", svg.PALE, 4),
}
ENDED = "Stopped or declined"
CONCERN = "#c75500"
NAME_WIDTH, LANE, COMPACT_LANE = 190, 26, 42


@dataclass(frozen=True)
class Span:
    """What went on from a day to a day, or on. `says`: in words."""

    start: date
    end: date | None
    style: Literal["before", "pilot", "use", "paused"]
    says: str


@dataclass(frozen=True)
class Lane:
    """Somebody's spans in order. `ended`: the days on which it was stopped or declined, each in words."""

    name: str
    spans: Sequence[Span]
    ended: Sequence[tuple[date, str]] = ()
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineChart(Chart):
    """`first` and `last`: the days between which it is drawn; what goes on is drawn to the last."""

    lanes: Sequence[Lane]
    first: date
    last: date


def timeline(chart: TimelineChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG: names at the left (compact: above their lane), months below."""
    key, top = _key(chart)
    height = COMPACT_LANE if layout.is_compact else LANE
    left = 0.0 if layout.is_compact else NAME_WIDTH + 10.0
    days = (chart.first.toordinal(), max(chart.last, chart.first).toordinal() + 1)
    x = scales.Scale(*days, left, layout.width - 8)
    bottom = top + height * len(chart.lanes)
    lanes = (_lane(chart, lane, x, top + height * row, layout) for row, lane in enumerate(chart.lanes))
    drawing = "".join([key, _months(chart, x, top, bottom, layout), *lanes])
    return svg.document(
        chart,
        drawing,
        bottom + 28,
        prefix=prefix,
        layout=layout,
        kind="timeline",
        has_links=any(lane.href for lane in chart.lanes),
    )


def _key(chart: TimelineChart) -> tuple[str, float]:
    """Return what the marks mean, those that are there, and the height it takes."""
    used = {span.style for lane in chart.lanes for span in lane.spans}
    parts, y = [], 0.0
    for style, (words, fill, height) in STYLES.items():
        if style in used:
            parts.append(svg.box(0, y + 10 - height / 2, 24, height, role=f"span-{style}", fill=fill))
            parts.append(svg.text(32, y + 15, words, role="key"))
            y += svg.LINE + 2
    if any(lane.ended for lane in chart.lanes):
        parts += [_cross(12, y + 10, ""), svg.text(32, y + 15, ENDED, role="key")]
        y += svg.LINE + 2
    return "".join(parts), y + 8


def _months(chart: TimelineChart, x: scales.Scale, top: float, bottom: float, layout: Layout) -> str:
    def place(month: int) -> float:
        return x(max(date(month // 12, month % 12 + 1, 1), chart.first).toordinal())

    parts = []
    for label in axes.month_labels(chart.first, chart.last, place, low=x.start, high=layout.width):
        parts.append(svg.line((label.place, top), (label.place, bottom), role="grid", stroke=svg.FAINT))
        parts.append(
            svg.text(label.middle, bottom + 18, label.words, role="tick", fill=svg.GREY, anchor="middle")
        )
    return "".join(parts)


def _lane(chart: TimelineChart, lane: Lane, x: scales.Scale, top: float, layout: Layout) -> str:
    middle = top + (COMPACT_LANE - 12 if layout.is_compact else LANE / 2)
    width = layout.width - 8 if layout.is_compact else NAME_WIDTH
    name = svg.wrapped(lane.name, width, lines=1)[0]
    words = svg.text(0, top + 15 if layout.is_compact else middle + 5, name, role="label")
    spans = "".join(_span(chart, lane, span, x, middle) for span in lane.spans)
    ends = "".join(_cross(x(day.toordinal()), middle, f"{lane.name}: {says}") for day, says in lane.ended)
    return svg.link(lane.href, words, layout) + spans + ends


def _span(chart: TimelineChart, lane: Lane, span: Span, x: scales.Scale, middle: float) -> str:
    _, fill, height = STYLES[span.style]
    start, end = (x(day.toordinal()) for day in (span.start, span.end or chart.last))
    box = svg.box(
        start, middle - height / 2, max(end - start, 3), height, role=f"span-{span.style}", fill=fill
    )
    return f"<g><title>{svg.clean(f'{lane.name}: {span.says}')}</title>{box}</g>"


def _cross(x: float, y: float, says: str) -> str:
    path = "".join(
        f"M{svg.number(x - 5)} {svg.number(y + down)}L{svg.number(x + 5)} {svg.number(y - down)}"
        for down in (-5, 5)
    )
    title = f"<title>{svg.clean(says)}</title>" if says else ""
    return (
        f'<path class="chart-ended" d="{path}" fill="none" stroke="{CONCERN}" stroke-width="3">{title}</path>'
    )


def span_words(stage: str, start: date, end: date | None) -> str:
    """Return `piloting from 1 May 2025 to 3 June 2025`, or `… on`."""
    until = f"to {numbers.day_name(end)}" if end else "on"
    return f"{stage} from {numbers.day_name(start)} {until}"
