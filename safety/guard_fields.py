"""The patient-data guard at the doors: in Django's forms, in the admin and in the API.

Every field in which a person writes is scanned, and the name of every file, without being listed anywhere: a field
that is forgotten is a leak. What is held is refused with words about what was found and where, never with a copy of
it, so that no log can keep it; the input stays in the form, which only its author sees. What may be harmless asks for
a tick.
"""

from collections.abc import Iterator
from itertools import chain

from django import forms
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from safety.guard import CONFIRM, HOLD, PASS, place, scan, worst
from safety.typed import TypedForm

CONFIRMED = "confirmed"
I_HAVE_CHECKED = "I have checked: this is not about a patient"
TAKE_IT_OUT = "Take it out: nothing about a patient may be kept here."
OR_TICK = "Take it out, or tick that you have checked that this is not about a patient."
OR_SEND = f"Take it out, or send “{CONFIRMED}”: true when you have checked that this is not about a patient."
# What is no prose: addresses to sign in with, secrets, and what a page's own scripts fill in.
NOT_PROSE = (forms.EmailField, forms.UUIDField, forms.GenericIPAddressField)
CHOSEN = (serializers.EmailField, serializers.ChoiceField)


class GuardedForm(TypedForm):
    """Mixed into a form, before it: scans what was written once it is otherwise read.

    A form whose text may wait for a moderator says `lets_held_pass`: its action holds the text then.
    """

    lets_held_pass = False

    def full_clean(self) -> None:
        self.scanned: dict[str, Scanned] = {}
        super().full_clean()
        if self.is_bound and hasattr(self, "cleaned_data"):
            self._ask_the_guard()

    @property
    def verdict(self) -> str:
        """The strictest verdict on what was written, once the form has been cleaned."""
        return worst(self.scanned.values())

    def _ask_the_guard(self) -> None:
        self.scanned = {name: Scanned(self.cleaned_data.get(name)) for name in self._prose()}
        if self.verdict == HOLD and not self.lets_held_pass:
            for name, words in self._words(HOLD):
                self.add_error(name, f"{words} {TAKE_IT_OUT}")
        elif self.verdict == CONFIRM:
            self._ask_to_confirm()

    def _ask_to_confirm(self) -> None:
        """Put a box to tick into the form, and refuse the form until it is ticked."""
        box = forms.BooleanField(
            label=I_HAVE_CHECKED,
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
        )
        self.fields[CONFIRMED] = box
        if not box.widget.value_from_datadict(self.data, self.files, self.add_prefix(CONFIRMED)):
            self.add_error(CONFIRMED, " ".join([*(words for _, words in self._words(CONFIRM)), OR_TICK]))

    def _words(self, verdict: str) -> Iterator[tuple[str, str]]:
        """Yield the fields with findings of a verdict, and what to say of each."""
        for name, scanned in self.scanned.items():
            if words := scanned.words(verdict):
                yield name, f"{self._called(name)} seems to have {words}."

    def _prose(self) -> Iterator[str]:
        for name, field in self.fields.items():
            is_prose = isinstance(field, forms.CharField) and not isinstance(field, NOT_PROSE)
            is_unseen = getattr(field.widget, "input_type", "") in ("password", "hidden")
            if (is_prose and not is_unseen) or isinstance(field, forms.FileField):
                yield name

    def _called(self, name: str) -> str:
        label = self.fields[name].label or name.replace("_", " ").capitalize()
        return (
            f"“{label}” has a name that" if isinstance(self.fields[name], forms.FileField) else f"“{label}”"
        )


class GuardedSerializer:
    """Mixed into a serializer, before it: the same for what the API is sent."""

    def get_fields(self) -> dict[str, serializers.Field]:
        confirmed = serializers.BooleanField(
            write_only=True, required=False, help_text=f"{I_HAVE_CHECKED}. Needed when an answer asks for it."
        )
        return super().get_fields() | {CONFIRMED: confirmed}

    def to_internal_value(self, data: dict) -> dict:
        read = super().to_internal_value(data)
        is_confirmed = read.pop(CONFIRMED, False)
        scanned = {name: Scanned(read.get(field.source)) for name, field in self._prose()}
        verdict = worst(scanned.values())
        if verdict == PASS or (verdict == CONFIRM and is_confirmed):
            return read
        advice = TAKE_IT_OUT if verdict == HOLD else OR_SEND
        said = {name: words for name, one in scanned.items() if (words := one.words(verdict))}
        raise serializers.ValidationError(
            {name: [f"This seems to have {words}. {advice}"] for name, words in said.items()},
            code=f"patient_data_{verdict}",
        )

    def _prose(self) -> Iterator[tuple[str, serializers.Field]]:
        for name, field in self.fields.items():
            is_secret = field.style.get("input_type") == "password"
            if not (field.read_only or is_secret or isinstance(field, CHOSEN)):
                yield name, field


class Scanned:
    """What one field was given, and what the guard found in it."""

    def __init__(self, value: object):
        self.texts = [(text, scan(text)) for text in written(value)]

    @property
    def verdict(self) -> str:
        return worst(found for _, found in self.texts)

    def words(self, verdict: str) -> str:
        """Say what was found with a verdict, and where: “an NHS number (word 7)”; nothing where nothing was."""
        found = (
            f"{one.words} ({place(text, one.start)})"
            for text, scanned in self.texts
            for one in scanned.of(verdict)
        )
        return " and ".join(dict.fromkeys(found))


def written(value: object) -> Iterator[str]:
    """Yield the texts in what a field was given: its words, those within lists and objects, the names of files."""
    match value:
        case str():
            yield value
        case UploadedFile():
            yield value.name
        case dict():
            yield from chain.from_iterable(written(part) for pair in value.items() for part in pair)
        case list() | tuple() | set():
            yield from chain.from_iterable(map(written, value))
