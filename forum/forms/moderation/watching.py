"""Words to watch for."""

from django import forms

from forum.models.watching import LONGEST as LONGEST_WATCHED
from safety.guard_fields import GuardedForm


class Watch(GuardedForm, forms.Form):
    """A word to watch for."""

    words = forms.CharField(
        label="Word or phrase",
        max_length=LONGEST_WATCHED,
        help_text="Found as whole words, in small letters or capitals.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-u-width-one-half", "spellcheck": "false"}),
        error_messages={
            "required": "Enter a word or a phrase.",
            "max_length": f"The word or phrase must be {LONGEST_WATCHED} characters or fewer.",
        },
    )
