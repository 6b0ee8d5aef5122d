"""The funnel on the page of a measure: the areas beyond the limits by name, with and without adjustment."""

import csv
import io
from math import asin, sin, sqrt

import pytest
from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.presenters.funnels import has_funnel
from metrics.presenters.rank_funnel import ranked_funnel
from metrics.presenters.ranking import Choice, Ranking, ranking
from tests.factories import MAY, figures
from tests.metrics.slow_funnel import slow_beyond

ENGLAND = {"area": "ENGLAND", "incomplete": 100_000, "within_18": 60_000}
BOARDS = ("QWO", "QF7", "QOP", "QYG", "QE1", "QOQ", "QHM", "QJ2", "QHL", "QNX")


def board(code: str, within_18: int, of: int = 1000, **more) -> dict:
    return {"area": code, "incomplete": of, "within_18": within_18} | more


def spread_out() -> None:
    """Publish ten boards at 60%, give or take 4, and Kent far below them."""
    around = [board(code, 600 + 8 * (place - 5)) for place, code in enumerate(BOARDS)]
    figures(MAY, ENGLAND, *around, board("QKS", 350))


def ranked(slug: str = "within-18-weeks", level: str = "icb", **asked) -> Ranking:
    choice = {"function": "C_999", "month": MAY, "boundaries": "then"} | asked
    return ranking(MEASURES[slug], Choice(level, **choice))


def page(client, slug: str = "within-18-weeks", status: int = 200, **asked) -> str:
    response = client.get(reverse("measure", args=[slug]), asked)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.django_db
class TestPage:
    def test_areas_beyond_are_named_with_their_limit_and_value(self, client):
        spread_out()

        text = page(client)

        assert "1 of 11 ICBs lies beyond the lower limits" in text
        assert "Beyond the lower 99.8% limit: Kent and Medway (35.0%)." in text

    def test_the_page_says_what_adjusting_does_and_how_many_lie_beyond_without_it(self, client):
        spread_out()
        pairs = {row.area.code: (row.counted, row.out_of) for row in ranked().ranked}
        wide, narrow = (len(slow_beyond(pairs, adjusted=adjusted, z=1.959964)) for adjusted in (True, False))

        adjusted, unadjusted = page(client), page(client, limits="unadjusted")

        assert wide != narrow
        assert (
            f"{wide} of 11 lies beyond them. For chance alone they would be so narrow that {narrow} would."
            in adjusted
        )
        assert f"{narrow} of 11 ICBs lie beyond them." in unadjusted
        assert f"spread as a whole, {wide} would." in unadjusted

    def test_each_choice_of_limits_leads_to_the_other(self, client):
        spread_out()

        assert "limits=unadjusted#funnel" in page(client)
        assert "Show adjusted limits" in page(client, limits="unadjusted")

    def test_limits_that_there_are_not_are_refused_and_the_usual_ones_shown(self, client):
        spread_out()

        text = page(client, status=400, limits="narrow")

        assert "Limits of a funnel are limits=adjusted or limits=unadjusted, not “narrow”." in text
        assert "adjusted for overdispersion" in text

    def test_areas_that_spread_by_chance_alone_need_no_adjusting(self, client):
        figures(MAY, ENGLAND, *[board(code, 600) for code in BOARDS])

        text = page(client)

        assert "All 10 ICBs lie within the limits" in text
        assert "The ICBs spread no more widely than by chance alone" in text

    def test_fewer_than_20_pathways_are_in_no_funnel(self):
        figures(MAY, ENGLAND, *[board(code, 600) for code in BOARDS], board("QKS", 1, of=19))

        assert "QKS" not in ranked_funnel(ranked()).areas.index

    def test_what_is_no_part_of_a_whole_is_left_out_and_counted(self, client):
        rows = [board(code, 600, decision_to_admit=200 + place) for place, code in enumerate(BOARDS)]
        figures(MAY, ENGLAND, *rows, board("QKS", 600, decision_to_admit=1100))

        text = page(client, "decision-to-admit-share")

        assert "All 10 ICBs lie within the limits" in text
        assert "1 area is left out: the number counted is below zero, or more than" in text

    def test_waits_have_no_funnel_and_the_page_says_why(self, client):
        figures(MAY, ENGLAND, *[board(code, 600, median_wait=9.5) for code in BOARDS])

        text = page(client, "median-wait")

        assert "There is no funnel of this measure. A wait is read off all pathways" in text
        assert client.get(reverse("measure-funnel-csv", args=["median-wait"])).status_code == 404
        assert client.get(reverse("measure-svg", args=["median-wait", "funnel"])).status_code == 404

    def test_one_area_alone_has_no_funnel(self, client):
        figures(MAY, ENGLAND, board("QWO", 600))

        assert "There is no funnel: fewer than two areas can be compared" in page(client)

    def test_counts_have_no_word_of_a_funnel(self, client):
        figures(MAY, ENGLAND, *[board(code, 600) for code in BOARDS])

        assert "funnel" not in page(client, "waiting-list").lower()

    def test_the_csv_holds_the_limits_that_are_drawn(self, client):
        spread_out()

        response = client.get(
            reverse("measure-funnel-csv", args=["within-18-weeks"]), {"limits": "unadjusted"}
        )
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))

        assert rows[0]["area"] == "QKS"
        assert {row["limits"] for row in rows} == {"unadjusted"}
        centre = asin(sqrt(float(rows[0]["target"]) / 100))
        lower = 100 * sin(centre - 1.959964 / (2 * sqrt(1000))) ** 2
        assert float(rows[0]["lower_95"]) == pytest.approx(lower, rel=1e-12)
        assert (rows[0]["beyond_limit"], rows[0]["side"]) == ("99.8", "lower")
        assert "funnel" in response["Content-Disposition"]

    def test_the_file_of_a_funnel_shows_the_limits_and_the_area_asked_for(self, client):
        spread_out()
        address = reverse("measure-svg", args=["within-18-weeks", "funnel"])

        plain = client.get(address).content.decode()
        ours = client.get(address, {"area": "QWO", "limits": "unadjusted"}).content.decode()

        assert "1 of 11 ICBs lies beyond the lower limits" in plain
        assert "chart-us" in ours
        assert "1 of 11 ICBs lies" not in ours

    def test_areas_beyond_on_both_sides_are_counted_on_each(self, client):
        around = [board(code, 600 + 8 * (place - 5)) for place, code in enumerate(BOARDS)]
        figures(MAY, ENGLAND, *around, board("QKS", 350), board("QRV", 850))

        assert "2 of 12 ICBs lie beyond the limits: 1 higher, 1 lower" in page(client)

    def test_many_areas_beyond_are_counted_after_the_furthest(self, client):
        far = [board(code, 100 if place % 2 else 900) for place, code in enumerate([*BOARDS, *MORE])]
        figures(MAY, ENGLAND, *far)

        assert " and 2 more." in page(client, limits="unadjusted")


MORE = ("QKS", "QRV", "QWE", "QNQ", "QU9", "QRL", "QUY", "QJK", "QVV", "QR1")


@pytest.mark.parametrize("slug", sorted(MEASURES))
def test_shares_and_rates_have_a_funnel_and_nothing_else(slug):
    assert has_funnel(MEASURES[slug]) == bool(MEASURES[slug].denominator)
