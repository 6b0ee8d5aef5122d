"""What the table of a measure calls more than chance: intervals, England beside them, quarters and five months."""

from datetime import date
from math import sqrt

import pytest
from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.measured import cache
from metrics.models import Area
from metrics.presenters.rank_chance import Chance, chances
from metrics.presenters.ranking import Choice, Ranking, ranking
from tests.factories import MAY, figures

pytestmark = pytest.mark.django_db

FIVE_MONTHS = [date(2025, month, 1) for month in range(1, 6)]
ENGLAND = {"area": "ENGLAND", "incomplete": 100_000, "within_18": 60_000, "admitted": 30_000}


def waiting(area: str, within_18: int | None, of: int = 1000, **more) -> dict:
    return {"area": area, "incomplete": of, "within_18": within_18} | more


def ranked(slug: str = "within-18-weeks", level: str = "icb", **asked) -> Ranking:
    choice = {"function": "C_999", "month": MAY, "boundaries": "then"} | asked
    return ranking(MEASURES[slug], Choice(level, **choice))


def chance_of(area: str, slug: str = "within-18-weeks") -> Chance:
    return chances(ranked(slug))[area]


def page(client, slug: str = "within-18-weeks", **asked) -> str:
    return client.get(reverse("measure", args=[slug]), asked).content.decode()


def slow_wilson(count: int, total: int) -> tuple[float, float]:
    z = 1.959963984540054
    middle = (count + z**2 / 2) / (total + z**2)
    reach = z / (total + z**2) * sqrt(count * (total - count) / total + z**2 / 4)
    return 100 * (middle - reach), 100 * (middle + reach)


def test_a_share_has_wilsons_interval():
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    found = chance_of("QWO")

    assert (found.lower, found.upper) == pytest.approx(slow_wilson(613, 1000), rel=1e-12)


def test_a_rate_has_byars_interval():
    figures(MAY, ENGLAND, waiting("QWO", 613, admitted=400), waiting("QKS", 700, admitted=100))

    found = chance_of("QWO", "admitted-per-1000")

    people = (
        1000 * 400 / next(row.value for row in ranked("admitted-per-1000").rows if row.area.code == "QWO")
    )
    lower = 400 * (1 - 1 / (9 * 400) - 1.959963984540054 / (3 * sqrt(400))) ** 3
    assert found.lower == pytest.approx(1000 * lower / people, rel=1e-12)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("within-18-weeks", ["better", "similar", "worse"]),
        ("over-52-weeks", ["worse", "similar", "better"]),
        ("decision-to-admit-share", ["higher", "similar", "lower"]),
    ],
)
def test_england_is_compared_by_the_interval_and_the_direction(slug, words):
    numerator = MEASURES[slug].numerator
    shares = {"QWO": 700, "QKS": 610, "QF7": 500}
    rows = [{"area": code, "incomplete": 1000, numerator: count} for code, count in shares.items()]
    figures(MAY, {"area": "ENGLAND", "incomplete": 100_000, numerator: 60_000}, *rows)

    found = chances(ranked(slug))

    assert [found[code].england for code in shares] == words


def test_what_is_too_few_to_rank_is_not_compared():
    figures(MAY, ENGLAND, waiting("QWO", 19, of=19), waiting("QKS", 700), waiting("QF7", 500))

    found = chance_of("QWO")
    assert (found.england, found.quarter, found.has_interval) == ("", None, False)


def test_quarters_hold_as_many_areas_each():
    boards = list(Area.objects.of_kind("icb").valid_on(MAY).values_list("code", flat=True))[:8]
    figures(MAY, ENGLAND, *[waiting(code, 500 + 10 * place) for place, code in enumerate(boards)])

    found = chances(ranked())

    assert [found[code].quarter for code in boards] == [4, 4, 3, 3, 2, 2, 1, 1]


def test_fewer_than_four_areas_have_no_quarters(client):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    assert chance_of("QWO").quarter is None
    assert "Quarter 1 holds" not in page(client)


