"""Practice beside an area's figures: its case studies, what it uses, and where help is wanted or offered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from casestudies.models import Adoption, CaseStudy
from casestudies.presenters.naming import named
from casestudies.queries.shelf import mark_of_content
from forum.queries.practice import SHOWN, in_use, newest_cases, records_of, technologies_on
from metrics.compute.measures import Measure
from metrics.measured import kept
from metrics.models import Area
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


@dataclass(frozen=True)
class PracticeOn:
    """Case studies that claim a measure, technologies with in how many of them each is, and where all of them are.

    Without case studies there is nothing to show.
    """

    cases: Sequence[CaseRow]
    technologies: Sequence[Link]
    all_href: str


def practice_here(place: Place) -> PracticeHere:
    """Return what stands under an area's figures, of it and its parts: one query where it was made before."""
    return _kept(place, "", lambda areas: _made(place, areas))


def cases_on(place: Place, measure: Measure) -> dict[str, list[CaseRow]]:
    """Return the case studies from an area and its parts that claim a measure, or else `others`, from elsewhere: one
    query where they were found before."""

    def found(areas: Sequence[Area]) -> dict[str, list[CaseRow]]:
        here = rows(newest_cases(areas=areas, measure=measure.slug))
        return {"cases": here, "others": [] if here else rows(newest_cases(measure=measure.slug))}

    return _kept(place, measure.slug, found)


def practice_on(measure: Measure) -> PracticeOn:
    """Return the practice of anywhere on a measure. One query where it was found before."""

    def made() -> PracticeOn:
        cases = rows(newest_cases(measure=measure.slug))
        technologies = [
            (named(one), one.get_absolute_url(), _in_cases(one.named_in))
            for one in technologies_on(measure.slug)
        ]
        query = urlencode({"measure": measure.slug})
        return PracticeOn(cases, technologies, f"{reverse('case-studies')}?{query}")

    return _until_changed(f"on {measure.slug}", made)


def _in_cases(number: int) -> str:
    return "in 1 case study" if number == 1 else f"in {number} case studies"


def _kept(place: Place, what: str, make: Callable[[Sequence[Area]], Any]) -> Any:
    """Return what `make` returns of an area and its parts, until any practice is published, changed or taken away."""
    areas = [place.area, *place.parts]
    return _until_changed(f"{[one.code for one in areas]} {what}", lambda: make(areas))


def _until_changed(what: str, make: Callable[[], Any]) -> Any:
    said = f"{what} {mark_of_content()}"
    return kept(f"practice:{sha256(said.encode()).hexdigest()}", make)


def _made(place: Place, areas: Sequence[Area]) -> PracticeHere:
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
    return [CaseRow(named(one), one.get_absolute_url(), one.summary, one.home.short_name) for one in cases]


def used_in(records: Iterable[Adoption]) -> list[Link]:
    """Return each technology once, with the areas that use it."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in records:
        names = places.setdefault((named(one.technology), one.technology.slug), [])
        if one.area.short_name not in names:
            names.append(one.area.short_name)
    return [
        (name, reverse("technology", args=[slug]), joined(where)) for (name, slug), where in places.items()
    ]


def _help(records: Iterable[Adoption], column: str) -> list[Link]:
    told = [one for one in records if getattr(one, column)]
    return [
        (getattr(one, column), one.get_absolute_url(), f"{named(one.technology)}, {one.area.short_name}")
        for one in told[:SHOWN]
    ]


def in_sentences(practice: PracticeHere) -> list[str]:
    """Return the same in a sentence or two, for paper: nothing where there is none."""
    studies = "; ".join(one.title.rstrip(".") for one in practice.cases)
    used = joined([words for words, _, _ in practice.used])
    told = [f"Case studies: {studies}." if studies else "", f"Technologies in use: {used}." if used else ""]
    return [one for one in told if one]
