"""The tables of a report: as it is read, and as a file with numbers as they are."""

from collections.abc import Iterable

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute.measures import PER_CENT, WEEKS, Measure
from metrics.compute.periods import is_pooled
from metrics.compute.ranks import HALF_A_YEAR, SURE_OF_MOVEMENT
from metrics.presenters.report import wording
from metrics.presenters.report.facts import Facts, Standings
from metrics.presenters.report.funnels import Funnels
from metrics.presenters.words import capital

ENDS_SHOWN = 10
VERDICTS = {
    "better": "Better",
    "worse": "Worse",
    "similar": "Similar",
    "higher": "Higher",
    "lower": "Lower",
}


def difference_unit(measure: Measure) -> str:
    return "percentage points" if measure.unit == PER_CENT else measure.unit


def value_heading(measure: Measure) -> str:
    return f"{measure.short_title}{' (weeks)' if measure.unit == WEEKS else ''}"


def _difference_heading(measure: Measure) -> str:
    """Return the heading, with the unit where that of the value does not say it."""
    unit = f" ({difference_unit(measure)})" if measure.unit in (PER_CENT, WEEKS) else ""
    return f"Difference from England{unit}"


def short(measure: Measure, value: float) -> str:
    return numbers.short(value, measure.unit, measure.decimals)


def gap(measure: Measure, high: float, low: float) -> str:
    """Return the difference of two values as they read."""
    places = measure.decimals
    return numbers.decimal(round(high, places) - round(low, places), places)


def area_cell(facts: Facts, code: str) -> Cell:
    return Cell(facts.name(code), reverse("area", args=[code]))


def ranked_table(facts: Facts, standings: Standings, rows: pd.DataFrame, id: str, caption: str) -> Table:
    """Return areas in their order with value, interval, and how they compare with England."""
    measure = standings.measure
    has_interval = standings.table["lower"].notna().any()
    return Table(
        id=id,
        caption=caption,
        columns=[
            Column("Area"),
            Column("Rank", is_numeric=True),
            Column(value_heading(measure), is_numeric=True),
            *([Column("95% interval", is_numeric=True)] if has_interval else []),
            Column(_difference_heading(measure), is_numeric=True),
            *([Column("Compared with England")] if has_interval else []),
        ],
        rows=[
            TableRow(
                [
                    area_cell(facts, row.Index),
                    str(int(row.rank)) if row.rank == row.rank else row.instead,
                    short(measure, row.value),
                    *([wording.interval(measure, row.lower, row.upper)] if has_interval else []),
                    numbers.signed(row.difference, measure.decimals),
                    *([VERDICTS.get(row.verdict, "")] if has_interval else []),
                ]
            )
            for row in rows.itertuples()
        ],
    )


def moves_table(facts: Facts, rows: pd.DataFrame) -> Table:
    """Return how ranks moved, and the values of the first six months and the last six."""
    measure = facts.choice.measure
    return Table(
        id="moves",
        caption=f"Places gained between the first {HALF_A_YEAR} months and the last {HALF_A_YEAR}",
        columns=[
            Column("Area"),
            Column("Average rank, first six months", is_numeric=True),
            Column("Average rank, last six months", is_numeric=True),
            Column("Places gained", is_numeric=True),
            Column(f"Between ({numbers.percent(100 * SURE_OF_MOVEMENT)} limits)", is_numeric=True),
            Column(f"{value_heading(measure)}, first six months", is_numeric=True),
            Column(f"{value_heading(measure)}, last six months", is_numeric=True),
        ],
        rows=[
            TableRow(
                [
                    area_cell(facts, row.Index),
                    numbers.decimal(row.first),
                    numbers.decimal(row.last),
                    numbers.signed(row.gain),
                    f"{numbers.signed(row.lower)} to {numbers.signed(row.upper)}",
                    short(measure, row.early),
                    short(measure, row.late),
                ]
            )
            for row in rows.itertuples()
        ],
    )


