"""What to watch for in the figures of an area."""

from django import forms
from django.core.exceptions import ValidationError

from forum.models import FigureWatch
from metrics.asked import one_function
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import PER_CENT, Measure
from metrics.models import Area
from safety.typed import TypedForm

What = FigureWatch.What
MOST = 10_000_000
DECIMALS = (
    "Enter a number without decimals.",
    "Enter a number with one decimal at most.",
    "Enter a number with two decimals at most.",
)


class WatchFigures(TypedForm, forms.Form):
    """`area`, `measure`: of the chart that is watched. `watch`: as it is; none where it is set only now."""

    what = forms.ChoiceField(
        label="What do you want to be told of?",
        choices=What,
        initial=What.HERE,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose what you want to be told of."},
    )
    value = forms.DecimalField(
        label="Value to be reached",
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10", "inputmode": "decimal"}),
    )
    function = one_function()

    def __init__(
        self, *args, area: Area, measure: Measure, watch: FigureWatch | None = None, function: str = ""
    ):
        initial = {"function": function or ALL_FUNCTIONS}
        if watch:
            initial = {"what": watch.what, "function": watch.treatment_function}
            initial["value"] = None if watch.value is None else f"{watch.value:.{measure.decimals}f}"
        super().__init__(*args, initial=initial)
        self.measure = measure
        way = "or more" if measure.direction == "increase" else "or less"
        self.fields["what"].choices = [
            (What.HERE, f"{area.short_name} reaches a value: it was short of it the month before"),
            (What.SIMILAR, f"Any of the 10 areas most like {area.short_name} reaches a value"),
            (
                What.CONCERN,
                f"The control chart of {area.short_name} shows special-cause concern: a change for the worse that is"
                " more than chance",
            ),
            (
                What.PRACTICE,
                f"An area like {area.short_name} that does better publishes a case study on this measure, or records"
                f" that it uses a technology that {area.short_name} has not told that it uses",
            ),
        ]
        unit = "%" if measure.unit == PER_CENT else measure.unit
        hint = f"In {unit}. It counts as reached at this value {way}, as pages show it. Not needed for the last two."
        self.fields["value"].help_text = hint

    def clean_value(self) -> float | None:
        value = self.cleaned_data["value"]
        if value is None:
            return None
        if round(value, self.measure.decimals) != value:
            raise ValidationError(DECIMALS[self.measure.decimals])
        if self.measure.unit == PER_CENT and value > 100:
            raise ValidationError("Enter a per cent from 0 to 100.")
        return float(value)

    def clean(self) -> dict:
        asked = super().clean()
        if asked.get("what") not in FigureWatch.OF_A_VALUE:
            asked["value"] = None
        elif asked.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Enter the value to be reached.")
        return asked
