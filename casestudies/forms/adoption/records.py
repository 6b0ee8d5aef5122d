"""What a record of adoption is asked: where and what, which stage, and all that may be said beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from accounts.models.readers import Someone
from casestudies.actions.adoption.content import COLUMNS
from casestudies.forms.adoption.fields import (
    day,
    functions,
    line,
    lines,
    mailbox,
    number,
    pounds,
    rated,
    reasons,
)
from casestudies.models import CaseStudy, Technology
from casestudies.models.asked import LONGEST_WORDS
from casestudies.models.steps import Step
from casestudies.models.vocabulary import ENDED, Domain, Stage
from metrics.asked import SELECT
from metrics.forms import NAMES_WITH_PROVIDERS, AreaField
from safety.guard_fields import GuardedForm

STAGES = [("", "Choose a stage"), *((stage.value, stage.label) for stage in Stage)]
CASE_NUMBER = "Enter the number in the address of a published case study, as 12 in /case-studies/12-…"


@dataclass(frozen=True)
class Group:
    """Questions that stand together on the page."""

    title: str
    about: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether something in it is answered, or wrong."""
        return any(field.errors or field.value() for field in self.fields)


class StageForm(GuardedForm, forms.Form):
    """A stage, the day it was come to, and why. `version`: of the record as the person saw it."""

    STEP = ("stage", "day", "reasons", "note")

    stage = forms.ChoiceField(
        label="Stage",
        choices=STAGES,
        widget=SELECT,
        error_messages={"required": "Choose a stage.", "invalid_choice": "“%(value)s” is no stage."},
    )
    day = day(
        "From when on", help_text="The day it came to this stage; if you only know the month, its first day."
    )
    reasons = reasons()
    note = line(
        "Why, in your words (optional)",
        500,
        help_text="Who decided it, and why. Do not write about patients.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].required = True
        if not self.is_bound and "day" not in self.initial:
            self.initial["day"] = timezone.localdate()

    def clean_day(self):
        chosen = self.cleaned_data["day"]
        if chosen and chosen > timezone.localdate():
            raise ValidationError("The day is in the future: say from when on it has been at this stage.")
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ends = cleaned.get("stage") in [stage.value for stage in ENDED]
        if ends and not cleaned.get("reasons") and "reasons" not in self.errors:
            self.add_error("reasons", "Choose at least one reason why it was stopped or declined.")
        return cleaned

    @property
    def step(self) -> Step:
        """The step of a valid form; reasons belong to what ended alone."""
        told = self.cleaned_data
        ends = told["stage"] in [stage.value for stage in ENDED]
        return Step(told["stage"], told["day"], tuple(sorted(told["reasons"])) if ends else (), told["note"])


class Details(GuardedForm, forms.Form):
    """All that a record says beside where it is and at which stage."""

    GROUPS = (
        ("Where and for whom", "", ("setting", "scope", "functions")),
        ("How far it reaches", "Leave empty what you do not know.", ("sites", "eligible", "reached")),
        (
            "Dates and money",
            "",
            ("planned_for", "next_review", "planned_cost", "cost", "cost_note"),
        ),
        ("What it took", "", ("adaptations", "source", "links")),
        ("Help and contact", "", ("help_wanted", "help_offered", "contact_role", "contact_email")),
    )
    HARD = (
        "How hard it is",
        "The seven domains of the NASSS framework. Rate those that you can; they are never added up.",
    )

    setting = line("Setting (optional)", 80, help_text="Where, if the area has it in several places.")
    scope = lines(
        "For whom (optional)", 2000, help_text="Which patients and services, and how far it reaches."
    )
    functions = functions()
    sites = number("Sites (optional)")
    eligible = number("People eligible (optional)", help_text="How many people a year could have it.")
    reached = number("People reached (optional)", help_text="How many of them had it in the last year.")
    planned_for = day("Planned to be in use from (optional)")
    next_review = day("Next review (optional)", help_text="When you look at this again.")
    planned_cost = pounds("Planned cost in pounds (optional)")
    cost = pounds("Cost so far in pounds (optional)")
    cost_note = line("What the cost covers (optional)", 300)
    adaptations = lines("What you changed to make it fit (optional)", 4000)
    source = line("Case study that you followed (optional)", 12, help_text=CASE_NUMBER)
    links = lines("Links (optional)", 2000, help_text="One address a line, each beginning with https://")
    help_wanted = line("Help wanted (optional)", 300, help_text="What you would like to hear from others.")
    help_offered = line("Help offered (optional)", 300, help_text="What others may ask you for.")
    contact_role = line(
        "Contact: role (optional)", 120, help_text="A role, as “Planned care team”, not a name."
    )
    contact_email = mailbox()

    def __init__(self, *args, reader: Someone, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = reader
        for domain in Domain:
            self.fields |= rated(domain)

    def clean_source(self) -> CaseStudy | None:
        asked = self.cleaned_data["source"].strip()
        if not asked:
            return None
        seen = CaseStudy.objects.visible_to(self.reader).filter(state__in=CaseStudy.PUBLIC)
        found = seen.filter(pk=int(asked)).first() if asked.isascii() and asked.isdecimal() else None
        if found is None:
            raise ValidationError(CASE_NUMBER)
        return found

    def clean_links(self) -> str:
        kept = [each.strip() for each in self.cleaned_data["links"].splitlines() if each.strip()]
        wrong = [each for each in kept if not each.startswith(("https://", "http://")) or " " in each]
        if wrong:
            raise ValidationError("Enter one address a line, each beginning with https://")
        return "\n".join(kept)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        eligible, reached = cleaned.get("eligible"), cleaned.get("reached")
        if eligible is not None and reached is not None and reached > eligible:
            self.add_error("reached", "More people are reached than are eligible: check both numbers.")
        for domain in Domain:
            if cleaned.get(f"note_{domain}") and not cleaned.get(f"rated_{domain}"):
                self.add_error(f"rated_{domain}", "Choose how hard it is, or take the note out.")
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """What a valid form says of a record, by the names of its fields; of those that the form has."""
        said = {name: self.cleaned_data[name] for name in (*COLUMNS, "functions") if name in self.fields}
        if any(f"rated_{domain}" in self.fields for domain in Domain):
            said["ratings"] = dict(self._ratings())
        return said

    def _ratings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for domain in Domain:
            if how := self.cleaned_data.get(f"rated_{domain}"):
                yield domain.value, (how, self.cleaned_data.get(f"note_{domain}", ""))

    @property
    def groups(self) -> list[Group]:
        made = [Group(title, about, [self[name] for name in names]) for title, about, names in self.GROUPS]
        hard = [self[f"{what}_{domain}"] for domain in Domain for what in ("rated", "note")]
        return [*made, Group(*self.HARD, hard)]


class NewRecord(Details, StageForm):
    """A record that is not there yet: where, what, its first stage, and what else is known."""

    ABOUT = ("area", "technology", *StageForm.STEP)

    area = AreaField(
        required=True,
        names=NAMES_WITH_PROVIDERS,
        max_length=200,
        label="Area or provider",
        help_text="A board, a sub-ICB location or a provider: its name or code, like Wakefield or 03R.",
        error_messages={"required": "Enter the area or provider."},
    )
    technology = forms.ModelChoiceField(
        label="Technology",
        queryset=Technology.objects.none(),
        to_field_name="slug",
        empty_label="Choose a technology",
        widget=SELECT,
        error_messages={
            "required": "Choose a technology.",
            "invalid_choice": "Choose a technology from the list.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["technology"].queryset = Technology.objects.listed()

    @property
    def about(self) -> list[BoundField]:
        return [self[name] for name in self.ABOUT]

    @property
    def sent(self) -> dict[str, Any]:
        """What a browser sent, by field, so that the form can be filled with it again."""
        return {
            name: self.data.getlist(name)
            if isinstance(field, forms.MultipleChoiceField)
            else self.data.get(name, "")
            for name, field in self.fields.items()
        }


class ChangeRecord(Details):
    """What a record says, of the version that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProposeAgain(NewRecord):
    """A proposal of which changes were asked for, as its member changed it."""

    ABOUT = (*NewRecord.ABOUT, "answer")

    answer = lines("What you changed, or why you did not (optional)", LONGEST_WORDS)

    @property
    def sent(self) -> dict[str, Any]:
        return {name: value for name, value in super().sent.items() if name != "answer"}


class Decide(GuardedForm, forms.Form):
    """Take a proposal over, ask for changes or refuse it, with words. `version`: of the record that it would change, 0
    if none."""

    ACCEPT, RETURN, REFUSE = "accept", "return", "refuse"
    decision = forms.ChoiceField(
        label="Your decision",
        choices=[
            (ACCEPT, "Take it over: it is recorded as proposed"),
            (RETURN, "Ask for changes: the person can change it and send it again"),
            (REFUSE, "Refuse"),
        ],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose whether to take it over, to ask for changes or to refuse."},
    )
    reason = line(
        "What to change, or the reason",
        300,
        help_text="Needed unless you take it over. The person is told it.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    WHY = {REFUSE: "Enter why you refuse it.", RETURN: "Enter what should be changed."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        why = self.WHY.get(cleaned.get("decision", ""))
        if why and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", why)
        return cleaned


class AskForChange(GuardedForm, forms.Form):
    """What a reviewer asks to be changed in a record."""

    words = lines("What should be changed, and why", LONGEST_WORDS)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["words"].required = True
        self.fields["words"].error_messages["required"] = self.MISSING

    MISSING = "Say what should be changed."


class AnswerChange(AskForChange):
    """What was changed as asked for, or why it stays."""

    MISSING = "Say what you changed, or why you did not."

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["words"].label = "What you changed, or why you did not"
