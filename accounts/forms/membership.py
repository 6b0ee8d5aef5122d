"""Claiming to belong to an area, and deciding a claim."""

from django import forms

from accounts.queries import claimable_areas, claimable_groups
from metrics.forms import reason_field
from safety.guard_fields import GuardedForm

APPROVE, REFUSE = "approve", "refuse"
LONGEST_NOTE = 500


class ClaimMembership(GuardedForm, forms.Form):
    area = forms.ModelChoiceField(
        queryset=None,
        to_field_name="code",
        label="Integrated care board or sub-ICB location",
        help_text="Choose the one that you work for. A location’s board stands above it.",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={
            "required": "Choose an area.",
            "invalid_choice": "Choose an area from the list.",
        },
    )
    note = forms.CharField(
        label="What you do there (optional)",
        help_text="Helps whoever decides to know who you are. Do not write about patients.",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
        error_messages={"max_length": f"Write {LONGEST_NOTE} characters or fewer."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = claimable_areas()
        self.fields["area"].widget.choices = [("", "Choose an area"), *claimable_groups()]


class DecideClaim(GuardedForm, forms.Form):
    """Approve or refuse; a refusal needs a reason."""

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[(APPROVE, "Approve: I know that they work there"), (REFUSE, "Refuse")],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={
            "required": "Choose whether to approve or to refuse.",
            "invalid_choice": "Choose whether to approve or to refuse.",
        },
    )
    reason = reason_field("Needed if you refuse. The person is told it.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == REFUSE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter why you refuse it.")
        return cleaned


class EndMembership(GuardedForm, forms.Form):
    reason = reason_field("The person is told it.")
