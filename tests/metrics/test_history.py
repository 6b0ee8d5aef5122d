"""One measure of many areas over many months."""

import numpy as np
import pandas as pd
import pytest

from metrics.compute.history import history, value_limits
from metrics.compute.intervals import proportion_interval
from metrics.compute.measures import MEASURES

WITHIN_18 = MEASURES["within-18-weeks"]


@pytest.fixture
def figures() -> pd.DataFrame:
    """Two areas, two months; B has no figures in the first, and too few to compare in the second."""
    months = pd.to_datetime(["2025-04-01", "2025-05-01", "2025-05-01"])
    return pd.DataFrame(
        {
            "area": ["A", "A", "B"],
            "month": months,
            "within_18": [60.0, 70.0, 10.0],
            "incomplete": [100.0, 100.0, 19.0],
            "median_wait": [12.0, 11.0, 9.0],
        }
    )


def test_a_row_is_an_area_and_a_column_a_month(figures):
    found = history(WITHIN_18, figures)

    assert list(found.values.index) == ["A", "B"]
    assert [f"{month:%Y-%m}" for month in found.values.columns] == ["2025-04", "2025-05"]
    assert found.values.loc["A"].tolist() == [60, 70]
    assert np.isnan(found.values.loc["B", "2025-04-01"])
    assert found.pathways.loc["B", "2025-05-01"] == 19


def test_a_share_has_wilsons_limits(figures):
    found = history(WITHIN_18, figures)

    wilson = proportion_interval(pd.Series([60.0]), pd.Series([100.0])).iloc[0]
    assert found.lower.loc["A", "2025-04-01"] == wilson["lower"]
    assert found.upper.loc["A", "2025-04-01"] == wilson["upper"]


def test_a_wait_has_no_limits_but_pathways(figures):
    found = history(MEASURES["median-wait"], figures)

    assert found.lower.isna().all(axis=None)
    assert found.pathways.loc["A", "2025-05-01"] == 100
    assert np.isnan(found.comparable.loc["B", "2025-05-01"])
    assert value_limits(MEASURES["waiting-list"], figures).isna().all(axis=None)


def test_a_history_can_be_narrowed_to_areas_and_months(figures):
    found = history(WITHIN_18, figures).among(["B", "C"]).between("2025-05-01", "2025-05-01")

    assert list(found.values.index) == ["B", "C"]
    assert list(found.denominator.columns) == [pd.Timestamp("2025-05-01")]
    assert np.isnan(found.values.loc["C"]).all()
