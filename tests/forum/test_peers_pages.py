"""Areas like an area: who they are, who of them does better, and what matching them would mean."""

import csv
import html
import io
import re
from collections.abc import Iterable
from datetime import date

import pandas as pd
import pytest
from django.urls import reverse

from metrics.compute.peers import similar_areas
from metrics.models import Area, Population, Rebase
from metrics.presenters.peers.group import PeerChoice, areas_like, peer_group
from metrics.queries import profiles
from tests.charts.drawings import marked
from tests.factories import figures
from tests.metrics.test_peers import PEERS_OF_WAKEFIELD, plain_distance
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db

MONTHS = [month.date() for month in pd.date_range("2024-06-01", "2025-05-01", freq="MS")]
NAMES_OF_PEERS = (
    "Barnsley, Doncaster, Calderdale, East Lancashire, Wigan Borough, Rotherham, County Durham, Tameside, "
    "Tees Valley and Bury"
)


def share_of(*areas: tuple[str, float], months: Iterable[date] = MONTHS, incomplete: int = 10_000) -> None:
    """Publish months in which areas have these shares of their lists within 18 weeks, wobbling a little."""
    for place, month in enumerate(months):
        wobble = 10 * (-1) ** place
        figures(
            month,
            *(
                {"area": code, "within_18": round(share * incomplete) + wobble, "incomplete": incomplete}
                for code, share in areas
            ),
        )


def read(client, name: str, code: str = "03R", status: int = 200, **asked) -> str:
    """Return what a page says, as plain words."""
    response = client.get(reverse(name, args=[code]), asked)
    assert response.status_code == status
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def first_line(client, name: str, code: str = "03R", **asked) -> str:
    response = client.get(reverse(name, args=[code]), asked)
    found = re.search(r'<p class="app-lede app-answer">(.*?)</p>', response.content.decode(), re.DOTALL)
    return html.unescape(found.group(1))


# Who they are


@pytest.mark.parametrize(("month", "others"), [(MAY, 105), (date(2026, 5, 1), 104)])
def test_the_ten_areas_most_like_wakefield_are_those_that_the_method_is_known_to_give(client, month, others):
    share_of(("03R", 0.5), months=[month])

    text = read(client, "peers")

    assert first_line(client, "peers") == f"The 10 areas most like Wakefield are {NAMES_OF_PEERS}."
    codes = re.findall(r'id="tick-(\w+)"', client.get("/areas/03R/peers/").content.decode())
    assert codes[:10] == PEERS_OF_WAKEFIELD
    assert f"1st of {others}" in text


def test_without_figures_it_is_known_whom_an_area_is_like(client):
    assert first_line(client, "peers") == f"The 10 areas most like Wakefield are {NAMES_OF_PEERS}."


def test_variables_stand_side_by_side_in_plain_units(client):
    known = profiles("sicbl")

    text = read(client, "peers")

    ours, theirs = known.loc["03R"], known.loc["02P"]
    assert f"{ours['list_size']:,.0f}" in text
    assert f"{theirs['list_size']:,.0f} −{ours['list_size'] - theirs['list_size']:,.0f}" in text
    assert f"{100 * ours['age_18_39']:.1f}%" in text


@pytest.mark.parametrize(("month", "boards"), [("2025-05", 42), ("2026-05", 36)])
def test_a_board_has_peers_among_the_boards_of_the_month(client, month, boards):
    figures(MAY, {"area": "QWO", "incomplete": 1})
    figures(date(2026, 5, 1), {"area": "QWO", "incomplete": 1})

    text = read(client, "peers", "QWO", month=month)

    assert f"1st of {boards - 1}" in text
    assert "weighted by their registered patients" in text


