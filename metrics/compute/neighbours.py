"""Which areas lie close together, and how far their figures lie apart all the same.

Distances run between the middles of areas (population plays no part), as a straight line over the ground: large areas
border each other and still lie far apart by it, and a road is longer.
"""

import numpy as np
import pandas as pd

# The mean radius of the Earth, 6,371.0088 km (IUGG), in miles of 1.609344 km.
EARTH_IN_MILES = 6371.0088 / 1.609344
NEAR_IN_MILES = 20


def miles_apart(places: pd.DataFrame) -> pd.DataFrame:
    """Return the great-circle distance in miles between all places, rows and columns as the rows of `places`.

    `places`: columns `longitude, latitude` (degrees, WGS84). NaN where a place is not known.
    """
    longitude, latitude = np.radians(places[["longitude", "latitude"]].to_numpy(dtype="float64")).T
    across = np.cos(latitude)
    points = np.column_stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)])
    # Half the straight line through the ball is the sine of half the angle; it stays exact for places close together.
    chords = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    miles = 2 * EARTH_IN_MILES * np.arcsin(np.minimum(chords / 2, 1))
    return pd.DataFrame(miles, index=places.index, columns=places.index)


def near_pairs(
    places: pd.DataFrame, *, within: float | None = NEAR_IN_MILES, nearest: int | None = None
) -> pd.DataFrame:
    """Return the pairs of areas that lie close together, closest first: columns `one, other` (codes), `miles`.

    `within`: no further apart than so many miles; None: any distance. `nearest`: one of the two is among the so many
    that lie closest to the other; None: not asked. `places`: index area code, columns as for `miles_apart`.
    """
    placed = places.dropna(subset=["longitude", "latitude"]).sort_index()
    miles = miles_apart(placed).to_numpy()
    close = np.triu(np.ones(miles.shape, dtype=bool), k=1)
    if within is not None:
        close &= miles <= within
    if nearest is not None:
        is_near = _among_nearest(miles, nearest)
        close &= is_near | is_near.T
    one, other = np.nonzero(close)
    pairs = pd.DataFrame({"one": placed.index[one], "other": placed.index[other], "miles": miles[one, other]})
    return pairs.sort_values("miles", kind="stable", ignore_index=True)


def _among_nearest(miles: np.ndarray, count: int) -> np.ndarray:
    """Return for each row which columns are among its `count` nearest; ties at the last place all are."""
    others = miles.copy()
    np.fill_diagonal(others, np.inf)
    last = np.sort(others, axis=1)[:, : max(count, 0)]
    limit = last[:, -1:] if last.size else np.full((len(miles), 1), -np.inf)
    return (others <= limit) & np.isfinite(others)


def neighbours(
    places: pd.DataFrame,
    values: pd.Series,
    lower: pd.Series,
    upper: pd.Series,
    membership: pd.DataFrame,
    *,
    within: float | None = NEAR_IN_MILES,
    nearest: int | None = None,
) -> pd.DataFrame:
    """Return pairs of areas that lie close together with how far their values lie apart, widest gap first.

    `places`: index area code, columns `longitude, latitude`. `values, lower, upper`: of one measure in one month (or
    period) by area code, with 95% limits (NaN where none can be worked out). Areas without a place or a value are left
    out, and are nobody's nearest. `membership`: columns `child, parent`, each child once. `within, nearest`: as for
    `near_pairs`.
    Result: columns `low_area, low, high_area, high, gap` (in the measure's unit), `miles`, `same_parent` (false too
    where an area has none) and `are_apart` (dtype boolean): whether the intervals do not touch; missing without them.
    Ties go to the closer pair, then by code.
    """
    known = values.dropna()
    pairs = near_pairs(places.reindex(known.index), within=within, nearest=nearest)
    turned = _of(known, pairs["one"]) > _of(known, pairs["other"])
    low_area = pairs["other"].where(turned, pairs["one"])
    high_area = pairs["one"].where(turned, pairs["other"])
    parent = membership.set_index("child")["parent"]
    found = pd.DataFrame(
        {
            "low_area": low_area,
            "low": _of(known, low_area),
            "high_area": high_area,
            "high": _of(known, high_area),
            "miles": pairs["miles"],
            "same_parent": _of(parent, low_area) == _of(parent, high_area),
            "are_apart": _are_apart(_of(upper, low_area), _of(lower, high_area)),
        }
    )
    found.insert(4, "gap", found["high"] - found["low"])
    return found.sort_values(
        ["gap", "miles", "low_area", "high_area"], ascending=[False, True, True, True], ignore_index=True
    )


def _of(known: pd.Series, codes: pd.Series) -> np.ndarray:
    """Return what is known of each area; NaN where nothing is."""
    return known.reindex(codes).to_numpy()


def _are_apart(reach: np.ndarray, start: np.ndarray) -> pd.arrays.BooleanArray:
    """Return whether the higher interval starts beyond the reach of the lower one; missing where one is not known."""
    are_apart = pd.array(start > reach, dtype="boolean")
    are_apart[np.isnan(start) | np.isnan(reach)] = pd.NA
    return are_apart
