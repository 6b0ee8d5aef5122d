"""What may be asked of figures in an address, strictly: a filter or a value that does not exist is an error by name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from metrics.asked import (
    NO_SUCH_CHOICE,
    Asked,
    as_month,
    one_function,
    one_level,
    one_month,
    one_of_boundaries,
)
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.compute.spc import FEWEST_BASELINE
from metrics.models import Area, AreaQuerySet, Figure, Membership
from metrics.presenters.control import Options
from metrics.presenters.ranking import ADJUSTED, UNADJUSTED, Choice

# Not filters: how an answer is written, and cut into pages. Said once for all addresses.
ABOUT_THE_ANSWER = frozenset({"format", "fields", "cursor", "page_size"})


def matching(areas: AreaQuerySet, words: str) -> AreaQuerySet:
    """Return the areas whose name or code holds every one of `words`, in any case."""
    for word in words.split():
        areas = areas.filter(
            Q(short_name__icontains=word)
            | Q(name__icontains=word)
            | Q(code__iexact=word)
            | Q(ons_code__iexact=word)
        )
    return areas


def separated(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def refuse_unknown(words: list[str], known: Collection[str]) -> None:
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ValidationError("Not known here: %(words)s.", params={"words": ", ".join(unknown)})


class MonthField(forms.Field):
    def to_python(self, value: str | None) -> date | None:
        return None if value in self.empty_values else as_month(value)


class SeveralField(forms.CharField):
    """Words separated by commas, each one of `known`; cleaned to a list."""

    def __init__(self, *, known: Collection[str], **options):
        super().__init__(**options)
        self.known = known

    def clean(self, value: str | None) -> list[str]:
        words = separated(super().clean(value))
        refuse_unknown(words, self.known)
        return words


class AreasField(forms.CharField):
    """Codes of areas separated by commas; cleaned to a list of areas."""

    def clean(self, value: str | None) -> list[Area]:
        codes = separated(super().clean(value))
        areas = list(Area.objects.filter(code__in=codes)) if codes else []
        refuse_unknown(codes, {area.code for area in areas})
        return areas


class MonthFilter(django_filters.CharFilter):
    field_class = MonthField


class SeveralFilter(django_filters.CharFilter):
    field_class = SeveralField


class AreasFilter(django_filters.CharFilter):
    field_class = AreasField


class StrictForm(forms.Form):
    """A query in which every name is a filter's, given once."""

    def clean(self) -> dict:
        for name in self.data:
            if name not in self.fields and name not in ABOUT_THE_ANSWER:
                self._refuse(
                    name, f"There is no such filter here. Known: {', '.join(self.fields) or 'none'}."
                )
            elif len(self.data.getlist(name)) > 1:
                self._refuse(name, "Give it once.")
        return self.cleaned_data

    def _refuse(self, name: str, why: str) -> None:
        self.errors[name] = self.error_class([why])


class FiguresForm(StrictForm):
    def clean(self) -> dict:
        asked = super().clean()
        if not self.errors and not (asked["area"] or asked["month"]):
            self._refuse("area", "Give an area, as in ?area=03R, or a month, as in ?month=2025-05.")
        return asked


class AreaFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Area.Kind.choices, help_text="A kind of area.")
    parent = AreasFilter(
        method="parts_of",
        help_text="Codes of areas, separated by commas: only their parts, at any time, or on the day of valid_on.",
    )
    valid_on = django_filters.DateFilter(
        method="existing_on", help_text="A day, as 2025-05-31: only areas that existed then."
    )
    search = django_filters.CharFilter(method="named", help_text="Words of a name, or a code.")

    class Meta:
        model = Area
        fields = ("kind",)
        form = StrictForm

    def parts_of(self, areas: AreaQuerySet, name: str, parents: list[Area]) -> AreaQuerySet:
        if not parents:
            return areas
        parts = Membership.objects.filter(parent__in=parents)
        if day := self.form.cleaned_data["valid_on"]:
            parts = parts.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))
        return areas.filter(pk__in=parts.values("child"))

    def existing_on(self, areas: AreaQuerySet, name: str, day: date) -> AreaQuerySet:
        return areas.valid_on(day)

    def named(self, areas: AreaQuerySet, name: str, words: str) -> AreaQuerySet:
        return matching(areas, words)


