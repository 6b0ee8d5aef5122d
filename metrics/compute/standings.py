"""Where every area stands on a measure in the latest month, how steadily, and whether it stays behind.

Everything that pages ask of all areas at once, worked out for all treatment functions together.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from metrics.compute.breaks import since_recount
from metrics.compute.challenges import OF_MONTHS, persistent_challenges, shortfall
from metrics.compute.concerns import charts_of, count_recent, in_concern
from metrics.compute.history import History
from metrics.compute.ranks import (
    SURE_OF_MOVEMENT,
    consistency,
    percentiles,
    quartiles,
    rank_gain,
    ranks,
)
from metrics.compute.trend import latest, recent_trend

SERIES = ("treatment_function", "area")
# Steadiness and movement are those of the last two years.
MONTHS_LOOKED_BACK = 24
A_QUARTER = 3
CHART_COLUMNS = ("mean", "lower_limit", "upper_limit", "is_trial", "rule", "signal", "assessment")
CHALLENGE_COLUMNS = ("bottom_months", "concern_months", "running", "shortfall", "mean_shortfall")


def standings(
    history: History, kind: str, rebases: Mapping[tuple[str, str], Iterable[date]] | None = None
) -> pd.DataFrame:
    """Return where each series stands in the last month of `history`: columns as the fields of models.Standing.

    `history`: rows (treatment function, area), of the areas of one kind that are compared with one another.
    `rebases`: (treatment function, area) → its rebase dates.
    Text columns are empty where there is nothing to say. Areas whose measure is not comparable, and an area alone of
    its kind, have no ranks; a measure of which neither way is better has neither challenges nor a movement. Concern
    counts in months with enough pathways to compare.
    """
    concerns, chart = _charts(history, kind, rebases or {})
    placed = _placed(history)
    return pd.concat(
        [
            _now(history),
            _trend(history, kind),
            chart,
            _place(placed),
            _staying_behind(history, placed["quartiles"], concerns),
            _steadiness(placed, history.measure.direction),
        ],
        axis="columns",
    )


def _now(history: History) -> pd.DataFrame:
    columns = ("values", "lower", "upper", "pathways")
    now = pd.DataFrame({name: getattr(history, name).iloc[:, -1] for name in columns})
    return now.rename(columns={"values": "value"})


def _trend(history: History, kind: str) -> pd.DataFrame:
    """Return the recent trend; none where the last five months reach back over a break of series."""
    since = since_recount(kind, history)
    found = recent_trend(since.values, since.lower, since.upper)["trend"]
    return found.astype("object").fillna("").to_frame()


def _charts(
    history: History, kind: str, rebases: Mapping[tuple[str, str], Iterable[date]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return in which months each series is in special-cause concern, and its chart's latest columns."""
    charts = charts_of(history, kind, rebases)
    months = len(history.values.columns)
    now = charts[list(CHART_COLUMNS)].iloc[months - 1 :: months].set_axis(history.values.index)
    texts = {name: now[name].astype("object").fillna("") for name in ("rule", "assessment")}
    found = in_concern(history, charts)
    return found, now.assign(**texts, recent_concerns=count_recent(found, A_QUARTER))


def _placed(history: History) -> dict[str, pd.DataFrame]:
    """Return the `ranks`, `percentiles` and `quartiles` of every month, in the shape of the history."""
    compared, direction = _compared(history), history.measure.direction
    return {
        name: _series_by_month(place(compared, direction), history.values)
        for name, place in {"ranks": ranks, "percentiles": percentiles, "quartiles": quartiles}.items()
    }


def _compared(history: History) -> pd.DataFrame:
    """Return the values that are compared: a row an area, a column a month and treatment function."""
    compared = history.comparable.unstack("treatment_function")
    # Nobody is first of one.
    is_ranked = (compared.notna().sum() > 1) & history.measure.comparable
    return compared.where(np.broadcast_to(is_ranked, compared.shape))


def _series_by_month(compared: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    return compared.unstack().unstack("month").reindex(index=like.index, columns=like.columns)


def _place(placed: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the place of each series in the last month, among how many."""
    now = {"rank": "ranks", "percentile": "percentiles", "quartile": "quartiles"}
    place = pd.DataFrame({column: placed[name].iloc[:, -1] for column, name in now.items()})
    return place.assign(ranked=place.groupby(level="treatment_function")["rank"].transform("count"))


def _staying_behind(history: History, quarters: pd.DataFrame, concerns: pd.DataFrame) -> pd.DataFrame:
    """Return how long each series has stayed behind, and how far: CHALLENGE_COLUMNS and `behind_since`."""
    direction = history.measure.direction
    if direction == "neutral":
        distance, quarters = history.values * np.nan, quarters * np.nan
    else:
        distance = _series_by_month(shortfall(_compared(history), direction), history.values)
    found = persistent_challenges(quarters, distance, concerns, least=0).reindex(history.values.index)
    return found[list(CHALLENGE_COLUMNS)].assign(behind_since=found["since"])


def _steadiness(placed: Mapping[str, pd.DataFrame], direction: str) -> pd.DataFrame:
    ranked, steps, quarters = (
        latest(placed[name], MONTHS_LOOKED_BACK) for name in ("ranks", "percentiles", "quartiles")
    )
    steady = consistency(steps, quarters)
    gain = rank_gain(ranked, confidence=SURE_OF_MOVEMENT)
    movement = gain["movement"].astype("object").fillna("")
    return steady[["mean_percentile", "percentile_sd", "top_quartile_share"]].assign(
        months=latest(ranked, OF_MONTHS).notna().sum(axis="columns"),
        rank_gain=gain["gain"],
        rank_gain_lower=gain["lower"],
        rank_gain_upper=gain["upper"],
        movement="" if direction == "neutral" else movement,
    )
