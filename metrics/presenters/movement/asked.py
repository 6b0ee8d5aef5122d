"""What an address may ask of a page of movement."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.exports import areas_at
from metrics.filters import NO_SUCH_CHOICE, SELECT, MonthChoice
from metrics.models import Area
from metrics.presenters.movement.choice import Choice

MONTHS_BY_DEFAULT = 24
LEVELS_OFFERED = [
    (Area.Kind.ICB, "Integrated care boards (ICBs)"),
    (Area.Kind.SICBL, "Sub-ICB locations"),
    (Area.Kind.REGION, "NHS regions"),
]
NO_FIGURES = {"invalid_choice": "No figures of “%(value)s” are published: choose from the list."}


class MovementAsked(forms.Form):
    """Which areas, pathways and months, and which area to mark among them.

    An area of another kind, or one that did not exist then, is no mistake (a person changes the kind of area with one
    marked): it is `passed_over`, and the page says so.
    """

    level = forms.ChoiceField(
        label="Areas", choices=LEVELS_OFFERED, widget=SELECT, error_messages=NO_SUCH_CHOICE
    )
    function = forms.ChoiceField(
        label="Treatment function",
        choices=list(TREATMENT_FUNCTIONS.items()),
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    first = MonthChoice(label="From", widget=SELECT, error_messages=NO_FIGURES)
    last = MonthChoice(label="To", widget=SELECT, error_messages=NO_FIGURES)
    boundaries = forms.ChoiceField(
        label="Boundaries",
        choices=[("then", "Areas of the last month"), ("now", "Areas of today")],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )
    area = forms.CharField(label="Highlight", required=False, widget=SELECT)

    def __init__(self, measure: Measure, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; what it leaves out is ICBs over the newest months, two years at most."""
        self.measure = measure
        offered = [f"{month:%Y-%m}" for month in months]
        last = asked.get("to") if asked.get("to") in offered else offered[-1]
        self.defaults = {
            "level": Area.Kind.ICB.value,
            "function": ALL_FUNCTIONS,
            "first": offered[max(0, offered.index(last) + 1 - MONTHS_BY_DEFAULT)],
            "last": last,
            "boundaries": "then",
        }
        names = {name: self.add_prefix(name) for name in self.base_fields}
        super().__init__(
            {shown: asked.get(shown) or self.defaults.get(name, "") for name, shown in names.items()}
        )
        for name in ("first", "last"):
            self.fields[name].offer(months)
        self.areas: dict[str, Area] = {}
        self.passed_over = ""

    def add_prefix(self, field_name: str) -> str:
        """Name the months as addresses do: `from` cannot be the name of an attribute."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict:
        first, last = (self.cleaned_data.get(name) for name in ("first", "last"))
        if first and last and first > last:
            self.add_error(
                "first",
                f"{numbers.month_name(first)} is after {numbers.month_name(last)}: choose an earlier first month.",
            )
        choice = self.choice
        self.areas = areas_at(choice.level, choice.last, choice.boundaries)
        offered = sorted((area.short_name, code) for code, area in self.areas.items())
        self.fields["area"].widget.choices = [
            ("", "Show all areas"),
            *((code, name) for name, code in offered),
        ]
        self._find_area()
        return self.cleaned_data

    def _find_area(self) -> None:
        code = self.cleaned_data.get("area", "")
        if not code or code in self.areas:
            return
        found = Area.objects.filter(code=code).first()
        if found is None:
            self.add_error(
                "area", f"There is no area “{code[:20]}”: choose one from the list, or show all areas."
            )
        else:
            self.passed_over = found.short_name
            self.cleaned_data["area"] = ""

    @property
    def choice(self) -> Choice:
        """What was asked for, with the default in place of what cannot be."""
        usable = {
            name: self.cleaned_data.get(name) or self.fields[name].clean(default)
            for name, default in self.defaults.items()
        }
        return Choice(measure=self.measure, **usable, area=self.cleaned_data.get("area", ""))
