"""What kind of thread somebody starts, where it belongs, what its kind needs, and what people choose in a poll."""

from collections.abc import Collection
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.timezone import localtime

from forum.actions.kinds import Details, EventAsked, PollAsked
from forum.forms.began import BeganFromField
from forum.models import Category, Poll, Thread
from forum.models.categories import LONGEST_TAG
from forum.models.kinds import LONGEST_PLACE, MOST_OPTIONS
from forum.presenters.categories import grouped
from safety.guard import HOLD
from safety.guard_fields import TAKE_IT_OUT, GuardedForm

Kind = Thread.Kind
MINUTE = "%Y-%m-%dT%H:%M"
AS_TYPED = [MINUTE, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]
YEARS = range(2000, 2100)
LIKE = "Enter a day and a time like 2026-01-31 14:30."
TOO_FAR = f"Enter a day in the years {YEARS[0]} to {YEARS[-1]}."
LONGEST_ADDRESS = 200
is_address = URLValidator(schemes=["https", "http"], message="Enter an address that begins with https://.")
FIELDS = {
    Kind.EVENT: ("starts", "ends", "place", "address"),
    Kind.POLL: ("options", "takes_several", "closes"),
}
OF_KINDS = tuple(name for names in FIELDS.values() for name in names)
# What others read of a thread besides its text, even where the text is held: none of it may be about a patient.
BESIDE_THE_TEXT = ("tags", "place", "address", "options")


class WhenField(forms.DateTimeField):
    """A day and a time of this country."""

    def __init__(self, label: str, **options):
        super().__init__(
            label=label,
            widget=forms.DateTimeInput(
                attrs={"class": "nhsuk-input nhsuk-input--width-20", "type": "datetime-local"}, format=MINUTE
            ),
            input_formats=AS_TYPED,
            error_messages=dict.fromkeys(("required", "invalid"), LIKE),
            **options,
        )

    def to_python(self, value: object) -> datetime | None:
        try:
            read = super().to_python(value)
        except ValidationError as wrong:
            if wrong.code == "ambiguous_timezone":
                raise ValidationError("Clocks change in that hour: enter another time.") from None
            raise
        except OverflowError:
            raise ValidationError(TOO_FAR) from None
        if read is not None and read.year not in YEARS:
            raise ValidationError(TOO_FAR)
        return read


class TagsField(forms.CharField):
    """Tags with commas between them; cleaned to a tuple."""

    def __init__(self):
        super().__init__(
            label="Tags (optional)",
            required=False,
            max_length=6 * LONGEST_TAG,
            help_text="Words to find it by, with commas between them: day surgery, hubs. Five at most.",
            widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocapitalize": "none"}),
        )

    def clean(self, value: object) -> tuple[str, ...]:
        return tuple(filter(None, (tag.strip() for tag in super().clean(value).split(","))))


class CategoryField(forms.ModelChoiceField):
    """One of the categories in which a person may start threads, by groups."""

    def __init__(self):
        super().__init__(
            Category.objects.none(),
            label="Category (optional)",
            required=False,
            to_field_name="slug",
            help_text="Where people look for it. Without one it stands with everything else.",
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={"invalid_choice": "Choose one of the categories in the list."},
        )

    def offer(self, categories: Collection[Category]) -> None:
        """Offer these categories, read already."""
        self.queryset = Category.objects.filter(pk__in=[one.pk for one in categories])
        self.choices = [("", "Everything else"), *grouped(categories)]


