"""A group of areas to keep, checked before anything is done."""

from django import forms
from django.core.exceptions import ValidationError

from forum.models.own_peers import LONGEST_NAME
from metrics.filters import AreasField
from metrics.models import Area
from metrics.presenters.peers.asked import FEWEST_CHOSEN, MOST_CHOSEN
from metrics.presenters.peers.group import KINDS
from safety.guard_fields import GuardedForm

ONE_KIND = "Choose areas of one kind: integrated care boards, or sub-ICB locations."


class PeersField(AreasField):
    """Codes separated by commas; cleaned to areas that can be compared with one another."""

    def clean(self, value: str | None) -> list[Area]:
        areas = super().clean((value or "").upper())
        if not FEWEST_CHOSEN <= len(areas) <= MOST_CHOSEN:
            raise ValidationError(f"Choose {FEWEST_CHOSEN} to {MOST_CHOSEN} areas: these are {len(areas)}.")
        if len({area.kind for area in areas}) > 1 or areas[0].kind not in KINDS:
            raise ValidationError(ONE_KIND)
        return areas


class KeepGroup(GuardedForm, forms.Form):
    name = forms.CharField(
        label="Name of the group",
        max_length=LONGEST_NAME,
        help_text="You alone see it. A name that you used before gets these areas instead.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-20"}),
        error_messages={
            "required": "Enter a name for the group.",
            "max_length": f"The name must be {LONGEST_NAME} characters or fewer.",
        },
    )
    peers = PeersField(
        label="Codes of its areas",
        help_text="Separated by commas, for example 02P, 02X.",
        max_length=400,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "spellcheck": "false"}),
        error_messages={"required": "Enter the codes of the areas."},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
