"""The pages of measures: who is ranked and who is not, what is said of it, and the files to take away."""

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from metrics.charts.control import ControlChart
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import cache
from metrics.models import Area, Boundary
from metrics.presenters.rank_words import answer
from metrics.presenters.ranking import Choice, ranking
from metrics.presenters.series import chart_of, lines
from tests.factories import MAY, figures

pytestmark = pytest.mark.django_db

A_YEAR_AGO, APRIL, MARCH, JUNE = date(2024, 5, 1), date(2025, 4, 1), date(2025, 3, 1), date(2025, 6, 1)
ENGLAND = {"area": "ENGLAND", "incomplete": 1000, "within_18": 600}
WITHIN_18 = MEASURES["within-18-weeks"]


def drawn_of(area: Area, measure: Measure, **asked) -> ControlChart:
    return chart_of(lines(area, measure, **asked))


def waiting(area: str, within_18: int | None, of: int = 100, **more) -> dict:
    return {"area": area, "incomplete": of, "within_18": within_18} | more


def ranked(slug: str = "within-18-weeks", level: str = "icb", **asked):
    return ranking(
        MEASURES[slug], Choice(level, **{"function": "C_999", "month": MAY, "boundaries": "then"} | asked)
    )


def places(found) -> dict[str, int | None]:
    """Return the rank of each area that has figures."""
    return {row.area.code: row.rank for row in found.rows if row.rank or row.counted == row.counted}


def page(client, slug: str = "within-18-weeks", status: int = 200, **asked) -> str:
    response = client.get(reverse("measure", args=[slug]), asked)
    assert response.status_code == status
    return response.content.decode()


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# Ranking


def test_the_higher_ranks_first_where_higher_is_better():
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 72))

    assert places(ranked()) == {"QKS": 1, "QWO": 2}


def test_the_lower_ranks_first_where_lower_is_better():
    figures(MAY, ENGLAND, waiting("QWO", 61, over_52=2), waiting("QKS", 72, over_52=3))

    assert places(ranked("over-52-weeks")) == {"QWO": 1, "QKS": 2}


def test_equal_values_share_a_rank():
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 61), waiting("QF7", 50))

    assert places(ranked()) == {"QWO": 1, "QKS": 1, "QF7": 3}


def test_fewer_than_20_pathways_are_too_few_to_compare():
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 19, of=19), waiting("QF7", 20, of=20))

    found = ranked()

    assert places(found) == {"QF7": 1, "QWO": 2, "QKS": None}
    assert [row.instead for row in found.rows if row.area.code == "QKS"] == ["too few to compare"]


def test_a_rate_of_few_pathways_is_shown_and_not_ranked():
    figures(MAY, ENGLAND, waiting("QWO", 61, admitted=30), waiting("QKS", 61, admitted=19))

    [few] = [row for row in ranked("admitted-per-1000").rows if row.area.code == "QKS"]

    assert few.rank is None
    assert few.value > 0


def test_a_wait_rests_on_the_pathways_that_it_is_read_off():
    figures(
        MAY, ENGLAND, waiting("QWO", 61, admitted=19, admitted_median=5.5), waiting("QKS", 61, admitted=20)
    )

    found = ranked("admitted-median-wait")

    assert [row.counted for row in found.rows if row.area.code == "QWO"] == [19]
    assert found.ranked == []


def test_what_is_not_known_comes_last_and_is_never_zero(client):
    figures(MAY, ENGLAND, waiting("QWO", None), waiting("QKS", 61))

    found = ranked()

    assert found.rows[0].area.code == "QKS"
    assert {row.instead for row in found.rows[1:]} == {"not known"}
    assert ">0.0" not in page(client)


def test_counts_are_listed_by_name_and_not_ranked(client):
    figures(MAY, ENGLAND, waiting("QWO", 61, of=5000), waiting("QKS", 61, of=9000))

    text = page(client, "waiting-list")

    assert "listed by name and not ranked" in text
    assert reverse("measure", args=["waiting-list-per-1000"]) in text
    assert ">Rank<" not in text
    assert text.index("Kent and Medway") < text.index("West Yorkshire")


def test_providers_that_did_not_report_are_not_listed_and_have_no_rate_per_head(client):
    for code in ("RXF", "RR8"):
        Area.objects.create(code=code, kind="provider", name=code, short_name=code)
    figures(MAY, ENGLAND, waiting("RXF", 61, admitted=50))

    assert [row.area.code for row in ranked(level="provider").rows] == ["RXF"]
    assert "no population of their own" in page(client, "admitted-per-1000", level="provider")


def test_the_areas_are_those_of_the_month_or_those_of_today():
    figures(MAY, ENGLAND, waiting("QH8", 61), waiting("D7T5G", 62))

    with time_machine.travel(date(2026, 11, 21)):
        then, now = ranked(boundaries="then"), ranked(boundaries="now")

    assert (len(then.rows), len(now.rows)) == (42, 36)
    assert (places(then), places(now)) == ({"QH8": 1}, {"D7T5G": 1})


