"""A note on a post to come back to, and when to be reminded of it."""

import calendar
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from forum.models import Bookmark
from forum.models.reading import LONGEST_NOTE
from safety.guard_fields import GuardedForm

IN_THE_MORNING = time(8)
FARTHEST = timedelta(days=5 * 366)
NEVER, TOMORROW, NEXT_WEEK, NEXT_MONTH, ON = "", "tomorrow", "week", "month", "on"
WHEN = [
    (NEVER, "Do not remind me"),
    (TOMORROW, "Tomorrow"),
    (NEXT_WEEK, "In a week"),
    (NEXT_MONTH, "In a month"),
    (ON, "On a day that I choose"),
]


class KeepPlace(GuardedForm, forms.Form):
    """`kept`: the bookmark as it is."""

    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="You alone see it.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"max_length": f"The note must be {LONGEST_NOTE} characters or fewer."},
    )
    when = forms.ChoiceField(
        label="When shall we remind you?",
        required=False,
        choices=WHEN,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
    )
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "class": "nhsuk-input nhsuk-input--width-10"}, format="%Y-%m-%d"
        ),
        error_messages={"invalid": "Enter a day, like 2026-12-24."},
    )

    def __init__(self, *args, kept: Bookmark | None, **options):
        initial = {"note": kept.note} if kept else {}
        if kept and kept.remind_at and not kept.reminded_at:
            initial |= {"when": ON, "day": timezone.localtime(kept.remind_at).date()}
        super().__init__(*args, initial=initial, **options)

    def clean(self) -> dict:
        asked = super().clean()
        if asked.get("when") == ON and "day" not in self.errors:
            self._check(asked.get("day"))
        return asked

    def _check(self, day: date | None) -> None:
        today = timezone.localdate()
        if day is None:
            self.add_error("day", "Enter the day on which we remind you.")
        elif not today < day <= today + FARTHEST:
            self.add_error("day", "Choose a day after today, and within five years.")

    @property
    def remind_at(self) -> datetime | None:
        """When to remind of it: in the morning of the day that was chosen."""
        day = day_chosen(
            self.cleaned_data.get("when", ""), self.cleaned_data.get("day"), timezone.localdate()
        )
        return timezone.make_aware(datetime.combine(day, IN_THE_MORNING)) if day else None


def day_chosen(when: str, day: date | None, today: date) -> date | None:
    """Return the day that a choice means, today being `today`. A month from the 31st is the last day of the next."""
    match when:
        case "tomorrow":
            return today + timedelta(days=1)
        case "week":
            return today + timedelta(days=7)
        case "month":
            year, month = divmod(today.year * 12 + today.month, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(today.day, last))
        case "on":
            return day
        case _:
            return None
