"""Areas on the map of England: where each lies, and its outline when one is loaded."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Q

from metrics.charts.maps import MapArea
from metrics.compute.geography import to_grid
from metrics.models import Area, Membership


@dataclass(frozen=True)
class Outlines:
    """The SVG paths of areas by code, and where they come from in words."""

    paths: Mapping[str, Sequence[str]]
    source: str


def outlines(day: date) -> Outlines:
    """Return the outline of every area that can be drawn as of `day`. One query.

    An area without an outline of its own is drawn as its parts, down to the sub-ICB locations.
    """
    began = Q(start=None) | Q(start__lte=day)
    goes_on = Q(end=None) | Q(end__gte=day)
    rows = (
        Membership.objects.exclude(child__kind=Area.Kind.PROVIDER)
        .filter(began, goes_on)
        .values_list("child__code", "parent__code", "child__boundary__path", "child__boundary__source")
    )
    parts = defaultdict(list)
    for child, parent, *_ in sorted(rows):
        parts[parent].append(child)
    own = {child: path for child, _, path, _ in rows if path}
    return Outlines(
        paths={code: _paths_of(code, own, parts) for code in {*own, *parts}},
        source=" ".join(sorted({source for *_, source in rows if source})),
    )


def _paths_of(code: str, own: Mapping[str, str], parts: Mapping[str, Sequence[str]]) -> list[str]:
    if code in own:
        return [own[code]]
    return [path for part in parts.get(code, ()) for path in _paths_of(part, own, parts)]


def map_areas(
    areas: Sequence[Area],
    values: Mapping[str, float | None],
    *,
    paths: Mapping[str, Sequence[str]],
    people: Mapping[str, float],
    href: Callable[[Area], str] | None = None,
) -> list[MapArea]:
    """Return the areas that have a place on the map. `values`, `paths` and `people` are by code."""
    placed = [area for area in areas if area.longitude is not None]
    if not placed:
        return []
    degrees = np.array([(area.longitude, area.latitude) for area in placed]).T
    return [
        MapArea(
            name=area.short_name,
            value=values.get(area.code),
            x=float(x),
            y=float(y),
            paths=paths.get(area.code, ()),
            href=href(area) if href else "",
            people=_whole(people.get(area.code)),
        )
        for area, x, y in zip(placed, *to_grid(*degrees), strict=True)
    ]


def _whole(people: float | None) -> int | None:
    return None if people is None or pd.isna(people) else int(people)
