"""What may be asked of the register in an address: words, kind, NICE, treatment function, stage."""

import django_filters
from django import forms
from django.db.models import QuerySet

from casestudies.models import NiceGuidance, Technology
from casestudies.models.vocabulary import Stage
from casestudies.queries.technologies import called, recommended, somewhere_at, used_in
from metrics.asked import NO_SUCH_CHOICE, SELECT
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS

NICE = [*NiceGuidance.Recommendation.choices, ("unreviewed", "No guidance listed")]
FUNCTIONS = [(code, name) for code, name in TREATMENT_FUNCTIONS.items() if code != ALL_FUNCTIONS]


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


class TechnologyFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="Words",
        method="with_words",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    kind = _Facet("Kind", Technology.Kind.choices)
    nice = _Facet("NICE says", NICE, method="with_nice")
    function = _Facet("Treatment function", FUNCTIONS, method="in_function")
    stage = _Facet("An area is", Stage.choices, method="at_stage")
    state = _Facet("In the register", Technology.State.choices)

    class Meta:
        model = Technology
        fields = ("q", "kind", "nice", "function", "stage", "state")

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

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked for, as an address holds it."""
        return [(name, value) for name, value in self.form.cleaned_data.items() if value]