def test_five_months_that_climb_steadily_are_getting_better(client):
    for step, month in enumerate(FIVE_MONTHS):
        figures(
            month,
            ENGLAND,
            waiting("QWO", 500 + 40 * step),
            waiting("QKS", 700 - 40 * step),
            waiting("QF7", 600),
        )

    found = chances(ranked())

    assert [found[code].course for code in ("QWO", "QKS", "QF7")] == [
        "getting better",
        "getting worse",
        "no change",
    ]
    assert "getting better" in page(client)


def test_five_months_of_a_measure_without_a_better_end_rise_or_fall():
    for step, month in enumerate(FIVE_MONTHS):
        rows = [
            {"area": code, "incomplete": 1000, "decision_to_admit": 300 + slope * step}
            for code, slope in (("QWO", 40), ("QKS", -40))
        ]
        figures(month, ENGLAND, *rows)

    found = chances(ranked("decision-to-admit-share"))

    assert (found["QWO"].course, found["QKS"].course) == ("rising", "falling")


def test_a_month_that_is_missing_leaves_the_course_unknown():
    for step, month in enumerate(FIVE_MONTHS):
        rows = [waiting("QWO", 500 + 40 * step)] if month.month != 3 else []
        figures(month, ENGLAND, waiting("QKS", 700 - 40 * step), *rows)

    found = chances(ranked())

    assert found["QWO"].course == ""
    assert found["QKS"].course == "getting worse"


def test_one_month_alone_has_no_course_and_no_column_for_it(client):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    text = page(client)

    assert "Last 5 months" not in text
    assert "95% interval" in text


def test_the_table_says_the_interval_and_how_england_compares(client):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    text = page(client)

    low, high = slow_wilson(700, 1000)
    assert f"{low:.1f} to {high:.1f}%" in text
    assert '<span class="app-table__note">better</span>' in text
    assert "Better or worse than England is said where the whole interval" in text


def test_waits_have_no_interval_and_say_so(client):
    figures(MAY, ENGLAND, *[waiting(code, 600, median_wait=10.5) for code in ("QWO", "QKS", "QF7", "QOP")])

    found = chance_of("QWO", "median-wait")
    text = page(client, "median-wait")

    assert not found.has_interval
    assert (found.england, found.course) == ("", "")
    assert "No interval can be worked out for a wait, so small differences may be chance." in text
    assert "95% interval" not in text


def test_a_stock_says_that_its_trends_show_too_soon(client):
    for month in FIVE_MONTHS:
        figures(month, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    assert "A waiting list carries over from month to month" in page(client)


def test_counts_are_neither_compared_nor_given_a_quarter(client):
    figures(MAY, ENGLAND, *[waiting(code, 600) for code in ("QWO", "QKS", "QF7", "QOP")])

    found = chance_of("QWO", "waiting-list")

    assert (found.england, found.quarter, found.has_interval) == ("", None, False)
    assert "Quarter 1" not in page(client, "waiting-list")


def test_an_area_that_is_asked_for_stands_out(client):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    text = page(client, area="QKS")

    assert text.count("app-table__ours") == 1
    assert "area=QKS" in text


def test_an_area_of_another_level_is_refused_in_plain_words(client):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))

    response = client.get(reverse("measure", args=["within-18-weeks"]), {"area": "03R"})

    assert response.status_code == 400
    assert "No area of this level has the code “03R”" in response.content.decode()


def test_a_page_seen_before_asks_for_no_figures_again(client, django_assert_max_num_queries):
    figures(MAY, ENGLAND, waiting("QWO", 613), waiting("QKS", 700))
    cache.clear()
    page(client)

    with django_assert_max_num_queries(6) as asked:
        page(client)
    assert 'metrics_figure"' not in " ".join(query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize(("count", "total"), [(61, 100), (162_390, 241_398)])
def test_the_examples_of_the_methods_are_worked_out_right(client, count, total):
    text = client.get(reverse("methods")).content.decode()
    low, high = slow_wilson(count, total)

    assert f"{count:,}" in text
    assert f"{100 * count / total:.1f}%" in text
    assert f"from {low:.1f}% to {high:.1f}%" in text