def test_an_area_of_today_says_what_its_history_leaves_out(client):
    figures(MAY, ENGLAND, waiting("S0E4D", 61), waiting("QWO", 62))

    with time_machine.travel(date(2026, 11, 21)):
        assert "leave out the part that was in Frimley: East Berkshire" in page(client, boundaries="now")


def test_the_change_is_since_the_same_month_a_year_before():
    figures(A_YEAR_AGO, ENGLAND, waiting("QWO", 55))
    figures(APRIL, ENGLAND, waiting("QWO", 10))
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 61))

    changes = {row.area.code: row.change for row in ranked().ranked}

    assert changes["QWO"] == pytest.approx(6)
    assert changes["QKS"] != changes["QKS"]


def test_a_treatment_function_is_ranked_on_its_own():
    urology = {"treatment_function": "C_101"}
    figures(
        MAY,
        ENGLAND,
        waiting("QWO", 61),
        waiting("QKS", 72),
        waiting("QWO", 40, **urology),
        waiting("QKS", 30, **urology),
    )

    assert places(ranked(function="C_101")) == {"QWO": 1, "QKS": 2}


def test_many_areas_that_are_not_compared_are_folded_away(client):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 72))

    text = page(client)

    assert "Show 40 ICBs that are not compared" in text
    assert text.index("Kent and Medway</a>") < text.index("Show 40 ICBs") < text.index("South Yorkshire</a>")


# Words


def test_the_first_line_says_who_is_furthest_from_england_either_way(client):
    figures(MAY, ENGLAND, waiting("QWO", 65), waiting("QKS", 52))

    words = (
        "West Yorkshire (65.0%) is furthest above England (60.0%), "
        "Kent and Medway (52.0%) furthest below: 13.0 percentage points apart."
    )

    assert answer(ranked()) == words
    assert words in page(client)


def test_the_first_line_names_the_ends_where_all_lie_on_one_side():
    figures(MAY, ENGLAND, waiting("QWO", 65), waiting("QKS", 62))

    assert answer(ranked()) == (
        "West Yorkshire (65.0%) is highest, Kent and Medway (62.0%) lowest: 3.0 percentage points apart. "
        "England: 60.0%."
    )


def test_the_first_line_counts_areas_that_share_an_end():
    figures(MAY, ENGLAND, waiting("QWO", 65), *[waiting(code, 50) for code in ("QKS", "QF7", "QOP")])

    assert "3 ICBs (50.0%) furthest below" in answer(ranked())


def test_the_first_line_of_equal_areas_says_so():
    figures(MAY, ENGLAND, waiting("QWO", 60), waiting("QKS", 60))

    assert answer(ranked()) == "All ICBs are at 60.0%. England: 60.0%."


def test_the_first_line_of_too_few_areas_says_so():
    figures(MAY, ENGLAND, waiting("QWO", 60))

    assert answer(ranked()) == "Fewer than two ICBs can be compared on this."


def test_the_page_says_how_many_meet_the_standard(client):
    figures(MAY, ENGLAND, waiting("QWO", 92), waiting("QKS", 91))

    assert "Met by 1 of 2 ICBs" in page(client)


def test_the_page_says_how_far_apart_areas_were_a_year_before(client):
    figures(A_YEAR_AGO, ENGLAND, waiting("QWO", 61), waiting("QKS", 54))
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    assert "7.0 a year before" in page(client)


def test_the_page_leads_to_definition_source_and_itself(client):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    text = page(client, level="icb")

    assert f'href="{reverse("methods")}#within-18-weeks"' in text
    assert f'href="{reverse("data-month", args=[MAY])}"' in text
    assert "level=icb&amp;function=C_999&amp;month=2025-05&amp;boundaries=then" in text
    assert WITHIN_18.why in text


# Asking


def test_a_measure_that_does_not_exist_is_not_found(client):
    assert client.get(reverse("measure", args=["happiness"])).status_code == 404


def test_a_site_without_figures_still_says_what_a_measure_is(client):
    assert "No month of figures is published here yet" in page(client)
    assert WITHIN_18.title in client.get(reverse("measures")).content.decode()


def test_what_cannot_be_is_said_and_the_newest_month_shown(client):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    text = page(client, status=400, month="1999-01", level="<b>")

    assert "No figures of “1999-01” are published" in text
    assert "“&lt;b&gt;” is not one of the choices" in text
    assert "West Yorkshire (61.0%)" in text


