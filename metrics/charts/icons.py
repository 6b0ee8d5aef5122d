"""The shapes that stand before a judgement in words: how a figure moves, how it stands to its standard, to others.

Colour never stands alone: each shape differs from its opposite, and the words follow it.
"""

from metrics.charts.svg import GREY

SIZE = 28
_CIRCLE = '<circle cx="14" cy="14" r="12.5" fill="#fff" stroke="currentColor" stroke-width="3"/>'


def _stroke(path: str, width: str = "3", ends: str = "") -> str:
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="{width}"{ends}/>'


_ROUND = ' stroke-linecap="round"'
_UP, _DOWN = _stroke("M8 18l6-7 6 7"), _stroke("M8 11l6 7 6-7")
_TICK, _CROSS = _stroke("M8 14.5l4 4 8-9"), _stroke("M9 9l10 10M19 9L9 19")
_QUESTION = _stroke("M10.5 11.5a3.5 3.5 0 1 1 5 3.2c-1.1.5-1.5 1.1-1.5 2.3", "2.5", _ROUND)
_BLUE, _ORANGE, _PURPLE = "#0072ce", "#c75500", "#490092"

# Improvement is blue and concern orange, as "Making Data Count" draws them.
_ICONS = {
    "improving-up": (_UP, _BLUE),
    "improving-down": (_DOWN, _BLUE),
    "concern-up": (_UP, _ORANGE),
    "concern-down": (_DOWN, _ORANGE),
    "neutral-up": (_UP, _PURPLE),
    "neutral-down": (_DOWN, _PURPLE),
    "steady": (_stroke("M6.5 14c2.5-4.5 5-4.5 7.5 0s5 4.5 7.5 0", "2.5", _ROUND), GREY),
    "met": (_TICK, _BLUE),
    "missed": (_CROSS, _ORANGE),
    "hit-and-miss": (f'{_QUESTION}<circle cx="14" cy="20.5" r="1.7" fill="currentColor"/>', GREY),
    "better": (_TICK, _BLUE),
    "worse": (_CROSS, _ORANGE),
    "similar": (_stroke("M8 11.5h12M8 16.5h12"), GREY),
    "none": (_stroke("M9 14h10"), GREY),
}
NAMES = tuple(_ICONS)


def icon_shape(name: str) -> str:
    """Return the shape of an icon as SVG for a page, whose styles colour it. Unknown names are drawn as "none"."""
    drawing, _ = _ICONS.get(name, _ICONS["none"])
    return (
        f'<svg class="app-icon__shape" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'focusable="false" aria-hidden="true">{_CIRCLE}{drawing}</svg>'
    )


def icon_file(name: str) -> str:
    """Return the shape of an icon as an SVG that stands alone, in its colour: for paper and files."""
    drawing, colour = _ICONS.get(name, _ICONS["none"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'color="{colour}">{_CIRCLE}{drawing}</svg>'
    )
