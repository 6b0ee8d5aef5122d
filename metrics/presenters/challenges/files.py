"""The files of persistent challenges and of pockets: the rows of the page, as numbers."""

import pandas as pd

from metrics.presenters.challenges.choice import Choice
from metrics.presenters.challenges.found import Found, Pockets, Setting


def challenges_table(found: Found) -> pd.DataFrame:
    """Return who stays behind, in the page's order; `shortfall` is positive where behind the middle area."""
    return _table(found.choice, found.setting, found.shown)


def pockets_table(found: Pockets) -> pd.DataFrame:
    """Return the same of pockets, and how the board stands that holds each."""
    rows = found.rows
    return _table(found.choice, found.setting, rows).assign(
        icb_value=rows["parent_value"].to_numpy(),
        icb_quartile=rows["parent_quartile"].to_numpy(),
        icb_months_in_bottom_quartile=rows["parent_bottom_months"].to_numpy(),
    )


def _table(choice: Choice, setting: Setting, rows: pd.DataFrame) -> pd.DataFrame:
    parents = [setting.parent_of(code) for code in rows["area"]]
    named = {
        "month": f"{setting.month:%Y-%m}",
        "level": choice.level,
        "area": rows["area"],
        "name": rows["name"],
        "part_of": parents,
        "part_of_name": [setting.name(code) for code in parents],
        "treatment_function": rows["treatment_function"],
        "measure": choice.measure.slug,
        "unit": choice.measure.unit,
    }
    counted = {
        "months_looked_at": setting.window,
        "months_ranked": rows["months"],
        "months_in_bottom_quartile": rows["bottom_months"],
        "months_in_concern": rows["concern_months"],
        "months_without_a_break": rows["running"],
        "since": rows["behind_since"].dt.strftime("%Y-%m"),
        "since_figures_begin": rows["behind_since"] == pd.Timestamp(setting.first),
        "shortfall": rows["shortfall"],
        "mean_shortfall": rows["mean_shortfall"],
    }
    now = ["value", "lower", "upper", "pathways", "rank", "ranked", "quartile", "assessment", "is_trial"]
    return pd.DataFrame({**named, **{name: rows[name] for name in now}, **counted}, index=rows.index)
