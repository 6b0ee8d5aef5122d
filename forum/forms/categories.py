"""Making and changing categories and private spaces."""

from django import forms

from forum.actions.categories import CategoryAsked
from forum.models import Category
from forum.models.categories import LONGEST_ABOUT, LONGEST_NAME
from metrics.forms import function_field
from metrics.models import Area
from safety.guard_fields import GuardedForm

MOST_AREAS = 200


class CodesField(forms.CharField):
    """Codes of boards and sub-ICB locations, with commas or spaces between them; cleaned to the areas."""

    def clean(self, value: object) -> list[Area]:
        codes = list(dict.fromkeys(super().clean(value).upper().replace(",", " ").split()))
        found = {area.code: area for area in Area.objects.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(f"No area has the code “{unknown[0]}”.")
        return [found[code] for code in codes]


class CategoryForm(GuardedForm, forms.Form):
    """What a category is to be."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="The web address is made from the first name, and does not change.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    about = forms.CharField(
        label="What belongs here (optional)",
        required=False,
        max_length=LONGEST_ABOUT,
        help_text="In one line.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    group = forms.ChoiceField(
        label="Group", choices=Category.Group, widget=forms.Select(attrs={"class": "nhsuk-select"})
    )
    treatment_function = function_field(
        "None",
        "Treatment function (optional)",
        help_text="Only for a category by treatment function. We suggest it for threads about that function.",
    )
    areas = CodesField(
        label="Areas (only for a private space)",
        required=False,
        max_length=MOST_AREAS * 6,
        help_text="Codes with commas between them, like QWO, 03R. Only their members can read and write in it. If you"
        " name a board, so can the members of its parts.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "spellcheck": "false"}),
    )
    writers = forms.ChoiceField(
        label="Who can start threads",
        help_text="Everybody who can read a thread can reply to it.",
        choices=Category.Writers,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    position = forms.IntegerField(
        label="Order in its group",
        min_value=0,
        max_value=1000,
        initial=100,
        help_text="Lower numbers come first.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-5", "inputmode": "numeric"}),
    )
    is_closed = forms.BooleanField(
        label="Closed to new threads",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )

    @property
    def asked(self) -> CategoryAsked:
        return CategoryAsked(
            **{
                name: self.cleaned_data[name]
                for name in CategoryForm.base_fields
                if name in self.cleaned_data
            }
        )


def as_entered(asked: CategoryAsked) -> dict[str, object]:
    """Return a category as the form shows it."""
    return vars(asked) | {"areas": ", ".join(area.code for area in asked.areas)}
