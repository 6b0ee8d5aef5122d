"""The areas most like one, or those chosen by hand, and what they are like beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute.peers import VARIABLES
from metrics.presenters import words
from metrics.presenters.peers.group import IN_WORDS, PeerGroup

NAMED = 10


@dataclass(frozen=True)
class Offered:
    """An area that can be chosen by hand, as a tick box."""

    code: str
    name: str
    distance: str
    is_chosen: bool


def answer(group: PeerGroup) -> str:
    """Return the page's first line: who the peers are."""
    if not group.codes:
        return f"Which areas are most like {group.area.short_name} is not known: it has no profile of 2021."
    named = words.joined([group.areas[code].short_name for code in group.codes[:NAMED]])
    if group.choice.chosen:
        more = f" and {len(group.codes) - NAMED} others" if len(group.codes) > NAMED else ""
        return f"{group.area.short_name} is compared with {len(group.codes)} areas chosen by hand: {named}{more}."
    weighed = " by your own weights" if group.choice.has_own_weights else ""
    return f"The {len(group.codes)} areas most like {group.area.short_name}{weighed} are {named}."


def peers_table(group: PeerGroup) -> Table | None:
    """Return who the peers are, nearest first, with their distances and what these come from."""
    if not group.codes:
        return None
    return Table(
        id="peers",
        caption="Chosen by hand, most similar first" if group.choice.chosen else "Most similar first",
        columns=[
            Column("Area"),
            Column("Code"),
            Column("Place among all", True),
            Column("Distance", True),
            Column("Differs most in"),
        ],
        rows=[TableRow(_peer_cells(group, code)) for code in group.codes],
        is_stacked=True,
    )


def _peer_cells(group: PeerGroup, code: str) -> list[Cell | str]:
    area, is_known = group.areas[code], code in group.near.index
    return [
        Cell(area.short_name, reverse("area", args=[code])),
        code,
        f"{numbers.ordinal(int(group.near.at[code, 'rank']))} of {len(group.near)}" if is_known else "",
        numbers.decimal(group.distance(code), 3),
        group.drivers(code) or numbers.NOT_KNOWN,
    ]


def variables_table(group: PeerGroup) -> Table | None:
    """Return what the area and its peers are like, a row a variable, with how far each peer is from ours."""
    if group.area.code not in group.profiles.index or not group.codes:
        return None
    return Table(
        id="variables",
        caption=f"Side by side, with the difference from {group.area.short_name} below",
        columns=[
            Column("What areas are compared on"),
            Column(group.area.short_name, True),
            *(Column(group.areas[code].short_name, True) for code in group.codes),
        ],
        rows=[TableRow(_variable_cells(group, name)) for name in VARIABLES],
        is_stacked=True,
    )


def _variable_cells(group: PeerGroup, name: str) -> list[Cell | str]:
    variable, values = IN_WORDS[name], group.profiles[name]
    ours = values[group.area.code]
    theirs = (values.get(code, float("nan")) for code in group.codes)
    return [
        variable.words,
        variable.written(ours),
        *(
            Cell(variable.written(value), note=variable.difference(value, ours))
            if numbers.is_known(value)
            else numbers.NOT_KNOWN
            for value in theirs
        ),
    ]


def offered(group: PeerGroup, ticked: Collection[str]) -> list[Offered]:
    """Return every area that can be chosen by hand, the most similar first, those of unknown likeness last."""
    unknown = sorted(set(group.areas) - set(group.near.index) - {group.area.code})
    return [
        Offered(
            code=code,
            name=group.areas[code].short_name,
            distance=numbers.decimal(group.distance(code), 2),
            is_chosen=code in ticked,
        )
        for code in [*group.near.index, *unknown]
    ]
