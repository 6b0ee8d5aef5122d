"""How far areas lie apart on a measure, over time, within boards and between them: its page and its files."""

import csv
import io
from datetime import date
from statistics import fmean
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.measured import cache, month_of_kind
from metrics.models import Membership
from metrics.presenters.variation.england import Choice, variation
from tests.factories import figures
from tests.published import A_YEAR_AGO, APRIL, MARCH, MAY, REDRAWN, publish

pytestmark = pytest.mark.django_db

WITHIN_18 = "within-18-weeks"


def page(client, slug: str = WITHIN_18, status: int = 200, **asked) -> str:
    response = client.get(reverse("measure-variation", args=[slug]), asked)
    assert response.status_code == status
    return response.content.decode()


def table(client, name: str, slug: str = WITHIN_18, **asked) -> list[dict]:
    text = client.get(reverse(f"measure-variation-{name}-csv", args=[slug]), asked).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def waiting(area: str, within_18: int, of: int = 1000, **more) -> dict:
    return {"area": area, "incomplete": of, "within_18": within_18} | more


def two_boards(month: date = MAY, wakefield: int = 681) -> None:
    """Publish three parts of West Yorkshire and two of North East and North Cumbria."""
    figures(
        month,
        waiting("03R", wakefield),
        waiting("15F", 572),
        waiting("36J", 600),
        waiting("00N", 450),
        waiting("00L", 700),
        waiting("91Q", 9, 10),
        waiting("ENGLAND", 6090, 10_000),
    )


def test_the_first_line_says_how_far_areas_lie_apart_and_what_boards_explain(client):
    two_boards()

    text = page(client)

    assert (
        "In May 2025 sub-ICB locations lay from 45.0% in South Tyneside to 70.0% in Northumberland, 25.0 percentage "
        "points apart."
    ) in text
    # Means 61.77 of three and 57.5 of two, of all 60.06: 3 × 2.92 + 2 × 6.55 = 21.85 of 398.07, 5%. By chance 1 ÷ 4.
    assert (
        "explains 5% of the differences between sub-ICB locations; by chance alone it would be 25%." in text
    )
    assert "That is no more than chance would leave" in text


def test_areas_that_read_the_same_at_an_end_are_counted_not_named(client):
    figures(MAY, *(waiting(code, 500) for code in ("03R", "15F", "36J")), waiting("00N", 700))

    assert "from 50.0% in 3 of them to 70.0% in South Tyneside" in page(client)


def test_the_board_with_the_widest_gap_comes_first(client):
    two_boards()

    boards = table(client, "boards")

    assert [(row["parent"], row["low_name"], row["high_name"]) for row in boards] == [
        ("QHM", "South Tyneside", "Northumberland"),
        ("QWO", "Leeds", "Wakefield"),
    ]
    assert [float(row["gap"]) for row in boards] == pytest.approx([25, 10.9])
    assert [row["more_than_chance"] for row in boards] == ["yes", "yes"]
    assert (
        "Of the ICBs, North East and North Cumbria has the widest gap among its parts: from 45.0% in South Tyneside to "
        "70.0% in Northumberland. It is more than chance"
    ) in page(client)


def test_the_page_says_how_many_are_compared(client):
    two_boards()

    assert "Compared: 5 of 106 sub-ICB locations. Of 42 ICBs, 2 have two or more parts" in page(client)


def test_the_gap_is_told_month_by_month_and_a_missing_month_is_not_known(client):
    two_boards(MARCH, wakefield=800)
    two_boards(MAY)

    months = table(client, "months")

    assert [row["month"] for row in months] == ["2025-03", "2025-04", "2025-05"]
    assert [row["gap"] for row in months][1] == ""
    assert float(months[0]["gap"]) == pytest.approx(35)
    assert float(months[2]["gap"]) == pytest.approx(25)
    assert float(months[2]["england"]) == pytest.approx(60.9)
    assert (
        "In March 2025 the gap was 35.0 percentage points; in May 2025 it is 25.0 percentage points."
        in page(client)
    )


def test_months_before_a_break_in_the_series_are_not_compared_with_those_after(client):
    two_boards(date(2024, 1, 1))
    two_boards(date(2024, 3, 1))

    text = page(client)

    assert "The first and the last month are not compared: From February 2024 pathways in community" in text


def test_a_count_leads_to_the_rate(client):
    publish(MAY)

    text = page(client, "waiting-list")

    assert "Areas of different size cannot be compared by a count" in text
    assert reverse("measure-variation", args=["waiting-list-per-1000"]) in text


