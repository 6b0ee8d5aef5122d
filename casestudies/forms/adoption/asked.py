"""Which records of adoption to show, if not all."""

from django import forms

from casestudies.models import Technology
from casestudies.models.vocabulary import Barrier, Stage
from metrics.asked import NO_SUCH_CHOICE, SELECT
from metrics.forms import NAMES_WITH_PROVIDERS, AreaField
from safety.typed import TypedForm

HELP = [("wanted", "Wanted"), ("offered", "Offered")]


def _any_of(label: str, choices: list) -> forms.ChoiceField:
    any_of = [("", "Any"), *choices]
    return forms.ChoiceField(
        label=label, required=False, choices=any_of, widget=SELECT, error_messages=NO_SUCH_CHOICE
    )


class AdoptionAsked(TypedForm, forms.Form):
    area = AreaField(label="Area or provider", names=NAMES_WITH_PROVIDERS, max_length=200)
    technology = _any_of("Technology", [])
    stage = _any_of("Stage", Stage.choices)
    reason = _any_of("Stopped or declined because of", Barrier.choices)
    help = _any_of("Help", HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        listed = Technology.objects.listed().values_list("slug", "name")
        self.fields["technology"].choices = [("", "Any"), *listed]

    @property
    def wanted(self) -> dict:
        """What was asked for, nothing of what was asked wrongly."""
        return self.cleaned_data if self.is_valid() else {}

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for as it stands in the address."""
        return {name: self.data[name] for name in self.fields if self.wanted.get(name)}
