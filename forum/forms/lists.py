"""What people ask of lists of threads, checked before anything is looked up."""

from collections.abc import Collection

from django import forms
from django.utils.text import slugify

from forum.models import Category, Thread
from forum.models.categories import LONGEST_TAG
from forum.presenters.categories import ELSE_WORDS, grouped
from forum.queries.categories import NONE, Narrowed
from metrics.forms import AreaField, choice_field, function_field, measure_field
from safety.typed import TypedForm


class ThreadsAsked(TypedForm, forms.Form):
    """Which threads to list."""

    area = AreaField(label="Area", max_length=200)
    measure = measure_field("All")
    function = function_field("All")
    category = choice_field("Category", [], "All")
    kind = choice_field("Kind", Thread.Kind.choices, "All")
    tag = forms.CharField(
        label="Tag",
        required=False,
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocapitalize": "none"}),
    )
    unanswered = forms.BooleanField(
        label="Questions without an accepted answer",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )

    def __init__(self, asked, *, categories: Collection[Category]):
        """`categories`: those that the person reads."""
        super().__init__(asked)
        self.categories = {one.slug: one for one in categories}
        self.fields["category"].choices = [("", "All"), *grouped(categories), (NONE, ELSE_WORDS)]

    def clean_tag(self) -> str:
        tag = self.cleaned_data["tag"]
        if tag and not slugify(tag):
            raise forms.ValidationError("Enter a tag with a letter from A to Z or a digit.")
        return slugify(tag)

    @property
    def narrowed(self) -> Narrowed:
        """What the list is narrowed to besides an area and a measure, once the form has been cleaned."""
        asked = self.cleaned_data
        category = self.categories.get(asked["category"], asked["category"])
        return Narrowed(category, asked["kind"], asked["tag"], asked["unanswered"])
