"""What areas that do better write of, and use where one does not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from casestudies.models import Adoption
from casestudies.presenters.naming import named
from forum.queries.practice import cases_by_area, in_use, records_of
from metrics.models import Area
from metrics.presenters.peers.better import Better

MOST_EACH = 5
Link = tuple[str, str]  # words, and an address


@dataclass(frozen=True)
class Ahead:
    """An area that does better: its case studies, and the technologies that it uses and the asking area does not."""

    name: str
    cases: Sequence[Link]
    technologies: Sequence[Link]


def ahead_of(view: Better) -> dict[str, str]:
    """Return the names of the areas that do better by their codes: peers, and where there are none others."""
    codes = [] if view.cannot else list(view.peers.index) or list(view.elsewhere.index)[:MOST_EACH]
    return {code: view.group.areas[code].short_name for code in codes}


def practice_ahead(area: Area, ahead: Mapping[str, str], function: str) -> list[Ahead]:
    """Return those of the areas ahead that tell of anything, in their order. Two queries."""
    if not ahead:
        return []
    studies = cases_by_area(list(ahead), function)
    used = in_use(records_of([*ahead, area.code]))
    own = {one.technology_id for one in used if one.area_id == area.pk}
    found = [
        Ahead(
            name=name,
            cases=[(named(one), one.get_absolute_url()) for held, one in studies if held == code][:MOST_EACH],
            technologies=_used_by(code, used, own),
        )
        for code, name in ahead.items()
    ]
    return [one for one in found if one.cases or one.technologies]


def _used_by(code: str, used: Collection[Adoption], own: Collection[int]) -> list[Link]:
    those = {
        one.technology_id: (named(one.technology), one.technology.get_absolute_url())
        for one in used
        if one.area.code == code and one.technology_id not in own
    }
    return list(those.values())[:MOST_EACH]
