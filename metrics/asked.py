"""What the address of a page may ask: choices, each with a default where it says nothing, or nonsense."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from metrics.charts import numbers
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.models import Area
from safety.typed import TypedForm

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
NO_SUCH_CHOICE = {"invalid_choice": "“%(value)s” is not one of the choices: choose from the list."}
NOT_PUBLISHED = {"invalid_choice": "No figures of “%(value)s” are published: choose from the list."}
BACKWARDS = "The last month is before the first: choose a first month that is not later."
LEVELS_IN_A_LIST = {
    Area.Kind.ICB: "Integrated care boards (ICBs)",
    Area.Kind.SICBL: "Sub-ICB locations",
    Area.Kind.REGION: "NHS regions",
    Area.Kind.PROVIDER: "Providers",
}


class LongSelect(forms.Select):
    """The select of Django without its templates, which take a tenth of a millisecond an option."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        drawn = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(*group),) for group in drawn["optgroups"]))
        return format_html('<select name="{}"{}>{}</select>', drawn["name"], flatatt(drawn["attrs"]), groups)


def _group(name: str | None, options: Iterable[Mapping], _place: int) -> SafeString:
    drawn = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


SELECT = LongSelect(attrs={"class": "nhsuk-select"})


def as_month(words: str) -> date:
    """Return the first day of a month written as 2025-05. Raises ValidationError."""
    if not MONTH.fullmatch(words) or words.startswith("0000"):
        raise ValidationError("“%(words)s” is not a month. Write it as 2025-05.", params={"words": words})
    return date.fromisoformat(f"{words}-01")


class MonthChoice(forms.TypedChoiceField):
    """A choice among published months, newest first; cleaned to the first day of the month."""

    def __init__(self, **options):
        super().__init__(coerce=as_month, **options)

    def offer(self, months: Sequence[date]) -> None:
        self.choices = [(f"{month:%Y-%m}", numbers.month_name(month)) for month in reversed(months)]


def one_of(label: str, choices: Iterable[tuple]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=SELECT, error_messages=NO_SUCH_CHOICE)


def one_function() -> forms.ChoiceField:
    return one_of("Treatment function", TREATMENT_FUNCTIONS.items())


def one_level(*kinds: Area.Kind) -> forms.ChoiceField:
    return one_of("Areas", ((kind, LEVELS_IN_A_LIST[kind]) for kind in kinds))


def one_of_boundaries(then: str) -> forms.ChoiceField:
    """Return a choice of boundaries. `then`: what those of the figures shown are called."""
    return one_of("Boundaries", [("then", then), ("now", "Areas of today")])


def one_month(label: str) -> MonthChoice:
    return MonthChoice(label=label, widget=SELECT, error_messages=NOT_PUBLISHED)


def months_until(last: str | None, months: Sequence[date], count: int) -> dict[str, str]:
    """Return as defaults the `count` published months up to `last`; up to the newest, if `last` is none of them."""
    named = [f"{month:%Y-%m}" for month in months]
    end = named.index(last) + 1 if last in named else len(named)
    return {"from": named[max(0, end - count)], "to": named[end - 1]}


class Asked(TypedForm, forms.Form):
    """What an address asks for, and by its name the default of each field that it leaves out."""

    def __init__(self, asked: Mapping[str, str], defaults: Mapping[str, str]):
        self.defaults = defaults
        super().__init__({name: asked.get(name) or default for name, default in defaults.items()})

    def chosen(self, name: str):
        """Return what was asked for in a field, with the default in place of what cannot be."""
        asked = None if name in self.errors else self.cleaned_data.get(name)
        return asked or self.fields[name].clean(self.defaults[name])

    @property
    def usable(self) -> dict:
        """What was asked for in every field, with the default in place of what cannot be."""
        return {name: self.chosen(name) for name in self.defaults}


class MonthsAsked(Asked):
    """The same with a first and a last month, named as in addresses: `from` and `to`."""

    def __init__(self, asked: Mapping[str, str], defaults: Mapping[str, str], months: Sequence[date]):
        super().__init__(asked, defaults)
        for name in ("from", "to"):
            self.fields[name].offer(months)

    @property
    def is_backwards(self) -> bool:
        """Whether both months can be, but the last is before the first."""
        first, last = (self.cleaned_data.get(name) for name in ("from", "to"))
        return bool(first and last and last < first)


# `from` is a word of Python's, so it cannot be written among the others.
MonthsAsked.base_fields |= {"from": one_month("First month"), "to": one_month("Last month")}
