"""Warning people, and keeping them from something for a time."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from forum.forms.moderation.deciding import Decide
from forum.forms.moderation.fields import SELECT, words_field

DAYS = {1: "1 day", 3: "3 days", 7: "1 week", 30: "30 days", 90: "90 days", 0: "Until it is lifted"}


class Warn(Decide):
    words = words_field(
        "Your warning",
        "Say what happened, why it is a problem, and what happens if it goes on.",
        required=True,
        missing="Enter your warning.",
    )


class Restrict(Decide):
    """Keeping somebody from writing, or from signing in, for a time."""

    days = forms.TypedChoiceField(
        label="For how long",
        coerce=int,
        choices=[("", "Choose how long"), *DAYS.items()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose for how long."},
    )
    field_order = ["version", "days"]

    @property
    def more(self) -> dict:
        days = self.cleaned_data["days"]
        until: datetime | None = timezone.now() + timedelta(days=days) if days else None
        return {"until": until}
