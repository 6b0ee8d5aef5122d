"""Areas like an area: who of them does better."""

import csv
import io

import pytest

from metrics.models import Area, Rebase
from metrics.presenters.peers.group import PeerChoice, areas_like, peer_group
from tests.charts.drawings import marked
from tests.factories import figures
from tests.forum.peers import MONTHS, first_line, read, share_of
from tests.metrics.test_peers import plain_distance
from tests.published import MAY

pytestmark = pytest.mark.django_db


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
