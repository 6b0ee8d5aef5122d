"""The methods worked on one area: what is put in, what comes out, and the page that shows it."""

import re

import numpy as np
import pandas as pd
import pytest
from django.urls import reverse

from metrics.models import Area
from metrics.presenters.worked import setting_of, workings
from tests.factories import figures

pytestmark = pytest.mark.django_db

MONTHS = [month.date() for month in pd.date_range("2024-06-01", periods=12, freq="MS")]
MAY = MONTHS[-1]
WAKEFIELD = "03R"


@pytest.fixture
def year() -> pd.DataFrame:
    """A year of England and every sub-ICB location; the counts at random, but the same each time.

    Index month and area; columns `incomplete, within_18, admitted`.
    """
    random = np.random.default_rng(7)
    codes = list(Area.objects.of_kind(Area.Kind.SICBL).valid_on(MAY).values_list("code", flat=True))
    rows = [
        {"month": month, "area": area, "incomplete": 50_000, "admitted": int(random.integers(900, 4000))}
        | {"within_18": int(random.integers(25_000, 40_000))}
        for month in MONTHS
        for area in ["ENGLAND", *codes]
    ]
    for month in MONTHS:
        figures(month, *({**row, "month": None} for row in rows if row["month"] == month))
    return pd.DataFrame(rows).set_index(["month", "area"])


def worked() -> dict[str, str]:
    """Return each method's answer by its title, for Wakefield."""
    return {one.title: one.answer for one in workings(Area.objects.get(code=WAKEFIELD), MAY)}


def numbers_in(words: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", words)]


def test_each_method_is_worked(year):
    answers = worked()

    assert len(answers) == 13
    assert all(answers.values())


def test_a_place_is_counted_among_all_locations(year):
    shares = year.loc[MAY, "within_18"].drop("ENGLAND")
    ours = shares[WAKEFIELD]

    place, areas, percentile, _ = numbers_in(worked()["Rank, percentile and quartile"])

    assert place == 1 + (shares > ours).sum()
    assert areas == len(shares)
    assert percentile == pytest.approx(100 * (shares < ours).sum() / (len(shares) - 1), abs=0.05)


def test_the_share_is_what_was_counted(year):
    share = numbers_in(worked()["A share and its 95% interval (Wilson)"])[0]

    assert share == pytest.approx(year.at[(MAY, WAKEFIELD), "within_18"] / 500, abs=0.05)


def test_the_distance_to_the_standard_is_in_pathways(year):
    missing = numbers_in(worked()["The distance to the standard"])[0]

    assert missing == 46_000 - year.at[(MAY, WAKEFIELD), "within_18"]


def test_variance_between_boards_is_what_their_means_leave(year):
    boards = setting_of(Area.objects.get(code=WAKEFIELD), MAY).boards.set_index("child")["parent"]
    shares = year.loc[MAY, "within_18"].drop("ENGLAND") / 500
    within = sum(
        (shares[code] - shares[boards[boards == boards[code]].index].mean()) ** 2 for code in shares.index
    )
    total = sum((value - shares.mean()) ** 2 for value in shares)

    said = numbers_in(worked()["How much of the variation lies between boards"])[0]

    assert said == pytest.approx(100 * (1 - within / total), abs=0.05)


def test_one_month_alone_leaves_out_what_needs_more():
    figures(
        MAY,
        {"area": "ENGLAND", "incomplete": 100, "within_18": 60},
        {"area": WAKEFIELD, "incomplete": 100, "within_18": 65},
    )

    assert "A control chart’s limits" not in worked()
    assert "The recent trend" not in worked()
    assert worked()["Compared with England"].endswith("similar to England, within chance.")


def test_the_page_says_what_it_is_worked_on(client, year):
    response = client.get(reverse("methods-worked"), {"area": WAKEFIELD.lower()})

    assert response.status_code == 200
    assert "Wakefield, May 2025" in response.content.decode()


def test_an_area_that_is_not_offered_is_named(client, year):
    response = client.get(reverse("methods-worked"), {"area": "<b>"})

    assert response.status_code == 404
    assert "has the code “&lt;b&gt;”" in response.content.decode()


def test_without_figures_the_page_says_so(client):
    response = client.get(reverse("methods-worked"))

    assert response.status_code == 200
    assert "No month of figures is published yet." in response.content.decode()


def test_the_page_asks_the_database_little(client, year, django_assert_max_num_queries):
    client.get(reverse("methods-worked"))

    with django_assert_max_num_queries(6):
        client.get(reverse("methods-worked"))


def test_every_area_that_is_offered_can_be_worked_on(client, year):
    offered = re.findall(r'<option value="(\w+)"', client.get(reverse("methods-worked")).content.decode())

    assert "S9B9J" not in offered  # A board since April 2026.
    assert client.get(reverse("methods-worked"), {"area": "S9B9J"}).status_code == 404
    for code in [one for one in offered if not Area.objects.filter(code=one, kind="icb")][::20]:
        assert client.get(reverse("methods-worked"), {"area": code}).status_code == 200
