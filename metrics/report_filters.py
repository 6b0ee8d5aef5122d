"""What may be asked of a report in an address: a wrong choice is one clear message, and the default in its place."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.filters import NO_SUCH_CHOICE, SELECT, MonthChoice
from metrics.models import Area
from metrics.presenters.report.choice import MONTHS_BY_DEFAULT, MTG_MEASURE, Choice

NOT_PUBLISHED = {"invalid_choice": "No figures of “%(value)s” are published: choose from the list."}
BACKWARDS = "The last month is before the first: choose a first month that is not later."
WITHOUT_POPULATION = (
    "Providers have no population of their own, so there is no rate per 1,000 people for them: choose another measure, "
    "or ICBs or sub-ICB locations."
)


class MeasureChoice(forms.ChoiceField):
    """One of the measures on which areas can be ranked; cleaned to its slug."""

    def __init__(self, **options):
        comparable = [(slug, measure.title) for slug, measure in MEASURES.items() if measure.comparable]
        super().__init__(choices=comparable, **options)

    def validate(self, value: str) -> None:
        measure = MEASURES.get(value)
        if measure is not None and not measure.comparable:
            raise forms.ValidationError(
                f"{measure.title} cannot be ranked, as a larger area has more of them: choose a share or a rate per "
                "1,000 people."
            )
        super().validate(value)


class ReportAsked(forms.Form):
    """Which report: measure, pathways, areas and months. What an address leaves out is as in `defaults`."""

    field_order = ("measure", "function", "level", "from", "to", "boundaries")

    measure = MeasureChoice(label="Measure", widget=SELECT, error_messages=NO_SUCH_CHOICE)
    function = forms.ChoiceField(
        label="Treatment function",
        choices=list(TREATMENT_FUNCTIONS.items()),
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    level = forms.ChoiceField(
        label="Areas",
        choices=[
            (Area.Kind.SICBL, "Sub-ICB locations"),
            (Area.Kind.ICB, "Integrated care boards (ICBs)"),
            (Area.Kind.REGION, "NHS regions"),
            (Area.Kind.PROVIDER, "Providers"),
        ],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    boundaries = forms.ChoiceField(
        label="Boundaries",
        choices=[("then", "Areas of the last month"), ("now", "Areas of today")],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )

    def __init__(self, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; by default the last twelve published months, by the MTG's definition."""
        last = max((month for month in months if f"{month:%Y-%m}" == asked.get("to")), default=months[-1])
        if (asked.get("from") or "") > f"{last:%Y-%m}":
            last = months[-1]
        first = [month for month in months if month <= last][-MONTHS_BY_DEFAULT:][0]
        self.defaults = {
            "measure": MTG_MEASURE,
            "function": ALL_FUNCTIONS,
            "level": Area.Kind.SICBL.value,
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
            del self.cleaned_data["from"]
        measure = MEASURES.get(asked.get("measure"))
        if measure and not may_have(asked.get("level"), measure):
            self.add_error("level", WITHOUT_POPULATION)
        return asked

    def _post_clean(self) -> None:
        """Show in the form what the report is about: the default in place of what cannot be."""
        for name in self.defaults.keys() - self.cleaned_data.keys():
            self.data[name] = self.defaults[name]

    @property
    def choice(self) -> Choice:
        """What was asked for, with the default in place of what cannot be."""
        usable = {
            name: self.cleaned_data.get(name) or self.fields[name].clean(default)
            for name, default in self.defaults.items()
        }
        measure, level = MEASURES[usable["measure"]], usable["level"]
        if not may_have(level, measure):
            level = self.defaults["level"]
        return Choice(measure, usable["function"], level, usable["from"], usable["to"], usable["boundaries"])


def may_have(level: str, measure: Measure) -> bool:
    """Tell whether areas of a level can have a measure: providers have no population, so no rates."""
    return not (measure.population and level == Area.Kind.PROVIDER)


# `from` is a word of Python's, so it cannot be written among the others.
ReportAsked.base_fields |= {
    name: MonthChoice(label=label, widget=SELECT, error_messages=NOT_PUBLISHED)
    for name, label in (("from", "First month"), ("to", "Last month"))
}