def test_weights_of_ones_own_are_kept_in_the_address_and_handed_on(client):
    asked = {"w_deprivation": "0", "w_rural": "40.5"}

    answer = client.get("/areas/03R/peers/", asked).content.decode()

    weights = PeerChoice().weights | {"deprivation": 0, "rural": 40.5}
    nearest = similar_areas(profiles("sicbl"), "03R", weights=weights)["peer"].tolist()
    assert re.findall(r'id="tick-(\w+)"', answer)[:10] == nearest
    assert nearest != PEERS_OF_WAKEFIELD
    assert '/areas/03R/better-peers/?w_deprivation=0&amp;w_rural=40.5"' in answer
    assert "most like Wakefield by your own weights" in answer


def test_areas_chosen_by_hand_are_compared_with_instead(client):
    share_of(("03R", 0.5), ("15F", 0.7), ("02P", 0.8))

    answer = first_line(client, "peers", peers="15F, 36j")
    better = first_line(client, "better-peers", peers="15F,36J")

    assert answer == (
        "Wakefield is compared with 2 areas chosen by hand: Bradford District and Craven and Leeds."
    )
    assert better.startswith("1 of the 2 areas chosen by hand does better")
    assert "Leeds (70.0%)" in better
    assert "Barnsley" not in better


def test_ticked_boxes_and_codes_are_one_choice(client):
    text = client.get("/areas/03R/peers/?peers=15F&peers=36J,02P&peers=").content.decode()

    assert "3 areas chosen by hand" in text
    assert "/areas/03R/better-peers/?peers=15F,36J,02P" in text
    assert text.count(" checked>") == 3


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"peers": "ZZZ,02P"}, "These cannot be chosen as peers: ZZZ."),
        ({"peers": "03R,02P"}, "These cannot be chosen as peers: 03R."),
        ({"peers": "QWO,02P"}, "These cannot be chosen as peers: QWO."),
        ({"peers": "02P"}, "1 area is chosen: choose 2 to 30."),
        ({"w_rural": "-1"}, "The weight of “Living in rural areas” must be a number from 0 to 100."),
        ({"w_rural": "nan"}, "The weight of “Living in rural areas” must be a number from 0 to 100."),
        ({f"w_{name}": "0" for name in PeerChoice().weights}, "Every weight is 0"),
    ],
)
@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
def test_peers_that_cannot_be_are_refused_in_words_and_the_usual_shown(client, name, asked, why):
    share_of(("03R", 0.5), months=[MAY])

    text = read(client, name, status=400, **asked)

    assert why in text
    assert "the usual choice stands in its place" in text


def test_more_than_thirty_areas_are_too_many(client):
    codes = list(areas_like(Area.objects.get(code="03R"), MAY))[:32]

    text = read(client, "peers", status=400, peers=",".join(code for code in codes if code != "03R"))

    assert "choose 2 to 30" in text


def test_what_was_asked_in_vain_is_shown_as_text(client):
    answer = client.get("/areas/03R/peers/", {"peers": '"><script>alert(1)</script>,02P'})

    assert "<script>alert" not in answer.content.decode()


def test_an_area_whose_profile_is_not_known_has_no_peers_but_those_chosen(client):
    area = Area.objects.get(code="03R")
    area.profile.delete()

    assert "not known" in first_line(client, "peers")
    assert "2 areas chosen by hand" in first_line(client, "peers", peers="02P,02X")


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
@pytest.mark.parametrize("code", ["ENGLAND", "Y63"])
def test_other_kinds_of_area_say_that_they_have_none(client, name, code):
    publish(MAY)

    assert "for integrated care boards and sub-ICB locations only" in read(client, name, code)


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
def test_a_code_in_small_letters_leads_to_the_page(client, name):
    found = client.get(reverse(name, args=["03r"]))

    assert found.headers["Location"] == reverse(name, args=["03R"])


# Who does better


