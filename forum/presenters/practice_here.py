"""Practice beside an area's figures: its case studies, what it uses, and where help is wanted or offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from casestudies.models import Adoption, CaseStudy
from forum.practice_queries import SHOWN, in_use, newest_cases, records_of
from metrics.presenters.words import joined
from metrics.queries import Place

Link = tuple[str, str, str]  # words, an address, and where


@dataclass(frozen=True)
class CaseRow:
    title: str
    href: str
    summary: str
    where: str


@dataclass(frozen=True)
class PracticeHere:
    """`used`: technologies with where each is in use; `help`: what is wanted and offered; `more`: of all of these."""

    name: str
    cases: Sequence[CaseRow]
    used: Sequence[Link]
    wanted: Sequence[Link]
    offered: Sequence[Link]
    records_href: str


def practice_here(place: Place) -> PracticeHere:
    """Return what stands under an area's figures, of it and its parts. Two queries."""
    areas = [place.area, *place.parts]
    records = records_of([one.code for one in areas])
    return PracticeHere(
        name=place.area.short_name,
        cases=rows(newest_cases(areas=areas)),
        used=used_in(in_use(records))[:SHOWN],
        wanted=_help(records, "help_wanted"),
        offered=_help(records, "help_offered"),
        records_href=f"{reverse('adoption-list')}?area={place.area.code}" if records else "",
    )


def rows(cases: Iterable[CaseStudy]) -> list[CaseRow]:
    return [CaseRow(one.title, one.get_absolute_url(), one.summary, one.home.short_name) for one in cases]


def used_in(records: Iterable[Adoption]) -> list[Link]:
    """Return each technology once, with the areas that use it."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in records:
        names = places.setdefault((one.technology.name, one.technology.slug), [])
        if one.area.short_name not in names:
            names.append(one.area.short_name)
    return [
        (name, reverse("technology", args=[slug]), joined(where)) for (name, slug), where in places.items()
    ]


def _help(records: Iterable[Adoption], column: str) -> list[Link]:
    told = [one for one in records if getattr(one, column)]
    return [
        (getattr(one, column), one.get_absolute_url(), f"{one.technology.name}, {one.area.short_name}")
        for one in told[:SHOWN]
    ]


def in_sentences(practice: PracticeHere) -> list[str]:
    """Return the same in a sentence or two, for paper: nothing where there is none."""
    studies = "; ".join(one.title.rstrip(".") for one in practice.cases)
    used = joined([words for words, _, _ in practice.used])
    told = [f"Case studies: {studies}." if studies else "", f"Technologies in use: {used}." if used else ""]
    return [one for one in told if one]
