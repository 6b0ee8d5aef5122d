"""Every area to choose from: regions, their boards and their sub-ICB locations today; what was before; what matches."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.filters import matching
from metrics.models import Area, Membership, Succession

# A name as the search boxes offer it: `Wakefield (03R)`.
OFFERED = re.compile(r"\(([A-Z0-9]{2,8})\)$")
_WORD = re.compile(r"\w+")
MOST_SUGGESTED = 3
KINDS = list(Area.Kind.values)


@dataclass(frozen=True)
class Board:
    area: Area
    locations: Sequence[Area]


@dataclass(frozen=True)
class Region:
    area: Area
    boards: Sequence[Board]


@dataclass(frozen=True)
class Former:
    """A closed area and those that took it over."""

    area: Area
    successors: Sequence[Area]


@dataclass(frozen=True)
class AreaList:
    """The areas of a day, each list by name."""

    regions: Sequence[Region]
    former: Sequence[Former]

    @property
    def boards(self) -> list[Area]:
        return [board.area for region in self.regions for board in region.boards]


def area_list(day: date) -> AreaList:
    """Return the areas that exist on `day`, in their places, and those that closed before. Three queries."""
    areas = list(Area.objects.exclude(kind=Area.Kind.PROVIDER).order_by("short_name"))
    by_id = {area.pk: area for area in areas}
    parts = _parts_on(day, by_id)
    regions = [area for area in areas if area.kind == Area.Kind.REGION]
    return AreaList(
        regions=[
            Region(region, [Board(board, parts[board.pk]) for board in parts[region.pk]])
            for region in regions
        ],
        former=_former(day, areas, by_id),
    )


def _parts_on(day: date, by_id: dict[int, Area]) -> dict[int, list[Area]]:
    parts = defaultdict(list)
    for child, parent, start, end in Membership.objects.values_list("child", "parent", "start", "end"):
        if child in by_id and (not start or start <= day) and (not end or end >= day):
            parts[parent].append(by_id[child])
    for members in parts.values():
        members.sort(key=lambda area: area.short_name)
    return parts


def _former(day: date, areas: Iterable[Area], by_id: dict[int, Area]) -> list[Former]:
    successors = defaultdict(list)
    for before, after in Succession.objects.values_list("predecessor", "successor"):
        successors[before].append(by_id[after])
    closed = [area for area in areas if area.closed and area.closed < day]
    closed.sort(key=lambda area: KINDS.index(area.kind))
    return [Former(area, sorted(successors[area.pk], key=lambda one: one.short_name)) for area in closed]


def offered(areas: Iterable[Area]) -> list[str]:
    """Return areas as a search box offers them: a name, and the code that tells it from its namesakes."""
    return [f"{area.short_name} ({area.code})" for area in areas]


def found(words: str) -> list[Area]:
    """Return the areas that `words` may mean, open ones first; one alone where the words name it exactly."""
    if offer := OFFERED.search(words):
        words = offer.group(1)
    areas = list(matching(Area.objects.all(), words))
    exact = [area for area in areas if words.casefold() in (area.code.casefold(), area.short_name.casefold())]
    if len(exact) == 1:
        return exact
    return sorted(areas, key=lambda area: (bool(area.closed), KINDS.index(area.kind), area.short_name))


def is_named(area: Area, words: str) -> bool:
    """Tell whether each of `words` begins a word of an area's names or is a code: “St James” is not East Jameston."""
    named = _WORD.findall(f"{area.short_name} {area.name} {area.code} {area.ons_code}".casefold())
    return all(any(one.startswith(word) for one in named) for word in _WORD.findall(words.casefold()))


def suggested(words: str) -> list[Area]:
    """Return the areas whose names are spelt most like `words`."""
    areas = {area.short_name.casefold(): area for area in Area.objects.exclude(kind=Area.Kind.PROVIDER)}
    return [areas[name] for name in difflib.get_close_matches(words.casefold(), areas, n=MOST_SUGGESTED)]
