"""Areas like an area: what matching them would mean."""

from datetime import date

import pytest
from django.urls import reverse

from metrics.models import Population
from tests.factories import figures
from tests.forum.peers import first_line, read, share_of
from tests.metrics.test_peers import PEERS_OF_WAKEFIELD
from tests.published import MAY

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("name", ["area", "opportunity", "better-peers"])
def test_all_measures_at_once_are_a_step_away(client, name):
    share_of(("03R", 0.6), ("02P", 0.65))

    html = client.get(reverse(name, args=["03R"])).content.decode()

    assert f'href="{reverse("opportunities", args=["03R"])}"' in html