class FigureFilters(django_filters.FilterSet):
    area = AreasFilter(
        field_name="area", lookup_expr="in", help_text="Codes of areas, separated by commas: 03R,15F."
    )
    kind = django_filters.ChoiceFilter(
        field_name="area__kind", choices=Area.Kind.choices, help_text="A kind of area."
    )
    month = MonthFilter(field_name="figure_set__month", help_text="A month, as 2025-05.")
    treatment_function = SeveralFilter(
        lookup_expr="in",
        known=TREATMENT_FUNCTIONS,
        help_text="Codes of treatment functions, separated by commas. C_999 is the total of the others.",
    )
    measure = SeveralFilter(
        method="with_measures",
        known=MEASURES,
        help_text="Names of measures, separated by commas: only these measures' values. All, if none is named.",
    )

    class Meta:
        model = Figure
        fields = ("area",)
        form = FiguresForm

    def with_measures(self, figures, name: str, slugs: list[str]):
        """Leave the rows as they are: measures are columns."""
        return figures


# `from` is a word of Python's, so it cannot be written among the others.
FigureFilters.base_filters |= {
    "from": MonthFilter(
        field_name="figure_set__month", lookup_expr="gte", help_text="The first month, as 2024-06."
    ),
    "to": MonthFilter(
        field_name="figure_set__month", lookup_expr="lte", help_text="The last month, as 2025-05."
    ),
}


class RankingAsked(Asked):
    """Which areas, pathways and month to rank, and how to draw them: hidden, since links of the page ask for it."""

    level = one_level(Area.Kind.ICB, Area.Kind.SICBL, Area.Kind.REGION, Area.Kind.PROVIDER)
    function = one_function()
    month = one_month("Month")
    boundaries = one_of_boundaries("Areas of that month")
    limits = forms.ChoiceField(
        choices=[(ADJUSTED, "Adjusted for overdispersion"), (UNADJUSTED, "For chance alone")],
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": "Limits of a funnel are limits=adjusted or limits=unadjusted, not “%(value)s”."
        },
    )
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; what it leaves out is the newest month of the ICBs of that month."""
        defaults = {
            "level": Area.Kind.ICB.value,
            "function": ALL_FUNCTIONS,
            "month": f"{months[-1]:%Y-%m}",
            "boundaries": "then",
            "limits": ADJUSTED,
            "area": "",
        }
        super().__init__(asked, defaults)
        self.fields["month"].offer(months)

    def clean_area(self) -> str:
        code, level = self.cleaned_data["area"], self.cleaned_data.get("level")
        if code and level and not Area.objects.filter(code=code, kind=level).exists():
            raise ValidationError(
                "No area of this level has the code “%(code)s”: leave out area=, or give one that is in the table.",
                params={"code": code[:20]},
            )
        return code

    @property
    def choice(self) -> Choice:
        usable = self.usable
        return Choice(ours=usable.pop("area"), **usable)


class LimitsAsked(forms.Form):
    """How the limits of a control chart are to be worked out, if otherwise than usual."""

    baseline = forms.IntegerField(
        required=False,
        min_value=FEWEST_BASELINE,
        error_messages=dict.fromkeys(
            ("invalid", "min_value"),
            f"A baseline is a number of months, {FEWEST_BASELINE} or more, as in baseline=12.",
        ),
    )
    screen = forms.ChoiceField(
        required=False,
        choices=[("yes", "Leave out single large jumps"), ("no", "Count them")],
        error_messages={"invalid_choice": "Screening is screen=yes or screen=no, not “%(value)s”."},
    )

    @property
    def options(self) -> Options:
        """What was asked for, with the usual in place of what cannot be."""
        asked = self.cleaned_data
        return Options(baseline=asked.get("baseline"), screens=asked.get("screen") != "no")


class SeriesAsked(LimitsAsked):
    """Which pathways of an area to draw over time, and up to which month: all, if none is named."""

    function = forms.ChoiceField(choices=list(TREATMENT_FUNCTIONS.items()), error_messages=NO_SUCH_CHOICE)
    month = MonthField(required=False)

    def __init__(self, asked: Mapping[str, str]):
        super().__init__(
            {name: asked.get(name) for name in self.base_fields}
            | {"function": asked.get("function") or ALL_FUNCTIONS}
        )
