"""Areas taken together: against published results and a slow second way."""

import numpy as np
import pytest

from metrics.compute.effects.together import FEWEST, together

# Thirteen trials of BCG against tuberculosis (Colditz et al., 1994), log risk ratios and their variances, as
# `metafor` has them in `dat.bcg`.
BCG = [
    (-0.8893, 0.3256),
    (-1.5854, 0.1946),
    (-1.3481, 0.4154),
    (-1.4416, 0.0200),
    (-0.2175, 0.0512),
    (-0.7861, 0.0069),
    (-1.6209, 0.2230),
    (0.0120, 0.0040),
    (-0.4694, 0.0564),
    (-1.3713, 0.0730),
    (-0.3394, 0.0124),
    (0.4459, 0.5325),
    (-0.0173, 0.0714),
]


def slowly(changes: np.ndarray, variances: np.ndarray) -> tuple[float, float]:
    """Return τ² and the mean by Paule and Mandel: τ² for which weighted squares are as large as is to be expected."""

    def squares(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        return float((weights * (changes - (weights * changes).sum() / weights.sum()) ** 2).sum())

    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if squares(middle) > len(changes) - 1 else (low, middle)
    weights = 1 / (variances + low)
    return low, float((weights * changes).sum() / weights.sum())


def test_a_published_example():
    changes, variances = np.array(BCG).T

    found = together(changes, np.sqrt(variances))

    # Q = 152.23 on 12 degrees of freedom, I² = 92.1% by Q (Viechtbauer, 2010).
    assert found.i_squared == pytest.approx(92.12, abs=0.05)
    assert found.p_alike < 1e-20
    assert found.change == pytest.approx(-0.715, abs=0.002)
    tau2, change = slowly(changes, variances)
    assert found.spread**2 == pytest.approx(tau2, rel=1e-4)
    assert found.change == pytest.approx(change, rel=1e-5)
    assert (found.lower, found.upper) == pytest.approx((-1.109, -0.321), abs=0.002)


@pytest.mark.parametrize("seed", range(20))
def test_as_a_slow_second_way(seed):
    random = np.random.default_rng(seed)
    count = int(random.integers(FEWEST, 12))
    errors = random.uniform(0.5, 2, count)
    changes = random.normal(1, 1.5, count) + random.normal(0, 1, count) * errors

    found = together(changes, errors)

    tau2, change = slowly(changes, errors**2)
    assert found.spread**2 == pytest.approx(tau2, abs=1e-4)
    assert found.change == pytest.approx(change, abs=1e-4)


def test_areas_that_agree_make_no_interval_narrower_than_chance_leaves_it():
    found = together([2.0, 2.0, 2.0], [1.0, 1.0, 1.0])

    assert (found.change, found.spread, found.i_squared) == (2.0, 0.0, 0.0)
    # Student's t with 2 degrees of freedom, 4.303, times 1 ÷ √3.
    assert found.upper - found.change == pytest.approx(4.3027 / 3**0.5, abs=1e-3)


def test_two_areas_are_not_taken_together():
    assert together([1.0, 2.0], [1.0, 1.0]) is None


def test_how_often_the_interval_holds_the_truth():
    random = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        errors = random.uniform(0.5, 2, 6)
        truths = 1 + random.normal(0, 1, 6)
        found = together(truths + random.normal(0, 1, 6) * errors, errors)
        held += found.lower <= 1 <= found.upper

    assert held >= 0.93 * 400
