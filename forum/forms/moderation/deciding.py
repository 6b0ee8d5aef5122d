"""What moderators decide about what was written, checked before anything is done."""

from django import forms

from forum.actions.moderation.deciding import Why
from forum.forms.discussions import BeganField, text_field, title_field
from forum.forms.moderation.fields import SELECT, AboutReview, reason_field, words_field
from forum.models.discussions import LONGEST_NOTE
from forum.models.reasons import reasons_for

# Of what takes nothing from anybody there is nothing wrong to tell.
GOOD_NEWS = ("keep", "unlock", "pin", "unslow")


class Decide(AboutReview):
    """A decision: why, in listed words and in one's own.

    `decision`, `of_name`: what is decided, and whether about a name: the reasons listed are those that fit it.
    """

    reason = reason_field("Reason", [])
    words = words_field(
        "What its author is told (optional)",
        "Say what is wrong, and what would be right. Plain English, no names.",
    )
    private_note = words_field(
        "Note for other moderators (optional)", "Neither the author nor readers see this.", rows=2
    )

    def __init__(self, *args, decision: str, of_name: bool = False, **options):
        super().__init__(*args, **options)
        if decision in GOOD_NEWS:
            self.fields["words"].help_text = "Say why, if that is not plain. Plain English, no names."
        if "reason" in self.fields:
            self.fields["reason"].choices = [("", "Choose a reason"), *reasons_for(decision, of_name=of_name)]

    @property
    def why(self) -> Why:
        asked = self.cleaned_data
        return Why(asked.get("reason", ""), asked["words"], asked["private_note"])

    @property
    def more(self) -> dict:
        """What the act needs beside why."""
        return {}


class Keep(Decide):
    """Letting something stand. `is_patient_data`: it waits as such, and why it is none must be said."""

    reason = None

    def __init__(self, *args, is_patient_data: bool, **options):
        super().__init__(*args, **options)
        if is_patient_data:
            self.fields["words"] = words_field(
                "Why no patient can be identified",
                "Kept in the audit log, and sent to its author.",
                required=True,
                missing="Say why no patient can be identified.",
            )


class Return(Decide):
    words = words_field(
        "What to change",
        "The author gets it back with these words, edits it and sends it again.",
        required=True,
        missing="Say what the author should change.",
    )

    def __init__(self, *args, of_name: bool = False, **options):
        super().__init__(*args, of_name=of_name, **options)
        if of_name:
            self.fields["words"].help_text = "The person reads these words, and enters another name."


class Ignore(Decide):
    reason = None
    words = None

    @property
    def why(self) -> Why:
        return Why(private_note=self.cleaned_data["private_note"])


class Escalate(Decide):
    """Passing something on: the words are for administrators alone."""

    words = None
    private_note = words_field(
        "What administrators should know",
        "Neither its author nor readers see this.",
        required=True,
        missing="Say what administrators should know.",
    )

    @property
    def why(self) -> Why:
        return Why(reason=self.cleaned_data["reason"], private_note=self.cleaned_data["private_note"])


class TakeBack(Ignore):
    """Deciding among moderators after all: nobody but them is told."""


class Edit(Decide):
    """Changing what somebody wrote. `began`: the version of it that the moderator changes.

    `is_opening`: whether its thread's title is edited too.
    """

    began = BeganField()
    title = title_field()
    text = text_field("Text")
    note = forms.CharField(
        label="Note for readers",
        max_length=LONGEST_NOTE,
        help_text="All readers see this beside the post.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={
            "required": "Say what you changed and why.",
            "max_length": f"The note must be {LONGEST_NOTE} characters or fewer.",
        },
    )
    field_order = ["version", "title", "text", "note"]

    def __init__(self, *args, is_opening: bool, **options):
        super().__init__(*args, **options)
        if not is_opening:
            del self.fields["title"]

    @property
    def more(self) -> dict:
        names = ("title", "text", "note", "began")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class Answer(AboutReview):
    is_upheld = forms.TypedChoiceField(
        label="Your answer",
        coerce=lambda value: value == "yes",
        choices=[
            ("", "Choose"),
            ("yes", "Uphold the appeal: undo the decision"),
            ("no", "The decision stands"),
        ],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose your answer."},
    )
    words = words_field(
        "What the person is told", "Say why, in plain English.", required=True, missing="Say why."
    )
