"""Which population a month's figures are divided by."""

import numpy as np
import pandas as pd


def population_at(figures: pd.DataFrame, populations: pd.DataFrame) -> pd.DataFrame:
    """Return, aligned with `figures`, the columns `population` (people) and `population_date`.

    `figures` has `area` and `month` (datetime64), `populations` has `area`, `date` and `people`. The estimate taken is
    the newest of the month's calendar year or earlier; before the first estimate, the first. NaN where there is none.
    """
    dated = populations.assign(year=populations["date"].dt.year).sort_values("year")
    asked = pd.DataFrame({"area": figures["area"], "year": figures["month"].dt.year}).reset_index(drop=True)
    asked["row"] = np.arange(len(asked))
    asked = asked.sort_values("year")
    newest, first = (
        pd.merge_asof(asked, dated, on="year", by="area", direction=direction).sort_values("row")
        for direction in ("backward", "forward")
    )
    found = newest["people"].notna().to_numpy()
    return pd.DataFrame(
        {
            "population": np.where(found, newest["people"], first["people"]),
            "population_date": newest["date"].where(newest["people"].notna(), first["date"]).to_numpy(),
        },
        index=figures.index,
    )