def test_every_measure_has_a_page_and_is_listed_headlines_first(client):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    text = client.get(reverse("measures")).content.decode()
    listed = re.findall(r'href="/measures/([a-z0-9-]+)/"', text)

    assert sorted(listed) == sorted(MEASURES)
    assert [MEASURES[slug].is_headline for slug in listed] == sorted(
        (measure.is_headline for measure in MEASURES.values()), reverse=True
    )
    assert "50.0% to 61.0%" in text
    for slug in MEASURES:
        page(client, slug)


def test_the_pages_cost_as_many_queries_for_one_area_as_for_forty(client, django_assert_max_num_queries):
    figures(MAY, ENGLAND, waiting("QWO", 61))
    _count_queries(client, django_assert_max_num_queries)

    boards = Area.objects.of_kind("icb").values_list("code", flat=True)
    figures(MAY, ENGLAND, *[waiting(code, 40 + place) for place, code in enumerate(boards)])
    _count_queries(client, django_assert_max_num_queries)


def _count_queries(client, at_most) -> None:
    for name, args in (("measures", []), ("measure", ["within-18-weeks"])):
        cache.clear()
        with at_most(13):
            client.get(reverse(name, args=args))
        with at_most(6):
            client.get(reverse(name, args=args))


# Files


def test_the_csv_is_the_pages_table(client):
    figures(A_YEAR_AGO, ENGLAND, waiting("QWO", 55))
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 72), waiting("QF7", 9, of=9))

    rows = table(client.get(reverse("measure-csv", args=["within-18-weeks"])))

    assert [row["area"] for row in rows][:2] == ["QKS", "QWO"]
    limits = {name: f"{float(rows[1][name]):.2f}" for name in ("lower", "upper")}
    assert rows[1] | limits | {"change_in_a_year": "6"} == {
        "month": "2025-05",
        "level": "icb",
        "area": "QWO",
        "name": "West Yorkshire",
        "treatment_function": "C_999",
        "measure": "within-18-weeks",
        "unit": "per cent",
        "rank": "2",
        "not_ranked_because": "",
        "value": "61",
        # Wilson's, by hand: (2 × 61 + z² ± z√(z² + 4 × 61 × 0.39)) ÷ (2 × (100 + z²)).
        "lower": "51.20",
        "upper": "69.98",
        "england": "60",
        "difference_from_england": "1",
        "compared_with_england": "similar",
        "quarter": "",
        "last_five_months": "",
        "numerator": "61",
        "denominator": "100",
        "change_in_a_year": "6",
    }
    few = next(row for row in rows if row["area"] == "QF7")
    assert (few["rank"], few["value"], few["not_ranked_because"]) == ("", "", "too few to compare")
    assert len(rows) == 42


def test_a_name_in_a_csv_is_never_a_formula(client):
    Area.objects.create(code="RXX", kind="provider", name="=1+1", short_name="=HYPERLINK(0)")
    figures(MAY, ENGLAND, waiting("RXX", 61))

    [row] = table(client.get(reverse("measure-csv", args=["within-18-weeks"]), {"level": "provider"}))

    assert row["name"] == "'=HYPERLINK(0)"


@pytest.mark.parametrize("chart", ["ranks", "map", "tiles", "england", "funnel"])
def test_every_chart_is_a_file_with_its_title_and_source(client, chart):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    drawn = client.get(reverse("measure-svg", args=["within-18-weeks", chart]))
    picture = client.get(reverse("measure-png", args=["within-18-weeks", chart]))

    words = " ".join(ElementTree.fromstring(drawn.content).itertext())
    assert "Waiting 18 weeks or less" in words
    assert "Source: NHS England" in words
    assert picture.content.startswith(b"\x89PNG")
    assert "attachment" in picture["Content-Disposition"]


def test_a_chart_of_invented_figures_says_so(client):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50), of={"is_demonstration": True})

    assert (
        "invented" in client.get(reverse("measure-svg", args=["within-18-weeks", "ranks"])).content.decode()
    )


def test_a_map_draws_a_board_as_its_locations_where_it_has_no_outline(client):
    Boundary.objects.create(
        area=Area.objects.get(code="03R"), path="M400 400l9 9 9-9z", source="Source: somebody."
    )
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))

    drawn = client.get(reverse("measure-svg", args=["within-18-weeks", "map"])).content.decode()

    assert "M400 400l9 9 9-9z" in drawn
    assert "somebody" in drawn
    assert "<circle" in drawn


@pytest.mark.parametrize("name", ["measure-csv", "measure-svg"])
def test_a_file_of_what_cannot_be_is_refused_in_plain_words(client, name):
    figures(MAY, ENGLAND, waiting("QWO", 61), waiting("QKS", 50))
    args = ["within-18-weeks"] if name == "measure-csv" else ["within-18-weeks", "ranks"]

    response = client.get(reverse(name, args=args), {"month": "1999-01"})

    assert response.status_code == 400
    assert response.content.decode().startswith("month: No figures of “1999-01” are published")


