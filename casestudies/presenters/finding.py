"""The list of case studies as its page shows it: facets with counts, what was asked for in words, and the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from casestudies.filters.cases import BEGAN, BEST, FACETS, NEWEST, RANKED, CaseFilters, Facet
from casestudies.forms.fields import month_words
from casestudies.models import CaseStudy, SavedSearch
from casestudies.presenters.ranked import Ranks, ranks_on
from casestudies.searched import CASE_STUDY
from metrics.compute.extract import TREATMENT_FUNCTIONS
from safety.search import excerpts

LONGEST_NAME = SavedSearch._meta.get_field("name").max_length
# What a row shows of a case study; its answers are long, and stay where they are.
COLUMNS = (
    "title",
    "summary",
    "kind",
    "published_at",
    "confirmed_at",
    "is_demonstration",
    "home__short_name",
    "home__code",
    "home__kind",
)


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    """A facet with the values that lead somewhere, and those that were chosen."""

    facet: Facet
    choices: Sequence[Choice]

    @property
    def options(self) -> SafeString:
        """The choices of a list to choose one from: hundreds, so not by a template."""
        return format_html_join(
            "",
            '<option value="{}"{}>{} ({})</option>',
            (
                (one.value, mark_safe(" selected") if one.is_chosen else "", one.label, one.count)
                for one in self.choices
            ),
        )

    @property
    def is_open(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Narrowed:
    """Something that was asked for, and the address of the list without it."""

    label: str
    words: str
    without: str


@dataclass(frozen=True)
class Row:
    case: CaseStudy
    functions: str
    technologies: str
    excerpt: SafeString | str
    standing: str


def facets_of(asked: CaseFilters) -> list[ShownFacet]:
    shown = [ShownFacet(facet, _choices(asked, facet)) for facet in FACETS]
    return [one for one in shown if one.choices]


def _choices(asked: CaseFilters, facet: Facet) -> list[Choice]:
    counts, chosen = asked.counts(facet), asked.chosen(facet.name)
    return [
        Choice(value, label, counts.get(value, 0), value in chosen)
        for value, label in facet.labels(asked.on).items()
        if counts.get(value) or value in chosen
    ]


def narrowed(asked: CaseFilters, query: QueryDict) -> list[Narrowed]:
    """Return all that was asked for, each with the way back from it."""
    words = [Narrowed("Words", f"“{asked.words}”", _without(query, "q", None))] if asked.words else []
    months = [
        Narrowed(label, month_words(month), _without(query, name, None))
        for (name, label), month in zip(BEGAN.items(), asked.began, strict=True)
        if month
    ]
    return (
        words
        + months
        + [
            Narrowed(
                facet.label, facet.labels(asked.on).get(value, value), _without(query, facet.name, value)
            )
            for facet in FACETS
            for value in asked.chosen(facet.name)
        ]
    )


def meant(asked: CaseFilters, query: QueryDict) -> tuple[str, str] | None:
    """Return words that were probably meant where nothing has those asked for, and the address that asks for them."""
    if not asked.meant:
        return None
    again = query.copy()
    again["q"] = asked.meant
    return asked.meant, f"?{again.urlencode()}"


def name_in_words(asked: Sequence[Narrowed]) -> str:
    """Return a name for a search: all that was asked for, as far as it fits."""
    return Truncator(", ".join(one.words for one in asked)).chars(LONGEST_NAME)


def _without(query: QueryDict, name: str, value: str | None) -> str:
    kept = query.copy()
    kept.pop("page", None)
    kept.setlist(name, [one for one in kept.getlist(name) if value not in (None, one)])
    return f"?{kept.urlencode()}"


def in_order(asked: CaseFilters) -> list[int]:
    """Return the numbers of what was asked for, in the order that was asked for."""
    places = asked.on.in_order(asked.set)
    if asked.sort == BEST:
        found = {asked.on.numbers[place] for place in places}
        return [number for number in asked.ranked if number in found]
    if asked.sort != NEWEST:
        ranks = ranks_on(asked.sort)
        places.sort(key=lambda place: ranks.order(asked.on.homes[place]))
    return [asked.on.numbers[place] for place in places]


def rows_of(numbers_shown: Sequence[int], asked: CaseFilters) -> list[Row]:
    """Return rows in the order of their numbers; what nobody may read any more is left out. Two queries."""
    cases = CaseStudy.objects.published().select_related("home").only(*COLUMNS).in_bulk(numbers_shown)
    pieces = excerpts(CASE_STUDY, asked.words, list(cases)) if asked.words else {}
    ranks = None if asked.sort in (BEST, NEWEST) else ranks_on(asked.sort)
    return [
        _row(cases[number], asked, pieces.get(number, ""), ranks)
        for number in numbers_shown
        if number in cases
    ]


def _row(case: CaseStudy, asked: CaseFilters, excerpt: SafeString | str, ranks: Ranks | None) -> Row:
    about = asked.on.values[asked.on.places[case.pk]]
    names = asked.on.names["technology"]
    return Row(
        case=case,
        functions=", ".join(
            TREATMENT_FUNCTIONS.get(code, code) for code in sorted(about.get("function", ()))
        ),
        technologies=", ".join(names.get(slug, slug) for slug in sorted(about.get("technology", ()))),
        excerpt=excerpt,
        standing=ranks.words(case.home) if ranks else "",
    )


def order_in_words(asked: CaseFilters) -> str:
    if asked.sort in RANKED:
        return (
            f"Those first whose area does best among areas of its kind: {RANKED[asked.sort]}, in the newest figures."
            " Areas without a figure last."
        )
    return "What fits best first." if asked.sort == BEST else "Newest first."
