"""Whether an area moved away from others at a start: the test on which verdicts rest.

A straight line and a step, fitted to an area's series less the mean of its controls, with errors that carry over from
one month to the next (AR(1), generalised least squares). How much they carry over is learnt from all controls at once:
a series alone is too short to say. The step is held against the same step of each control, on which nothing started.
Why this and not the usual p-values: `docs/decisions.md`, "Did it work?".
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

# With fewer a rank cannot be as rare as 1 in 20: the rarest is 1 ÷ (controls + 1).
FEWEST_TO_RANK = 19
# As many as a list of similar areas has. With five, how much months carry over is learnt so badly that, half a year
# after, over 7 in 100 areas on which nothing began are called changed; and one control that moves weighs too much.
FEWEST_CONTROLS = 10
LEVEL = 0.05
CARRIED_OVER = np.arange(0, 100, 3) / 100
# Where the integral of `_left_alike` is taken; beyond, less than a millionth is left.
LOGARITHMS = np.linspace(-15, 12, 136)
STEP = 2
# Below this share of the largest number a difference is the arithmetic's rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class StepTest:
    """A step at a start, in the units of the series.

    `lower, upper`: the 95% interval that the test leaves; `p`: two-sided; `is_ranked`: whether p is a rank among
    `controls` on which nothing started, else of Student's t. `carried_over`: how alike errors of neighbouring months
    are, as a correlation.
    """

    change: float
    lower: float
    upper: float
    p: float
    is_ranked: bool
    controls: int
    carried_over: float


def step_test(values: np.ndarray, controls: np.ndarray, place: np.ndarray, is_after: np.ndarray) -> StepTest:
    """Return the step of a series at a start.

    `values`: shape (months,); `controls`: (months, series), in the same units and as large; all known. `place`: which
    month each row is, counted in months; `is_after`: from the start on, with some on both sides. Raises ValueError with
    fewer than FEWEST_CONTROLS.
    """
    count = controls.shape[1]
    if count < FEWEST_CONTROLS:
        raise ValueError(f"{count} controls are too few to learn from.")
    design = np.column_stack([np.ones(len(place)), place - place[0], is_after]).astype("float64")
    others = _less_the_others(controls)
    carried = carried_over(others, design, place)
    own = values - controls.mean(axis=1)
    rounding = ROUNDING * (max(np.abs(values).max(), np.abs(controls).max()) or 1.0)
    (change,), (error,) = _steps(own[:, np.newaxis], design, place, carried, rounding)
    if count >= FEWEST_TO_RANK:
        changes, errors = _steps(others, design, place, carried, rounding)
        p, reach = _by_rank(abs(change) / error, np.abs(changes) / errors)
    else:
        p, reach = _by_student(abs(change) / error, len(place) - design.shape[1])
    return StepTest(
        change=float(change),
        lower=float(change - reach * error),
        upper=float(change + reach * error),
        p=float(p),
        is_ranked=count >= FEWEST_TO_RANK,
        controls=count,
        carried_over=float(carried),
    )


def _less_the_others(controls: np.ndarray) -> np.ndarray:
    """Return each control less the mean of all others."""
    count = controls.shape[1]
    return (controls - controls.mean(axis=1, keepdims=True)) * (count / (count - 1))


def _steps(
    series: np.ndarray, design: np.ndarray, place: np.ndarray, carried: float, rounding: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the step of each column and its standard error, which is never below `rounding`."""
    root = np.linalg.cholesky(_correlations(place, np.array([carried]))[0])
    white, seen = np.linalg.solve(root, design), np.linalg.solve(root, series)
    spread = np.linalg.inv(white.T @ white)
    fitted = spread @ white.T @ seen
    left = ((seen - white @ fitted) ** 2).sum(axis=0) / (len(place) - design.shape[1])
    return fitted[STEP], np.maximum(np.sqrt(left * spread[STEP, STEP]), rounding)


def carried_over(series: np.ndarray, design: np.ndarray, place: np.ndarray) -> float:
    """Return how much one month is like the next, once the line and the step are taken out: from 0 to 0.99.

    Residuals of short series look less alike than they are. So it is the correlation at which AR(1) errors of these
    months would leave residuals as alike as those of all columns are on average.
    """
    hat = np.eye(len(place)) - design @ np.linalg.pinv(design)
    left = hat @ series
    total = (left**2).sum(axis=0)
    moves = total > (ROUNDING * np.abs(series).max(initial=0)) ** 2 * len(place)
    if not moves.any():
        return 0.0
    follows = np.flatnonzero(np.diff(place) == 1)
    alike = (left[follows] * left[follows + 1]).sum(axis=0)
    seen = float(np.mean(alike[moves] / total[moves]))
    return float(np.interp(seen, _left_alike(tuple(place - place[0]), tuple(design[:, STEP])), CARRIED_OVER))


@lru_cache(maxsize=256)
def _left_alike(place: tuple[int, ...], is_after: tuple[float, ...]) -> np.ndarray:
    """Return, for each of CARRIED_OVER, how alike residuals of one month and the next are on average.

    That is the mean of r'Ar ÷ r'r, with r normal: the integral over s > 0 of the mean of r'Ar·exp(−s·r'r), which has a
    closed form in the eigenvalues of r's covariance (Sawa, 1978). Here s runs evenly in its logarithm.
    """
    months = np.array(place)
    design = np.column_stack([np.ones(len(months)), months, is_after])
    hat = np.eye(len(months)) - design @ np.linalg.pinv(design)
    variances, axes = np.linalg.eigh(hat @ _correlations(months, CARRIED_OVER) @ hat)
    variances = np.maximum(variances, 0) / variances.sum(axis=1, keepdims=True)
    follows = np.flatnonzero(np.diff(months) == 1)
    alike = variances * (axes[:, follows] * axes[:, follows + 1]).sum(axis=1)
    grown = 1 + 2 * np.exp(LOGARITHMS)[:, np.newaxis] * variances[:, np.newaxis, :]
    means = (alike[:, np.newaxis, :] / grown).sum(axis=2) * np.exp(LOGARITHMS - np.log(grown).sum(axis=2) / 2)
    return means.sum(axis=1) * (LOGARITHMS[1] - LOGARITHMS[0])


def _correlations(place: np.ndarray, carried: np.ndarray) -> np.ndarray:
    """Return the correlations of AR(1) errors, shape (carried, months, months); a gap counts as the months it is."""
    apart = np.abs(place[:, np.newaxis] - place)
    return carried[:, np.newaxis, np.newaxis] ** apart


def _by_rank(size: float, tried: np.ndarray) -> tuple[float, float]:
    """Return the share of all, the area too, that moved at least as much, and how many errors the interval reaches.

    The interval holds every change that, taken away, would leave p above LEVEL.
    """
    p = (1 + np.count_nonzero(tried >= size)) / (1 + len(tried))
    may_exceed = int(LEVEL * (1 + len(tried)) + ROUNDING) - 1
    return p, np.sort(tried)[len(tried) - 1 - may_exceed]


def _by_student(size: float, freedom: int) -> tuple[float, float]:
    from scipy.stats import t as student

    return 2 * student.sf(size, freedom), student.ppf(1 - LEVEL / 2, freedom)
