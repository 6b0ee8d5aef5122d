"""What people tell moderators, and what moderators decide, checked before anything is done."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from forum.actions.moderation.deciding import Why
from forum.forms.discussions import AreaField, text_field, title_field
from forum.models import Thread
from forum.models.discussions import LONGEST_NOTE
from forum.models.moderation import LONGEST_WORDS
from forum.models.reasons import REPORTABLE, reasons_for
from forum.models.watching import LONGEST as LONGEST_WATCHED
from metrics.charts.numbers import day_name
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from safety.guard_fields import GuardedForm

SELECT = {"class": "nhsuk-select"}
KINDS = {
    "post": "Posts",
    "thread": "Threads",
    "person": "Names",
    "case_study": "Case studies",
    "adoption": "Adoption records",
}
WHY_IT_WAITS = {
    "patient data": "Patient data",
    "first posts": "First posts of a member",
    "outside the approved domains": "Outside the approved domains",
    "watched word": "Watched word",
    "attachment": "File of a new member",
    "file not looked through": "File not looked through",
    "too fast": "Much in a short time",
    "changed as asked": "Changed as asked",
    "reported": "Reported",
    "submitted": "Sent in for review",
    "opened by a moderator": "Opened by a moderator",
    "appeal": "Appeal",
    "erasure": "To be erased for good",
}
# Of what takes nothing from anybody there is nothing wrong to tell.
GOOD_NEWS = ("keep", "unlock")
CLAIMED = {"free": "Nobody’s", "mine": "Mine", "others": "Other people’s"}
DAYS = {1: "1 day", 3: "3 days", 7: "1 week", 30: "30 days", 90: "90 days", 0: "Until it is lifted"}


def choice(label: str, choices: dict, first: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", first), *choices.items()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": f"“%(value)s” is no choice of “{label}”."},
    )


def reason_field(label: str, fitting: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "Choose a reason"), *fitting],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose a reason from the list."},
    )


def words_field(
    label: str, hint: str, *, required: bool = False, missing: str = "", rows: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_WORDS,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows}),
        error_messages={
            "required": missing,
            "max_length": f"Enter {LONGEST_WORDS:,} characters or fewer.",
        },
    )


class QueueAsked(forms.Form):
    """Which reviews to list."""

    kind = choice("What", KINDS, "Everything")
    because = choice("Why", WHY_IT_WAITS, "Any reason")
    claimed = choice("Taken on by", CLAIMED, "Anybody or nobody")
    decider = choice("Decided by", {"administrators": "Administrators alone"}, "Anybody")
    show = choice("Order", {"age": "Longest waiting first", "decided": "Decided"}, "Most pressing first")


class ReportForm(GuardedForm, forms.Form):
    """Why somebody reports something. `is_name`: whether it is a person's name."""

    reason = reason_field("What is wrong with it?", [(one.value, one.label) for one in REPORTABLE])
    words = words_field(
        "What should a moderator know? (optional)",
        "Moderators read this; whoever wrote it does not. Do not repeat what could identify a patient.",
    )


class Decide(GuardedForm, forms.Form):
    """A decision: why, in listed words and in one's own. `version`: what the moderator saw.

    `decision`, `of_name`: what is decided, and whether about a name: the reasons listed are those that fit it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
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


class Warn(Decide):
    words = words_field(
        "Your warning",
        "Say what happened, why it is a problem, and what happens if it goes on.",
        required=True,
        missing="Enter your warning.",
    )


class Edit(Decide):
    """Changing what somebody wrote. `is_opening`: whether its thread's title is edited too."""

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
        return {name: self.cleaned_data[name] for name in ("title", "text", "note") if name in self.fields}


class Move(Decide):
    area = AreaField(
        label="Area (optional)", max_length=200, help_text="A name or a code, like Wakefield or 03R."
    )
    measure = choice(
        "Measure (optional)", {one.slug: one.title for one in MEASURES.values()}, "None in particular"
    )
    function = choice(
        "Treatment function (optional)",
        {code: name for code, name in TREATMENT_FUNCTIONS.items() if code != ALL_FUNCTIONS},
        "All",
    )
    field_order = ["version", "area", "measure", "function"]

    @property
    def more(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("area", "measure", "function")}


class ThreadField(forms.ModelChoiceField):
    """One thread, among those found by words of their titles."""

    def label_from_instance(self, thread: Thread) -> str:
        about = [thread.area.short_name] if thread.area else []
        started = f"started on {day_name(timezone.localtime(thread.created_at).date())}"
        count = f"{thread.replies} {'reply' if thread.replies == 1 else 'replies'}"
        return f"{thread.title} ({', '.join([*about, started, count])})"


class Merge(Decide):
    """Which thread takes the posts of another. `among`: those that may; `found`: those that the page lists."""

    into = ThreadField(
        label="Which thread do its posts go to?",
        queryset=None,
        empty_label=None,
        help_text="They go behind the posts that are there.",
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={
            "required": "Choose the other thread. If it is not listed, search for words of its title.",
            "invalid_choice": "That thread is there no longer. Choose another.",
        },
    )
    field_order = ["version", "into"]

    def __init__(self, *args, among: QuerySet[Thread], found: Iterable[Thread], **options):
        super().__init__(*args, **options)
        into = self.fields["into"]
        into.queryset = among
        into.choices = [(thread.pk, into.label_from_instance(thread)) for thread in found]

    @property
    def more(self) -> dict:
        return {"into": self.cleaned_data["into"]}


class Split(Decide):
    title = title_field()
    field_order = ["version", "title"]

    @property
    def more(self) -> dict:
        return {"title": self.cleaned_data["title"]}


class Restrict(Decide):
    """Keeping somebody from writing, or from signing in, for a time."""

    days = forms.TypedChoiceField(
        label="For how long",
        coerce=int,
        choices=[("", "Choose how long"), *DAYS.items()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose for how long."},
    )
    field_order = ["version", "days"]

    @property
    def more(self) -> dict:
        days = self.cleaned_data["days"]
        until: datetime | None = timezone.now() + timedelta(days=days) if days else None
        return {"until": until}


class AppealForm(GuardedForm, forms.Form):
    words = words_field(
        "Why should the decision be different?",
        "Another moderator reads this and answers. You can appeal once.",
        required=True,
        missing="Say why the decision should be different.",
        rows=6,
    )


class Answer(GuardedForm, forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
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


class Watch(GuardedForm, forms.Form):
    """A word to watch for."""

    words = forms.CharField(
        label="Word or phrase",
        max_length=LONGEST_WATCHED,
        help_text="Found as whole words, in small letters or capitals.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-u-width-one-half", "spellcheck": "false"}),
        error_messages={
            "required": "Enter a word or a phrase.",
            "max_length": f"The word or phrase must be {LONGEST_WATCHED} characters or fewer.",
        },
    )
