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