def within_table(facts: Facts, parent: str, rows: pd.DataFrame) -> Table:
    """Return how far the parts of each parent lie apart, widest gap first."""
    measure = facts.choice.measure
    return Table(
        id="within-table",
        caption=f"How far the {facts.choice.areas} of one {parent} lie apart",
        columns=[
            Column(capital(parent)),
            Column("Highest"),
            Column("Lowest"),
            Column(f"Gap ({difference_unit(measure)})", is_numeric=True),
            Column("Ratio", is_numeric=True),
            Column("More than chance?"),
        ],
        rows=[
            TableRow(
                [
                    Cell(facts.parents[row.Index], reverse("area", args=[row.Index])),
                    f"{facts.name(row.high_area)} {short(measure, row.high)}",
                    f"{facts.name(row.low_area)} {short(measure, row.low)}",
                    gap(measure, row.high, row.low),
                    wording.ratio(measure, row.high, row.low),
                    is_apart(row.are_apart),
                ]
            )
            for row in rows.itertuples()
        ],
        is_stacked=True,
    )


def near_table(facts: Facts, rows: pd.DataFrame, parent: str) -> Table:
    """Return areas close together whose figures lie far apart, widest gap first."""
    measure = facts.choice.measure
    return Table(
        id="near-table",
        caption=f"{capital(facts.choice.areas)} close together with the widest gaps",
        columns=[
            Column("Higher"),
            Column("Lower"),
            Column("Miles apart", is_numeric=True),
            Column(f"Gap ({difference_unit(measure)})", is_numeric=True),
            Column(f"Same {parent}?"),
            Column("More than chance?"),
        ],
        rows=[
            TableRow(
                [
                    f"{facts.name(row.high_area)} {short(measure, row.high)}",
                    f"{facts.name(row.low_area)} {short(measure, row.low)}",
                    numbers.decimal(row.miles, 0),
                    gap(measure, row.high, row.low),
                    "Yes" if row.same_parent else "No",
                    is_apart(row.are_apart),
                ]
            )
            for row in rows.itertuples()
        ],
        is_stacked=True,
    )


def is_apart(are_apart: bool | None) -> str:
    """Return whether two intervals lie apart, in a word."""
    return "Not known" if pd.isna(are_apart) else "Yes" if are_apart else "No"


def data_of(
    facts: Facts, spread: Funnels | None, months: Iterable[str], version: str, source: str
) -> pd.DataFrame:
    """Return the ranked table for a file: a row an area, numbers as they are, NaN where not known."""
    choice, table = facts.choice, facts.standings.table
    moves = facts.moves.reindex(index=table.index, columns=["gain", "lower", "upper", "movement"])
    placed = spread.adjusted.areas if spread else pd.DataFrame()
    placed = placed.reindex(index=table.index, columns=["z_adjusted", "side", "beyond"])
    return pd.DataFrame(
        {
            "measure": choice.measure.slug,
            "unit": choice.measure.unit,
            "treatment_function": choice.function,
            "level": choice.level,
            "boundaries": choice.boundaries,
            "from": f"{choice.first:%Y-%m}",
            "to": f"{choice.last:%Y-%m}",
            "area": table.index,
            "name": [facts.name(code) for code in table.index],
            "rank": table["rank"].astype("Int64").to_numpy(),
            "not_ranked_because": table["instead"].to_numpy(),
            "value": table["value"].to_numpy(),
            "lower_95": table["lower"].to_numpy(),
            "upper_95": table["upper"].to_numpy(),
            "pathways": table["pathways"].to_numpy(),
            "pathways_are": "all months added up" if is_pooled(choice.measure) else "of an average month",
            "months_known": table["months"].to_numpy(),
            "england": facts.standings.england["value"],
            "difference_from_england": table["difference"].to_numpy(),
            "compared_with_england": _texts(table["verdict"]),
            "places_gained": moves["gain"].to_numpy(),
            "places_gained_lower": moves["lower"].to_numpy(),
            "places_gained_upper": moves["upper"].to_numpy(),
            "movement": _texts(moves["movement"]),
            "funnel_z": placed["z_adjusted"].to_numpy(),
            "beyond_funnel_limit": placed["beyond"].to_numpy(),
            "months": " ".join(months),
            "figures_version": version,
            "source": source,
        }
    )


def _texts(words: pd.Series) -> list[str]:
    """Return words, empty where there are none."""
    return ["" if pd.isna(word) else str(word) for word in words]
