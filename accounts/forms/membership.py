"""Claiming to belong to an area, and deciding a claim."""

from django import forms

from accounts.queries import claimable_areas
from metrics.forms import AreaField, reason_field
from metrics.presenters.area_list import offered
from safety.guard_fields import GuardedForm

APPROVE, REFUSE = "approve", "refuse"
LONGEST_NOTE = 500


class ClaimMembership(GuardedForm, forms.Form):
    area = AreaField(
        required=True,
        offered_by="claimable",
        max_length=200,
        label="Integrated care board or sub-ICB location",
        help_text="The one that you work for: its name or code, like Wakefield or 03R.",
        error_messages={"required": "Enter the area that you work for."},
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
        self.fields["area"].among = claimable_areas()
        self.offered = offered(claimable_areas().order_by("short_name"))


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
