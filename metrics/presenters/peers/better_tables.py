"""The tables of who does better: on the page, and as CSV."""

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute import better
from metrics.compute.better import has_intervals
from metrics.compute.measures import Measure
from metrics.presenters import words
from metrics.presenters.dots import asked_for
from metrics.presenters.peers.better import SHOWN_ELSEWHERE, Better

COURSES = {
    "getting_better": "getting better",
    "no_change": "no clear trend",
    "getting_worse": "getting worse",
}
STANDINGS = {
    better.AHEAD: "does better",
    better.BEHIND: "further behind",
    better.WITHIN_CHANCE: "within chance",
    better.NOT_KNOWN: numbers.TOO_FEW,
}


def better_peers_table(view: Better) -> Table | None:
    """Return the peers that do better; None where there are none."""
    return _table(
        view, view.peers, "better-peers", "Who does better among them, largest gap × closeness first"
    )


def elsewhere_table(view: Better) -> Table | None:
    """Return the best elsewhere, where no peer does better."""
    if len(view.peers) or not len(view.elsewhere):
        return None
    shown = view.elsewhere.head(SHOWN_ELSEWHERE)
    caption = "The best elsewhere, largest gap × closeness first"
    if len(shown) < len(view.elsewhere):
        caption += f": the first {len(shown)} of {len(view.elsewhere)}"
    return _table(view, shown, "better-elsewhere", caption)


def _table(view: Better, rows: pd.DataFrame, name: str, caption: str) -> Table | None:
    if rows.empty:
        return None
    has_limits = has_intervals(view.measure)
    return Table(
        id=name,
        caption=caption,
        columns=[
            Column("Area"),
            Column("Over the period (95% interval)" if has_limits else "Over the period", True),
            Column(f"Ahead of {view.group.area.short_name} by", True),
            *([Column(pathways_heading(view), True)] if has_limits else []),
            Column("Closeness (1 is just alike)"),
            Column("Months in the top quarter"),
            Column("Trend of 5 months"),
        ],
        rows=[TableRow(_cells(view, row)) for row in rows.itertuples()],
        is_stacked=True,
    )


def pathways_heading(view: Better) -> str:
    """Return what a gap in pathways is: on the list at a month's end, or a month."""
    when = "on the list" if view.measure.is_stock else "a month"
    return f"That gap in pathways {when} here"


def _cells(view: Better, row) -> list[Cell | str]:
    return [
        _name(view, row.Index),
        value_cell(view.measure, row),
        gap_in_words(view, row.value),
        *([f"about {numbers.thousands(row.behind)}"] if has_intervals(view.measure) else []),
        _closeness(view, row),
        _steadily(row),
        _direction(view, row),
    ]


def _name(view: Better, code: str) -> Cell:
    question, area = view.question, view.group.areas[code]
    address = reverse("area-measure", args=[code, question.measure.slug])
    return Cell(area.short_name, address + asked_for(question.last, question.function))


def value_cell(measure: Measure, row) -> Cell:
    """Return a value, and its interval below it."""
    value, *limits = (_short(measure, one) for one in (row.value, row.lower, row.upper))
    return Cell(value, note=f"{limits[0]} to {limits[1]}" if numbers.is_known(row.lower) else "")


def _short(measure: Measure, value: float) -> str:
    return numbers.short(value, measure.unit, measure.decimals)


def gap_in_words(view: Better, value: float) -> str:
    """Return how far a value is from ours, as both read; a rate without its unit, which the page names."""
    apart = words.apart(view.measure, value, view.found.ours["value"])
    return apart.removesuffix(f" {view.measure.unit}") if view.measure.population else apart


def _closeness(view: Better, row) -> Cell | str:
    if not numbers.is_known(row.closeness):
        return Cell(numbers.NOT_KNOWN, note="what the area is like is not known")
    drivers = view.group.drivers(row.Index)
    differs = f", mostly {drivers}" if drivers else ""
    distance = f"distance {numbers.decimal(row.distance, 2)}{differs}"
    return Cell(numbers.decimal(row.closeness, 2), note=distance)


def _steadily(row) -> Cell | str:
    if not row.months_ranked:
        return numbers.TOO_FEW
    spread = f", varying by {numbers.decimal(row.percentile_sd)} (SD)" if row.months_ranked > 1 else ""
    note = f"percentile {row.mean_percentile:.0f} on average{spread}"
    return Cell(f"{row.top_months} of {row.months_ranked}", note=note)


def _direction(view: Better, row) -> Cell | str:
    untold = numbers.NOT_KNOWN if has_intervals(view.measure) else "not tested for waits"
    return Cell(COURSES.get(row.course, untold), note=_moved(row))


def _moved(row) -> str:
    if row.movement == "no_real_change":
        return "no real change of place"
    if row.movement in ("improved", "fell"):
        way = "up" if row.movement == "improved" else "down"
        return f"{way} {numbers.decimal(abs(row.gain))} places"
    return ""


def all_peers_table(view: Better) -> Table | None:
    """Return every peer with how it stands and why, nearest first, after the area itself."""
    if view.cannot or not view.group.codes:
        return None
    others = view.found.others.reindex(view.group.codes)
    ours = TableRow(
        [view.group.area.short_name, value_cell(view.measure, view.found.ours), "", ""],
        is_ours=True,
    )
    return Table(
        id="all-peers",
        caption=f"The {len(view.group.codes)} {view.group.in_words}, most similar first",
        columns=[
            Column("Area"),
            Column("Over the period", True),
            Column("Months ahead"),
            Column(f"Beside {view.group.area.short_name}"),
        ],
        rows=[ours, *(TableRow(_standing_cells(view, row)) for row in others.itertuples())],
        is_stacked=True,
    )


def _standing_cells(view: Better, row) -> list[Cell | str]:
    known = numbers.is_known(row.value)
    months = f"{row.months_ahead:.0f} of {row.compared_months:.0f}" if known else numbers.NOT_KNOWN
    return [
        _name(view, row.Index),
        value_cell(view.measure, row) if known else numbers.NOT_KNOWN,
        months,
        standing_in_words(row),
    ]


def standing_in_words(row) -> str:
    if row.standing == better.AHEAD and row.concerns:
        return "ahead, but with a concern signal in the last 3 months"
    return STANDINGS.get(row.standing, numbers.NOT_KNOWN)


def better_csv(view: Better) -> pd.DataFrame:
    """Return every other area of the kind with how it stands, those that do better first: a row an area."""
    if view.cannot:
        return pd.DataFrame(columns=["area", "name"])
    others = view.found.others
    order = [*view.peers.index, *view.elsewhere.index]
    ranked = others.reindex([*order, *others.index.difference(order)])
    near = view.group.near
    return pd.DataFrame(
        {
            "area": ranked.index,
            "name": [view.group.areas[code].name for code in ranked.index],
            "compared_with": view.group.area.code,
            **dict(view.question.asked),
            "is_peer": [code in set(view.group.codes) for code in ranked.index],
            "does_better": [code in set(order) for code in ranked.index],
            "standing": ranked["standing"].to_numpy(),
            **{
                name: ranked[name].to_numpy()
                for name in ("value", "lower", "upper", "gap", "months_ahead", "compared_months", "concerns")
            },
            "distance": near["distance"].reindex(ranked.index).to_numpy(),
            "closeness": better.closeness(near["distance"]).reindex(ranked.index).to_numpy(),
            "top_months": ranked["top_months"].to_numpy(),
            "percentile_sd": ranked["percentile_sd"].to_numpy(),
        }
    )
