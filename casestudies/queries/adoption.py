"""Records of adoption as lists, files and grids show them; those of areas that ended, with what took over."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from accounts.models import User
from accounts.models.membership import parts_below, parts_today
from accounts.models.readers import Someone
from casestudies.models import Adoption, Proposal, StageEvent, Technology
from casestudies.models.vocabulary import ENDED
from metrics.models import Area, Succession


def records(user: Someone, wanted: Mapping[str, Any]) -> QuerySet[Adoption]:
    """Return the records that a person may read of what was asked for, newest first.

    `wanted`: any of `area` (with its parts and with what it took over from), `technology`, `stage`, `reason`, `help`.
    """
    found = Adoption.objects.visible_to(user).select_related("area", "technology")
    if area := wanted.get("area"):
        found = found.filter(area__in=reach_of(area))
    if technology := wanted.get("technology"):
        found = found.filter(technology__slug=technology)
    if stage := wanted.get("stage"):
        found = found.filter(stage=stage)
    if reason := wanted.get("reason"):
        found = found.filter(pk__in=ended_because(reason))
    if kind := wanted.get("help"):
        found = found.exclude(**{f"help_{kind}": ""})
    return found


def ended_because(reason: str) -> QuerySet:
    """Return the numbers of the records that were ever stopped or declined for a reason."""
    # No other stage has reasons; by stage the database finds the few that do.
    events = StageEvent.objects.filter(stage__in=ENDED).annotate(codes=Cast("reasons", TextField()))
    return events.filter(codes__contains=f'"{reason}"').values("adoption")


def reach_of(area: Area) -> set[int]:
    """Return the numbers of an area, of its parts, and of all that these took over from. One query."""
    below = defaultdict(set)
    parts = parts_today().order_by().values_list("parent", "child")
    for above, part in parts.union(Succession.objects.values_list("successor", "predecessor")):
        below[above].add(part)
    reach, ahead = {area.pk}, [area.pk]
    while ahead:
        new = below[ahead.pop()] - reach
        reach |= new
        ahead += new
    return reach


def proposals_seen_by(user: User) -> QuerySet[Proposal]:
    """Return the proposals that a person made or may decide, those that wait first, the oldest of them first."""
    seen = Q() if user.is_superuser else Q(by=user) | Q(area__in=user.areas_led())
    return (
        Proposal.objects.filter(seen)
        .select_related("area", "technology", "by", "decided_by")
        .alias(waits=Q(state=Proposal.State.WAITING))
        .order_by("-waits", "made_at", "pk")
    )


def locations_of(board: Area) -> list[Area]:
    """Return the sub-ICB locations of a board today, by name."""
    return list(Area.objects.filter(pk__in=parts_below([board]), kind=Area.Kind.SICBL).order_by("short_name"))


@dataclass(frozen=True)
class Told:
    """What areas told, by technology and area: `whole`, the record without a setting with the `reasons` of its newest
    event; `in_settings`, how many records of one setting there are."""

    whole: Mapping[tuple[int, int], Adoption]
    in_settings: Mapping[tuple[int, int], int]


def told(areas: Iterable[Area], technologies: Iterable[Technology]) -> Told:
    """Return what areas told of technologies. One query."""
    newest = StageEvent.objects.filter(adoption=OuterRef("pk")).order_by("-number").values("reasons")[:1]
    there = Adoption.objects.filter(
        area__in=areas, technology__in=technologies, state=Adoption.State.PUBLISHED
    )
    whole, in_settings = {}, Counter()
    for row in there.annotate(reasons=Subquery(newest)):
        place = row.technology_id, row.area_id
        if row.setting:
            in_settings[place] += 1
        else:
            whole[place] = row
    return Told(whole, in_settings)
