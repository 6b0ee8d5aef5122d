"""Small prepared months, as if a file had been read and computed."""

import hashlib
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from metrics.compute.providers import USE_COLUMNS
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.ingest.prepare import Prepared
from metrics.ingest.rtt import Finding, Provenance

WAKEFIELD, LEEDS, WEST_YORKSHIRE = "03R", "15F", "QWO"
LISTS = {"ENGLAND": 7_000_000, WEST_YORKSHIRE: 250_000, WAKEFIELD: 40_000, LEEDS: 90_000}


def prepared(
    month: date = date(2025, 5, 1),
    *,
    lists: dict[str, int | None] | None = None,
    name: str = "20250531-RTT-May-2025-full-extract.csv",
    made_on: datetime = datetime(2025, 7, 10, tzinfo=UTC),
    rows: int = 180_000,
    providers: tuple[str, ...] = ("RXF", "RR8"),
    warnings: tuple[Finding, ...] = (),
) -> Prepared:
    """Return a month in which areas have the waiting lists given (None: no row), and nothing else is known."""
    lists = {area: count for area, count in (LISTS | (lists or {})).items() if count is not None}
    figures = pd.DataFrame(np.nan, index=range(len(lists)), columns=FIGURE_COLUMNS)
    figures.insert(0, "area", list(lists))
    figures.insert(1, "treatment_function", "C_999")
    figures["incomplete"] = [float(count) for count in lists.values()]
    use = pd.DataFrame({"commissioner": WAKEFIELD, "provider": list(providers)})
    use[USE_COLUMNS] = np.nan
    organisations = pd.DataFrame(
        {
            "code": list(providers),
            "name": [f"HOSPITAL {code}" for code in providers],
            "parent": WEST_YORKSHIRE,
            "parent_name": "",
            "role": "provider",
        }
    )
    digest = hashlib.sha256(f"{month}{lists}{name}{made_on}{rows}".encode()).hexdigest()
    provenance = Provenance(
        sha256=digest, size=1, file_name=name, rows=rows, revised="revised" in name, made_on=made_on
    )
    return Prepared(month, provenance, figures, use, organisations, warnings)