def test_the_answer_names_who_does_better_and_by_how_much(client):
    share_of(("03R", 0.6), ("02P", 0.65), ("16C", 0.70), ("02X", 0.601), ("02T", 0.4), ("15F", 0.9))

    line = first_line(client, "better-peers")
    text = read(client, "better-peers")

    assert line == (
        "2 of the 10 areas most like Wakefield do better on “Waiting 18 weeks or less”, June 2024 to May 2025: "
        "Tees Valley (70.0%) and Barnsley (65.0%). Wakefield: 60.0%."
    )
    assert "10.0 percentage points about 1,000" in text
    assert "Doncaster 60.1%" in text
    assert "within chance" in text
    assert "Leeds" not in text


def test_the_order_is_gap_times_closeness(client):
    """Barnsley is nearest by far: a smaller gap weighs more than that of Bury, the furthest of the ten."""
    share_of(("03R", 0.6), ("02P", 0.69), ("00V", 0.70))
    group = peer_group(
        Area.objects.get(code="03R"), areas_like(Area.objects.get(code="03R"), MAY), PeerChoice()
    )
    middle = group.near["distance"].median()
    weights = {
        code: gap / (1 + plain_distance(group.profiles, "03R", code) / middle)
        for code, gap in {"02P": 9, "00V": 10}.items()
    }
    assert weights["02P"] > weights["00V"]

    assert "Barnsley (69.0%) and Bury (70.0%)" in first_line(client, "better-peers")


def test_where_no_peer_does_better_the_best_elsewhere_is_shown(client):
    share_of(("03R", 0.6), ("02P", 0.5), ("15F", 0.9))

    line = first_line(client, "better-peers")
    text = read(client, "better-peers")

    assert line == (
        "None of the 10 areas most like Wakefield does better on “Waiting 18 weeks or less”, June 2024 to May "
        "2025. Elsewhere 1 of the other 95 sub-ICB locations does: Leeds (90.0%). Wakefield: 60.0%."
    )
    assert "The best elsewhere" in text


def test_who_is_best_of_all_is_told_so(client):
    share_of(("03R", 0.6), ("02P", 0.5), ("15F", 0.5))

    assert "None of the other 95 sub-ICB locations does either." in first_line(client, "better-peers")


def test_a_peer_that_gets_worse_is_set_aside_with_the_reason(client):
    share_of(("03R", 0.6), ("02P", 0.8), months=MONTHS[:-1])
    share_of(("03R", 0.6), ("02P", 0.7), months=MONTHS[-1:])

    text = read(client, "better-peers")

    assert first_line(client, "better-peers").startswith("None of the 10 areas")
    assert "Barnsley is ahead too, but its chart shows a concern signal in the last 3 months." in text
    assert "ahead, but with a concern signal in the last 3 months" in text


def test_a_rebase_date_of_a_peer_counts(client):
    share_of(("03R", 0.6), ("02P", 0.9), months=MONTHS[:7])
    share_of(("03R", 0.6), ("02P", 0.8), months=MONTHS[7:])
    assert "Barnsley is ahead too" in read(client, "better-peers")

    Rebase.objects.create(
        area=Area.objects.get(code="02P"),
        measure="within-18-weeks",
        treatment_function="C_999",
        month=MONTHS[7],
        reason="Counts otherwise.",
    )

    assert "Barnsley (85.9%)" in first_line(client, "better-peers")


def test_a_period_and_a_treatment_function_can_be_asked_for(client):
    share_of(("03R", 0.6), ("02P", 0.5), months=MONTHS[:6])
    share_of(("03R", 0.6), ("02P", 0.8), months=MONTHS[6:])

    early = first_line(client, "better-peers", **{"from": "2024-06", "to": "2024-11"})
    late = first_line(client, "better-peers", **{"from": "2024-12", "to": "2025-05"})

    assert early.startswith("None of the 10")
    assert "Barnsley (80.0%)" in late
    assert "December 2024 to May 2025" in late
    assert "in trauma and orthopaedics" in first_line(client, "better-peers", function="C_110")
    assert "no figures" in first_line(client, "better-peers", function="C_110")


