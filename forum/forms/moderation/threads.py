"""Putting threads in order."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from forum.forms.discussions import AreaField, title_field
from forum.forms.moderation.deciding import Decide
from forum.forms.moderation.fields import choice
from forum.models import Thread
from metrics.charts.numbers import day_name
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES


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
