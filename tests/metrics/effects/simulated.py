"""Areas over time as real ones are, with or without a shift, to count false alarms and what is found.

What is in KINDS was estimated from NHS England's files: 38 months of 42 boards (lists and shares, April 2022 to May
2025), 14 months of 48 boards and 106 sub-ICB locations (full extracts, April 2024 to May 2025, read by `import_rtt`),
and England's months from April 2022 to May 2026 (overview time series) for what all areas share. All in per cent of an
area's usual level, after the mean of all areas is taken out:

- waiting 18 weeks or less, boards: the usual month moves an area by 0.91 (a tenth of areas below 0.60, a tenth above
  1.81); a month is like the next by 0.99, drift 0.26 a month; moves have a kurtosis of 4
- waiting list, boards: 1.81 (1.40 to 3.24); 0.86; drift 0.56; kurtosis 7
- completed admitted pathways per 1,000, boards: 2.63 around a line, moves 3.54 (2.38 to 5.20); 0.34; drift 0.61
- the same, sub-ICB locations: 3.88, moves 5.49 (3.44 to 7.91); 0.24; drift 0.90
- the same, sub-ICB locations, trauma and orthopaedics: 7.51, moves 11.46 (6.84 to 20.00); 0.15; drift 0.98
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST = "2022-04-01"
BOARDS, LOCATIONS = 42, 106
# Months that pass before the first that is looked at, so that what carries over has settled.
SETTLING = 60
# Student's t with so many degrees of freedom has a kurtosis of 6, between those of shares and of lists.
TAILS = 6


@dataclass(frozen=True)
class Kind:
    """How a measure moves, in per cent of an area's level.

    `own`: standard deviation of what is new in a month of the middle area; `spread`: that of its logarithm over areas;
    `carried`: how much of it is left a month later; `drift`: standard deviation of areas' straight lines, a month;
    `seasons`: England's, January first; `common`: what else moves all areas; `common_stays`: it adds up over months.
    """

    own: float
    spread: float
    carried: float
    drift: float
    seasons: tuple[float, ...]
    common: float
    common_stays: bool


SHARE_SEASONS = (-1.6, -0.9, 0.1, -0.1, 1.7, 1.5, 0.6, -0.1, -0.4, 0.2, 0.2, -1.7)
LIST_SEASONS = (-0.3, -0.6, -0.4, -0.3, 0.4, 0.2, 0.4, 1.1, 0.9, 0.2, -1.0, -0.7)
ADMITTED_SEASONS = (2.7, -1.2, 5.0, -5.6, 1.9, 1.7, 2.3, -2.4, 0.9, 5.3, 4.5, -14.1)

SHARE, LIST, RATE = "within 18 weeks", "waiting list", "admitted per 1,000"
RATE_OF_LOCATIONS, RATE_OF_FUNCTION = "admitted, locations", "admitted, locations, one function"
KINDS = {
    SHARE: Kind(0.91, 0.43, 0.98, 0.1, SHARE_SEASONS, 0.9, common_stays=True),
    LIST: Kind(1.81, 0.33, 0.93, 0.3, LIST_SEASONS, 0.7, common_stays=True),
    RATE: Kind(2.6, 0.30, 0.30, 0.6, ADMITTED_SEASONS, 3.9, common_stays=False),
    RATE_OF_LOCATIONS: Kind(3.9, 0.33, 0.24, 0.9, ADMITTED_SEASONS, 3.9, common_stays=False),
    RATE_OF_FUNCTION: Kind(7.5, 0.42, 0.15, 1.0, ADMITTED_SEASONS, 3.9, common_stays=False),
}


def simulated(
    kind: str, random: np.random.Generator, *, areas: int, before: int, after: int, shift: float = 0.0
) -> pd.DataFrame:
    """Return areas (columns, by code) over months (rows); the first moves by `shift` of its level after `before`."""
    made, months = KINDS[kind], before + after
    sizes = made.own * np.exp(made.spread * random.standard_normal(areas))
    new = random.standard_t(TAILS, (SETTLING + months, areas)) * np.sqrt((TAILS - 2) / TAILS) * sizes
    own = np.zeros_like(new)
    for month in range(1, len(new)):
        own[month] = made.carried * own[month - 1] + new[month]
    shared = made.common * random.standard_normal(months)
    shared = shared.cumsum() if made.common_stays else shared
    seasons = np.take(made.seasons, random.integers(12) + np.arange(months), mode="wrap")
    lines = made.drift * random.standard_normal(areas) * np.arange(months)[:, np.newaxis]
    moved = (shared + seasons)[:, np.newaxis] + own[SETTLING:] + lines
    levels = 60 * np.exp(0.2 * random.standard_normal(areas))
    values = levels * np.exp(moved / 100)
    values[before:, 0] *= 1 + shift
    index = pd.date_range(FIRST, periods=months, freq="MS", name="month")
    return pd.DataFrame(values, index=index, columns=[f"A{number:03}" for number in range(areas)])
