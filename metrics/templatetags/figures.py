"""Filters that write figures the one way this site writes them.

A figure that is not known is an en dash to see and "not known" to hear, so the filters answer with HTML: use
them in the text of a page, and `metrics.charts.numbers` for sentences and attributes.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from metrics.charts import icons, numbers

register = template.Library()

DASH = mark_safe('<span aria-hidden="true">–</span><span class="nhsuk-u-visually-hidden">not known</span>')


class Measured(Protocol):
    """What is needed of a measure to write its values."""

    unit: str
    decimals: int


def _shown(words: str) -> SafeString | str:
    return DASH if words == numbers.NOT_KNOWN else words


def _number(value: object) -> float | None:
    """Return what a template holds as a number; a variable that is not there is empty, so not known."""
    return None if value in (None, "") else float(value)


@register.filter
def picture_address(downloads: Sequence[tuple[str, str]]) -> str:
    """Return where a chart is drawn as a file of its own, of all its files; "" where it is not."""
    return next((address for words, address in downloads or () if words == "SVG" and address[0] == "/"), "")


@register.filter
def thousands(value: float | None) -> str:
    return _shown(numbers.thousands(_number(value)))


@register.filter
def decimal(value: float | None, places: int = 1) -> str:
    return _shown(numbers.decimal(_number(value), places))


@register.filter
def percent(value: float | None, places: int = 1) -> str:
    return _shown(numbers.percent(_number(value), places))


@register.filter
def weeks(value: float | None, places: int = 1) -> str:
    return _shown(numbers.weeks(_number(value), places))


@register.filter
def figure(value: float | None, measure: Measured) -> str:
    """Show a value of `measure` in its unit and with its decimals."""
    return _shown(numbers.written(_number(value), measure.unit, measure.decimals))


@register.filter
def short_figure(value: float | None, measure: Measured) -> str:
    """Show a value of `measure` where its unit is said already, as in a column of a table."""
    return _shown(numbers.short(_number(value), measure.unit, measure.decimals))


@register.filter
def signed(value: float | None, places: int = 1) -> str:
    return _shown(numbers.signed(_number(value), places))


@register.filter
def month_name(month: date | None) -> str:
    return _shown(numbers.month_name(month or None))


@register.filter
def day_name(day: date | None) -> str:
    return _shown(numbers.day_name(day or None))


@register.filter
def ordinal(place: int | None) -> str:
    return _shown(numbers.ordinal(place if place != "" else None))


@register.filter
def if_enough(shown: str, pathways: float | None) -> str:
    """Show what a filter wrote unless it is of too few pathways: `{{ value|percent|if_enough:pathways }}`."""
    count = _number(pathways)
    return numbers.TOO_FEW if count is not None and count < numbers.FEWEST else shown


@register.filter
def icon_shape(name: str) -> SafeString:
    """Draw the icon of that name; its words must stand beside it."""
    return mark_safe(icons.icon_shape(name))


@register.filter
def place_under(here: str, menu: str) -> str:
    """Return "page" where the path `here` is the menu's own, "true" where it lies below it, else ""."""
    if here == menu:
        return "page"
    return "true" if menu != "/" and here and here.startswith(menu) else ""


@register.simple_tag
def month_time(month: date) -> SafeString:
    """Show a month so that machines can read it too."""
    return format_html('<time datetime="{}">{}</time>', f"{month:%Y-%m}", numbers.month_name(month))


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Return the numbers of pages to link to: the ends and those beside this one; None stands for a gap."""
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    shown: list[int | None] = []
    for number in near:
        missing = number - (shown[-1] if shown else 0) - 1
        shown += [number - 1] if missing == 1 else [None] if missing else []
        shown.append(number)
    return shown
