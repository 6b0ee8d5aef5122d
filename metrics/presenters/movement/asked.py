"""What an address may ask of a page of movement."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from metrics.asked import SELECT, MonthsAsked, months_until, one_function, one_level, one_of_boundaries
from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.exports import areas_at
from metrics.models import Area
from metrics.presenters.movement.choice import Choice

MONTHS_BY_DEFAULT = 24


class MovementAsked(MonthsAsked):
    """Which areas, pathways and months, and which area to mark among them.

    An area of another kind, or one that did not exist then, is no mistake (a person changes the kind of area with one
    marked): it is `passed_over`, and the page says so.
    """

    field_order = ("level", "function", "from", "to", "boundaries", "area")

    level = one_level(Area.Kind.ICB, Area.Kind.SICBL, Area.Kind.REGION)
    function = one_function()
    boundaries = one_of_boundaries("Areas of the last month")
    area = forms.CharField(label="Highlight", required=False, widget=SELECT)

    def __init__(self, measure: Measure, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; what it leaves out is ICBs over the newest months, two years at most."""
        defaults = {
            "level": Area.Kind.ICB.value,
            "function": ALL_FUNCTIONS,
            **months_until(asked.get("to"), months, MONTHS_BY_DEFAULT),
            "boundaries": "then",
            "area": "",
        }
        super().__init__(asked, defaults, months)
        self.fields["from"].label, self.fields["to"].label = "From", "To"
        self.measure = measure
        self.areas: dict[str, Area] = {}
        self.passed_over = ""

    def clean(self) -> dict:
        if self.is_backwards:
            first, last = (numbers.month_name(self.cleaned_data[name]) for name in ("from", "to"))
            self.add_error("from", f"{first} is after {last}: choose an earlier first month.")
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
        usable = self.usable
        first, last = usable.pop("from"), usable.pop("to")
        return Choice(measure=self.measure, first=first, last=last, **usable)
