"""The national report: what it says of figures made for it, what may be asked of it, and its files."""

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest
import time_machine
from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.measured import cache
from metrics.models import Area
from metrics.presenters.report import national
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.record import Report
from metrics.report_filters import ReportAsked, may_have
from tests.environment import ROOT
from tests.factories import MAY, figures
from tests.published import A_YEAR_AGO, publish

pytestmark = pytest.mark.django_db

APRIL = date(2025, 4, 1)
YEAR = [month.date() for month in pd.date_range("2024-06-01", periods=12, freq="MS")]
# Admitted pathways of a month in locations of West Yorkshire and of Humber and North Yorkshire.
USUAL = {"03R": 3000, "15F": 4000, "36J": 2500, "03H": 1200, "03Q": 1600, "42D": 2000}
PAGE, CSV = "report-variation", "report-variation-csv"


def people(code: str) -> int:
    """Return how many people a location had in mid-2024, as the reference table has them."""
    table = pd.read_csv(ROOT / "metrics" / "reference" / "populations.csv")
    rows = table[(table["area"] == code) & (table["source"] == "ons") & (table["date"] == "2024-06-30")]
    return int(rows["people"].item())


def month_of(month: date, admitted: dict[str, int], **more) -> None:
    rows = [{"area": code, "admitted": count, "non_admitted": 2 * count} for code, count in admitted.items()]
    england = {"area": "ENGLAND", "admitted": 290_000, "non_admitted": 900_000}
    figures(month, england, *rows, **more)


def year_of(admitted: dict[str, int] = USUAL, **more) -> None:
    for month in YEAR:
        month_of(month, admitted, **more)


def report(slug: str = "admitted-per-1000", **asked) -> Report:
    usual = {"function": "C_999", "level": "sicbl", "first": YEAR[0], "last": MAY, "boundaries": "then"}
    return national.of(Choice(MEASURES[slug], **usual | asked))


def part(found: Report, id: str):
    return next((section for section in found.sections if section.id == id), None)


def cells(table) -> list[list[str]]:
    return [[getattr(cell, "words", cell) for cell in row.cells] for row in table.rows]


def page(client, status: int = 200, **asked) -> str:
    response = client.get(reverse(PAGE), asked)
    assert response.status_code == status
    return response.content.decode()


def chosen_in(text: str) -> list[str]:
    """Return what the selects of a page have chosen."""
    return re.findall(r'<option value="([^"]+)" selected>', text)


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# What it says


def test_the_answer_names_the_best_the_worst_and_how_far_apart_they_are():
    year_of()
    rates = {code: 1000 * count / people(code) for code, count in USUAL.items()}
    best, worst = max(rates, key=rates.get), min(rates, key=rates.get)

    said = " ".join(report().answer)

    assert (best, worst) == ("03R", "36J")
    assert f"Wakefield was best of 6 sub-ICB locations ({rates[best]:.2f} per 1,000 people)" in said
    assert f"Bradford District and Craven was worst ({rates[worst]:.2f} per 1,000 people)" in said
    assert f"The best is {rates[best] / rates[worst]:.1f} times the worst" in said
    assert "more than chance, as their 95% intervals lie apart" in said


def test_where_all_are_level_nobody_is_first_or_last():
    figures(MAY, *({"area": code, "incomplete": 500, "over_104": 0} for code in USUAL))

    found = report("over-104-weeks", first=MAY)

    assert "all 6 sub-ICB locations are at 0.000%" in found.answer[0]
    assert part(found, "ranked").heading == "All level"
    assert not part(found, "ranked").paragraphs
    assert not part(found, "ranked").tables
    assert {row[1] for row in cells(part(found, "ranked").folded)} == {"1", "not known"}
    assert "all at 0.000%" in part(found, "where").figures[0].chart.wide


def test_areas_that_share_a_place_are_named_together():
    figures(
        MAY,
        *({"area": code, "incomplete": 100, "within_18": 90} for code in ("03R", "15F")),
        *({"area": code, "incomplete": 100, "within_18": 50} for code in ("36J", "03H", "03Q")),
    )

    best, worst = part(report("within-18-weeks", first=MAY), "ranked").paragraphs

    assert best.startswith(("Best: Wakefield and Leeds, 90.0%", "Best: Leeds and Wakefield, 90.0%"))
    assert worst.startswith("Worst: 3 sub-ICB locations, 50.0%")


def test_an_address_in_the_page_leads_to_one_place(client):
    year_of()

    ids = re.findall(r'\bid="([^"]+)"', page(client))

    assert len(ids) == len(set(ids))


