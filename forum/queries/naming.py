"""Whom and what somebody who writes may mean by what they have typed after @ or #."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.text import slugify

from accounts.models import Claim, User
from accounts.queries import people_found
from forum.models import Category
from forum.queries.watching import who_reads
from metrics.compute.measures import MEASURES
from metrics.models import Area
from safety.search.nearest import Nearest
from safety.search.words import folded

MOST = 6


@dataclass(frozen=True)
class Name:
    """`token`: what is put into the text for it."""

    words: str
    token: str


def areas_called(words: Sequence[str]) -> list[Area]:
    """Return the boards and sub-ICB locations that words (small letters, as `folded`) name: those with just this name
    or code, else with all of these words in their names, else with words most like them. One query."""
    named = {
        area: folded(f"{area.short_name} {area.name} {area.code} {area.ons_code}").split()
        for area in Area.objects.filter(kind__in=[Area.Kind.ICB, Area.Kind.SICBL]).open()
    }
    near = Nearest(" ".join(one) for one in named.values())
    meant = [near.to(word) for word in words]
    return _called(words, named) or _called(meant, named)


def _called(words: Sequence[str], named: Mapping[Area, list[str]]) -> list[Area]:
    just = [area for area in named if " ".join(words) in (folded(area.short_name), area.code.casefold())]
    return just or [area for area, one in named.items() if set(words) <= set(one)]


def names_like(typed: str, category: Category | None) -> list[Name]:
    """Return the people and areas whose names have what was typed, of those who may read what is posted there. Three
    queries."""
    typed = " ".join(typed.split())
    return [*_people(typed, category), *_areas(typed)] if typed else []


def measures_like(typed: str) -> list[Name]:
    words = typed.lower().replace("-", " ").split()
    found = [
        one
        for one in MEASURES.values()
        if all(word in f"{one.slug.replace('-', ' ')} {one.title.lower()}" for word in words)
    ]
    return [Name(one.title, f"#{one.slug}") for one in found[:MOST]]


def token_of(person: User) -> str:
    """Return how a text names a person: their name for who reads the box, and the number that counts."""
    name = slugify(person.public_name, allow_unicode=True)[:60].strip("-_")
    named = "-".join(part.capitalize() for part in name.split("-") if part)
    return f"@{named if named[:1].isalpha() else 'person'}:{person.pk}"


def _people(typed: str, category: Category | None) -> list[Name]:
    working = Claim.objects.holding().select_related("area")
    found = people_found(typed).filter(pk__in=who_reads(category).values("pk")).exclude(name="")
    found = found.prefetch_related(Prefetch("claims", queryset=working, to_attr="memberships_held"))
    return [Name(_with_place(one), token_of(one)) for one in found[:MOST]]


def _with_place(person: User) -> str:
    places = [claim.area.short_name for claim in person.memberships_held]
    return ", ".join([person.public_name, *places])


def _areas(typed: str) -> list[Name]:
    named = Q(short_name__icontains=typed) | Q(code__iexact=typed)
    found = Area.objects.exclude(kind__in=[Area.Kind.PROVIDER, Area.Kind.ENGLAND]).filter(named)
    return [Name(f"{one.short_name} ({one.code})", f"@{one.code}") for one in found.open()[:MOST]]
