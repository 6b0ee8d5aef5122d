"""The kinds of question that a record of adoption asks."""

from django import forms

from casestudies.models.vocabulary import Barrier, Complexity, Domain
from metrics.asked import SELECT
from metrics.compute.extract import SINGLE_FUNCTIONS

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
LARGEST_COUNT = 2_147_483_647
BOXES = forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"})


def line(label: str, longest: int, **options) -> forms.CharField:
    """Return a question that is answered in a line."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"max_length": f"Write {longest:,} characters or fewer."},
        **options,
    )


class Paragraph(forms.CharField):
    """Text whose lines end alike, whoever sent it: browsers and spreadsheets end them differently."""

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def lines(label: str, longest: int, **options) -> Paragraph:
    """Return a question that is answered in a paragraph."""
    return Paragraph(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
        error_messages={"max_length": f"Write {longest:,} characters or fewer."},
        **options,
    )


def number(label: str, **options) -> forms.IntegerField:
    """Return a question that is answered with a count."""
    wrong = "Enter a whole number, like 12."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=LARGEST_COUNT,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        **options,
    )


def pounds(label: str, **options) -> forms.DecimalField:
    """Return a question that is answered with an amount of money."""
    wrong = "Enter an amount in pounds, like 12000 or 12000.50."
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
        ),
        **options,
    )


def day(label: str, **options) -> forms.DateField:
    """Return a question that is answered with a day."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-10", "type": "date"}, format=FORMATS[0]
        ),
        input_formats=FORMATS,
        error_messages=dict.fromkeys(("required", "invalid"), "Enter a day like 2026-01-31."),
        **options,
    )


def mailbox() -> forms.EmailField:
    return forms.EmailField(
        label="Contact: shared mailbox (optional)",
        required=False,
        max_length=254,
        help_text="Members see it, visitors do not.",
        widget=forms.EmailInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={"invalid": "Enter an email address like planned.care@nhs.net."},
    )


def functions() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Treatment functions (optional)",
        required=False,
        choices=SINGLE_FUNCTIONS,
        widget=BOXES,
        error_messages={"invalid_choice": "“%(value)s” is no treatment function."},
    )


def reasons() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Why it was stopped or declined",
        required=False,
        help_text="Only if it was: choose all that hold.",
        choices=Barrier.choices,
        widget=BOXES,
        error_messages={"invalid_choice": "“%(value)s” is none of the reasons."},
    )


def rated(domain: Domain) -> dict[str, forms.Field]:
    """Return the two questions of a domain of the NASSS framework: how hard it is there, and why."""
    how = forms.ChoiceField(
        label=domain.label,
        required=False,
        choices=[("", "Not rated"), *Complexity.choices],
        widget=SELECT,
        error_messages={"invalid_choice": "“%(value)s” is none of simple, complicated or complex."},
    )
    return {f"rated_{domain}": how, f"note_{domain}": line(f"{domain.label}: note (optional)", 500)}