def test_the_rates_of_a_period_are_a_month_on_average():
    month_of(APRIL, USUAL)
    month_of(MAY, USUAL | {"03R": 5000})

    found = report(first=APRIL).data.set_index("area")

    assert found.loc["03R", "value"] == pytest.approx(1000 * 8000 / (2 * people("03R")))
    assert found.loc["03R", "pathways"] == 8000
    assert found["rank"].tolist()[:6] == [1, 2, 3, 4, 5, 6]


def test_both_readings_of_the_definition_are_named_with_a_link_to_the_other():
    year_of({code: 10 * place for place, code in enumerate(USUAL, start=3)})
    admitted, completed = report(), report("completed-per-1000")

    for found, other in ((admitted, completed), (completed, admitted)):
        readings = part(found, "readings")
        words = " ".join(readings.paragraphs)
        assert "Part 1A of the files" in words
        assert "Parts 1A and 1B" in words
        assert "The reports of the Medical Technology Group used the first" in words
        assert other.answer[0] in words
        assert [address for _, address in readings.links] == [other.address]
    assert part(report("new-pathways-per-1000"), "readings") is None


def test_who_gained_most_places_is_said_and_that_the_others_did_not_move():
    for place, month in enumerate(YEAR):
        month_of(month, USUAL | ({"36J": 6000} if place >= 6 else {}))

    found = report()
    improved = part(found, "improved")

    assert (
        "Bradford District and Craven improved most, from 6th on average in the first six months"
        in found.answer[3]
    )
    assert cells(improved.tables[0])[0][0] == "Bradford District and Craven"
    assert "part of a movement may be the season" in " ".join(improved.notes)


def test_a_short_period_does_not_say_who_improved():
    month_of(MAY, USUAL)

    assert "fewer than twelve months" in " ".join(report(first=MAY).answer)


def test_the_widest_gap_within_one_board_comes_first():
    year_of()
    rates = {code: 1000 * count / people(code) for code, count in USUAL.items()}

    within = part(report(), "within")
    [west, humber] = cells(within.tables[0])

    assert within.paragraphs[0].startswith(
        "The widest gap within one ICB is in West Yorkshire: Wakefield has"
    )
    assert west[:3] == [
        "West Yorkshire",
        f"Wakefield {rates['03R']:.2f}",
        f"Bradford District and Craven {rates['36J']:.2f}",
    ]
    assert west[-1] == "Yes"
    assert humber[0] == "Humber and North Yorkshire"


def test_neighbours_under_one_board_are_miles_apart():
    year_of()

    rows = cells(part(report(), "near").tables[0])

    [leeds] = [row for row in rows if row[0].startswith("Wakefield") and row[1].startswith("Leeds")]
    assert (leeds[2], leeds[4]) == ("12", "Yes")


def test_regions_have_neither_parts_nor_neighbours():
    figures(MAY, {"area": "ENGLAND", "incomplete": 9000, "within_18": 5000}, *lists({"Y63": 61, "Y59": 55}))

    found = report("within-18-weeks", level="region", first=MAY)

    assert part(found, "within") is None
    assert part(found, "near") is None


def lists(shares: dict[str, int], of: int = 1000) -> list[dict]:
    return [
        {
            "area": code,
            "incomplete": of,
            "within_18": of * share // 100,
            "decision_to_admit": of * share // 200,
        }
        for code, share in shares.items()
    ]


def test_areas_with_too_few_pathways_or_a_month_missing_are_not_ranked():
    month_of(APRIL, USUAL | {"03Q": 9})
    month_of(MAY, {code: count for code, count in USUAL.items() if code != "42D"} | {"03Q": 9})

    found = report(first=APRIL)
    rows = found.data.set_index("area")

    assert rows.loc[["03Q", "42D"], "rank"].isna().all()
    assert rows.loc["03Q", "not_ranked_because"] == "too few to compare"
    assert rows.loc["42D", "not_ranked_because"] == "known in 1 of 2 months"
    assert "1 known in 1 of 2 months" in " ".join(part(found, "ranked").notes)


def test_where_neither_way_is_better_nothing_is_best_or_worst():
    figures(MAY, {"area": "ENGLAND", "incomplete": 9000}, *lists({"03R": 61, "15F": 40, "36J": 50}))

    found = report("decision-to-admit-share", first=MAY)
    said = " ".join(
        [*found.answer, *(words for one in found.sections for words in [one.heading, *one.paragraphs])]
    ).lower()

    assert "wakefield was highest of 3" in said
    assert "leeds was lowest" in said
    for word in ("best", "worst", "improved"):
        assert word not in said