def test_a_chart_that_there_is_not_is_not_found(client):
    assert client.get(reverse("measure-svg", args=["within-18-weeks", "ranks"])).status_code == 404
    figures(MAY, ENGLAND)
    assert client.get(reverse("measure-svg", args=["within-18-weeks", "ranks"])).status_code == 404
    assert client.get(reverse("measure-png", args=["within-18-weeks", "pie"])).status_code == 404


# Over time


def test_a_month_that_is_missing_is_a_gap():
    for month in (MARCH, MAY):
        figures(month, ENGLAND, waiting("03R", 61), waiting("QWO", 58))

    chart = drawn_of(Area.objects.get(code="03R"), WITHIN_18)

    assert chart.months == [MARCH, APRIL, MAY]
    assert {line.name: list(line.values)[1] for line in chart.series} == {
        "Wakefield": None,
        "England": None,
    }


def test_a_chart_over_time_is_titled_with_its_finding():
    figures(MAY, ENGLAND, waiting("03R", 65), waiting("QWO", 58))

    chart = drawn_of(Area.objects.get(code="03R"), WITHIN_18)

    assert chart.title == "Waiting 18 weeks or less, Wakefield: 65.0% in May 2025, above England (60.0%)"


def test_what_has_no_company_is_compared_with_a_year_before():
    for month, count in ((A_YEAR_AGO, 90), (MAY, 100)):
        figures(month, ENGLAND, waiting("03R", 61, of=count))

    chart = drawn_of(Area.objects.get(code="03R"), MEASURES["waiting-list"])

    assert chart.title.endswith(
        "Wakefield: 100 pathways in May 2025; it rose by 10 pathways in a year, unreported removals not known"
    )
    assert [line.name for line in chart.series] == ["Wakefield"]


def test_only_england_is_held_to_national_milestones_and_looks_ahead_to_the_next():
    figures(MAY, ENGLAND, waiting("03R", 61))

    england, wakefield = (drawn_of(Area.objects.get(code=code), WITHIN_18) for code in ("ENGLAND", "03R"))

    assert [reference.label for reference in wakefield.references] == ["Standard: 92%"]
    assert len(england.references) == len(WITHIN_18.targets)
    assert england.months[-1] == date(2026, 3, 1)
    assert wakefield.months[-1] == MAY


def test_breaks_of_the_series_are_marked_where_they_matter():
    figures(MAY, ENGLAND, waiting("03R", 61))

    england, wakefield = (drawn_of(Area.objects.get(code=code), WITHIN_18) for code in ("ENGLAND", "03R"))

    assert "More pathways commissioned by ICBs" in [one.label for one in wakefield.breaks]
    assert "More pathways commissioned by ICBs" not in [one.label for one in england.breaks]


def test_a_chart_over_time_ends_with_the_month_asked_for():
    for month in (MAY, JUNE):
        figures(month, ENGLAND, waiting("03R", 61))

    assert drawn_of(Area.objects.get(code="03R"), WITHIN_18, month=MAY).months == [MAY]


def test_an_area_without_figures_has_a_chart_that_says_so():
    figures(MAY, ENGLAND)

    chart = drawn_of(Area.objects.get(code="03R"), WITHIN_18)

    assert chart.title == "Waiting 18 weeks or less, Wakefield: not known in any month"
    assert lines(Area.objects.get(code="03R"), WITHIN_18).months == []


def test_the_files_of_an_area_hold_what_the_chart_shows(client):
    for month, within in ((APRIL, 50), (MAY, 61)):
        figures(month, ENGLAND, waiting("03R", within))
    args = ["03R", "within-18-weeks"]

    rows = table(client.get(reverse("area-measure-csv", args=args)))
    drawn = client.get(reverse("area-measure-svg", args=args))
    picture = client.get(reverse("area-measure-png", args=args), {"function": "C_999", "month": "2025-04"})

    assert [
        (row["month"], row["value"], row["numerator"], row["denominator"], row["england"]) for row in rows
    ] == [
        ("2025-04", "50", "50", "100", "60"),
        ("2025-05", "61", "61", "100", "60"),
    ]
    assert "Wakefield: 61.0% in May 2025" in "".join(ElementTree.fromstring(drawn.content).itertext())
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("code", "slug", "asked", "status"),
    [
        ("03R", "within-18-weeks", {"function": "C_1"}, 400),
        ("03R", "within-18-weeks", {"month": "May"}, 400),
        ("ZZZ", "within-18-weeks", {}, 404),
        ("03R", "happiness", {}, 404),
    ],
)
def test_a_file_of_an_area_that_cannot_be_is_refused(client, code, slug, asked, status):
    figures(MAY, ENGLAND, waiting("03R", 61))

    assert client.get(reverse("area-measure-csv", args=[code, slug]), asked).status_code == status
