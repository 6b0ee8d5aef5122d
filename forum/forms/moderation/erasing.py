"""Erasing for good, as it is proposed and decided."""

from django import forms
from django.core.exceptions import ValidationError

from forum.forms.moderation.fields import SELECT, AboutReview, words_field
from forum.models import Erasure
from metrics.presenters.words import capital


class ProposeErasure(AboutReview):
    """Why something must not be kept."""

    why = forms.ChoiceField(
        label="Why must it not be kept?",
        choices=[
            ("", "Choose a reason"),
            *((value, capital(words)) for value, words in Erasure.Why.choices),
        ],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose a reason."},
    )
    words = words_field(
        "What should the administrator know? (optional)",
        "Say where to look. Do not repeat what could identify a patient. These words are erased too.",
    )


class DecideErasure(AboutReview):
    decision = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("", "Choose"), ("erase", "Erase it for good"), ("keep", "Do not erase it")],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose what becomes of it."},
    )
    note = words_field(
        "Why is it not to be erased?",
        "Only when you do not erase it. Moderators read this; its author does not.",
    )

    @property
    def is_approved(self) -> bool:
        return self.cleaned_data["decision"] == "erase"

    def clean(self) -> dict:
        asked = super().clean()
        if asked.get("decision") == "keep" and not asked.get("note") and "note" not in self.errors:
            self.add_error("note", ValidationError("Say why it is not to be erased."))
        return asked
