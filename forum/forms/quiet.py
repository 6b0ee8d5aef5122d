"""When a person is left in peace."""

from datetime import time

from django import forms

from safety.typed import TypedForm

NONE = [("", "No quiet hours")]
HALF_HOURS = [(f"{hour:02}:{minute:02}",) * 2 for hour in range(24) for minute in (0, 30)]


def _clock(label: str) -> forms.ChoiceField:
    select = forms.Select(attrs={"class": "nhsuk-select"})
    return forms.ChoiceField(label=label, choices=NONE + HALF_HOURS, required=False, widget=select)


class QuietHoursForm(TypedForm, forms.Form):
    starts = _clock("From")
    ends = _clock("To")

    def clean(self) -> dict[str, str]:
        if self.errors:
            return self.cleaned_data
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        if bool(starts) != bool(ends):
            missing = "ends" if starts else "starts"
            self.add_error(missing, "Choose when quiet hours start and when they end, or neither.")
        elif starts and starts == ends:
            self.add_error("ends", "Choose an end that differs from the start.")
        return self.cleaned_data

    @property
    def hours(self) -> tuple[time, time] | None:
        """What was chosen, None for no quiet hours."""
        chosen = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return (time.fromisoformat(chosen[0]), time.fromisoformat(chosen[1])) if all(chosen) else None
