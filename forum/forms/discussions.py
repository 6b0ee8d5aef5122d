"""What people send to threads, checked before anything is done."""

import uuid
from collections.abc import Collection, Iterable

from django import forms

from forum.forms.about_too import WithAboutToo
from forum.forms.kinds import OF_KINDS, WithDetails
from forum.models import Category
from forum.models.discussions import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE
from metrics.forms import AreaField, function_field, measure_field
from safety.guard_fields import GuardedForm

MARKDOWN = (
    "Plain text, or Markdown: **bold**, lists that begin with a hyphen, [words](https://address). Type @ to name a "
    "person or an area, # to name a measure."
)
LARGEST_NUMBER = 2_147_483_647
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
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows, "data-format": "Formatting"}),
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


class BeganField(forms.IntegerField):
    """The version that a change was begun from: what others changed since is not written over."""

    def __init__(self):
        super().__init__(
            required=False,
            min_value=1,
            widget=forms.HiddenInput(attrs={"data-keep-version": True}),
            error_messages=dict.fromkeys(("invalid", "min_value"), CANNOT_BE_SENT),
        )


class HeldPosts(GuardedForm):
    """Asks the guard, and lets what it holds pass: it is saved as held, which its author sees on the page."""

    lets_held_pass = True


class StartThread(HeldPosts, WithDetails, WithAboutToo):
    """Starting a thread of a kind. `categories`: those to choose from."""

    field_order = ("title", "text", *OF_KINDS, "category", "tags")

    title = title_field()
    text = text_field("Text")
    area = AreaField(
        label="Area (optional)",
        max_length=200,
        help_text="The thread is then listed on that area’s page. A name or a code, like Wakefield or 03R.",
    )
    measure = measure_field("None in particular", "Measure (optional)")
    function = function_field("All", "Treatment function (optional)")
    key = KeyField()

    def __init__(self, *args, kind: str, categories: Collection[Category], **options):
        super().__init__(*args, **options)
        self.ask_for(kind, categories)


class Reply(HeldPosts, forms.Form):
    """Replying. `to`: the number of the post that it answers, where it answers one."""

    text = text_field("Your reply", rows=6)
    to = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), CANNOT_BE_SENT),
    )
    key = KeyField()


class EditPost(HeldPosts, forms.Form):
    """Changing one's own post, and the title of the thread that it opens. `version`: what it was begun from."""

    version = BeganField()
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
