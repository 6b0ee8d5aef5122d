"""The waiting time figures of every area: of one month from the RTT extract, and of several months
together.

Counts are sums of pathways. Percentiles are read off an area's pooled bands, never averaged over its parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from metrics.compute.extract import (
    ADMITTED,
    DECISION_TO_ADMIT,
    INCOMPLETE,
    NEW_PERIODS,
    NON_ADMITTED,
    NOT_ENGLAND,
    PARTS,
    Extract,
)

ENGLAND = "ENGLAND"
FEWEST_FOR_PERCENTILE = 20  # NHS England prints "-" for fewer.

COUNTS = {
    "admitted": ADMITTED,
    "non_admitted": NON_ADMITTED,
    "incomplete": INCOMPLETE,
    "decision_to_admit": DECISION_TO_ADMIT,
    "new_periods": NEW_PERIODS,
}
WITHIN = {
    "within_18": (INCOMPLETE, 18),
    "admitted_within_18": (ADMITTED, 18),
    "non_admitted_within_18": (NON_ADMITTED, 18),
}
OVER = {
    "over_52": (INCOMPLETE, 52),
    "over_65": (INCOMPLETE, 65),
    "over_78": (INCOMPLETE, 78),
    "over_104": (INCOMPLETE, 104),
    "admitted_over_52": (ADMITTED, 52),
    "non_admitted_over_52": (NON_ADMITTED, 52),
}
PERCENTILES = {
    "median_wait": (INCOMPLETE, 0.5),
    "p92_wait": (INCOMPLETE, 0.92),
    "admitted_median": (ADMITTED, 0.5),
    "admitted_p95": (ADMITTED, 0.95),
    "non_admitted_median": (NON_ADMITTED, 0.5),
    "non_admitted_p95": (NON_ADMITTED, 0.95),
}
FIGURE_COLUMNS = [
    *COUNTS,
    "within_18",
    "over_52",
    "over_65",
    "over_78",
    "over_104",
    "admitted_within_18",
    "admitted_over_52",
    "non_admitted_within_18",
    "non_admitted_over_52",
    *PERCENTILES,
]

BANDED_PARTS = (ADMITTED, NON_ADMITTED, INCOMPLETE)  # The parts whose bands some figure is read from.
MONTHS_APART = 100_000  # Keeps two series' months apart in one number: 8,000 years of them.
BLOCK = 4096  # Rows of bands looked at in one go: few enough to stay in the processor's cache.


@dataclass(frozen=True, slots=True)
class Tally:
    """Pathways of each unit (a commissioner, a provider or an area) by treatment function.

    `present`: bool, units × functions × PARTS: whether the file has such a row.
    `totals`: int64, units × functions × PARTS.
    `bands`: int64, units × functions × BANDED_PARTS × weeks.
    """

    units: pd.Index
    functions: pd.Index
    present: np.ndarray
    totals: np.ndarray
    bands: np.ndarray


def figures(extract: Extract, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of England, the areas and the providers, each by treatment function.

    `membership` has the columns `commissioner, area` (codes). It alone decides where a commissioner counts:
    one that it does not name, such as a hub of NHS England, counts in England only, even if an area bears
    the same code. England is every commissioner but NONC, by rule, whatever membership says; providers'
    figures leave NONC out too.

    Columns: `area, treatment_function` (codes) and FIGURE_COLUMNS (float64, NaN = not known). A part that
    an area did not report at all is NaN; a treatment function that it has no row of, within a part that it
    reported, is 0. A pair of area and treatment function without any row is left out.
    """
    in_england = (extract.rows["commissioner"] != NOT_ENGLAND).to_numpy()
    commissioners, providers = _tallies(extract, in_england, by=("commissioner", "provider"))
    areas = _pooled(commissioners, {ENGLAND: slice(None), **_members(commissioners, membership)})
    return pd.concat([_figures_of(areas), _figures_of(providers)], ignore_index=True)


