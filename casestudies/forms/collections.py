"""What a collection is called and says, what is added to it, and why."""

from django import forms
from django.db.models import QuerySet

from casestudies.models import Collection
from casestudies.models.collections import LONGEST_NOTE
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm

LONGEST_TITLE = Collection._meta.get_field("title").max_length
LONGEST_ABOUT = Collection._meta.get_field("about").max_length
LONGEST_ASKED = 200
NEW = "new"
ENTER_A_NAME = "Enter a name for the collection."


def _title(label: str, **options) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={
            "required": ENTER_A_NAME,
            "max_length": f"Write at most {LONGEST_TITLE} characters.",
        },
        **options,
    )


def _note() -> forms.CharField:
    return forms.CharField(
        label="Why it is in there",
        help_text="A sentence, if you like. It stands below it.",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
        error_messages={"max_length": f"Write at most {LONGEST_NOTE} characters."},
    )


class SeekCollections(TypedForm, forms.Form):
    q = forms.CharField(
        label="Words in their names and descriptions",
        required=False,
        max_length=LONGEST_ASKED,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-u-width-one-half"}),
        error_messages={"max_length": f"Search for at most {LONGEST_ASKED} characters."},
    )


class DescribeCollection(GuardedForm, forms.Form):
    title = _title(
        "Its name", help_text="What belongs together here, for instance: clinics that see people once."
    )
    about = forms.CharField(
        label="A few words on it",
        required=False,
        max_length=LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 4}),
        error_messages={"max_length": f"Write at most {LONGEST_ABOUT:,} characters."},
    )
    is_shared = forms.TypedChoiceField(
        label="Who may read it",
        choices=[
            ("no", "Only you"),
            ("yes", "Everybody: it is listed under “Collections”, and members see your name beside it"),
        ],
        coerce=lambda chosen: chosen == "yes",
        initial="no",
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose who may read it.", "invalid_choice": "Choose who may read it."},
    )


class Annotate(GuardedForm, forms.Form):
    note = _note()


class AddToCollection(GuardedForm, forms.Form):
    """Which of one's own collections, or the name of a new one. `among`: those that may be changed."""

    into = forms.ChoiceField(
        label="Which collection?",
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose a collection.", "invalid_choice": "Choose a collection."},
    )
    title = _title("Name of the new collection", required=False, help_text="If you begin one.")
    note = _note()

    def __init__(self, *args, among: QuerySet[Collection], **options):
        super().__init__(*args, **options)
        self.among = {f"{one.pk}": one for one in among}
        known = [(key, one.title) for key, one in self.among.items()]
        self.fields["into"].choices = [*known, (NEW, "A new collection, for yourself at first")]
        self.fields["into"].initial = known[0][0] if known else NEW

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("into") == NEW and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", ENTER_A_NAME)
        return cleaned

    @property
    def chosen(self) -> Collection | None:
        """The collection that was chosen; None: a new one."""
        return self.among.get(self.cleaned_data["into"])
