"""What staff ask about people: roles, restrictions, who leads, which domains may sign up."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import Restriction
from metrics.forms import reason_field
from safety.guard_fields import GuardedForm

HOW_LONG = [("1", "1 day"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("", "Until it is lifted")]
TOLD = "The person is told it."


class Because(GuardedForm, forms.Form):
    """A reason, for what one button does."""

    reason = reason_field("Kept in the log.")


class BecauseTold(GuardedForm, forms.Form):
    """A reason that the person is told."""

    reason = reason_field(TOLD)


class Restrict(GuardedForm, forms.Form):
    kind = forms.ChoiceField(
        label="What to keep them from",
        choices=[
            (Restriction.Kind.SILENCE, "Writing: they can still read (silence)"),
            (Restriction.Kind.SUSPENSION, "Signing in (suspension)"),
        ],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose what to keep them from."},
    )
    days = forms.ChoiceField(
        label="How long",
        choices=HOW_LONG,
        initial="7",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    reason = reason_field(TOLD)
    private_note = forms.CharField(
        label="Private note (optional)",
        help_text="For moderators and administrators alone.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
    )

    def clean(self) -> dict:
        """Put `until` in the place of the days."""
        cleaned = super().clean()
        days = cleaned.pop("days", "")
        cleaned["until"] = timezone.now() + timedelta(days=int(days)) if days else None
        if "kind" in cleaned:
            cleaned["kind"] = Restriction.Kind(cleaned["kind"])
        return cleaned


class AllowDomain(GuardedForm, forms.Form):
    domain = forms.CharField(
        label="Domain",
        help_text="What stands behind the @ of an address, like nhs.net.",
        max_length=253,
        widget=forms.TextInput(
            attrs={
                "class": "nhsuk-input nhsuk-u-width-one-half",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Enter a domain."},
    )
    organisation = forms.CharField(
        label="Organisation",
        max_length=160,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"required": "Enter whose domain it is."},
    )
    includes_subdomains = forms.BooleanField(
        label="Let its sub-domains in too, as trust.nhs.uk under nhs.uk",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )
