"""What is looked for on the whole site, and what it must be like."""

from django import forms

from accounts.permissions import Someone
from accounts.searched import PERSON
from casestudies.searched import CASE_STUDY, COLLECTION, TECHNOLOGY
from forum.models import Category
from forum.models.categories import LONGEST_TAG
from forum.queries.finding import Narrowing
from forum.searched import DISCUSSION, REPLY
from metrics.asked import NO_SUCH_CHOICE
from metrics.forms import AreaField, choice_field, function_field, measure_field
from metrics.searched import AREA, MEASURE
from safety.search.words import LONGEST
from safety.typed import TypedForm

# By kind, in the order in which their counts stand.
KINDS = {
    DISCUSSION: "Discussions",
    REPLY: "Replies",
    CASE_STUDY: "Case studies",
    COLLECTION: "Collections",
    TECHNOLOGY: "Technologies",
    AREA: "Areas",
    MEASURE: "Measures",
    PERSON: "People",
}
LONGEST_AUTHOR = 120
BACKWARDS = "The last day is before the first: choose a last day that is not earlier."
ANY = ("", "Any")


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "nhsuk-input", "type": "date"}, format="%Y-%m-%d")
    wrong = {"invalid": "Enter a day like 2026-01-31."}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=wrong)


def _words(label: str, longest: int, **options) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "nhsuk-input"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget, **options)


class SearchAsked(TypedForm, forms.Form):
    """Words, and filters. Discussions can be narrowed down by most; those of theirs alone are for who is signed in."""

    q = forms.CharField(
        label="Search for",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "type": "search", "autocomplete": "off"}),
        error_messages={"max_length": f"Search for at most {LONGEST} characters."},
    )
    kind = forms.ChoiceField(
        required=False, choices=[ANY, *KINDS.items()], widget=forms.HiddenInput, error_messages=NO_SUCH_CHOICE
    )
    category = choice_field("Category", [], "Any", error_messages=NO_SUCH_CHOICE)
    area = AreaField(label="Area", max_length=LONGEST, help_text="Includes every area within it.")
    measure = measure_field("Any", error_messages=NO_SUCH_CHOICE)
    function = function_field("Any", error_messages=NO_SUCH_CHOICE)
    tag = _words("Tag", LONGEST_TAG)
    author = _words("Written by", LONGEST_AUTHOR, help_text="A name, or part of one.")
    first = _day("On or after")
    last = _day("On or before")
    OF_DISCUSSIONS = ("category", "tag", "author")

    def __init__(self, *args, user: Someone, **options):
        super().__init__(*args, **options)
        if user.is_authenticated:
            readable = Category.objects.read_by(user).for_list()
            self.fields["category"].choices = [ANY, *readable.values_list("slug", "name")]
        else:
            for name in self.OF_DISCUSSIONS:
                del self.fields[name]

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", BACKWARDS)
        return cleaned

    @property
    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("q", "kind")]

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "").strip()

    @property
    def narrowing(self) -> Narrowing:
        names = set(self.fields) - {"q", "kind"}
        asked = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return Narrowing(
            **asked | ({"tag": asked["tag"].lower().replace(" ", "-")} if "tag" in asked else {})
        )


class WhichArea(TypedForm, forms.Form):
    """Which area the search is asked for, where a person has none: the same search, with its filter."""

    q = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    area = AreaField(
        label="Which area?",
        max_length=LONGEST,
        required=True,
        help_text="An integrated care board or a sub-ICB location.",
    )

    def __init__(self, words: str):
        super().__init__(initial={"q": words}, auto_id="which-%s")
