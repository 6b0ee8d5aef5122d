"""The fields that forms of moderation share."""

from django import forms

from forum.models.moderation import LONGEST_WORDS
from safety.guard_fields import GuardedForm

SELECT = {"class": "nhsuk-select"}


def choice(label: str, choices: dict, first: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", first), *choices.items()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": f"“%(value)s” is no choice of “{label}”."},
    )


def reason_field(label: str, fitting: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "Choose a reason"), *fitting],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose a reason from the list."},
    )


def words_field(
    label: str, hint: str, *, required: bool = False, missing: str = "", rows: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_WORDS,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows}),
        error_messages={
            "required": missing,
            "max_length": f"Enter {LONGEST_WORDS:,} characters or fewer.",
        },
    )


class AboutReview(GuardedForm, forms.Form):
    """What is sent about a review. `version`: what the moderator saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def refuse(self, why: str, **seen: int) -> None:
        """Say why it came to nothing. What was typed stays, and is about what is `seen` now when it is sent again."""
        self.add_error(None, why)
        self.data = self.data.copy()
        for name, number in seen.items():
            self.data[name] = number