@pytest.mark.parametrize(
    ("slug", "why"),
    [
        ("new-pathways-per-1000", "neither high nor low is better"),
        ("waiting-list", "a larger area has a longer list"),
        ("median-wait", "from fewer than 6 months of figures"),
    ],
)
def test_where_nobody_can_be_better_it_says_why(client, slug, why):
    figures(MAY, *({"area": code, "incomplete": 500, "median_wait": 9} for code in ("03R", "02P")))

    assert why in first_line(client, "better-peers", measure=slug)


def test_a_wait_is_judged_by_its_months_and_says_so(client):
    for month in MONTHS:
        figures(
            month,
            {"area": "03R", "incomplete": 500, "median_wait": 13.0},
            {
                "area": "02P",
                "incomplete": 500,
                "median_wait": 14.0 if month in (MONTHS[0], MONTHS[4]) else 11.0,
            },
        )

    text = read(client, "better-peers", measure="median-wait")

    assert "Barnsley (11.5 weeks)" in text
    assert "No interval can be worked out for a wait, and small differences may be chance." in text
    assert "its wait was shorter in at least 10 of the 12 months" in text


def test_an_area_with_too_few_pathways_is_not_compared(client):
    share_of(("03R", 0.6), ("02P", 0.9), incomplete=19)

    assert "too few to compare" in first_line(client, "better-peers")


def test_a_wrong_choice_is_said_and_the_usual_shown(client):
    share_of(("03R", 0.6), ("02P", 0.7))

    text = read(client, "better-peers", status=400, measure="none", function="C_1", to="1066-10")

    assert "“none” is not one of the choices" in text
    assert "No figures of “1066-10” are published" in text
    assert "Barnsley (70.0%)" in text


def test_a_period_that_ends_before_it_begins_is_refused(client):
    share_of(("03R", 0.6), ("02P", 0.7))

    text = read(client, "better-peers", status=400, **{"from": "2025-05", "to": "2025-04"})

    assert "The first month, May 2025, is after the last, April 2025" in text


def test_the_csv_has_every_area_those_that_do_better_first(client):
    share_of(("03R", 0.6), ("02P", 0.65), ("16C", 0.70), ("15F", 0.9))

    answer = client.get("/areas/03R/better-peers/data.csv", {"measure": "within-18-weeks"})

    table = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["area"] for row in table[:3]] == ["16C", "02P", "15F"]
    assert [row["does_better"] for row in table[:4]] == ["True", "True", "True", "False"]
    assert [row["is_peer"] for row in table[:3]] == ["True", "True", "False"]
    assert float(table[0]["gap"]) == pytest.approx(10)
    assert len(table) == 105


def test_the_csv_says_what_cannot_be_asked(client):
    share_of(("03R", 0.6))

    answer = client.get("/areas/03R/better-peers/data.csv", {"measure": "none"})

    assert answer.status_code == 400
    assert "is not one of the choices" in answer.content.decode()


@pytest.mark.parametrize("slug", ["waiting-list", "new-pathways-per-1000"])
def test_the_csv_is_empty_where_nobody_can_be_better(client, slug):
    share_of(("03R", 0.6))

    answer = client.get("/areas/03R/better-peers/data.csv", {"measure": slug})

    assert answer.content.decode().splitlines() == ["area,name"]


def test_the_chart_shows_ours_among_its_peers_with_their_intervals(client):
    share_of(("03R", 0.6), ("02P", 0.65), ("02X", 0.601))

    drawn = client.get("/areas/03R/better-peers/chart.svg").content.decode()
    text = client.get("/areas/03R/better-peers/").content.decode()

    assert "Barnsley: better" in drawn
    assert "Doncaster: within chance" in drawn
    assert "1 of the 10 areas most like Wakefield does better" in drawn
    assert len(marked(drawn, "interval")) == 3
    assert 'id="peers-over-the-period"' in text
    assert (
        "/areas/03R/better-peers/chart.png?measure=within-18-weeks&amp;function=C_999&amp;from=2024-06"
        in text
    )


