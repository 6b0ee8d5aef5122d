"""What may be asked of a report in an address: a wrong choice is one clear message, and the default in its place."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from metrics.asked import (
    BACKWARDS,
    NO_SUCH_CHOICE,
    SELECT,
    MonthsAsked,
    months_until,
    one_function,
    one_level,
    one_of_boundaries,
)
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.models import Area
from metrics.presenters.report.choice import MONTHS_BY_DEFAULT, MTG_MEASURE, Choice

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


class ReportAsked(MonthsAsked):
    """Which report: measure, pathways, areas and months. What an address leaves out is as in `defaults`."""

    field_order = ("measure", "function", "level", "from", "to", "boundaries")

    measure = MeasureChoice(label="Measure", widget=SELECT, error_messages=NO_SUCH_CHOICE)
    function = one_function()
    level = one_level(Area.Kind.SICBL, Area.Kind.ICB, Area.Kind.REGION, Area.Kind.PROVIDER)
    boundaries = one_of_boundaries("Areas of the last month")

    def __init__(self, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; by default the last twelve published months, by the MTG's definition."""
        period = months_until(asked.get("to"), months, MONTHS_BY_DEFAULT)
        if (asked.get("from") or "") > period["to"]:
            period = months_until(None, months, MONTHS_BY_DEFAULT)
        defaults = {
            "measure": MTG_MEASURE,
            "function": ALL_FUNCTIONS,
            "level": Area.Kind.SICBL.value,
            **period,
            "boundaries": "then",
        }
        super().__init__(asked, defaults, months)

    def clean(self) -> dict:
        asked = super().clean()
        if self.is_backwards:
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
        usable = self.usable
        measure, level = MEASURES[usable["measure"]], usable["level"]
        if not may_have(level, measure):
            level = self.defaults["level"]
        return Choice(measure, usable["function"], level, usable["from"], usable["to"], usable["boundaries"])


def may_have(level: str, measure: Measure) -> bool:
    """Tell whether areas of a level can have a measure: providers have no population, so no rates."""
    return not (measure.population and level == Area.Kind.PROVIDER)
