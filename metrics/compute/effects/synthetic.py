"""Synthetic control: the mix of other areas that came nearest to an area before a start, and how it went on after.

Weights are none below zero and add up to one (Abadie, Diamond and Hainmueller, 2010). The area's gap to its mix is held
against the gaps of placebos: each other area as if it had begun, with a mix of the rest.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FEWEST_CONTROLS = 2
# Below this share of the largest number a gap is the arithmetic's rounding.
ROUNDING = 1e-9
# Weights below this are not told.
SMALLEST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class Synthetic:
    """An area beside its mix, in the units of the series.

    `weights`: code → share, the largest first. `change`: the mean gap after less the mean gap before. `before, after`:
    root mean square gaps (RMSPE). `rank`: of after ÷ before among the area and its placebos, 1 the largest; `p`: rank ÷
    (placebos + 1). `gaps`, `placebos`: area or mix by month, as `months` has them; the area's, then code → its own.
    """

    weights: dict[str, float]
    change: float
    before: float
    after: float
    rank: int
    p: float
    months: tuple[str, ...]
    gaps: tuple[float, ...]
    placebos: dict[str, tuple[float, ...]]


def weights(values: np.ndarray, controls: np.ndarray) -> np.ndarray:
    """Return the shares of controls, shape (series,), of which the mix lies nearest to `values` by least squares.

    `values`: shape (months,); `controls`: (months, series); all known. Shares are 0 or more and add up to 1. With them
    the misfit is A·w with A = controls − values, and least squares with u ≥ 0 of ‖A·u‖² + (Σu − 1)² has its least at a
    multiple of w: so non-negative least squares finds w without a penalty to choose.
    """
    from scipy.optimize import nnls

    off = controls - values[:, np.newaxis]
    size = np.sqrt((off**2).mean())
    off = off / size if size > 0 else off
    found, _ = nnls(np.vstack([off, np.ones(off.shape[1])]), np.append(np.zeros(len(off)), 1.0))
    return found / found.sum()


def synthetic(values: pd.Series, controls: pd.DataFrame, is_after: np.ndarray) -> Synthetic | None:
    """Return an area beside its mix; None with fewer than two controls.

    `values`: by month; `controls`: the same months, a column an area on which nothing began; all known. `is_after`:
    which months are from the start on; there are some on both sides.
    """
    if controls.shape[1] < FEWEST_CONTROLS:
        return None
    all_areas = np.column_stack([values.to_numpy(), controls.to_numpy()]).astype("float64")
    shares = weights(all_areas[~is_after, 0], all_areas[~is_after, 1:])
    own = all_areas[:, 0] - all_areas[:, 1:] @ shares
    others = np.column_stack(
        [_gaps(all_areas[:, 1:], column, is_after) for column in range(controls.shape[1])]
    )
    floor = ROUNDING * (np.abs(all_areas).max() or 1.0)
    before, after = _spread(own[~is_after], floor), _spread(own[is_after], floor)
    tried = _spread(others[is_after], floor) / _spread(others[~is_after], floor)
    rank = 1 + int(np.count_nonzero(tried >= after / before))
    return Synthetic(
        weights=_told(shares, controls.columns),
        change=float(own[is_after].mean() - own[~is_after].mean()),
        before=float(before),
        after=float(after),
        rank=rank,
        p=rank / (1 + len(tried)),
        months=tuple(f"{month:%Y-%m}" for month in values.index),
        gaps=tuple(own.tolist()),
        placebos=dict(zip(controls.columns, map(tuple, others.T.tolist()), strict=True)),
    )


def _gaps(areas: np.ndarray, column: int, is_after: np.ndarray) -> np.ndarray:
    """Return how far one of several areas lies from a mix of the rest, by month."""
    rest = np.delete(areas, column, axis=1)
    return areas[:, column] - rest @ weights(areas[~is_after, column], rest[~is_after])


def _spread(gaps: np.ndarray, floor: float) -> np.ndarray:
    return np.maximum(np.sqrt((gaps**2).mean(axis=0)), floor)


def _told(shares: np.ndarray, codes: pd.Index) -> dict[str, float]:
    order = np.argsort(-shares, kind="stable")
    return {codes[place]: float(shares[place]) for place in order if shares[place] > SMALLEST_WEIGHT}
