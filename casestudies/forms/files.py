"""Choosing a file for a case study, and saying what it shows."""

from django import forms

from casestudies.models import CaseFile
from safety.file_forms import ChooseFile
from safety.guard_fields import GuardedForm


class AddFile(GuardedForm, ChooseFile):
    caption = forms.CharField(
        label="What does it show? (optional)",
        required=False,
        max_length=CaseFile._meta.get_field("caption").max_length,
        help_text="One sentence. People who cannot see a picture hear this instead.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    field_order = ["file", "caption", "no_patients"]
