"""A person's groups of areas, and where each is compared with an area of theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.models.membership import wholes_above
from forum.models import OwnPeers
from metrics.models import Area
from metrics.presenters.peers.asked import FEWEST_CHOSEN
from metrics.presenters.peers.group import KINDS, address
from metrics.presenters.words import joined


@dataclass(frozen=True)
class Compared:
    """An area of the person's beside a group: who of it does better, which areas they are, and what is open there."""

    name: str
    better: str
    opportunity: str
    peers: str


@dataclass(frozen=True)
class GroupRow:
    """`absent`: names of areas that cannot be compared, as they were not there on the day; `codes`: of the others;
    `compared`: with each own area of their kind."""

    pk: int
    name: str
    areas: str
    absent: str
    codes: str
    compared: Sequence[Compared]


def group_rows(user: User, day: date) -> list[GroupRow]:
    """Return a person's groups by name, with the areas that were there on a day. Four queries."""
    groups = list(OwnPeers.objects.filter(person=user).prefetch_related("areas"))
    own = areas_of(user) if groups else []
    there = set(Area.objects.valid_on(day).filter(own_peers__in=groups))
    return [_row(one, own, there) for one in groups]


def areas_of(user: User) -> list[Area]:
    """Return the areas that a person belongs to, and the boards of these, that have peers. One query."""
    held = user.claims.holding().values("area")
    found = Area.objects.filter(pk__in=held) | Area.objects.filter(pk__in=wholes_above(held))
    return list(found.filter(kind__in=KINDS).order_by("short_name"))


def _row(group: OwnPeers, own: Collection[Area], compared: Collection[Area]) -> GroupRow:
    areas = sorted(group.areas.all(), key=lambda area: area.short_name)
    there = [area for area in areas if area in compared]
    return GroupRow(
        pk=group.pk,
        name=group.name,
        areas=joined([area.short_name for area in there]),
        absent=joined([area.short_name for area in areas if area not in there]),
        codes=",".join(area.code for area in there),
        compared=[
            _compared(area, [one.code for one in there if one != area])
            for area in own
            if areas and area.kind == areas[0].kind and len(set(there) - {area}) >= FEWEST_CHOSEN
        ],
    )


def _compared(area: Area, codes: Sequence[str]) -> Compared:
    addresses = (
        address(reverse(page, args=[area.code]), ("peers", ",".join(codes)))
        for page in ("better-peers", "opportunity", "peers")
    )
    return Compared(area.short_name, *addresses)
