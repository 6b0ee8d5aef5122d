"""The addresses of the API that answer one question whole: control charts, rankings, peers, and who does better."""

import csv
import html
import io
from datetime import date

import pytest
from django.urls import reverse

from metrics.measured import cache
from metrics.models import Area, PublishedMonth, Rebase
from metrics.presenters.peers.group import PeerChoice, areas_like, peer_group
from tests.factories import figures
from tests.forum.peers import MONTHS, first_line, share_of
from tests.metrics.test_peers import plain_distance
from tests.published import MAY

pytestmark = pytest.mark.django_db

WITHIN = {"measure": "within-18-weeks"}
WAKEFIELD = {"area": "03R", **WITHIN}


def answer(client, name: str, status: int = 200, **asked):
    response = client.get(reverse(name), {key.rstrip("_"): value for key, value in asked.items()})
    assert response.status_code == status, response.content
    return response.json()


def rows_of_csv(client, name: str, **asked) -> list[dict[str, str]]:
    response = client.get(reverse(name), asked | {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# Control charts


def test_a_control_chart_has_its_points_limits_and_words(client):
    share_of(("03R", 0.6))

    found = answer(client, "api-control-charts", **WAKEFIELD)

    # Shares of 60.1 and 59.9 in turn: a mean of 60, moving ranges of 0.2, limits 2.66 times that away.
    assert [row["month"] for row in found["results"]] == [f"{month:%Y-%m}" for month in MONTHS]
    assert [row["value"] for row in found["results"][:2]] == pytest.approx([60.1, 59.9])
    [phase] = found["phases"]
    assert (phase["since"], phase["until"], phase["starts_because"]) == ("2024-06", "2025-05", None)
    assert (phase["mean"], phase["lower_limit"], phase["upper_limit"]) == pytest.approx((60, 59.468, 60.532))
    assert phase["is_trial"] is found["is_trial"] is True
    assert found["variation"]["icon"] == "steady"
    assert found["assurance"]["words"].startswith("Expected to miss the standard")
    assert found["url"].endswith("/areas/03R/measures/within-18-weeks/?month=2025-05")
    assert client.get(found["url"]).status_code == 200


def test_a_control_chart_says_which_rule_marks_a_month_and_why_limits_start_anew(client):
    share_of(("03R", 0.6), months=MONTHS[:-1])
    share_of(("03R", 0.7), months=MONTHS[-1:])
    newest = answer(client, "api-control-charts", **WAKEFIELD)["results"][-1]

    Rebase.objects.create(
        area_id=Area.objects.get(code="03R").pk,
        treatment_function="C_999",
        month=MONTHS[6],
        reason="A new hospital.",
        **WITHIN,
    )
    phases = answer(client, "api-control-charts", **WAKEFIELD)["phases"]

    assert (newest["rule"], newest["assessment"]) == ("outside", "special_cause_improvement")
    assert newest["rule_words"]
    assert [phase["starts_because"] for phase in phases] == [None, "A new hospital."]
    assert phases[1]["since"] == "2024-12"


def test_a_control_chart_is_that_of_the_page_and_its_file(client):
    share_of(("03R", 0.6), ("ENGLAND", 0.5))
    file = client.get(reverse("area-measure-csv", args=["03R", "within-18-weeks"])).content.decode()

    of_file = list(csv.DictReader(io.StringIO(file)))
    of_api = rows_of_csv(client, "api-control-charts", **WAKEFIELD)

    shared = set(of_file[0]) & set(of_api[0])
    assert {"month", "value", "numerator", "mean", "upper_limit", "rule", "assessment", "target"} <= shared
    assert [{name: row[name] for name in shared} for row in of_file] == [
        {name: row[name] for name in shared} for row in of_api
    ]
    page = client.get(reverse("area-measure", args=["03R", "within-18-weeks"])).content.decode()
    assert answer(client, "api-control-charts", **WAKEFIELD)["answer"] in html.unescape(page)


def test_each_month_names_the_file_it_was_computed_from(client):
    made = figures(MAY, {"area": "03R", "incomplete": 100, "within_18": 61}, of={"is_demonstration": True})

    [row] = answer(client, "api-control-charts", **WAKEFIELD)["results"]

    assert (row["release_sha256"], row["is_demonstration"]) == (made.release.sha256, True)


def test_a_month_between_without_a_figure_is_null_and_names_no_file(client):
    for month in (date(2025, 3, 1), MAY):
        figures(month, {"area": "03R", "incomplete": 100, "within_18": 61})

    rows = answer(client, "api-control-charts", **WAKEFIELD)["results"]

    assert [row["value"] for row in rows] == [61, None, 61]
    assert (rows[1]["numerator"], rows[1]["release_sha256"], rows[1]["assessment"]) == (None, None, None)


def test_an_area_without_figures_has_no_chart(client):
    share_of(("15F", 0.6))

    assert answer(client, "api-control-charts", status=404, **WAKEFIELD)


def test_a_chart_of_many_months_costs_as_many_queries_as_one_of_one(client, django_assert_num_queries):
    costs = []
    for months in (MONTHS[:1], MONTHS[1:]):
        share_of(("03R", 0.6), months=months)
        cache.clear()
        with django_assert_num_queries(9):
            costs.append(len(answer(client, "api-control-charts", **WAKEFIELD)["results"]))
    assert costs == [1, 12]


# Ranks


def test_ranks_are_those_of_the_page_and_null_where_not_compared(client):
    share_of(("ENGLAND", 0.5), ("03R", 0.6), ("15F", 0.9), ("02P", 0.7), months=[MAY])

    found = answer(client, "api-ranks", kind="sicbl", **WITHIN)
    rows = {row["area"]: row for row in found["results"]}

    assert [row["area"] for row in found["results"][:3]] == ["15F", "02P", "03R"]
    assert [rows[code]["rank"] for code in ("15F", "02P", "03R", "02T")] == [1, 2, 3, None]
    # Wilson's for 6,010 of 10,000.
    assert (rows["03R"]["lower"], rows["03R"]["upper"]) == pytest.approx((59.1364, 61.0556), abs=1e-3)
    assert (rows["02T"]["value"], rows["02T"]["not_ranked_because"]) == (None, "not known")
    assert len(rows) == 106
    assert {row["release_sha256"] for row in found["results"]} == {
        PublishedMonth.objects.get().figure_set.release.sha256
    }
    page = client.get(found["url"])
    assert page.status_code == 200
    assert found["answer"] in html.unescape(page.content.decode())


def test_ranks_as_csv_hold_what_the_page_gives_to_take_away(client):
    share_of(("03R", 0.6), ("15F", 0.9), months=[MAY])
    asked = {"level": "sicbl", "month": "2025-05"}
    file = client.get(reverse("measure-csv", args=["within-18-weeks"]), asked).content.decode()

    of_file = list(csv.DictReader(io.StringIO(file)))
    of_api = rows_of_csv(client, "api-ranks", kind="sicbl", **WITHIN)

    shared = set(of_file[0]) & set(of_api[0])
    assert {"area", "rank", "value", "lower", "quarter", "compared_with_england"} <= shared
    assert [{name: row[name] for name in shared} for row in of_file] == [
        {name: row[name] for name in shared} for row in of_api
    ]


def test_ranks_of_a_hundred_areas_cost_as_many_queries_as_of_few(client, django_assert_num_queries):
    share_of(("03R", 0.6), ("QWO", 0.6), months=[MAY])
    answer(client, "api-ranks", kind="icb", **WITHIN)

    sizes = []
    for kind in ("region", "sicbl"):
        cache.clear()
        with django_assert_num_queries(8):
            sizes.append(len(answer(client, "api-ranks", kind=kind, **WITHIN)["results"]))
    assert sizes == [7, 106]


def test_without_figures_nothing_is_ranked(client):
    assert answer(client, "api-ranks", status=404, **WITHIN)


# Peers


def test_peers_are_the_ten_most_similar_with_their_distances(client):
    area = Area.objects.get(code="03R")
    group = peer_group(area, areas_like(area, MAY), PeerChoice())

    found = answer(client, "api-peers", area="03R")
    nearest = found["results"][0]

    assert len(found["results"]) == 10
    assert (nearest["area"], nearest["area_name"], nearest["rank"]) == ("02P", "Barnsley", 1)
    assert nearest["distance"] == pytest.approx(plain_distance(group.profiles, "03R", "02P"))
    assert sum(nearest["parts"].values()) == pytest.approx(nearest["distance"])
    assert nearest["differs_most_in"].startswith("deprivation (30%)")
    assert nearest["values"]["list_size"] == Area.objects.get(code="02P").profile.list_size
    assert found["answer"] in client.get(found["url"]).content.decode()


def test_peers_chosen_by_hand_and_own_weights_are_those_of_the_page(client):
    chosen = answer(client, "api-peers", area="03R", peers="15F,02P")
    weighed = answer(client, "api-peers", area="03R", w_rural="90")

    assert [row["area"] for row in chosen["results"]] == ["02P", "15F"]
    assert chosen["chosen_by_hand"] is True
    assert weighed["weights"]["rural"] == 90
    for found in (chosen, weighed):
        assert found["answer"] in client.get(found["url"]).content.decode()


def test_the_parts_and_the_values_are_columns_of_their_own(client):
    row = rows_of_csv(client, "api-peers", area="03R")[0]

    assert float(row["rural_part"]) != float(row["rural"])


# Who does better


def test_who_does_better_is_told_as_on_the_page(client):
    share_of(("03R", 0.6), ("02P", 0.65), ("16C", 0.70), ("02X", 0.601), ("02T", 0.4), ("15F", 0.9))

    found = answer(client, "api-better-peers", **WAKEFIELD)
    rows = {row["area"]: row for row in found["results"]}

    assert found["answer"] == first_line(client, "better-peers")
    assert [row["area"] for row in found["results"][:3]] == ["16C", "02P", "15F"]
    assert {code for code, row in rows.items() if row["does_better"]} == {"16C", "02P", "15F"}
    assert [rows[code]["is_peer"] for code in ("16C", "02P", "15F")] == [True, True, False]
    # Ahead by 10 points of a list of 10,000.
    assert (rows["16C"]["gap"], rows["16C"]["pathways"]) == pytest.approx((10, 1000))
    assert (rows["02X"]["standing_words"], rows["02X"]["pathways"]) == ("within chance", None)
    assert (rows["02T"]["standing_words"], rows["02T"]["does_better"]) == ("further behind", False)
    assert (found["from"], found["to"], found["value"]) == ("2024-06", "2025-05", pytest.approx(60))
    assert len(found["sources"]) == 12
    assert client.get(found["url"]).status_code == 200


def test_who_is_set_aside_does_not_do_better(client):
    share_of(("03R", 0.6), ("02P", 0.8), months=MONTHS[:-1])
    share_of(("03R", 0.6), ("02P", 0.7), months=MONTHS[-1:])

    found = answer(client, "api-better-peers", **WAKEFIELD)
    [barnsley] = [row for row in found["results"] if row["area"] == "02P"]

    assert "Barnsley is ahead too" in found["set_aside"]
    assert (barnsley["does_better"], barnsley["concerns"] > 0) == (False, True)


def test_where_nobody_can_do_better_it_says_why_and_lists_nobody(client):
    share_of(("03R", 0.6), ("02P", 0.65))

    found = answer(client, "api-better-peers", area="03R", measure="waiting-list")

    assert found["results"] == found["rule"] == []
    assert found["value"] is None
    assert found["answer"] == first_line(client, "better-peers", measure="waiting-list")


def test_who_does_better_costs_as_many_queries_whoever_is_asked_about(client, django_assert_num_queries):
    share_of(("03R", 0.6), ("02P", 0.65), ("QWO", 0.6), months=[MAY])
    for area in ("QWO", "03R"):
        cache.clear()
        with django_assert_num_queries(14):
            answer(client, "api-better-peers", area=area, **WITHIN)


# Refusals


@pytest.mark.parametrize(
    ("name", "asked", "field", "words"),
    [
        ("api-control-charts", {"area": "03R"}, "measure", "required"),
        ("api-control-charts", WAKEFIELD | {"area": "ZZZ"}, "area", "Not known here: ZZZ."),
        ("api-control-charts", WAKEFIELD | {"month": "May"}, "month", "is not a month"),
        ("api-control-charts", WAKEFIELD | {"baseline": "3"}, "baseline", "12 or more"),
        ("api-control-charts", WAKEFIELD | {"screen": "perhaps"}, "screen", "screen=yes or screen=no"),
        (
            "api-control-charts",
            WAKEFIELD | {"function": "C_110"},
            "function",
            "There is no such filter here.",
        ),
        ("api-ranks", WITHIN | {"kind": "england"}, "kind", "england"),
        ("api-ranks", WITHIN | {"month": "1999-01"}, "month", "No figures of “1999-01” are published"),
        ("api-ranks", WITHIN | {"area": "03R"}, "area", "There is no such filter here."),
        ("api-peers", {"area": "03R", "peers": "15F,ZZZ"}, "peers", "These cannot be chosen as peers: ZZZ."),
        ("api-peers", {"area": "03R", "w_rural": "101"}, "w_rural", "from 0 to 100"),
        ("api-better-peers", WAKEFIELD | {"from": "2025-05", "to": "2025-04"}, "from", "is after the last"),
        ("api-better-peers", WAKEFIELD | {"measure": "happiness"}, "measure", "happiness"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client, name, asked, field, words):
    share_of(("03R", 0.6), months=MONTHS[-2:])

    assert words in str(answer(client, name, status=400, **asked)["errors"][field])


def test_kinds_without_peers_are_refused(client):
    region = Area.objects.filter(kind="region").first()

    assert "area" in answer(client, "api-peers", status=400, area=region.code)["errors"]