def test_where_lower_is_better_the_lowest_is_best():
    rows = [
        {"area": code, "incomplete": 1000, "median_wait": wait}
        for code, wait in {"03R": 9.0, "15F": 18.0, "36J": 12.0}.items()
    ]
    figures(MAY, {"area": "ENGLAND", "incomplete": 9000, "median_wait": 14.0}, *rows)

    said = " ".join(report("median-wait", first=MAY).answer)

    assert "Wakefield was best of 3 sub-ICB locations (9.0 weeks) and Leeds was worst (18.0 weeks)" in said
    assert "The worst is 2.0 times the best" in said
    assert "no interval can be worked out for a wait, so small differences may be chance" in said


def test_a_ratio_is_left_out_where_rounding_is_much_of_it():
    rows = [{"area": code, "incomplete": 1000, "over_52": count} for code, count in (("03R", 4), ("15F", 82))]
    figures(MAY, {"area": "ENGLAND", "incomplete": 9000, "over_52": 300}, *rows)

    said = " ".join(report("over-52-weeks", first=MAY).answer)

    assert "times" not in said
    assert "Worst and best are 7.8 percentage points apart" in said


def test_a_report_on_one_area_says_that_there_is_nothing_to_compare():
    month_of(MAY, {"03R": 3000})

    found = report(first=MAY)

    assert found.answer[0].startswith("Fewer than two sub-ICB locations can be compared")
    assert found.pictures == {}


def test_months_without_figures_and_breaks_of_the_series_are_said():
    for month in (date(2024, 1, 1), date(2024, 3, 1)):
        month_of(month, USUAL)

    points = part(report(first=date(2024, 1, 1), last=date(2024, 3, 1)), "caveats").points

    assert "No figures are published for February 2024: the report is of the other months." in points
    assert any("community services" in point for point in points)


LONG = {"first": A_YEAR_AGO}
SHORT = {"first": MAY, "function": "C_110", "boundaries": "now"}
SWEEP = [("sicbl", LONG), ("icb", SHORT), ("region", SHORT)]


@pytest.mark.parametrize("slug", [slug for slug, measure in MEASURES.items() if measure.comparable])
def test_every_measure_has_a_report_at_every_level_and_period(slug: str):
    publish(A_YEAR_AGO, MAY)

    for level, asked in SWEEP:
        found = report(slug, level=level, **asked)
        said = " ".join([*found.answer, *(words for one in found.sections for words in one.paragraphs)])
        assert "nan" not in said.split()
        assert len(found.data) > 5
        if MEASURES[slug].direction == "neutral":
            assert not {"best", "worst"} & set(said.lower().replace(".", "").split())


def test_providers_are_ranked_on_shares():
    for code, name in (("RXF", "Mid Yorkshire"), ("RR8", "Leeds Teaching")):
        Area.objects.create(code=code, kind="provider", name=name, short_name=name)
    figures(MAY, {"area": "ENGLAND", "incomplete": 9000}, *lists({"RXF": 61, "RR8": 55}))

    found = report("within-18-weeks", level="provider", first=MAY)

    assert "Mid Yorkshire was best of 2 providers (61.0%)" in found.answer[0]
    assert {"map", "tiles"}.isdisjoint(found.pictures)


# What may be asked


def test_the_default_is_the_definition_of_the_medical_technology_group():
    months = [date(2024, 4, 1), date(2024, 5, 1), *YEAR]

    asked = ReportAsked({}, months)

    assert asked.is_valid()
    assert asked.choice == Choice(MEASURES["admitted-per-1000"], "C_999", "sicbl", YEAR[0], MAY, "then")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"from": "2025-05", "to": "2025-04"}, "The last month is before the first"),
        ({"from": "1066-10"}, "No figures of “1066-10” are published"),
        ({"measure": "waiting-list"}, "Pathways on the waiting list cannot be ranked"),
        ({"measure": "happiness"}, "“happiness” is not one of the choices"),
        ({"function": "C_000"}, "“C_000” is not one of the choices"),
        ({"level": "england"}, "“england” is not one of the choices"),
        ({"level": "provider"}, "Providers have no population of their own"),
        ({"boundaries": "never"}, "“never” is not one of the choices"),
    ],
)
def test_a_wrong_choice_is_one_clear_message_and_the_page_still_shows_a_report(client, asked, message):
    month_of(APRIL, USUAL)
    month_of(MAY, USUAL)

    text = page(client, status=400, **asked)
    refused = client.get(reverse(CSV), asked)

    assert text.count("nhsuk-error-message") == 1
    assert message in text
    assert "Wakefield was best of 6" in text
    assert chosen_in(text) == [
        "admitted-per-1000",
        "C_999",
        "sicbl",
        "2025-04",
        "2025-05",
        "then",
    ]
    assert refused.status_code == 400
    assert message in refused.content.decode()


