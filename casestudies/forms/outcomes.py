"""An outcome that a case study claims: a measure, of an area, since when."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from casestudies.actions.outcomes import FIELDS, content
from casestudies.forms.fields import MonthField, month_words
from casestudies.forms.writing import BACKWARDS, choice_field, input_field
from casestudies.models import CaseStudy, Outcome
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.forms import NAMES_WITH_PROVIDERS, AreaField
from metrics.presenters.area_list import offered
from safety.guard_fields import GuardedForm

NOT_BEFORE_IT_IS = "What you claim has happened: enter a month that has begun."
CHOSEN = [(one.slug, one.title) for one in MEASURES.values()]


def _stated(label: str) -> forms.CharField:
    hint = "As you measured it, with its unit, if you did: “58%”."
    return input_field(label, hint, Outcome._meta.get_field("before").max_length, required=False)


class WriteOutcome(GuardedForm, forms.Form):
    """`was`: what the outcome said when the page was opened, to tell what others changed since."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, case: CaseStudy, **options):
        super().__init__(*args, **options)
        self.lets_held_pass = case.state not in CaseStudy.PUBLIC
        self.fields |= _fields()
        for name in ("measure", "treatment_function", "role"):
            self.fields[name].required = True

    def clean_was(self) -> dict:
        try:
            was = json.loads(self.cleaned_data["was"] or "{}")
        except ValueError:
            was = None
        if not isinstance(was, dict):
            raise ValidationError("This form cannot be sent: open the page again.")
        return was

    def clean(self) -> dict:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        for name in ("starts", "ends"):
            if cleaned.get(name) and cleaned[name] > timezone.localdate():
                self.add_error(name, NOT_BEFORE_IT_IS)
        if starts and ends and ends < starts:
            self.add_error("ends", BACKWARDS)
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}


def _fields() -> dict[str, forms.Field]:
    claim = input_field(
        "What changed, in words",
        "One sentence: “More people were seen within 18 weeks from May 2024 on.”",
        Outcome._meta.get_field("claim").max_length,
        errors={"required": "Say what changed."},
    )
    return {
        "claim": claim,
        "measure": choice_field(
            "Measure",
            CHOSEN,
            "The published measure that it should show in. Its figures stand beside your words.",
        ),
        "area": AreaField(
            label="Area or provider",
            names=NAMES_WITH_PROVIDERS,
            required=True,
            max_length=200,
            help_text="Whose figures: a name or a code, like Wakefield or 03R.",
            error_messages={"required": "Enter an area or provider."},
        ),
        "treatment_function": choice_field("Treatment function", list(TREATMENT_FUNCTIONS.items())),
        "starts": MonthField(
            label="First month of the change",
            help_text="Like April 2024.",
            error_messages={"required": "Enter the first month of the change."},
        ),
        "ends": MonthField(
            label="Last month that you claim (optional)",
            help_text="Leave this empty if it goes on.",
            required=False,
        ),
        "before": _stated("Before (optional)"),
        "after": _stated("After (optional)"),
        "role": choice_field(
            "What kind of measure it is to you",
            Outcome.Role.choices,
            "Others may have got worse meanwhile: say so.",
        ),
    }


def entered_outcome(outcome: Outcome) -> dict[str, str]:
    """Return an outcome as its page shows it, with what it said for when it is saved."""
    shown = {name: getattr(outcome, name) for name in FIELDS}
    months = {name: month_words(shown[name]) for name in ("starts", "ends")}
    return shown | months | {"area": offered([outcome.area])[0], "was": json.dumps(content(outcome))}


def new_outcome(case: CaseStudy) -> dict[str, str]:
    """Return what the page of an outcome begins with that is not there yet."""
    empty = dict.fromkeys(FIELDS, "")
    return empty | {
        "area": offered([case.home])[0],
        "measure": CHOSEN[0][0],
        "treatment_function": _function_of(case),
        "role": Outcome.Role.OUTCOME.value,
    }


def _function_of(case: CaseStudy) -> str:
    """Return the one treatment function that a case study is about; all of them where there are several, or none."""
    chosen = case.functions.values_list("treatment_function", flat=True)[:2]
    return chosen[0] if len(chosen) == 1 else ALL_FUNCTIONS


def typed_in_outcome(data: QueryDict) -> dict[str, str]:
    """Return what a browser sent for an outcome, as it was typed."""
    return {name: data.get(name, "") for name in (*FIELDS, "was")}
