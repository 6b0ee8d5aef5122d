"""The pages of persistent challenges and of pockets: who is named, what is said of it, and the files."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from metrics.models import Analysis, Publication
from tests.analysed import analysed, months_published, stands, trails
from tests.factories import MAY

pytestmark = pytest.mark.django_db
LOCATIONS = ("03R", "15F", "36J", "X2C4Y", "02T", "91Q")
CHALLENGES, POCKETS = "report-challenges", "report-pockets"


@pytest.fixture
def analysis() -> Analysis:
    return analysed()


def text_of(client, route: str = CHALLENGES, status: int = 200, **asked) -> str:
    answer = client.get(reverse(route), asked)
    assert answer.status_code == status
    return answer.content.decode()


def lede(page: str) -> str:
    return " ".join(page.split('class="app-lede app-answer">')[1].split("</p>")[0].split())


def rows_of(client, route: str = CHALLENGES, **asked) -> list[dict[str, str]]:
    answer = client.get(reverse(f"{route}-csv"), asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


# Who is named


def test_the_first_line_says_who_has_been_behind_for_longest_and_who_is_furthest_behind(client, analysis):
    trails(analysis, "03R")
    trails(analysis, "15F", running=7, behind_since=date(2024, 11, 1), shortfall=11.96)
    stands(analysis, "36J")

    assert lede(text_of(client)) == (
        "2 of 3 sub-ICB locations have a persistent challenge: in the bottom quarter, or in special-cause concern, in "
        "at least 6 of the last 12 months and in May 2025. Wakefield has been there for longest without a break: 10 "
        "months, since August 2024. Leeds is furthest behind the middle sub-ICB location now: 12.0 percentage points."
    )


def test_the_longest_come_first(client, analysis):
    trails(analysis, "03R", running=7)
    trails(analysis, "15F", running=10)

    assert [row["area"] for row in rows_of(client)] == ["15F", "03R"]


def test_five_months_are_no_challenge_and_six_in_concern_are_one(client, analysis):
    trails(analysis, "03R", bottom_months=5, concern_months=5)
    trails(analysis, "15F", bottom_months=0, concern_months=6, quartile=1, shortfall=-3)

    assert [row["area"] for row in rows_of(client)] == ["15F"]
    assert "3.0 ahead" in text_of(client)


def test_who_has_come_out_of_it_is_counted_and_shown_when_asked_for(client, analysis):
    trails(analysis, "03R")
    trails(analysis, "15F", running=0, behind_since=None)

    assert [row["area"] for row in rows_of(client)] == ["03R"]
    assert "1 more was there in as many of the months, but not in May 2025." in text_of(client)
    assert [row["area"] for row in rows_of(client, state="year")] == ["03R", "15F"]
    assert text_of(client, state="year").count("not in May 2025") == 2  # The note, and the row.


def test_what_began_before_the_first_month_is_not_dated(client, analysis):
    trails(analysis, "03R", running=14, behind_since=date(2024, 4, 1))

    page = text_of(client)

    assert "It has been there in every month since figures begin here (April 2024)." in lede(page)
    assert "Apr 2024 or earlier" in page
    assert rows_of(client)[0]["since_figures_begin"] == "True"


def test_nobody_behind_is_said(client, analysis):
    stands(analysis, "03R")

    assert lede(text_of(client)) == "None of 1 sub-ICB location has a persistent challenge in May 2025."


def test_only_areas_within_the_region_or_board_asked_for_are_listed(client, analysis):
    trails(analysis, "03R")
    trails(analysis, "91Q")

    assert [row["area"] for row in rows_of(client, within="QWO")] == ["03R"]
    assert [row["area"] for row in rows_of(client, within="Y63")] == ["03R"]
    assert "1 of 1 sub-ICB location within West Yorkshire has a persistent challenge" in text_of(
        client, within="QWO"
    )
    assert lede(text_of(client, within="QWO", level="region")) == (
        "No region within West Yorkshire has figures to be compared on this."
    )


def test_each_treatment_function_may_count_by_itself(client, analysis):
    trails(analysis, "03R", treatment_function="C_110")
    trails(analysis, "03R", treatment_function="C_120", running=3)
    stands(analysis, "03R")

    page = text_of(client, function="any")

    assert "2 of 2 pairs of sub-ICB location and treatment function have a persistent challenge" in lede(page)
    assert "Wakefield (trauma and orthopaedics) is furthest behind" in lede(page)
    assert [row["treatment_function"] for row in rows_of(client, function="any")] == ["C_110", "C_120"]
    assert rows_of(client) == []


def test_a_wait_in_the_open_band_is_so_far_behind_or_more(client, analysis):
    trails(analysis, "03R", measure="p92-wait", value=104, shortfall=62.3)

    page = text_of(client, measure="p92-wait")

    assert "at least 62.3 weeks" in lede(page)
    assert "62.3 or more" in page
    assert "No interval can be worked out for a wait" in page


def test_trial_limits_are_said(client, analysis):
    trails(analysis, "03R", is_trial=True)

    assert "1 of them has a control chart with trial limits" in text_of(client)


def test_a_month_that_was_not_ranked_is_not_counted_as_well_done(client, analysis):
    trails(analysis, "03R", months=9, bottom_months=8)

    assert "8 of 9 ranked" in text_of(client)


# Pockets


def test_a_part_that_trails_while_its_board_does_not_is_a_pocket(client, analysis):
    trails(analysis, "03R")
    stands(analysis, "15F")
    stands(analysis, "QWO", value=61.04, bottom_months=1)

    page = text_of(client, POCKETS)

    assert (
        "have pockets: 1 sub-ICB location has a persistent challenge in May 2025 while the ICB as a whole does not. "
        "Wakefield in West Yorkshire is furthest behind the middle sub-ICB location of England: 8.0 percentage points."
    ).replace("have pockets", "has pockets") in lede(page)
    assert "61.0%, quarter 2" in page
    [row] = rows_of(client, POCKETS)
    assert (row["area"], row["part_of"], row["icb_months_in_bottom_quartile"]) == ("03R", "QWO", "1")


def test_what_a_board_shares_is_no_pocket(client, analysis):
    trails(analysis, "03R")
    trails(analysis, "QWO")

    page = text_of(client, POCKETS, within="QWO")

    assert rows_of(client, POCKETS) == []
    assert lede(page) == (
        "None of 1 ICB with two or more sub-ICB locations within West Yorkshire hides one with a persistent challenge "
        "in May 2025."
    )
    assert (
        "1 ICB has a persistent challenge as a whole: what their parts share with them is no pocket." in page
    )


def test_one_month_out_of_the_bottom_quarter_does_not_make_a_boards_trouble_that_of_its_parts(
    client, analysis
):
    trails(analysis, "03R")
    trails(analysis, "QWO", running=0, behind_since=None, bottom_months=10)

    assert rows_of(client, POCKETS) == []


def test_a_board_that_came_out_of_concern_does_not_hide_its_pockets(client, analysis):
    trails(analysis, "03R")
    trails(analysis, "QWO", running=0, behind_since=None, bottom_months=0, concern_months=9)

    assert [row["area"] for row in rows_of(client, POCKETS)] == ["03R"]


def test_a_part_ahead_of_the_middle_area_does_not_trail_whatever_its_chart_says(client, analysis):
    trails(analysis, "03R", bottom_months=0, concern_months=8, shortfall=-0.1)
    stands(analysis, "QWO")

    assert rows_of(client, POCKETS) == []
    assert [row["area"] for row in rows_of(client)] == ["03R"]


def test_a_board_that_trails_on_another_treatment_function_hides_no_pocket(client, analysis):
    trails(analysis, "03R", treatment_function="C_110")
    trails(analysis, "QWO", treatment_function="C_120")
    stands(analysis, "QWO", treatment_function="C_110")

    assert [row["area"] for row in rows_of(client, POCKETS, function="any")] == ["03R"]


def test_the_only_part_of_a_board_is_no_pocket_of_it(client, analysis):
    trails(analysis, "91Q")
    stands(analysis, "QKS")

    page = text_of(client, POCKETS, within="QKS")

    assert lede(page) == (
        "No ICB within Kent and Medway has two or more sub-ICB locations, so there are no pockets to find."
    )
    assert "1 ICB has one sub-ICB location only" in page


# What there is to be said before there is an answer


@pytest.mark.parametrize("route", [CHALLENGES, POCKETS])
def test_without_figures_the_page_says_so(client, route):
    assert "No month of figures is published here yet." in text_of(client, route)
    assert client.get(reverse(f"{route}-csv")).status_code == 404


@pytest.mark.parametrize("route", [CHALLENGES, POCKETS])
def test_fewer_than_six_months_are_too_few_to_say(client, route):
    analysed(months=5)

    assert "It takes 6 months of figures to say who has stayed behind: 5 are published." in text_of(
        client, route
    )
    assert client.get(reverse(f"{route}-csv")).status_code == 404


def test_while_where_areas_stand_is_being_worked_out_the_page_says_so(client):
    months_published()

    assert "Where areas stand is being worked out" in text_of(client)


def test_what_was_being_worked_out_is_shown_as_soon_as_it_is_known(client):
    months_published()
    text_of(client)
    made = Analysis.objects.create(
        publication=Publication.objects.latest("pk").pk, rebases=0, month=MAY, months=14, seconds=1
    )
    trails(made, "03R")

    assert "1 of 1 sub-ICB location has a persistent challenge" in text_of(client)


# Asking


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "waiting-list"}, "Pathways on the waiting list cannot be compared"),
        ({"measure": "new-pathways-per-1000"}, "nobody is behind"),
        ({"measure": "speed"}, "“speed” is not one of the choices"),
        ({"function": "C_000"}, "“C_000” is not one of the choices"),
        ({"within": "03R"}, "There is no region or ICB “03R” here"),
    ],
)
@pytest.mark.parametrize("route", [CHALLENGES, POCKETS])
def test_what_cannot_be_asked_is_said_and_the_default_shown(client, analysis, route, asked, said):
    page = text_of(client, route, status=400, **asked)

    assert said in page
    assert "app-answer" in page
    assert client.get(reverse(f"{route}-csv"), asked).status_code == 400


def test_both_pages_lead_to_each_other_about_the_same(client, analysis):
    trails(analysis, "03R")
    asked = {"measure": "over-52-weeks", "function": "C_110", "within": "QWO"}

    to_pockets = f'href="{reverse(POCKETS)}?measure=over-52-weeks&amp;function=C_110&amp;within=QWO"'
    assert to_pockets in text_of(client, **asked)
    assert to_pockets.replace(reverse(POCKETS), reverse(CHALLENGES)) in text_of(client, POCKETS, **asked)


def test_a_page_has_its_source_and_its_method(client, analysis):
    for route, anchor in ((CHALLENGES, "persistent-challenges"), (POCKETS, "pockets")):
        page = text_of(client, route)
        assert f'href="/methods/#{anchor}"' in page
        assert 'href="/data/2025-05/"' in page
        assert f'id="{anchor}"' in client.get("/methods/").content.decode()


def test_a_long_list_comes_in_pages_and_the_file_holds_all(client, analysis):
    functions = [f"C_{number}" for number in (100, 101, 110, 120, 130, 140, 150, 160, 170)]
    for code in LOCATIONS:
        for function in functions:
            trails(analysis, code, treatment_function=function)

    page = text_of(client, function="any", page=2)

    assert "51 to 54 of 54" in page
    assert page.count('class="nhsuk-table__row"') == 4
    assert len(rows_of(client, function="any")) == 54


def test_a_page_costs_the_same_for_one_area_and_for_all(client, analysis, django_assert_max_num_queries):
    trails(analysis, "03R")
    with django_assert_max_num_queries(12):
        text_of(client)
    for code in LOCATIONS[1:]:
        trails(analysis, code)

    with django_assert_max_num_queries(12):
        text_of(client, function="any")
    with django_assert_max_num_queries(12):
        text_of(client, POCKETS)
    with django_assert_max_num_queries(6):
        text_of(client, function="any")
