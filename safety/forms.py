"""What people may ask of the audit log, checked before anything is looked up."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.timezone import make_aware

from safety.acts import ACTS, Subject
from safety.models import AuditEntryQuerySet
from safety.typed import TypedForm

ENTRIES_A_PAGE = 50
LARGEST = 2**63 - 1


def choices(subjects: list[Subject]) -> list:
    """Return acts to choose from, by what they are about."""
    groups = [
        (f"About {subject.value}", [(act.name, act.words) for act in ACTS.values() if act.subject == subject])
        for subject in subjects
    ]
    return [("", "Any"), *groups]


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"class": "nhsuk-input", "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Enter a day like 2026-01-31."},
    )


def number_field() -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "That is no number of an entry. Begin with the newest again.",
        ),
    )


class AuditAsked(TypedForm, forms.Form):
    """Which entries of the audit log to show, if not all; and from which on, newest first."""

    act = forms.ChoiceField(
        label="What was done",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": "Choose one of the acts in the list."},
    )
    person = forms.CharField(
        label="Who did it",
        help_text="Part of a name, or a person’s number.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "spellcheck": "false"}),
    )
    about = forms.CharField(
        label="To what",
        help_text="Like post:31, or post for all posts.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "spellcheck": "false"}),
    )
    since = day_field("From")
    until = day_field("Up to")
    before = number_field()
    after = number_field()

    def __init__(self, asked, *, subjects: list[Subject], sees_addresses: bool):
        super().__init__(asked)
        self.fields["act"].choices = choices(subjects)
        self.sees_addresses = sees_addresses
        if sees_addresses:
            self.fields["person"].help_text = "Part of a name or of an email address, or a person’s number."

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data[name] for name in ("act", "person", "about", "since", "until"))

    @property
    def query(self) -> str:
        """The query string that asks for the same again, from the newest on."""
        asked = {
            name: f"{self.cleaned_data[name] or ''}" for name in ("act", "person", "about", "since", "until")
        }
        return urlencode({name: value for name, value in asked.items() if value})

    def narrowed(self, entries: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """Return those of the entries that were asked for."""
        asked = self.cleaned_data
        if asked["act"]:
            entries = entries.filter(act=asked["act"])
        if asked["person"]:
            entries = entries.filter(self._by(asked["person"]))
        if asked["about"]:
            kind_alone = ":" not in asked["about"]
            entries = entries.filter(
                Q(about__startswith=f"{asked['about']}:") if kind_alone else Q(about=asked["about"])
            )
        if asked["since"]:
            entries = entries.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            entries = entries.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        return entries

    def _by(self, words: str) -> Q:
        if words.isascii() and words.isdecimal():
            return Q(by=min(int(words), LARGEST))
        people = Q(name__icontains=words)
        if self.sees_addresses:
            people |= Q(email__icontains=words)
        return Q(by__in=get_user_model().objects.filter(people).values("pk"))


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
