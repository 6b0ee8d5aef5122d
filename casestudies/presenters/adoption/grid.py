"""A board's grid as its page shows it: a row a technology, a cell a location."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from casestudies.forms.adoption.grid import CHOICES, Sent, cell_name, shown_as
from casestudies.models import Technology
from casestudies.models.vocabulary import Stage
from casestudies.queries.adoption import Told
from metrics.models import Area


@dataclass(frozen=True)
class Cell:
    """`was`: what is shown, as the form carries it; `more`: a choice that only this cell has, of several reasons.
    `in_settings`: how many records of one setting each there are beside; `listed`: where all are."""

    name: str
    label: str
    place: str
    was: str
    chosen: str
    is_empty: bool
    more: tuple[str, str] | None = None
    error: str = ""
    href: str = ""
    in_settings: int = 0
    listed: str = ""


@dataclass(frozen=True)
class Row:
    technology: Technology
    cells: Sequence[Cell]


def rows(
    technologies: Sequence[Technology],
    areas: Sequence[Area],
    there: Told,
    *,
    kept: Sequence[Sent] = (),
    errors: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the grid as it is now; `kept`: what was sent and is not saved, by the choice that the person made."""
    by_name = {sent.name: sent for sent in kept}
    return [
        Row(each, [_cell(each, area, there, by_name, errors or {}) for area in areas])
        for each in technologies
    ]


def _cell(
    technology: Technology,
    area: Area,
    there: Told,
    kept: Mapping[str, Sent],
    errors: Mapping[str, str],
) -> Cell:
    adoption = there.whole.get((technology.pk, area.pk))
    was, name = shown_as(adoption), cell_name(technology, area)
    shown = was.partition("|")[2]
    cell = Cell(
        name=name,
        label=f"{technology} in {area}",
        place=f"{area}",
        was=was,
        chosen=shown,
        is_empty=adoption is None,
        more=None if shown in CHOICES or not shown else (shown, _several(shown)),
        href=adoption.get_absolute_url() if adoption else "",
        in_settings=there.in_settings.get((technology.pk, area.pk), 0),
        listed=f"{reverse('adoption-list')}?{urlencode({'area': area.code, 'technology': technology.slug})}",
    )
    if name not in kept:
        return cell
    sent = kept[name]
    # What a person has seen of somebody else's change is what they see now: an error says so.
    return replace(
        cell, chosen=sent.chosen, was=was if name in errors else sent.was, error=errors.get(name, "")
    )


def _several(choice: str) -> str:
    stage, _, reasons = choice.partition(":")
    return f"{Stage(stage).label}: {len(reasons.split(','))} reasons"
