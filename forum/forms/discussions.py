"""What people send to threads, checked before anything is done."""

import uuid
from collections.abc import Iterable

from django import forms

from forum.models.discussions import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.forms import AreaField
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm

MARKDOWN = "Plain text, or Markdown: **bold**, lists that begin with a hyphen, [words](https://address)."
CANNOT_BE_SENT = "This form cannot be sent: copy your text, open the page again and paste it."


def title_field() -> forms.CharField:
    return forms.CharField(
        label="Title",
        max_length=LONGEST_TITLE,
        help_text="What it is about, in one line.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={
            "required": "Enter a title.",
            "max_length": f"The title must be {LONGEST_TITLE} characters or fewer.",
        },
    )


def text_field(label: str, rows: int = 10) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        help_text=MARKDOWN,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows}),
        error_messages={
            "required": "Enter your text.",
            "max_length": f"Your text must be {LONGEST_TEXT:,} characters or fewer.",
        },
    )


def note_field() -> forms.CharField:
    return forms.CharField(
        label="Why you change it",
        max_length=LONGEST_NOTE,
        help_text="The author and all readers see this beside the post.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={
            "required": "Say why you change what somebody else wrote.",
            "max_length": f"The reason must be {LONGEST_NOTE} characters or fewer.",
        },
    )


class KeyField(forms.UUIDField):
    """Made with the form: the same form sent twice does its work once."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, initial=uuid.uuid4)
        self.error_messages["required"] = self.error_messages["invalid"] = CANNOT_BE_SENT


class HeldPosts(GuardedForm):
    """Asks the guard, and lets what it holds pass: it is saved as held, which its author sees on the page."""

    lets_held_pass = True


class ThreadsAsked(TypedForm, forms.Form):
    """Which threads to list."""

    area = AreaField(label="Area", max_length=200)
    measure = forms.ChoiceField(
        label="Measure",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        choices=[("", "All"), *((one.slug, one.title) for one in MEASURES.values())],
    )


class StartThread(HeldPosts, forms.Form):
    title = title_field()
    text = text_field("Text")
    area = AreaField(
        label="Area (optional)",
        max_length=200,
        help_text="The thread is then listed on that area’s page. A name or a code, like Wakefield or 03R.",
    )
    measure = forms.ChoiceField(
        label="Measure (optional)",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        choices=[("", "None in particular"), *((one.slug, one.title) for one in MEASURES.values())],
    )
    function = forms.ChoiceField(
        label="Treatment function (optional)",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        choices=[
            ("", "All"),
            *((code, name) for code, name in TREATMENT_FUNCTIONS.items() if code != ALL_FUNCTIONS),
        ],
    )
    key = KeyField()


class Reply(HeldPosts, forms.Form):
    text = text_field("Your reply", rows=6)
    key = KeyField()


class EditPost(HeldPosts, forms.Form):
    """Changing one's own post, and the title of the thread that it opens. `version`: what it was begun from."""

    version = forms.IntegerField(
        required=False,
        min_value=1,
        widget=forms.HiddenInput(attrs={"data-keep-version": True}),
        error_messages=dict.fromkeys(("invalid", "min_value"), CANNOT_BE_SENT),
    )
    title = title_field()
    text = text_field("Text")

    def __init__(self, *args, is_opening: bool, **options):
        super().__init__(*args, **options)
        if not is_opening:
            del self.fields["title"]


class RestoreVersion(GuardedForm, forms.Form):
    """Which earlier version to put back. `numbers`: those there are; `is_own`: whether the post is the person's own."""

    version = forms.TypedChoiceField(
        label="Version",
        coerce=int,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": "Choose a version.", "invalid_choice": "There is no such version."},
    )
    note = note_field()

    def __init__(self, *args, numbers: Iterable[int], is_own: bool, **options):
        super().__init__(*args, **options)
        self.fields["version"].choices = [(number, f"Version {number}") for number in numbers]
        if is_own:
            del self.fields["note"]
