from datetime import date

import pytest

from metrics.compute.timetable import late_months, missing_months, months_later, publication_day


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (date(2024, 12, 1), date(2025, 2, 13)),
        (date(2025, 5, 1), date(2025, 7, 10)),
        (date(2025, 11, 1), date(2026, 1, 8)),
        (date(2026, 3, 1), date(2026, 5, 14)),
    ],
)
def test_a_month_is_due_on_the_second_thursday_two_months_on(month, day):
    assert publication_day(month) == day


def test_months_count_over_the_turn_of_the_year():
    assert months_later(date(2024, 12, 1), 1) == date(2025, 1, 1)
    assert months_later(date(2025, 1, 1), -1) == date(2024, 12, 1)
    assert months_later(date(2025, 3, 1), 24) == date(2027, 3, 1)


def test_nothing_is_late_until_a_week_after_it_was_due():
    may = date(2025, 5, 1)

    assert late_months(may, date(2025, 8, 21)) == []
    assert late_months(may, date(2025, 8, 22)) == [date(2025, 6, 1)]
    assert late_months(may, date(2025, 10, 1)) == [date(2025, 6, 1), date(2025, 7, 1)]


def test_gaps_between_the_first_and_the_last_month_are_missing():
    assert missing_months([date(2025, 5, 1), date(2025, 1, 1), date(2025, 3, 1)]) == [
        date(2025, 2, 1),
        date(2025, 4, 1),
    ]
    assert missing_months([date(2025, 5, 1)]) == []
    assert missing_months([]) == []
