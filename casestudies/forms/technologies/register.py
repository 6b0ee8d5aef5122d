"""What is entered into the register of technologies, and decided of it."""

from typing import Any

from django import forms

from casestudies.actions.registering import Entry
from casestudies.forms.lines import (
    LinesField,
    alias_of,
    funding_year_of,
    guidance_in_words,
    guidance_of,
)
from casestudies.models import Technology
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.forms import reason_field
from safety.guard_fields import GuardedForm

COLUMNS = (
    "name",
    "kind",
    "summary",
    "purpose",
    "supplier",
    "procurement",
    "standards",
    "care_setting",
    "evidence_level",
)
LINES = ("aliases", "functions", "guidance", "funding_years")
TEXT = {"class": "nhsuk-input"}
LONG = {"class": "nhsuk-textarea"}
CHANGED = {"required": "This form cannot be sent: copy your words, open the page again and paste them."}


class WriteTechnology(GuardedForm, forms.Form):
    """What the register says of a technology. The action looks at whether its names are free."""

    field_order = (
        *(
            "name",
            "kind",
            "summary",
            "aliases",
            "functions",
            "care_setting",
            "purpose",
            "supplier",
            "procurement",
        ),
        *("standards", "evidence_level", "guidance", "funding_years"),
    )

    aliases = LinesField(
        label="Other names (optional)",
        help_text="A line each. The register is searched for these too.",
        read=alias_of,
    )
    functions = forms.MultipleChoiceField(
        label="Treatment functions (optional)",
        choices=SINGLE_FUNCTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={
            "invalid_choice": "“%(value)s” is no treatment function: they have codes like C_110."
        },
    )
    guidance = LinesField(
        label="NICE guidance (optional)",
        help_text="A line each: kind and number, what NICE recommends, and the day. As DG12, recommended, 2021-05-12.",
        read=guidance_of,
        key=lambda one: f"{one.type}{one.number}",
    )
    funding_years = LinesField(
        label="Years in the MedTech Funding Mandate (optional)",
        help_text="A line each, with that year’s criteria after a colon. As 2021/22: saves money within three years.",
        read=funding_year_of,
        key=lambda one: str(one[0]),
    )

    def clean_functions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.cleaned_data["functions"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("name", "").casefold()
        if name in {alias.casefold() for alias in cleaned.get("aliases", ())}:
            self.add_error("aliases", "One of the other names is the name itself: leave it out.")
        return cleaned

    @property
    def entry(self) -> Entry:
        cleaned = self.cleaned_data
        return Entry({name: cleaned[name] for name in COLUMNS}, **{name: cleaned[name] for name in LINES})


# The columns of its own table, as the table has them.
WriteTechnology.base_fields |= forms.fields_for_model(
    Technology,
    COLUMNS,
    labels={
        "purpose": "What it is for, and how it is used (optional)",
        "supplier": "Supplier (optional)",
        "procurement": "How to buy it (optional)",
        "standards": "Standards (optional)",
        "care_setting": "Where it is used (optional)",
        "evidence_level": "What is known of it",
    },
    help_texts={
        "name": "What it is called, without its supplier.",
        "summary": "One or two sentences: what it is and what it does.",
        "purpose": "Plain text, or Markdown.",
        "procurement": "A framework, a catalogue, or whom to ask.",
        "standards": "As “UKCA class IIa; DTAC: in progress”.",
    },
    widgets={
        "name": forms.TextInput(attrs=TEXT),
        "kind": forms.Select(attrs={"class": "nhsuk-select"}),
        "summary": forms.Textarea(attrs=LONG | {"rows": 3}),
        "purpose": forms.Textarea(attrs=LONG | {"rows": 6}),
        "supplier": forms.TextInput(attrs=TEXT),
        "procurement": forms.TextInput(attrs=TEXT),
        "standards": forms.TextInput(attrs=TEXT),
        "care_setting": forms.Select(attrs={"class": "nhsuk-select"}),
        "evidence_level": forms.Select(attrs={"class": "nhsuk-select"}),
    },
    error_messages={
        "name": {
            "required": "Enter its name.",
            "max_length": "The name must be 120 characters or fewer.",
        },
        "kind": {"required": "Choose what kind of technology it is."},
        "summary": {
            "required": "Enter one or two sentences about it.",
            "max_length": "The summary must be 500 characters or fewer.",
        },
        "evidence_level": {"required": "Choose what is known of it."},
    },
)


class ChangeTechnology(WriteTechnology):
    """The same for a technology that is there; `seen_as` is its mark when the form was opened."""

    seen_as = forms.CharField(max_length=40, widget=forms.HiddenInput, error_messages=CHANGED)


def values_of(technology: Technology) -> dict[str, Any]:
    """Return what a form about a technology says of it now."""
    values = {name: getattr(technology, name) for name in COLUMNS}
    return values | {
        "aliases": "\n".join(one.name for one in technology.aliases.all()),
        "functions": [one.treatment_function for one in technology.functions.all()],
        "guidance": "\n".join(guidance_in_words(one) for one in technology.guidance.all()),
        "funding_years": "\n".join(
            f"{one}: {one.criteria}" if one.criteria else f"{one}" for one in technology.funding_years.all()
        ),
    }


class DecideTechnology(GuardedForm, forms.Form):
    """Whether a technology stands in the register, and why."""

    state = forms.ChoiceField(
        label="What to do",
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose what to do."},
    )
    reason = reason_field("Whoever proposed it is told, and it is kept in the log.")

    OFFERED = {
        Technology.State.PROPOSED: [
            (Technology.State.LISTED, "Take it into the register"),
            (Technology.State.WITHDRAWN, "Do not take it in"),
        ],
        Technology.State.LISTED: [(Technology.State.WITHDRAWN, "Withdraw it from the register")],
        Technology.State.WITHDRAWN: [(Technology.State.LISTED, "Put it back into the register")],
    }

    def __init__(self, *args, technology: Technology, **options):
        super().__init__(*args, **options)
        self.fields["state"].choices = self.OFFERED[Technology.State(technology.state)]