def test_the_chart_is_a_picture_too(client):
    share_of(("03R", 0.6), ("02P", 0.65), months=[MAY])

    answer = client.get("/areas/03R/better-peers/chart.png")

    assert answer.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("asked", "status"), [({"measure": "waiting-list"}, 404), ({"measure": "none"}, 400)]
)
def test_where_there_is_nothing_to_draw_it_says_why(client, asked, status):
    share_of(("03R", 0.6), months=[MAY])

    answer = client.get("/areas/03R/better-peers/chart.svg", asked)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


# Targets and opportunity


def test_the_pathways_that_stand_between_are_counted_out(client):
    figures(MAY, {"area": "03R", "within_18": 30_417, "incomplete": 46_464, "over_52": 930, "p92_wait": 39.1})

    line = first_line(client, "opportunity")
    text = read(client, "opportunity")

    assert line == (
        "65.5% of the 46,464 pathways on Wakefield’s list at the end of May 2025 had waited 18 weeks or less. For the "
        "standard of 92%, 12,330 of the 16,047 that had waited longer would have to be within 18 weeks."
    )
    assert (
        "Milestone: 70% across England in 2026/27 April 2026 to March 2027 65.5% 4.5 percentage points 2,108"
        in text
    )
    assert "by March 2026 65.5% already there 0" in text
    assert "2.0% 1.0 percentage points 466" in text  # 1% of 46,464 is 464.6
    assert "39.1 weeks 21.1 weeks as for 92%" in text
    assert "13,403 would have to leave it" in text


def test_milestones_of_the_past_are_gone_and_the_standard_met_is_said(client):
    figures(
        date(2026, 5, 1),
        {"area": "03R", "within_18": 930, "incomplete": 1000, "over_52": 1, "p92_wait": 17.9},
    )

    text = read(client, "opportunity")

    assert "March 2026, each trust" not in text
    assert first_line(client, "opportunity").startswith("Already there: 93.0%")
    assert "would have to leave it" not in text


@pytest.mark.parametrize(
    ("over_52", "shown"),
    [(99, "0.99% already there"), (101, "1.01% 0.01 percentage points 1"), (100, "1.0% already")],
)
def test_a_value_does_not_read_as_the_milestone_that_it_is_not(client, over_52, shown):
    figures(MAY, {"area": "03R", "within_18": 9_200, "incomplete": 10_000, "over_52": over_52})

    assert f"by March 2026 {shown}" in read(client, "opportunity")


def test_matching_the_peers_is_arithmetic_on_our_list(client):
    levels = dict(zip(PEERS_OF_WAKEFIELD, (40, 50, 60, 62, 64, 66, 70, 80, 90, 99), strict=True))
    share_of(("03R", 0.61), *((code, share / 100) for code, share in levels.items()), months=[MAY])

    text = read(client, "opportunity")

    # The middle of the ten is (64 + 66) ÷ 2, all 0.1 more by the wobble, so 4 points of 10,000; of all eleven the
    # best tenth is the second best.
    assert "At its peers’ median (65.1%), about 400 more of its pathways" in text
    assert "At the best tenth (90.1%), about 2,900 more of its pathways" in text
    assert "It is not a forecast" in text


def test_who_is_beyond_the_benchmark_is_already_there(client):
    share_of(("03R", 0.99), *((code, 0.5) for code in PEERS_OF_WAKEFIELD), months=[MAY])

    text = read(client, "opportunity")

    assert "It is already at its peers’ median (50.1%), or beyond it." in text


