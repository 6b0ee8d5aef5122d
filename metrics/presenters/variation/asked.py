"""What may be asked of the page of a measure's variation in an address."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.filters import NO_SUCH_CHOICE, SELECT, MonthChoice
from metrics.models import Area
from metrics.presenters.variation.england import Choice

MONTHS_BY_DEFAULT = 24
NOT_PUBLISHED = {"invalid_choice": "No figures of “%(value)s” are published: choose from the list."}
BACKWARDS = "The last month is before the first: choose a first month that is not later."


class VariationAsked(forms.Form):
    """Which areas, pathways and months to look at."""

    field_order = ("level", "function", "from", "to", "boundaries")

    level = forms.ChoiceField(
        label="Areas",
        choices=[(Area.Kind.SICBL, "Sub-ICB locations in ICBs"), (Area.Kind.ICB, "ICBs in NHS regions")],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    function = forms.ChoiceField(
        label="Treatment function",
        choices=list(TREATMENT_FUNCTIONS.items()),
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    boundaries = forms.ChoiceField(
        label="Boundaries",
        choices=[("then", "Areas of each month"), ("now", "Areas of today")],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )

    def __init__(self, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; by default sub-ICB locations in the last 24 published months."""
        last = max((month for month in months if f"{month:%Y-%m}" == asked.get("to")), default=months[-1])
        first = [month for month in months if month <= last][-MONTHS_BY_DEFAULT:][0]
        self.defaults = {
            "level": Area.Kind.SICBL.value,
            "function": ALL_FUNCTIONS,
            "from": f"{first:%Y-%m}",
            "to": f"{last:%Y-%m}",
            "boundaries": "then",
        }
        super().__init__(self.defaults | {name: asked[name] for name in self.defaults if asked.get(name)})
        for name in ("from", "to"):
            self.fields[name].offer(months)

    def clean(self) -> dict:
        asked = super().clean()
        if "from" in asked and "to" in asked and asked["to"] < asked["from"]:
            self.add_error("to", BACKWARDS)
        return asked

    @property
    def choice(self) -> Choice:
        """What was asked for, with the default in place of what cannot be."""
        usable = {
            name: self.cleaned_data.get(name) or self.fields[name].clean(default)
            for name, default in self.defaults.items()
        }
        first = min(usable["from"], usable["to"])
        return Choice(usable["level"], usable["function"], first, usable["to"], usable["boundaries"])


# `from` is a word of Python's, so it cannot be written among the others.
VariationAsked.base_fields |= {
    name: MonthChoice(label=label, widget=SELECT, error_messages=NOT_PUBLISHED)
    for name, label in (("from", "First month"), ("to", "Last month"))
}