def test_a_board_has_the_parts_of_each_month_or_those_of_today(client):
    two_boards(MAY)
    two_boards(REDRAWN)
    moved = Membership.objects.get(child__code="36J", parent__code="QWO")
    moved.end = date(2025, 12, 31)
    moved.save()

    then, now = (table(client, "boards", boundaries=asked) for asked in ("then", "now"))

    def parts(rows: list[dict]) -> list[str]:
        return [row["parts"] for row in rows if row["parent"] == "QWO"]

    assert (parts(then), parts(now)) == (["3", "2"], ["2", "2"])


def test_boards_of_then_and_of_today_are_not_compared_with_each_other():
    publish(MAY, REDRAWN)
    with time_machine.travel(date(2026, 5, 1)):
        found = {
            boundaries: variation(MEASURES[WITHIN_18], Choice("icb", "C_999", MAY, REDRAWN, boundaries))
            for boundaries in ("then", "now")
        }

    assert (found["then"].level_areas, found["now"].level_areas) == (36, 36)
    # Frimley is a board of then; its successors are boards of today, with sums for every month.
    for boundaries, one in found.items():
        values = month_of_kind("icb", MAY).set_index("area")[WITHIN_18].dropna()
        alive = "QNQ" in values.index if boundaries == "then" else False
        ends = {one.country["low_area"].iloc[0], one.country["high_area"].iloc[0]}
        assert alive or "QNQ" not in ends


def test_the_shares_and_gaps_are_as_a_slow_way_finds_them():
    publish(APRIL, MAY)
    found = variation(MEASURES[WITHIN_18], Choice("sicbl", "C_999", APRIL, MAY, "then"))

    board_of = dict(
        Membership.objects.filter(parent__kind="icb", start__isnull=True).values_list(
            "child__code", "parent__code"
        )
    )
    for month in (APRIL, MAY):
        rows = month_of_kind("sicbl", month)
        values = {
            row.area: 100 * row.within_18 / row.incomplete
            for row in rows.itertuples()
            if row.incomplete >= 20
        }
        everyone = fmean(values.values())
        total = sum((value - everyone) ** 2 for value in values.values())
        within = 0.0
        for board in {board_of[area] for area in values}:
            own = [value for area, value in values.items() if board_of[area] == board]
            within += sum((value - fmean(own)) ** 2 for value in own)
        shares, country = found.shares.loc[str(month)], found.country.loc[str(month)]
        assert float(shares["between"]) == pytest.approx(1 - within / total)
        assert float(country["gap"]) == pytest.approx(max(values.values()) - min(values.values()))


@pytest.mark.parametrize("name", ["spread", "shares", "boards"])
def test_charts_come_as_pictures(client, name):
    publish(APRIL, MAY)

    drawn = client.get(reverse("measure-variation-svg", args=[WITHIN_18, name]))
    picture = client.get(reverse("measure-variation-png", args=[WITHIN_18, name]))

    assert ElementTree.fromstring(drawn.content).tag.endswith("svg")
    assert picture.content.startswith(b"\x89PNG")


def test_a_chart_that_is_not_there_is_not_found(client):
    publish(MAY)

    assert client.get(reverse("measure-variation-svg", args=[WITHIN_18, "pie"])).status_code == 404


@pytest.mark.parametrize("slug", [slug for slug, measure in MEASURES.items() if measure.comparable])
def test_every_measure_has_a_page(client, slug):
    publish(MAY)

    assert "Across England, month by month" in page(client, slug) or "Nothing to compare" in page(
        client, slug
    )


def test_a_function_that_nobody_is_treated_in_says_so(client):
    two_boards()

    text = page(client, function="C_150")

    assert "Fewer than two sub-ICB locations can be compared on this in these months." in text
    assert client.get(
        reverse("measure-variation-svg", args=[WITHIN_18, "spread"]), {"function": "C_150"}
    ).status_code == (404)


def test_without_figures_the_page_says_so(client):
    assert "No month of figures is published here yet." in page(client)


def test_a_wrong_choice_is_named_and_the_page_still_shows_something(client):
    publish(APRIL, MAY)
    asked = {"level": "moon", "from": "2025-05", "to": "2025-04"}

    text = page(client, status=400, **asked)

    assert "“moon” is not one of the choices" in text
    assert "The last month is before the first" in text
    assert "Across England, month by month" in text
    assert client.get(reverse("measure-variation-months-csv", args=[WITHIN_18]), asked).status_code == 400


@pytest.mark.parametrize("months", [(MAY,), (A_YEAR_AGO, MARCH, APRIL, MAY)])
def test_the_page_costs_the_same_few_queries_whatever_the_months(
    client, months, django_assert_max_num_queries
):
    publish(*months)
    cache.clear()
    with django_assert_max_num_queries(16):
        page(client)

    with django_assert_max_num_queries(6):
        page(client)
