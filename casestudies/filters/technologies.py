"""What may be asked of the register in an address, and how many technologies each choice would leave."""

from collections import Counter, defaultdict

import django_filters
from django import forms
from django.db.models import QuerySet

from casestudies.models import NiceGuidance, Technology
from casestudies.models.vocabulary import Stage
from casestudies.queries.technologies import called, facets_of, recommended, somewhere_at, used_in
from metrics.asked import NO_SUCH_CHOICE, SELECT
from metrics.compute.extract import SINGLE_FUNCTIONS
from safety.typed import TypedForm

NICE = [*NiceGuidance.Recommendation.choices, ("unreviewed", "No guidance listed")]


FACETS = ("kind", "nice", "function", "stage", "state")


def _has(facets: dict[str, set[str]], chosen: dict[str, str]) -> bool:
    return all(value in facets[name] for name, value in chosen.items())


class _Facet(django_filters.ChoiceFilter):
    def __init__(self, label: str, choices: list[tuple[str, str]], **options):
        super().__init__(
            label=label,
            choices=choices,
            empty_label="Any",
            widget=SELECT,
            error_messages=NO_SUCH_CHOICE,
            **options,
        )


class TechnologiesAsked(TypedForm, forms.Form):
    pass


class TechnologyFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="Words",
        method="with_words",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    kind = _Facet("Kind", Technology.Kind.choices)
    nice = _Facet("NICE says", NICE, method="with_nice")
    function = _Facet("Treatment function", list(SINGLE_FUNCTIONS.items()), method="in_function")
    stage = _Facet("An area is", Stage.choices, method="at_stage")
    state = _Facet("In the register", Technology.State.choices)

    class Meta:
        model = Technology
        fields = ("q", "kind", "nice", "function", "stage", "state")
        form = TechnologiesAsked

    def __init__(self, *args, sees_proposals: bool, **options):
        super().__init__(*args, **options)
        if not sees_proposals:
            del self.filters["state"]

    def with_words(self, technologies: QuerySet, name: str, words: str) -> QuerySet:
        return technologies.filter(called(words))

    def with_nice(self, technologies: QuerySet, name: str, recommendation: str) -> QuerySet:
        return technologies.filter(recommended(recommendation))

    def in_function(self, technologies: QuerySet, name: str, function: str) -> QuerySet:
        return technologies.filter(used_in(function))

    def at_stage(self, technologies: QuerySet, name: str, stage: str) -> QuerySet:
        return technologies.filter(somewhere_at(stage))

    def say_counts(self) -> None:
        """Put beside each choice how many technologies it would leave, all else as asked for."""
        held = self._held()
        for name in FACETS:
            if name in self.form.fields:
                others = self._chosen(but=name)
                counts = Counter(value for one in held if _has(one, others) for value in one[name])
                self.form.fields[name].choices = [
                    (value, f"{label} ({counts[value]})")
                    for value, label in self.filters[name].extra["choices"]
                ]

    def _held(self) -> list[dict[str, set[str]]]:
        """Return the facets of each technology that has the words asked for."""
        words = self.form.cleaned_data.get("q")
        found: dict[int, dict[str, set[str]]] = defaultdict(lambda: {name: set() for name in FACETS})
        for number, facet, value in facets_of(
            self.queryset.filter(called(words)) if words else self.queryset
        ):
            found[number][facet].add(value)
        for one in found.values():
            one["nice"] = one["nice"] or {"unreviewed"}
        return list(found.values())

    def _chosen(self, but: str) -> dict[str, str]:
        """Return what is chosen of every other facet: of the register what is listed, unless a state is."""
        asked = {"state": Technology.State.LISTED.value} | {
            name: value for name, value in self.asked if name in FACETS
        }
        return {name: value for name, value in asked.items() if name != but}

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked for, as an address holds it."""
        return [(name, value) for name, value in self.form.cleaned_data.items() if value]
