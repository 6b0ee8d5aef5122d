"""What boards were made of in each month."""

import pandas as pd

from metrics.compute.parts import by_parts_of_each_month, parts_on
from metrics.compute.variation import spreads, variance_shares

MARCH, APRIL = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-01")
# A board of two parts takes over the third from another that closes.
MEMBERSHIPS = pd.DataFrame(
    [
        ("03R", "QWO", None, None),
        ("15F", "QWO", None, None),
        ("36J", "QNQ", None, "2026-03-31"),
        ("36J", "QWO", "2026-04-01", None),
        ("QWO", "Y63", None, None),
    ],
    columns=["child", "parent", "start", "end"],
).astype({"start": "datetime64[s]", "end": "datetime64[s]"})
BOARDS = ["QWO", "QNQ"]
VALUES = pd.DataFrame({MARCH: [50.0, 60.0, 90.0], APRIL: [50.0, 60.0, 90.0]}, index=["03R", "15F", "36J"])


def pairs(membership: pd.DataFrame) -> list[tuple]:
    return sorted(membership.itertuples(index=False, name=None))


def test_a_part_counts_where_it_was_on_the_day():
    assert pairs(parts_on(MEMBERSHIPS, MARCH, BOARDS)) == [("03R", "QWO"), ("15F", "QWO"), ("36J", "QNQ")]
    assert pairs(parts_on(MEMBERSHIPS, APRIL, BOARDS)) == [("03R", "QWO"), ("15F", "QWO"), ("36J", "QWO")]


def test_the_last_day_still_counts():
    assert ("36J", "QNQ") in pairs(parts_on(MEMBERSHIPS, pd.Timestamp("2026-03-31"), BOARDS))


def test_a_board_is_as_wide_as_its_parts_of_the_month():
    found = by_parts_of_each_month(spreads, VALUES, MEMBERSHIPS, BOARDS)

    assert found["gap"].to_dict() == {(MARCH, "QWO"): 10, (APRIL, "QWO"): 40}


def test_months_come_in_their_order_whichever_parts_they_share():
    again = VALUES.assign(**{"2025": VALUES[MARCH]}).set_axis(
        [APRIL, MARCH, pd.Timestamp("2025-01-01")], axis=1
    )

    found = by_parts_of_each_month(variance_shares, again, MEMBERSHIPS, BOARDS)

    assert found.index.tolist() == sorted(again.columns)
    assert found["parents"].tolist() == [2, 2, 1]


def test_without_months_nothing_is_found():
    found = by_parts_of_each_month(spreads, VALUES.iloc[:, :0], MEMBERSHIPS, BOARDS)

    assert found.empty
