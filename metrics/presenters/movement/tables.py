"""The files of a page of movement: every area each month, over the period, and like for like."""

import pandas as pd

from metrics.compute.measures import Measure
from metrics.presenters.movement.like_for_like import LikeForLike
from metrics.presenters.movement.standing import Standing


def monthly_table(standing: Standing) -> pd.DataFrame:
    """Return every area in every month: `value, rank, percentile, quartile`, and how many areas are `ranked`.

    Months without figures are left out; an area that is not compared in a month has no rank there.
    """
    choice = standing.choice
    frames = {
        "value": standing.values,
        "rank": standing.ranks,
        "percentile": standing.percentiles,
        "quartile": standing.quartiles,
    }
    long = pd.DataFrame({name: frame.stack(future_stack=True) for name, frame in frames.items()})
    long = long[long["value"].notna()].rename_axis(["area", "month"]).reset_index()
    ranked = standing.ranks.notna().sum()
    return pd.DataFrame(
        {
            "month": long["month"].dt.strftime("%Y-%m"),
            "level": choice.level,
            "area": long["area"],
            "name": long["area"].map(standing.names),
            "treatment_function": choice.function,
            "measure": choice.measure.slug,
            "unit": choice.measure.unit,
            "value": long["value"],
            "rank": long["rank"].astype("Int64"),
            "ranked": long["month"].map(ranked).astype("Int64"),
            "percentile": long["percentile"],
            "quartile": long["quartile"].astype("Int64"),
        }
    )


def period_table(standing: Standing) -> pd.DataFrame:
    """Return every area over the whole period, by rank: value with limits, place, movement and steadiness."""
    choice = standing.choice
    whole = standing.whole.assign(name=standing.names).sort_values(["rank", "name"], na_position="last")
    moves, steady = (frame.reindex(whole.index) for frame in (standing.moves, standing.steadiness))
    return pd.DataFrame(
        {
            "from": f"{choice.first:%Y-%m}",
            "to": f"{choice.last:%Y-%m}",
            "level": choice.level,
            "area": whole.index,
            "name": whole["name"],
            "treatment_function": choice.function,
            "measure": choice.measure.slug,
            "unit": choice.measure.unit,
            "months": whole["months"],
            "pathways": whole["pathways"],
            "value": whole["value"],
            "lower_95": whole["lower"],
            "upper_95": whole["upper"],
            "rank": whole["rank"].astype("Int64"),
            "percentile": whole["percentile"],
            "quartile": whole["quartile"].astype("Int64"),
            "mean_rank_first_six": moves["first"],
            "mean_rank_last_six": moves["last"],
            "places_gained": moves["gain"],
            "places_gained_lower": moves["lower"],
            "places_gained_upper": moves["upper"],
            "movement": _movement(moves, choice.measure),
            "chance_of_any_as_large": moves["chance"],
            "months_ranked": steady["months"],
            "mean_percentile": steady["mean_percentile"],
            "percentile_sd": steady["percentile_sd"],
            "top_quartile_share": steady["top_quartile_share"],
            "bottom_quartile_share": steady["bottom_quartile_share"],
        }
    )


def _movement(moves: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return each movement as a word; moving up is no improvement where neither end is better."""
    ways = {"improved": "moved_up", "fell": "moved_down"} if measure.direction == "neutral" else {}
    known = moves["movement"].astype("str").where(moves["movement"].notna(), "")
    return known.replace(ways)


def like_for_like_table(found: LikeForLike) -> pd.DataFrame:
    table = found.table
    return pd.DataFrame(
        {
            "from": f"{found.first:%Y-%m}",
            "to": f"{found.last:%Y-%m}",
            "area": table.index,
            "name": table["area_name"],
            "unit": found.unit,
            "change_as_published": table["change_as_published"],
            "change_like_for_like": table["change"],
            "difference": table["difference"],
            "providers_in_both": table["providers"],
            "providers_in_last_only": table["came"],
            "providers_in_first_only": table["left"],
        }
    )