def test_treatment_functions_come_the_most_pathways_first(client):
    shares = {
        "C_100": (0.5, 0.6, 1000),
        "C_110": (0.5, 0.9, 10_000),
        "C_120": (0.9, 0.5, 1000),
        "C_130": (0.1, 0.9, 15),
    }
    figures(
        MAY,
        *(
            {"area": code, "treatment_function": function, "within_18": share * size, "incomplete": size}
            for function, (ours, theirs, size) in shares.items()
            for code, share in [("03R", ours), *((peer, theirs) for peer in PEERS_OF_WAKEFIELD)]
        ),
    )

    text = read(client, "opportunity")

    table = text[text.index("by treatment function, most pathways first") :]
    assert "Trauma and orthopaedics 50.0% 90.0% 4,000 90.0% 4,000 General surgery 50.0% 60.0% 100" in table
    assert "Ear, nose and throat" not in table or "already there" in table
    assert "too few to compare" in table
    one = read(client, "opportunity", function="C_110")
    assert (
        "Wakefield is at 50.0% in trauma and orthopaedics. At its peers’ median (90.0%), about 4,000" in one
    )
    assert "the standard is set for all of them together" in one


def test_a_rate_is_matched_in_pathways_a_month(client):
    known = {
        row.area.code: row.people
        for row in Population.objects.filter(source="ons", date="2024-06-30").select_related("area")
    }
    figures(
        MAY,
        {"area": "03R", "admitted": round(known["03R"] * 0.005)},
        *({"area": code, "admitted": round(known[code] * 0.008)} for code in PEERS_OF_WAKEFIELD),
    )

    text = read(client, "opportunity", measure="admitted-per-1000")

    assert f"about {known['03R'] * 0.003:,.0f} more pathways a month would be completed" in text


@pytest.mark.parametrize("asked", [{"measure": "median-wait"}, {"month": "1066-10"}, {"function": "none"}])
def test_a_wrong_choice_of_opportunity_is_refused_in_words(client, asked):
    share_of(("03R", 0.6), months=[MAY])

    assert "There is a problem" in read(client, "opportunity", status=400, **asked)


def test_an_area_without_figures_in_the_month_says_so(client):
    share_of(("02P", 0.6), months=[MAY])

    assert "Wakefield has no figures here for May 2025" in first_line(client, "opportunity")


# All of them


@pytest.mark.parametrize("name", ["better-peers", "opportunity"])
def test_without_any_month_there_is_nothing_yet(client, name):
    assert "No figures yet" in read(client, name)


@pytest.mark.parametrize("months", [[MAY], [APRIL, MAY]])
def test_the_pages_stand_with_few_months_of_invented_figures(client, months):
    publish(*months)
    pages = [
        reverse(name, args=[code])
        for name in ("peers", "better-peers", "opportunity")
        for code in ("03R", "QWO", "QNQ", "U2G6B")
    ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_cost_few_queries_whatever_the_months(client, name, count, django_assert_max_num_queries):
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS[-count:])
    with django_assert_max_num_queries(20):
        client.get(reverse(name, args=["03R"]))

    # Figures are kept; what those ahead write of and use is asked each time.
    with django_assert_max_num_queries(9):
        client.get(reverse(name, args=["03R"]))


def test_charts_and_areas_lead_to_who_does_better(client):
    publish(APRIL, MAY)

    area = client.get("/areas/03R/", {"month": "2025-04"}).content.decode()
    measure = client.get("/areas/03R/measures/within-18-weeks/", {"function": "C_110"}).content.decode()
    provider = client.get("/areas/DX039/measures/within-18-weeks/").content.decode()

    assert '"/areas/03R/better-peers/?to=2025-04"' in area
    assert '"/areas/03R/peers/?month=2025-04"' in area
    assert '"/areas/03R/opportunity/?month=2025-04"' in area
    assert '"/areas/03R/better-peers/?measure=within-18-weeks&amp;to=2025-04"' in area
    assert '"/areas/03R/better-peers/?measure=within-18-weeks&amp;function=C_110&amp;to=2025-05"' in measure
    assert "better-peers" not in provider
