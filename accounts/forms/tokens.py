"""What a person is asked about a token of the API."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import Token
from safety.guard_fields import GuardedForm

DAYS = [(30, "30 days"), (90, "90 days"), (365, "A year")]


class MakeToken(GuardedForm, forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="What the token is for, as “Monthly figures for the board report”. Only you see it.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={"required": "Enter what the token is for."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Token.Scope.choices,
        help_text="Choose as little as your program needs.",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={
            "required": "Choose what the token may do.",
            "invalid_choice": "Choose from the list.",
        },
    )
    days = forms.TypedChoiceField(
        label="How long it lasts",
        choices=DAYS,
        coerce=int,
        initial=90,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={
            "invalid_choice": "Choose how long it lasts from the list.",
            "required": "Choose how long.",
        },
    )

    @property
    def last_day(self):
        return timezone.localdate() + timedelta(days=self.cleaned_data["days"])
