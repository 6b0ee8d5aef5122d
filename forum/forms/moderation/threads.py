"""Putting threads in order."""

from collections.abc import Iterable

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from forum.actions.moderation.threads import who_reads
from forum.forms.discussions import title_field
from forum.forms.moderation.deciding import Decide
from forum.forms.moderation.fields import SELECT
from forum.models import Category, Thread
from forum.models.discussions import PACES
from metrics.charts.numbers import day_name
from metrics.forms import AreaField, function_field, measure_field


class CategoryField(forms.ModelChoiceField):
    def label_from_instance(self, category: Category) -> str:
        return f"{category} (private space)" if category.is_private else str(category)


class Move(Decide):
    area = AreaField(
        label="Area (optional)", max_length=200, help_text="A name or a code, like Wakefield or 03R."
    )
    measure = measure_field("None in particular", "Measure (optional)")
    function = function_field("All", "Treatment function (optional)")
    category = CategoryField(
        label="Category (optional)",
        queryset=Category.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label="Everything else",
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": "That category takes no threads any more. Choose another."},
    )
    knows_readers = forms.BooleanField(
        label="I know who will be able to read it",
        required=False,
        help_text=(
            "Tick this only if you move it into a private space or out of one. Only members of its areas can read "
            "a private space, so others who wrote in the thread lose it. Outside, all members can read every post."
        ),
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    field_order = ["version", "category", "knows_readers", "area", "measure", "function"]

    def __init__(self, *args, thread: Thread | None, **options):
        super().__init__(*args, **options)
        self.thread = thread
        categories = Category.objects.filter(
            Q(closed_at__isnull=True) | Q(pk=thread and thread.category_id)
        ).for_list()
        self.fields["category"].queryset = categories
        if not any(one.is_private for one in categories):
            del self.fields["knows_readers"]

    def clean(self) -> dict:
        asked = super().clean()
        category = asked.get("category")
        space = category if category and category.is_private else None
        if self.thread and self.thread.space != space and not asked.get("knows_readers"):
            self.add_error(
                "knows_readers", f"Tick that you know who will be able to read it: {who_reads(category)}."
            )
        return asked

    @property
    def more(self) -> dict:
        names = ("area", "measure", "function", "category", "knows_readers")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


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
        label="Which thread do you want to add its posts to?",
        queryset=None,
        empty_label=None,
        help_text="They are added after the posts that are there.",
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={
            "required": "Choose the other thread. If it is not listed, search for words of its title.",
            "invalid_choice": "That thread is no longer there. Choose another.",
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


class Duplicate(Merge):
    """In which thread another goes on."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["into"].label = "Which thread goes on instead?"
        self.fields["into"].help_text = "Readers see a link to it. What was posted stays where it is."


class Slow(Decide):
    minutes = forms.TypedChoiceField(
        label="How long each person has to wait between replies",
        coerce=int,
        choices=[("", "Choose a time"), *PACES.items()],
        widget=forms.Select(attrs=SELECT),
        help_text="Moderators and administrators do not have to wait.",
        error_messages={"required": "Choose a time.", "invalid_choice": "Choose a time from the list."},
    )
    field_order = ["version", "minutes"]

    @property
    def more(self) -> dict:
        return {"minutes": self.cleaned_data["minutes"]}


class Split(Decide):
    title = title_field()
    field_order = ["version", "title"]

    @property
    def more(self) -> dict:
        return {"title": self.cleaned_data["title"]}