def percentile(bands: np.ndarray, share: float, minimum: int = FEWEST_FOR_PERCENTILE) -> np.ndarray:
    """Return the wait, in weeks, below which `share` (0 to 1) of each row's pathways lie.

    `bands`: whole numbers, rows × weeks; column n holds waits of more than n and up to n + 1 weeks, the
    last is open. Within a band waits are taken to lie evenly, as NHS England does. In the open band the
    wait is its lower bound exactly. NaN where a row has fewer than `minimum` pathways.
    """
    exact = Fraction(str(share))  # 0.92 is 23/25: whole numbers choose the band, so no rounding can miss it.
    cumulative = bands.cumsum(axis=1, dtype=np.int64)
    total = cumulative[:, -1]
    target = total * exact.numerator
    needed = -(-target // exact.denominator)
    band = (cumulative >= needed[:, None]).argmax(axis=1)
    each = np.arange(len(bands))
    inside = bands[each, band].astype(np.int64)
    before = cumulative[each, band] - inside
    way_in = np.divide(
        target - before * exact.denominator,
        inside * exact.denominator,
        out=np.zeros(len(bands)),
        where=inside > 0,
    )
    wait = np.where(band == bands.shape[1] - 1, band, band + way_in)
    return np.where(total >= max(minimum, 1), wait, np.nan)


def unreported_removals(series: pd.DataFrame) -> pd.Series:
    """Return the pathways that left the list without being reported as completed, for each row of `series`.

    list at the end of the month before + new periods − completed (admitted and not) − list now. NaN where
    the calendar month before is absent or any of the four is not known. `series` has the columns `area,
    treatment_function, month` (first of the month), in any order, and FIGURE_COLUMNS.
    """
    completed = series["admitted"] + series["non_admitted"]
    before = _months_ago(series, series["incomplete"], 1)
    return before + series["new_periods"] - completed - series["incomplete"]


def clearance_weeks(series: pd.DataFrame) -> pd.Series:
    """Return how many weeks clearing the list would take at the pace of the last 3 months, if nobody joined.

    list ÷ completed (admitted and not) a week, over the calendar days of this month and the two before. NaN
    unless all three are present, and where nothing was completed. `series` as in `unreported_removals`.
    """
    completed = series["admitted"] + series["non_admitted"]
    in_three = sum((_months_ago(series, completed, months) for months in (1, 2)), start=completed)
    month = _months(series)
    after, first = month + np.timedelta64(1, "M"), month - np.timedelta64(2, "M")
    days = after.astype("datetime64[D]") - first.astype("datetime64[D]")
    weeks = days / np.timedelta64(7, "D")
    return series["incomplete"] / (in_three.where(in_three > 0) / weeks)


def _months_ago(series: pd.DataFrame, values: pd.Series, months: int) -> pd.Series:
    """Return each row's value of so many calendar months before, NaN where there is none."""
    pair = series.groupby(["area", "treatment_function"], sort=False, observed=True).ngroup().to_numpy()
    month = _months(series).astype(np.int64)
    then = pd.Series(values.to_numpy(), index=pair * MONTHS_APART + month)
    return pd.Series(then.reindex(pair * MONTHS_APART + month - months).to_numpy(), index=series.index)


def _months(series: pd.DataFrame) -> np.ndarray:
    return pd.to_datetime(series["month"]).to_numpy().astype("datetime64[M]")


def _tallies(extract: Extract, in_england: np.ndarray, *, by: Sequence[str]) -> list[Tally]:
    """Add up England's rows by each column named. All sums are of int64, so they are exact."""
    tallies = [_counts(extract, in_england, name) for name in by]
    weeks = extract.bands.shape[1]
    part = _number_in(BANDED_PARTS, extract.rows["part"])
    places = [(_pair(extract, name) * len(BANDED_PARTS) + part) * weeks for name in by]
    for row, week, pathways in _cells(extract, in_england):
        for tally, place in zip(tallies, places, strict=True):
            np.add.at(tally.bands.reshape(-1), place[row] + week, pathways)
    return tallies


def _counts(extract: Extract, in_england: np.ndarray, by: str) -> Tally:
    """Return a tally whose bands are still empty."""
    units = extract.rows[by].cat.categories
    functions = extract.rows["treatment_function"].cat.categories
    shape = (len(units), len(functions), len(PARTS))
    totals, present = np.zeros(shape, np.int64), np.zeros(shape, bool)
    place = _pair(extract, by) * len(PARTS) + _number_in(PARTS, extract.rows["part"])
    np.add.at(totals.reshape(-1), place[in_england], extract.rows["total"].to_numpy()[in_england])
    present.reshape(-1)[place[in_england]] = True
    bands = np.zeros((*shape[:2], len(BANDED_PARTS), extract.bands.shape[1]), np.int64)
    return Tally(units, functions, present, totals, bands)


def _cells(extract: Extract, in_england: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield row, week and pathways of the cells that are not zero (one in thirteen) in BANDED_PARTS.

    A block of rows at a time, since memory touched for the first time costs more than the sums.
    """
    rows = np.flatnonzero(in_england & extract.rows["part"].isin(BANDED_PARTS).to_numpy())
    for block in np.array_split(rows, len(rows) // BLOCK + 1):
        bands = extract.bands[block].reshape(-1)
        cell = np.flatnonzero(bands != 0)  # Twice as fast as finding what is not zero among numbers.
        row, week = np.divmod(cell, extract.bands.shape[1])
        yield block[row], week, bands[cell].astype(np.int64)  # np.add.at is slow where it has to convert.


def _pair(extract: Extract, by: str) -> np.ndarray:
    """Return each row's place among all pairs of unit and treatment function."""
    unit, function = extract.rows[by].cat, extract.rows["treatment_function"].cat
    return unit.codes.to_numpy(np.int64) * len(function.categories) + function.codes.to_numpy()


def _number_in(parts: tuple[str, ...], part: pd.Series) -> np.ndarray:
    """Return each row's place in `parts`, -1 where it has none."""
    places = pd.Index(parts).get_indexer(part.cat.categories)
    return places[part.cat.codes.to_numpy()]


def _members(commissioners: Tally, membership: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return which units of the tally each area but England is made of."""
    known = membership["commissioner"].isin(commissioners.units) & (membership["area"] != ENGLAND)
    pairs = membership.loc[known, ["commissioner", "area"]].drop_duplicates()
    unit = pd.Series(commissioners.units.get_indexer(pairs["commissioner"]))
    return {area: group.to_numpy() for area, group in unit.groupby(pairs["area"].to_numpy())}


def _pooled(tally: Tally, members: dict[str, np.ndarray | slice]) -> Tally:
    """Add units up into areas; `members` says which units each area is made of."""
    return Tally(
        units=pd.Index(list(members)),
        functions=tally.functions,
        present=np.stack([tally.present[units].any(axis=0) for units in members.values()]),
        totals=np.stack([tally.totals[units].sum(axis=0) for units in members.values()]),
        bands=np.stack([tally.bands[units].sum(axis=0) for units in members.values()]),
    )


def _figures_of(tally: Tally) -> pd.DataFrame:
    """Return a row for each unit × treatment function that has rows, in the columns of `figures`."""
    unit, function = np.nonzero(tally.present.any(axis=2))
    reported = tally.present.any(axis=1)[unit]
    known = {part: reported[:, number] for number, part in enumerate(PARTS)}
    totals = {part: tally.totals[unit, function, number] for number, part in enumerate(PARTS)}
    bands = {part: tally.bands[unit, function, number] for number, part in enumerate(BANDED_PARTS)}

    columns = {name: np.where(known[part], totals[part], np.nan) for name, part in COUNTS.items()}
    for name, (part, weeks) in WITHIN.items():
        columns[name] = np.where(known[part], bands[part][:, :weeks].sum(axis=1), np.nan)
    for name, (part, weeks) in OVER.items():
        columns[name] = np.where(known[part], _over(bands[part], weeks), np.nan)
    for name, (part, share) in PERCENTILES.items():
        columns[name] = percentile(bands[part], share)
    keys = {
        "area": tally.units.astype("str")[unit],
        "treatment_function": tally.functions.astype("str")[function],
    }
    return pd.DataFrame({**keys, **{name: columns[name] for name in FIGURE_COLUMNS}})


def _over(bands: np.ndarray, weeks: int) -> np.ndarray | float:
    """Return how many waited over `weeks` weeks; NaN in an era whose last, open band began earlier."""
    return bands[:, weeks:].sum(axis=1) if weeks < bands.shape[1] else np.nan
