"""How far the parts of an area lie apart: its page and its files."""

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from metrics.compute.measures import FEWEST_TO_COMPARE, MEASURES, quantity
from metrics.measured import cache, month_of_kind
from metrics.models import Area
from metrics.presenters.variation.parts import parts_apart
from metrics.queries import place_of
from tests.factories import figures
from tests.published import A_YEAR_AGO, APRIL, MARCH, MAY, publish

pytestmark = pytest.mark.django_db

WEST_YORKSHIRE = ("03R", "15F", "36J", "02T", "X2C4Y")


def page(client, code: str, status: int = 200, **asked) -> str:
    response = client.get(reverse("area-variation", args=[code]), asked)
    assert response.status_code == status
    return response.content.decode()


def table(client, code: str, name: str = "area-variation-csv", **asked) -> dict[str, dict]:
    text = client.get(reverse(name, args=[code]), asked).content.decode()
    return {row["measure"]: row for row in csv.DictReader(io.StringIO(text))}


def waiting(area: str, within_18: int, of: int = 1000, **more) -> dict:
    return {"area": area, "incomplete": of, "within_18": within_18} | more


def two_boards(month: date = MAY, **of_wakefield) -> None:
    """Publish four parts of West Yorkshire and two of another board, further apart."""
    figures(
        month,
        waiting("03R", 681) | of_wakefield,
        waiting("15F", 572),
        waiting("36J", 600),
        waiting("02T", 9, 10),
        waiting("15N", 500),
        waiting("00N", 450),
        waiting("00L", 700),
        waiting("ENGLAND", 6090, 10_000),
    )


def test_the_first_line_says_where_the_gap_is_widest(client):
    two_boards()

    assert (
        "In West Yorkshire the widest gap of a headline measure is in waiting 18 weeks or less: from 57.2% in Leeds to "
        "68.1% in Wakefield, in May 2025."
    ) in page(client, "QWO")


def test_parts_that_read_the_same_are_not_hidden_behind_one_of_them(client):
    figures(
        MAY,
        *(waiting(code, within) for code, within in (("03R", 681), ("15F", 572), ("36J", 572), ("02T", 572))),
    )

    said = page(client, "QWO")

    assert "57.2% Bradford District and Craven and 2 others" in said
    assert "from 57.2% in Bradford District and Craven and 2 others to 68.1% in Wakefield" in said


def test_a_gap_has_all_that_is_known_of_it(client):
    two_boards()

    row = table(client, "QWO")["within-18-weeks"]

    assert (row["low_area"], row["high_area"]) == ("15F", "03R")
    assert float(row["gap"]) == pytest.approx(10.9)
    assert float(row["ratio"]) == pytest.approx(68.1 / 57.2)
    # 57.2, 60.0 and 68.1: mean 61.767, sample standard deviation 5.663.
    assert float(row["coefficient_of_variation"]) == pytest.approx(5.6624 / 61.7667, abs=1e-4)
    # Of six parts known, two lie below Leeds and four below Wakefield.
    assert float(row["areas_spanned_per_cent"]) == pytest.approx(40)
    assert (row["place_of_gap"], row["areas_with_a_gap"], row["more_than_chance"]) == ("2", "2", "yes")
    assert float(row["england"]) == pytest.approx(60.9)


def test_a_part_with_fewer_than_20_pathways_is_not_the_highest(client):
    two_boards()

    assert table(client, "QWO")["within-18-weeks"]["high_name"] == "Wakefield"


def test_a_gap_that_chance_could_make_is_said_to_be_within_chance_and_comes_last(client):
    figures(
        MAY, waiting("03R", 15, 25), waiting("15F", 16, 25)
    )  # Of 25 pathways each, Leeds has many more people.

    rows = table(client, "QWO")

    assert {name: row["more_than_chance"] for name, row in rows.items()} == {
        "waiting-list-per-1000": "yes",
        "waiting-list-per-1000-registered": "yes",
        "within-18-weeks": "no",
    }
    assert list(rows)[-1] == "within-18-weeks"
    assert "within chance" in page(client, "QWO")


def test_a_wait_is_said_to_have_no_interval(client):
    figures(MAY, waiting("03R", 600, median_wait=12.0), waiting("15F", 400, median_wait=15.5))

    assert table(client, "QWO")["median-wait"]["more_than_chance"] == ""
    assert "no interval can be worked out" in page(client, "QWO")


def test_the_gap_a_year_before_is_among_the_same_parts(client):
    two_boards(date(2025, 5, 1))
    figures(date(2024, 5, 1), waiting("03R", 600), waiting("15F", 580), waiting("36J", 590))

    assert float(table(client, "QWO")["within-18-weeks"]["gap_a_year_before"]) == pytest.approx(2)


def test_a_year_before_in_which_a_part_was_not_known_is_not_compared(client):
    two_boards()
    figures(date(2024, 5, 1), waiting("03R", 600), waiting("15F", 580))

    assert table(client, "QWO")["within-18-weeks"]["gap_a_year_before"] == ""


