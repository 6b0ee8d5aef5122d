"""Who has most to gain from a technology: areas without it that are furthest behind where it is used for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pandas as pd
from django.urls import reverse

from casestudies.models import Adoption, Technology
from casestudies.models.vocabulary import IN_USE
from casestudies.presenters.uptake.users import by_area
from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.compute.peers import similar_areas
from metrics.models import Area
from metrics.presenters.peers.group import HOW_MANY, address, profiles_to_compare
from metrics.presenters.words import joined
from metrics.queries import current_analysis, standings

MEASURE = "within-18-weeks"
SHOWN = 10


@dataclass(frozen=True)
class Gain:
    """The areas in words and as a table; `table` None where nothing can be said, and `words` why.

    `month`: whose figures they are.
    """

    words: str
    table: Table | None = None
    month: date | None = None


def most_to_gain(technology: Technology, records: Sequence[Adoption], day: date) -> Gain:
    """Return the sub-ICB locations without a technology that are furthest behind on waits where it is used."""
    functions = [one.treatment_function for one in technology.functions.all()] or [ALL_FUNCTIONS]
    stood = standings(measure=MEASURE, kind=Area.Kind.SICBL)
    if stood is None:
        return Gain("This is worked out once the newest figures have been analysed.")
    alike = {area.code: area for area in Area.objects.of_kind(Area.Kind.SICBL).valid_on(day)}
    users = set(by_area([one for one in records if one.stage in IN_USE], alike, day))
    behind = _behind(stood[stood["treatment_function"].isin(functions)])
    without = behind[[code in alike and code not in users for code in behind.index]].head(SHOWN)
    if without.empty:
        return Gain(
            "By the newest figures, no area without a record of it is behind the middle one where it is used."
        )
    peers_using = _peers_using(list(without.index), alike, users)
    analysis = current_analysis()
    month = analysis.month if analysis else None
    table = _table(technology, functions, without, alike, peers_using)
    return Gain(_in_words(functions, month), table, month)


def _behind(stood: pd.DataFrame) -> pd.Series:
    """Return how many pathways each area is behind the middle area, over its treatment functions, most first."""
    pathways = (stood["shortfall"] / 100 * stood["pathways"]).clip(lower=0)
    summed = pathways.groupby(stood["area"]).sum(min_count=1)
    return summed[summed >= 1].sort_values(ascending=False, kind="stable")


def _peers_using(codes: Sequence[str], alike: Mapping[str, Area], users: set[str]) -> dict[str, int]:
    """Return how many of its ten most similar areas use it, for each of some areas."""
    known = profiles_to_compare(Area.Kind.SICBL, alike)
    found = {
        code: similar_areas(known, code, k=HOW_MANY, among=alike)["peer"].isin(users).sum() for code in codes
    }
    return {code: int(count) for code, count in found.items()}


def _in_words(functions: Sequence[str], newest: date | None) -> str:
    month = f" in {numbers.month_name(newest)}" if newest else ""
    where = (
        "on all pathways"
        if functions == [ALL_FUNCTIONS]
        else f"in {joined([TREATMENT_FUNCTIONS[code].lower() for code in functions])}"
    )
    return (
        f"Sub-ICB locations without a record of using it, furthest behind first. “Pathways behind” is how many more"
        f"{month} would have waited 18 weeks or less {where}, had their share been that of the middle area. That is how"
        " far behind they are, not what this technology would gain them: the figures cannot say that."
    )


def _table(
    technology: Technology,
    functions: Sequence[str],
    behind: pd.Series,
    alike: Mapping[str, Area],
    peers_using: Mapping[str, int],
) -> Table:
    of_function = [("function", functions[0])] if functions != [ALL_FUNCTIONS] else []
    asked = f"?{urlencode(of_function)}" if of_function else ""
    rows = [
        TableRow(
            [
                Cell(alike[code].short_name, href=reverse("area", args=[code])),
                Cell(
                    numbers.thousands(pathways),
                    href=f"{reverse('area-measure', args=[code, MEASURE])}{asked}",
                ),
                Cell(f"{peers_using[code]} of {HOW_MANY}", href=reverse("peers", args=[code])),
                Cell(
                    "What areas that do better use",
                    href=address(reverse("area-gaps", args=[code]), ("measure", MEASURE), *of_function),
                ),
            ]
        )
        for code, pathways in behind.items()
    ]
    columns = [
        Column("Area"),
        Column("Pathways behind", is_numeric=True),
        Column("Similar areas that use it", is_numeric=True),
        Column("Whom to learn from"),
    ]
    caption = f"{technology}: areas that may have most to gain, on “{MEASURES[MEASURE].title}”"
    return Table("gain", caption, columns, rows, is_caption_hidden=True, is_stacked=True)
