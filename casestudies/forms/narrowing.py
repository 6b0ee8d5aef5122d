"""What lists have in common that are narrowed down by what their address asks."""

from django import forms

from casestudies.models import Technology
from metrics.asked import NO_SUCH_CHOICE, SELECT
from safety.typed import TypedForm


def any_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "Any"), *choices],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )


class Narrowing(TypedForm, forms.Form):
    """What to show of a list, if not all; `technology` is filled in where a form has it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "technology" in self.fields:
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