def test_gaps_are_not_compared_across_a_break_in_the_series(client):
    two_boards(date(2024, 3, 1))
    two_boards(date(2023, 3, 1))

    assert table(client, "QWO", month="2024-03")["within-18-weeks"]["gap_a_year_before"] == ""
    text = page(client, "QWO", month="2024-03")
    assert (
        "Gaps are not compared with a year before: From February 2024 pathways in community services" in text
    )


def test_a_count_is_not_compared(client):
    two_boards()

    assert "waiting-list" not in table(client, "QWO")
    assert "areas of different size cannot be compared by a count" in page(client, "QWO")


def test_a_neutral_measure_is_said_to_have_no_better_side(client):
    publish(MAY)

    assert "Neither high nor low is better: " in page(client, "QWO")


def test_a_board_of_one_part_has_nothing_to_compare_and_leads_to_areas_like_it(client):
    publish(MAY)

    text = page(client, "QKS")

    assert "Kent and Medway has no two parts to compare." in text
    assert reverse("peers", args=["QKS"]) in text


def test_a_part_leads_to_the_parts_of_its_board(client):
    publish(MAY)

    assert reverse("area-variation", args=["QWO"]) in page(client, "03R")


@pytest.mark.parametrize("code", ["ENGLAND", "Y63", "DX039", "QWO"])
def test_every_kind_of_area_has_a_page(client, code):
    publish(APRIL, MAY)

    assert "How its parts differ" in page(client, code)


def test_a_board_of_today_has_the_parts_it_began_with(client):
    publish(MAY)
    successor = Area.objects.get(code="S1Y5D")  # Central East, since April 2026.

    assert page(client, successor.code)


def test_a_function_that_few_are_treated_in_says_that_nothing_can_be_compared(client):
    two_boards()

    text = page(client, "QWO", function="C_150")

    assert "No two parts of West Yorkshire can be compared on" in text
    assert "Nothing to compare here" in text


def test_without_figures_the_page_says_so(client):
    assert "No figures yet" in page(client, "QWO")


def test_a_wrong_choice_is_named_and_the_page_still_shows_something(client):
    publish(MAY)

    text = page(client, "QWO", status=404, month="1066-10", function="C_1")

    assert "No figures of “1066-10” are published for this area" in text
    assert "There is no treatment function “C_1”" in text
    assert "Every measure, widest gap first" in text


def test_a_code_in_small_letters_leads_to_the_page(client):
    assert client.get("/areas/qwo/variation/").headers["Location"] == "/areas/QWO/variation/"


def test_the_small_charts_come_as_a_picture_and_a_table(client):
    publish(APRIL, MAY)

    drawn = client.get(reverse("area-variation-svg", args=["QWO"]))
    picture = client.get(reverse("area-variation-png", args=["QWO"]))
    lines = table(client, "QWO", "area-variation-lines-csv")

    assert ElementTree.fromstring(drawn.content).tag.endswith("svg")
    assert picture.content.startswith(b"\x89PNG")
    assert {"within-18-weeks", "median-wait"} <= set(lines)


@pytest.mark.parametrize(("asked", "status"), [({"month": "x"}, 400), ({"month": "1066-10"}, 404)])
def test_files_of_a_wrong_month_are_refused(client, asked, status):
    publish(MAY)

    assert client.get(reverse("area-variation-csv", args=["QWO"]), asked).status_code == status


def test_an_area_without_two_parts_has_no_files(client):
    publish(MAY)

    assert client.get(reverse("area-variation-svg", args=["03R"])).status_code == 404


def test_gaps_are_as_a_slow_way_finds_them():
    publish(MARCH, APRIL, MAY)
    place = place_of(Area.objects.get(code="QWO"), MAY)
    month = month_of_kind("sicbl", MAY).set_index("area")
    every = set(Area.objects.filter(kind="sicbl").valid_on(MAY).values_list("code", flat=True))

    found = {gap.measure.slug: gap for gap in parts_apart(place, MAY, "C_999").gaps}

    assert len(found) > 15
    for slug, gap in found.items():
        enough = quantity(month, MEASURES[slug].pathways) >= FEWEST_TO_COMPARE
        known = {
            code: value for code, value in month[slug][enough].items() if value == value and code in every
        }
        ours = {code: known[code] for code in WEST_YORKSHIRE if code in known}
        assert (gap.low_value, gap.high_value) == pytest.approx((min(ours.values()), max(ours.values())))
        below = [sum(other < ours[end.code] for other in known.values()) for end in (gap.low, gap.high)]
        widest = max(sum(other < value for other in known.values()) for value in ours.values())
        least = min(sum(other < value for other in known.values()) for value in ours.values())
        assert gap.spanned == pytest.approx(100 * (widest - least) / (len(known) - 1))
        assert below[1] == widest


@pytest.mark.parametrize("months", [(MAY,), (A_YEAR_AGO, MARCH, APRIL, MAY)])
def test_the_page_costs_the_same_few_queries_whatever_the_months(
    client, months, django_assert_max_num_queries
):
    publish(*months)
    cache.clear()
    with django_assert_max_num_queries(16):
        page(client, "QWO")

    with django_assert_max_num_queries(8):
        page(client, "QWO")