def test_rates_are_for_all_but_providers():
    assert not may_have("provider", MEASURES["admitted-per-1000"])
    assert may_have("provider", MEASURES["median-wait"])
    assert may_have("icb", MEASURES["admitted-per-1000"])


@time_machine.travel("2026-05-01")
def test_areas_of_today_may_be_chosen():
    month_of(MAY, USUAL)

    now = report("within-18-weeks", level="icb", first=MAY, boundaries="now").data["area"].tolist()
    then = report("within-18-weeks", level="icb", first=MAY).data["area"].tolist()

    assert (len(then), len(now)) == (42, 36)
    assert "QNQ" in then
    assert "QNQ" not in now


def test_without_figures_the_pages_say_so(client):
    assert "No month of figures is published here yet" in page(client)
    assert client.get(reverse(CSV)).status_code == 404
    assert client.get(reverse("reports")).status_code == 200


# Files and cost


def test_the_csv_holds_the_pages_ranks_with_numbers_as_they_are(client):
    year_of()

    rows = table(client.get(reverse(CSV)))

    first = rows[0]
    assert (first["area"], first["name"], first["rank"], first["measure"]) == (
        "03R",
        "Wakefield",
        "1",
        "admitted-per-1000",
    )
    assert float(first["value"]) == pytest.approx(3_000_000 / people("03R"))
    assert float(first["lower_95"]) < float(first["value"]) < float(first["upper_95"])
    assert (first["from"], first["to"], first["treatment_function"]) == ("2024-06", "2025-05", "C_999")
    assert first["months"].split() == [f"{month:%Y-%m}" for month in YEAR]
    assert "NHS England" in first["source"]
    assert first["figures_version"]
    assert first["compared_with_england"] == "better"
    assert len(rows) == 106


@pytest.mark.parametrize("chart", ["ranks", "map", "tiles", "funnel"])
def test_every_chart_is_a_file_with_its_title_and_source(client, chart):
    year_of()

    drawn = client.get(reverse("report-variation-svg", args=[chart]))

    words = " ".join(ElementTree.fromstring(drawn.content).itertext())
    assert "Treated with an admission, per 1,000 people, June 2024 to May 2025" in words
    assert "Source: NHS England" in words


def test_a_chart_may_be_taken_away_as_a_picture(client):
    month_of(MAY, USUAL)

    picture = client.get(reverse("report-variation-png", args=["ranks"]))

    assert picture.content.startswith(b"\x89PNG")
    assert client.get(reverse("report-variation-svg", args=["pie"])).status_code == 404


def test_the_page_links_to_itself_and_to_the_files_of_its_months(client):
    year_of()

    text = page(client, measure="admitted-per-1000", level="sicbl")

    query = report().choice.query.replace("&", "&amp;")
    assert f'href="/reports/variation/?{query}"' in text
    assert f'href="/reports/variation/data.csv?{query}"' in text
    for month in YEAR:
        assert reverse("data-month", args=[month]) in text


def test_invented_figures_say_so():
    month_of(MAY, USUAL, of={"is_demonstration": True})

    found = report(first=MAY)

    assert "invented" in found.source
    assert part(found, "caveats").points[-1].startswith("A rank says nothing about why")
    assert "May 2025 (invented)" in [words for words, _ in part(found, "sources").links]


def test_warnings_and_revisions_of_the_files_are_said():
    month_of(APRIL, USUAL, of={"revised": True})
    month_of(MAY, USUAL, warnings=[{"rule": "not-submitted", "value": "RXF"}])

    found = report(first=APRIL)

    assert [words for words, _ in part(found, "sources").links] == [
        "May 2025 (1 warning)",
        "April 2025 (revised)",
    ]
    assert any(
        "Of 2 months, 1 file was published with warnings" in point for point in part(found, "caveats").points
    )


def test_a_report_costs_as_many_queries_for_six_areas_and_a_month_as_for_all_and_a_year(
    client, django_assert_max_num_queries
):
    month_of(MAY, USUAL)
    _count_queries(client, django_assert_max_num_queries)

    locations = Area.objects.of_kind("sicbl").values_list("code", flat=True)
    year_of({code: 1000 + place for place, code in enumerate(locations)})
    _count_queries(client, django_assert_max_num_queries)


def _count_queries(client, at_most) -> None:
    cache.clear()
    with at_most(18):
        client.get(reverse(PAGE))
    with at_most(4):
        client.get(reverse(PAGE))