class WithDetails(GuardedForm, forms.Form):
    """Part of a form: the category and tags of a thread, and what its kind needs."""

    category = CategoryField()
    tags = TagsField()
    starts = WhenField("Starts", help_text="Day and time, like 2026-01-31 14:30.")
    ends = WhenField("Ends (optional)", required=False)
    place = forms.CharField(
        label="Place (optional)",
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    address = forms.CharField(
        label="Web address (optional)",
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text="Where one takes part or signs up: it begins with https://",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "inputmode": "url", "spellcheck": "false"}),
    )
    options = forms.CharField(
        label="Options",
        help_text=f"What people choose from, each in a line of its own: 2 to {MOST_OPTIONS}.",
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 5}),
        error_messages={"required": "Enter 2 options or more, each in a line of its own."},
    )
    takes_several = forms.BooleanField(
        label="People may choose several",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    closes = WhenField("Closes (optional)", required=False, help_text="Until when people may choose.")

    def clean_address(self) -> str:
        if address := self.cleaned_data["address"]:
            is_address(address)
        return address

    def ask_for(self, kind: str, categories: Collection[Category]) -> None:
        """Keep only the fields that a kind of thread needs, and offer categories."""
        self.kind = kind
        for name in set(OF_KINDS) - set(FIELDS.get(kind, ())):
            del self.fields[name]
        self.fields["category"].offer(categories)

    @property
    def of_kind(self) -> list[forms.BoundField]:
        """The fields that only this kind of thread has, but for boxes to tick."""
        return [self[name] for name in FIELDS.get(self.kind, ()) if name != "takes_several"]

    @property
    def details(self) -> Details:
        """What the thread is to be, once the form has been cleaned."""
        sent = self.cleaned_data
        event = (
            EventAsked(sent["starts"], sent["ends"], sent["place"], sent["address"])
            if "starts" in self.fields
            else None
        )
        poll = (
            PollAsked(tuple(sent["options"].splitlines()), sent["takes_several"], sent["closes"])
            if "options" in self.fields
            else None
        )
        return Details(self.kind, sent["category"], sent["tags"], event, poll)

    def _ask_the_guard(self) -> None:
        """Refuse what looks like patient data where it cannot be held back as a text can."""
        super()._ask_the_guard()
        for name in BESIDE_THE_TEXT:
            if self.lets_held_pass and name in self.scanned and (words := self.scanned[name].words(HOLD)):
                self.add_error(name, f"{self._called(name)} seems to have {words}. {TAKE_IT_OUT}")


class ChangeDetails(WithDetails):
    """Changing the kind, category and tags of a thread. `began`: marks of what they were when it was opened."""

    began = BeganFromField()
    reason = forms.CharField(
        label="Why you change it",
        max_length=300,
        help_text="Its author is told. Kept in the record of what moderators did.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"required": "Say why you change what somebody else started."},
    )

    def __init__(self, *args, kind: str, categories: Collection[Category], is_own: bool, **options):
        super().__init__(*args, **options)
        self.ask_for(kind, categories)
        if is_own:
            del self.fields["reason"]


def as_entered(details: Details) -> dict[str, object]:
    """Return details of a thread as a form shows them."""
    entered = {"category": details.category and details.category.slug, "tags": ", ".join(details.tags)}
    if event := details.event:
        times = {"starts": localtime(event.starts_at), "ends": localtime(event.ends_at)}
        entered |= times | {"place": event.place, "address": event.address}
    if poll := details.poll:
        entered |= {"options": "\n".join(poll.options), "takes_several": poll.takes_several}
        entered["closes"] = poll.closes_at and localtime(poll.closes_at)
    return entered


class Choose(GuardedForm, forms.Form):
    """What somebody chooses in a poll."""

    def __init__(self, *args, poll: Poll, options: Collection[tuple[int, str]], **kept):
        super().__init__(*args, **kept)
        field, widget, look = (
            (forms.TypedMultipleChoiceField, forms.CheckboxSelectMultiple, "checkboxes")
            if poll.takes_several
            else (forms.TypedChoiceField, forms.RadioSelect, "radios")
        )
        self.fields["options"] = field(
            label="Choose as many as you like" if poll.takes_several else "Choose one",
            choices=options,
            coerce=int,
            required=not poll.takes_several,
            widget=widget(attrs={"class": f"nhsuk-{look}__input"}),
            error_messages={
                "required": "Choose one of the options.",
                "invalid_choice": "These options were changed. Look at the poll again, and choose.",
            },
        )

    @property
    def chosen(self) -> list[int]:
        """The numbers of the options, once the form has been cleaned."""
        chosen = self.cleaned_data["options"]
        return chosen if isinstance(chosen, list) else [chosen]
