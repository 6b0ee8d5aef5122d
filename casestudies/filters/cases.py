"""What may be asked of the list of case studies in an address, and what each further choice would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import django_filters
from django import forms
from django.db.models import QuerySet

from casestudies.forms.fields import MonthField
from casestudies.models import CaseStudy, Technology
from casestudies.models.vocabulary import Barrier, CareSetting, Design, Stage, Strength
from casestudies.queries.shelf import Shelf, shelf
from casestudies.searched import CASE_STUDY
from metrics.asked import BACKWARDS, NO_SUCH_CHOICE, SELECT
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES
from safety.search import found as found_by_words
from safety.search import meant
from safety.typed import TypedForm

MOST_REMEMBERED = 100
FIRST_YEAR, LAST_YEAR = 1990, 2100
BEST, NEWEST = "best", "newest"
# Areas can be put in order by a measure of which one way is better.
RANKED = {
    slug: measure.short_title
    for slug, measure in MEASURES.items()
    if measure.comparable and measure.direction != "neutral"
}
BY_AREA = ("How well its area does", list(RANKED.items()))
SORTS = [(BEST, "What fits best"), (NEWEST, "Newest"), BY_AREA]
# What a list without words and one with words offer: an order that nobody chose follows from the words.
OFFERED = {False: [("", "Newest"), BY_AREA], True: [("", "What fits best"), (NEWEST, "Newest"), BY_AREA]}
BEGAN = {"began_from": "Began in or after", "began_to": "Began in or before"}


@dataclass(frozen=True)
class Facet:
    """Something that case studies differ in. `choices`: labels by value; None: names on the shelf."""

    name: str
    label: str
    choices: Mapping[str, str] | None = None
    is_long: bool = False
    hint: str = ""

    def labels(self, on: Shelf) -> Mapping[str, str]:
        return on.names[self.name] if self.choices is None else self.choices


FACETS = (
    Facet("area", "Area", is_long=True, hint="A board is found with all areas in it."),
    Facet("region", "Region"),
    Facet("function", "Treatment function", SINGLE_FUNCTIONS, is_long=True),
    Facet("measure", "Measure", {slug: one.title for slug, one in MEASURES.items()}, is_long=True),
    Facet("technology", "Technology", is_long=True),
    Facet("technology_kind", "Kind of technology", dict(Technology.Kind.choices)),
    Facet("stage", "An area with its technology is", dict(Stage.choices)),
    Facet("kind", "What came of it", dict(CaseStudy.Kind.choices)),
    Facet("design", "How it was evaluated", dict(Design.choices)),
    Facet("strength", "Strength of the evidence", dict(Strength.choices)),
    Facet("barrier", "What stood in the way", dict(Barrier.choices)),
    Facet("setting", "Care setting", dict(CareSetting.choices)),
    Facet(
        "year", "Year in which it began", {f"{year}": f"{year}" for year in range(LAST_YEAR, FIRST_YEAR, -1)}
    ),
)


class MonthFilter(django_filters.Filter):
    field_class = MonthField


class AskedForm(TypedForm, forms.Form):
    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = (cleaned.get(name) for name in BEGAN)
        if first and last and last < first:
            self.add_error("began_to", BACKWARDS)
        return cleaned


class CaseFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="Words", max_length=200, widget=forms.TextInput(attrs={"class": "nhsuk-input"})
    )

    class Meta:
        model = CaseStudy
        fields = ("q",)
        form = AskedForm

    def __init__(self, data: Mapping | None, on: Shelf | None = None):
        super().__init__(data, queryset=CaseStudy.objects.published())
        self.on = on or shelf()
        for facet in FACETS:
            self.filters[facet.name] = _filter_for(facet, self.on)
        for name, label in BEGAN.items():
            self.filters[name] = MonthFilter(label=label, help_text="Like April 2024.")
        self.filters["sort"] = django_filters.ChoiceFilter(
            label="Order", choices=SORTS, empty_label=None, widget=SELECT, error_messages=NO_SUCH_CHOICE
        )
        has_words = bool(self.data.get("q", "").strip())
        self.form.fields["sort"].widget.choices = OFFERED[has_words]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(pk__in=[self.on.numbers[place] for place in self.on.in_order(self.set)])

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "")

    def chosen(self, facet: str) -> list[str]:
        return list(self.form.cleaned_data.get(facet) or ())

    @property
    def sort(self) -> str:
        """What the list is ordered by: what fits best needs words."""
        sort = self.form.cleaned_data.get("sort") or BEST
        return NEWEST if sort == BEST and not self.words else sort

    @cached_property
    def ranked(self) -> list[int]:
        """The numbers of what has the words asked for, what fits best first. One query, unless asked before."""
        return self._numbers_with(self.words)

    def _numbers_with(self, words: str) -> list[int]:
        before = self.on.found_before
        if words not in before:
            if len(before) >= MOST_REMEMBERED:
                before.clear()
            before[words] = found_by_words(CASE_STUDY, words)
        return before[words]

    @cached_property
    def meant(self) -> str:
        """Words near to those that nothing has and that find something, all else as it was asked for; else empty."""
        if not self.words or self.ranked:
            return ""
        near = meant(self.words, self.on.near)
        return near if near and self._within(self.on.those(self._numbers_with(near))) else ""

    @cached_property
    def with_words(self) -> int:
        """The set of those that have the words asked for; all where there are none."""
        return self.on.those(self.ranked) if self.words else self.on.all

    @cached_property
    def in_months(self) -> int:
        """The set of those that began in the months asked for; all where none are."""
        first, last = self.began
        return self.on.between(first, last) if first or last else self.on.all

    @property
    def began(self) -> list[date | None]:
        """The first and the last month asked for."""
        return [self.form.cleaned_data.get(name) for name in BEGAN]

    @cached_property
    def set(self) -> int:
        """The set of what was asked for; nothing where that cannot be asked."""
        return self._but_for("") if self.form.is_valid() else 0

    def counts(self, facet: Facet) -> dict[str, int]:
        """Return how many there would be with each value of a facet, all else as it was asked for."""
        others = self._but_for(facet.name)
        return {
            value: (others & held).bit_count() for value, held in self.on.sets.get(facet.name, {}).items()
        }

    def _but_for(self, name: str) -> int:
        return self._within(self.with_words, but_for=name)

    def _within(self, found: int, *, but_for: str = "") -> int:
        found &= self.in_months
        for facet in FACETS:
            if facet.name != but_for and (values := self.chosen(facet.name)):
                found &= self.on.of(facet.name, values)
        return found


def _filter_for(facet: Facet, on: Shelf) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=facet.label, choices=list(facet.labels(on).items()), error_messages=NO_SUCH_CHOICE
    )
