"""What reviewers decide and say, what authors confirm, and which version is put back, checked before it is done."""

from collections.abc import Iterable

from django import forms

from casestudies.models import CaseStudy
from casestudies.models.vocabulary import Strength
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm

LONGEST_COMMENT = 2000
LONGEST_REASON = CaseStudy._meta.get_field("retired_because").max_length
SELECT = {"class": "nhsuk-select"}
COMMENT = "comment-"


def _words(
    label: str, *, help_text: str = "", rows: int = 4, longest: int = LONGEST_COMMENT, **options
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows}),
        error_messages={"max_length": f"Write at most {longest:,} characters.", "required": "Say why."},
        **options,
    )


def _rating() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How strong is its evidence?",
        choices=Strength.choices,
        initial=Strength.NOT_RATED,
        required=False,
        widget=forms.Select(attrs=SELECT),
        help_text="Readers see it beside what its authors say.",
        error_messages={"invalid_choice": "Choose a rating from the list."},
    )


class Decide(GuardedForm, forms.Form):
    """Publish, or ask for changes. `asked`: what may be commented on, its label by its slug."""

    PUBLISH, RETURN = "publish", "return"

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(PUBLISH, "Publish it"), (RETURN, "Ask its authors for changes")],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose what you decide.", "invalid_choice": "Choose what you decide."},
    )
    rating = _rating()
    words = _words("What do you say to its authors?", help_text="On the whole of it.", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, asked: dict[str, str], may_rate: bool, **options):
        super().__init__(*args, **options)
        if not may_rate:
            del self.fields["rating"]
        for slug, label in asked.items():
            self.fields[COMMENT + slug] = _words(f"What should change in “{label}”?", rows=2, required=False)

    @property
    def comments(self) -> dict[str, str]:
        """What was said of single questions, by their slugs."""
        said = ((name, words) for name, words in self.cleaned_data.items() if name.startswith(COMMENT))
        return {name.removeprefix(COMMENT): words for name, words in said if words}


class Rate(TypedForm, forms.Form):
    rating = _rating()


class Retire(GuardedForm, forms.Form):
    because = _words(
        "Why does it hold no longer?",
        help_text="Readers see this at the top of its page, for instance: the clinic closed in May.",
        longest=LONGEST_REASON,
        rows=3,
    )


class AskToLift(GuardedForm, forms.Form):
    why = _words(
        "Why can nobody be identified?",
        help_text="Moderators read this. Do not repeat what was found.",
        longest=1000,
        rows=3,
    )


class RestoreVersion(TypedForm, forms.Form):
    """Which earlier version to put back; `read`: which one was the newest when the page was opened."""

    version = forms.TypedChoiceField(
        label="Version",
        coerce=int,
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose a version.", "invalid_choice": "There is no such version."},
    )
    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, numbers: Iterable[int], **options):
        super().__init__(*args, **options)
        self.fields["version"].choices = [(number, f"Version {number}") for number in numbers]
