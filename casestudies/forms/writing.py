"""The pages of writing a case study: a field for each question, and for what is chosen beside them."""

from collections.abc import Callable

from django import forms
from django.http import QueryDict

from accounts.models.readers import Someone
from casestudies.checklist import needed
from casestudies.forms.fields import AreasField, MonthField, TechnologiesField, month_words
from casestudies.models import CaseStudy, Technology
from casestudies.models.cases import LONGEST_ANSWER, LONGEST_SUMMARY, LONGEST_TITLE
from casestudies.models.vocabulary import Barrier, CareSetting, Design, Strength
from casestudies.questions import QUESTIONS, Question
from casestudies.sections import OF_SEVERAL, Section
from metrics.compute.extract import SINGLE_FUNCTIONS
from safety.guard_fields import GuardedForm

NEEDED = "Needed before you send it in."
NOT_SAID = [("", "Not said")]
BACKWARDS = "It ends before it began: choose a later month."


def input_field(label: str, hint: str, most: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"max_length": f"Write {most} characters or fewer.", **options.pop("errors", {})},
        **options,
    )


def title_field() -> forms.CharField:
    hint = "What was improved, in one line: “Same-day clinics cut waits for ear, nose and throat”."
    return input_field("Title", hint, LONGEST_TITLE, errors={"required": "Enter a title."})


def summary_field() -> forms.CharField:
    return forms.CharField(
        label="Summary",
        help_text="One paragraph: what you did, for whom, what changed.",
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(
            attrs={
                "class": "nhsuk-textarea nhsuk-js-character-count",
                "rows": 4,
                "data-most": LONGEST_SUMMARY,
            }
        ),
        error_messages={"max_length": f"The summary must be {LONGEST_SUMMARY} characters or fewer."},
    )


def choice_field(label: str, choices: list, hint: str = "") -> forms.ChoiceField:
    select = forms.Select(attrs={"class": "nhsuk-select"})
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, required=False, widget=select)


def choices_field(label: str, choices: list, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
    )


def question_field(question: Question) -> forms.CharField:
    return forms.CharField(
        label=question.label,
        help_text=question.help,
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": question.rows, "data-format": ""}),
        error_messages={"max_length": f"Write {LONGEST_ANSWER:,} characters or fewer."},
    )


COLUMNS: dict[str, Callable[[], forms.Field]] = {
    "title": title_field,
    "summary": summary_field,
    "areas": lambda: AreasField(
        label="Areas and providers",
        help_text="Where this was done: a name, a part of it or a code a line, like Wakefield or 03R. Hospitals and"
        " trusts too.",
    ),
    "functions": lambda: choices_field(
        "Treatment functions", list(SINGLE_FUNCTIONS.items()), "Choose those that it is about."
    ),
    "technologies": lambda: TechnologiesField(
        label="Technologies of the register",
        help_text="A name or a part of it a line, as the register of technologies has it, so that others find this.",
    ),
    "care_setting": lambda: choice_field("Care setting", NOT_SAID + CareSetting.choices),
    "started": lambda: MonthField(label="When it began", help_text="Like April 2024.", required=False),
    "ended": lambda: MonthField(
        label="When it ended", help_text="Leave this empty if it goes on.", required=False
    ),
    "design": lambda: choice_field(
        "How you evaluated it", NOT_SAID + Design.choices, "What you compared to see whether it worked."
    ),
    "author_rating": lambda: choice_field(
        "How strong you think that the evidence is",
        Strength.choices,
        "Whoever reviews it says so too: both are shown.",
    ),
    "barriers": lambda: choices_field("What stood in the way", Barrier.choices, "Others find this by it."),
    "contact_role": lambda: input_field(
        "Role or team",
        "Rather than a name: “Elective recovery team”.",
        CaseStudy._meta.get_field("contact_role").max_length,
        required=False,
    ),
    "contact_email": lambda: forms.EmailField(
        label="Shared mailbox",
        help_text="One that is read when somebody is away.",
        required=False,
        widget=forms.EmailInput(
            attrs={"class": "nhsuk-input", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"invalid": "Enter an email address, like team@nhs.net."},
    ),
}


class WriteSection(GuardedForm, forms.Form):
    """A page of a case study. `version`: the one that its text began from.

    A text with patient data is kept as its authors' alone, unless others read the case study already.
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, section: Section, case: CaseStudy, reader: Someone, **options):
        super().__init__(*args, **options)
        self.section = section
        self.lets_held_pass = case.state not in CaseStudy.PUBLIC
        must = needed(case)
        for name in section.fields:
            field = COLUMNS[name]() if name in COLUMNS else question_field(QUESTIONS[name])
            if name in must:
                field.help_text = f"{field.help_text} {NEEDED}"
            self.fields[name] = field
        if "technologies" in self.fields:
            self.fields["technologies"].among = Technology.objects.visible_to(reader)

    def clean(self) -> dict:
        cleaned = super().clean()
        started, ended = cleaned.get("started"), cleaned.get("ended")
        if started and ended and ended < started:
            self.add_error("ended", BACKWARDS)
        return cleaned

    @property
    def written(self) -> dict:
        """What was written on the page, by the name of the field, its lines ended alike."""
        return {name: _tidied(self.cleaned_data[name]) for name in self.section.fields}


def typed_in(section: Section, data: QueryDict) -> dict[str, str | list[str]]:
    """Return what a browser sent for a page, as it was typed, whether or not it can be saved."""
    return {
        name: data.getlist(name) if name in OF_SEVERAL else data.get(name, "").replace("\r\n", "\n")
        for name in section.fields
    }


def entered(section: Section, case: CaseStudy) -> dict[str, str | list[str]]:
    """Return what a case study says as its page shows it: several things a line each, months in words."""
    return {name: _as_typed(name, case) for name in section.fields}


def _as_typed(name: str, case: CaseStudy) -> str | list[str]:
    match name:
        case "areas" | "technologies":
            return COLUMNS[name]().lines(getattr(case, name).all())
        case "functions":
            return sorted(case.functions.values_list("treatment_function", flat=True))
        case "barriers":
            return sorted(case.barriers.values_list("barrier", flat=True))
        case "started" | "ended":
            return month_words(getattr(case, name))
    return getattr(case, name) if name in COLUMNS else case.answers.get(name, "")


def _tidied(value: object) -> object:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
