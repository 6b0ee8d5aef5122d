"""Which areas stay behind on a choice, from the standings that were worked out when figures were published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.compute import challenges
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.parts import parts_on
from metrics.models import Analysis, Area
from metrics.presenters.challenges.choice import NOW, Choice
from metrics.queries import memberships, standings


@dataclass(frozen=True)
class Setting:
    """What is alike for all choices: the latest month, the first, how many, and the areas of the latest by code.

    `parents`: columns `child, parent` (codes), in the latest month.
    """

    month: date
    first: date
    months: int
    areas: Mapping[str, Area]
    parents: pd.DataFrame

    @property
    def window(self) -> int:
        """How many months are looked at: twelve, or all where there are fewer."""
        return min(challenges.OF_MONTHS, self.months)

    def name(self, code: str) -> str:
        return self.areas[code].short_name if code in self.areas else code

    def within(self, code: str) -> set[str]:
        """Return the codes of an area, of its parts, and of theirs."""
        parts = set(self.parents.loc[self.parents["parent"] == code, "child"])
        return {code}.union(*(self.within(part) for part in parts))

    def parent_of(self, code: str) -> str:
        """Return the code of what an area is a part of; empty where it is not known."""
        return self._parent_by_part.get(code, "")

    @cached_property
    def _parent_by_part(self) -> dict[str, str]:
        return dict(zip(self.parents["child"], self.parents["parent"], strict=True))


def setting_of(analysis: Analysis, first: date) -> Setting:
    """Return the setting of an analysis; `first`: the first published month. Two queries."""
    kinds = [Area.Kind.REGION, Area.Kind.ICB, Area.Kind.SICBL]
    areas = Area.objects.filter(kind__in=kinds).valid_on(analysis.month)
    return Setting(
        month=analysis.month,
        first=first,
        months=analysis.months,
        areas={area.code: area for area in areas},
        parents=parts_on(
            memberships(), pd.Timestamp(analysis.month), [area.code for area in areas if area.kind != "sicbl"]
        ),
    )


@dataclass(frozen=True)
class Found:
    """`behind`: the standings that stay behind, longest first. `compared`: how many there are to be behind."""

    choice: Choice
    setting: Setting
    behind: pd.DataFrame
    compared: int

    @property
    def still(self) -> pd.DataFrame:
        return self.behind[self.behind["running"] > 0]

    @property
    def shown(self) -> pd.DataFrame:
        return self.still if self.choice.state == NOW else self.behind


def found_of(choice: Choice, setting: Setting) -> Found:
    """Return who stays behind on a choice. Of figures that have been analysed; one query."""
    all_of_them = _standings(choice, choice.level)
    if choice.within:
        all_of_them = all_of_them[all_of_them["area"].isin(list(setting.within(choice.within)))]
    return Found(
        choice=choice,
        setting=setting,
        behind=_with_names(challenges.persistent(all_of_them), setting).reset_index(drop=True),
        compared=int((all_of_them["months"] > 0).sum()),
    )


def _standings(choice: Choice, kind: str) -> pd.DataFrame:
    """Return the standings of a kind of area on a choice; of each treatment function by itself, without their total."""
    function = None if choice.is_any_function else choice.function
    found = standings(measure=choice.measure.slug, function=function, kind=kind)
    return found[found["treatment_function"] != ALL_FUNCTIONS] if choice.is_any_function else found


@dataclass(frozen=True)
class Pockets:
    """`rows`: parts that stay behind, with `parent` and, as `parent_…`, how their whole stands; by name of the whole.

    `boards`: with two parts or more; `alone`: boards that are their only part; `behind`: boards that stay behind
    themselves (where every treatment function counts by itself, on any of them).
    """

    choice: Choice
    setting: Setting
    rows: pd.DataFrame
    boards: int
    alone: int
    behind: int


def pockets_of(choice: Choice, setting: Setting) -> Pockets:
    """Return the parts that trail while their board does not. Of figures that have been analysed; two queries."""
    parts, boards = (_standings(choice, kind) for kind in (Area.Kind.SICBL, Area.Kind.ICB))
    chosen = setting.within(choice.within) if choice.within else set(setting.areas)
    is_board = [
        code in chosen and setting.areas[code].kind == Area.Kind.ICB for code in setting.parents["parent"]
    ]
    membership = setting.parents[is_board]
    keys = ["area", "measure", "treatment_function"]
    behind_parts, behind_boards = _trailing(parts).set_index(keys), _trailing_as_whole(boards).set_index(keys)
    rows = challenges.pockets(behind_parts, behind_boards, membership)
    standing_of_whole = boards.rename(columns={"area": "parent"})[
        ["parent", "treatment_function", "value", "quartile", "months", "bottom_months"]
    ].rename(columns=lambda name: name if name in ("parent", "treatment_function") else f"parent_{name}")
    rows = rows.merge(standing_of_whole, on=["parent", "treatment_function"], how="left")
    sizes = membership["parent"].value_counts()
    return Pockets(
        choice=choice,
        setting=setting,
        rows=_with_names(rows, setting)
        .assign(board=rows["parent"].map(setting.name))
        .sort_values("board", kind="stable"),
        boards=int((sizes > 1).sum()),
        alone=int((sizes == 1).sum()),
        behind=behind_boards.index.get_level_values("area").intersection(sizes.index).nunique(),
    )


def _with_names(found: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    return found.assign(name=found["area"].map(setting.name).astype("str"))


def _trailing(found: pd.DataFrame) -> pd.DataFrame:
    """Return what has a persistent challenge still, and is behind the middle area: concern alone may be ahead of it."""
    persistent = challenges.persistent(found)
    return persistent[(persistent["running"] > 0) & (persistent["shortfall"] > 0)]


def _trailing_as_whole(boards: pd.DataFrame) -> pd.DataFrame:
    """Return the boards that have a persistent challenge still, or were in the bottom quarter in as many months.

    One month out of the bottom quarter does not make a board's trouble that of some of its parts. Concern is another
    matter: months before an improvement lie on the wrong side of a chart's mean.
    """
    persistent = challenges.persistent(boards)
    was_bottom = persistent["bottom_months"] >= challenges.LEAST_MONTHS
    return persistent[(persistent["running"] > 0) | was_bottom]
