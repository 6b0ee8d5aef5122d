"""Which providers the pathways of each commissioner are with."""

import numpy as np
import pandas as pd

from metrics.compute.extract import ADMITTED, ALL_FUNCTIONS, INCOMPLETE, NON_ADMITTED, Extract

USE_COLUMNS = ["incomplete", "within_18", "over_52", "completed"]


def provider_use(extract: Extract) -> pd.DataFrame:
    """Return a row for commissioner × provider over all treatment functions.

    Columns: `commissioner, provider` (codes) and USE_COLUMNS (float64; NaN where that part was not reported).
    """
    totals = (extract.rows["treatment_function"] == ALL_FUNCTIONS).to_numpy()
    rows = extract.rows[totals]
    bands = extract.bands[totals]
    part = rows["part"].astype("str").to_numpy()
    count = rows["total"].to_numpy(dtype="float64")
    waiting = part == INCOMPLETE
    use = pd.DataFrame(
        {
            "commissioner": rows["commissioner"].astype("str").to_numpy(),
            "provider": rows["provider"].astype("str").to_numpy(),
            "incomplete": np.where(waiting, count, np.nan),
            "within_18": np.where(waiting, bands[:, :18].sum(axis=1), np.nan),
            "over_52": np.where(waiting, bands[:, 52:].sum(axis=1), np.nan),
            "completed": np.where(np.isin(part, (ADMITTED, NON_ADMITTED)), count, np.nan),
        }
    )
    return use.groupby(["commissioner", "provider"], as_index=False)[USE_COLUMNS].sum(min_count=1)


def with_empty_pairs(counts: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Add a row of zeros for each area and provider that only the `other` month has, if the provider reported here.

    Both: columns `area, provider` (codes) and counts, a row a pair that reported. A provider that reported, but nothing
    of an area, had none of its pathways; one that is nowhere in a month did not report. So what `like_for_like` then
    finds in one month alone is a provider that began, ended or did not report.
    """
    pair = ["area", "provider"]
    reported = other[other["provider"].isin(counts["provider"])]
    absent = pd.MultiIndex.from_frame(reported[pair]).difference(pd.MultiIndex.from_frame(counts[pair]))
    zeros = pd.DataFrame(0.0, index=absent, columns=counts.columns.drop(pair)).reset_index(names=pair)
    return pd.concat([counts, zeros], ignore_index=True) if len(zeros) else counts
