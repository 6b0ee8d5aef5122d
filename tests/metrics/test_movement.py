"""Places over time: who moved and who is steady, over every month and the whole period, as a page and as files."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd
import pytest
import time_machine
from django.urls import reverse

from metrics.compute.providers import with_empty_pairs
from metrics.measured import cache
from metrics.models import Area, ProviderUse, PublishedMonth
from tests.environment import ROOT
from tests.factories import figures

pytestmark = pytest.mark.django_db

MONTHS = [month.date() for month in pd.date_range("2024-04-01", "2025-05-01", freq="MS")]
BOARDS = ("QWO", "QKS", "QF7", "QHM", "QOP")
# Of 100 waiting: four boards hold their places, and West Yorkshire goes from last to first half way.
HELD = {"QKS": 90, "QF7": 80, "QHM": 70, "QOP": 60}
CLIMBING = [50] * 7 + [95] * 7


def waiting(area: str, within_18: int | None, of: int = 1000, **more) -> dict:
    return {"area": area, "incomplete": of, "within_18": within_18} | more


def climb(months: Sequence[date] = MONTHS) -> None:
    """Publish months in which West Yorkshire passes the four others."""
    for month, ours in zip(months, CLIMBING[-len(months) :], strict=True):
        rest = [waiting(code, 10 * share) for code, share in HELD.items()]
        figures(month, waiting("QWO", 10 * ours), *rest)


def page(client, slug: str = "within-18-weeks", status: int = 200, **asked) -> str:
    response = client.get(reverse("movement", args=[slug]), asked)
    assert response.status_code == status
    return response.content.decode()


def answer(text: str) -> str:
    return re.search(r'app-answer">(.*?)</p>', text, re.DOTALL)[1]


def rows(client, name: str, slug: str = "within-18-weeks", **asked) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=[slug]), asked)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# What it says


def test_the_first_line_names_who_improved_most(client):
    climb()

    text = page(client)

    assert answer(text) == (
        "West Yorkshire improved most of 5 ICBs: it rose 4 places, more than its own months differ."
    )
    assert "West Yorkshire went from 5th to 1st on average, comparing April to September 2024 with" in text
    assert "a list carries over from one month to the next" in text


def test_a_move_that_chance_gives_one_of_the_areas_is_no_change_beyond_chance(client):
    """Four pairs of boards, each the other way round in five of twelve months: only one pair's five are the first."""
    swapped = ({0, 1, 2, 3, 4}, {0, 1, 6, 7, 8}, {2, 3, 6, 9, 10}, {0, 4, 7, 9, 11})
    boards = Area.objects.of_kind("icb").valid_on(MONTHS[0])
    codes = list(boards.values_list("code", flat=True)[:8])
    for number, month in enumerate(MONTHS[:12]):
        shares = []
        for pair, months in enumerate(swapped):
            upper = 900 - 100 * pair
            shares += [upper - 10, upper] if number in months else [upper, upper - 10]
        figures(month, *(waiting(code, share) for code, share in zip(codes, shares, strict=True)))

    said = answer(page(client))

    # All five months fall into one half in 14 of the 924 ways for each pair: in 6% of them for any.
    assert said.startswith("No change beyond chance: of 8 ICBs")
    assert "chance alone gives one that much" in said


def test_where_nobody_moved_it_says_no_real_change(client):
    for month in MONTHS:
        figures(month, waiting("QWO", 500), waiting("QKS", 900))

    assert answer(page(client)) == (
        "No real change: none of 2 ICBs rose by more than its own months differ, comparing April to September 2024 "
        "with December 2024 to May 2025."
    )
    text = page(client)
    assert "None rose or fell by more than its months differ." in text
    assert "2 ICBs moved least: each by 0.0 percentiles about its own mean." in text
    assert "the newest month; the CSV has all ICBs" in text


def test_fewer_than_twelve_months_tell_no_movement(client):
    climb(MONTHS[-3:])

    text = page(client)

    assert "takes at least 12 months to tell, and there are 3 months here" in answer(text)
    assert "Improved most" not in text
    assert "The whole period" in text


def test_one_month_alone_is_a_page(client):
    climb(MONTHS[-1:])

    assert "there is 1 month here" in answer(page(client))
    assert page(client, area="QWO").count("<svg") >= 2


def test_without_figures_it_says_so(client):
    assert "No month of figures is published here yet" in page(client)


def test_where_neither_end_is_better_nobody_improves(client):
    for number, month in enumerate(MONTHS):
        figures(
            month,
            {"area": "QWO", "new_periods": 90_000 if number > 6 else 10_000},
            {"area": "QKS", "new_periods": 30_000},
        )

    text = page(client, "new-pathways-per-1000")

    assert "West Yorkshire moved up most" in answer(text)
    assert "improved" not in text
    movements = {row["movement"] for row in rows(client, "movement-period-csv", "new-pathways-per-1000")}
    assert movements == {"", "moved_up", "moved_down"}
    assert "Neither high nor low is better" in text


def test_counts_are_not_ranked(client):
    climb()

    text = page(client, "waiting-list")

    assert "ICBs are not ranked on this" in answer(text)
    assert reverse("movement", args=["waiting-list-per-1000"]) in text
    assert 'id="places"' not in text


def test_too_few_pathways_are_not_ranked_in_any_way(client):
    figures(MONTHS[0], waiting("QWO", 10, of=19), waiting("QKS", 500), waiting("QF7", 400))

    table = {row["area"]: row for row in rows(client, "movement-period-csv")}

    assert (table["QWO"]["rank"], table["QWO"]["percentile"]) == ("", "")
    assert (table["QKS"]["rank"], table["QF7"]["rank"]) == ("1", "2")
    assert "too few to compare" in page(client)


def test_an_area_known_in_fewer_months_is_not_ranked_over_the_period(client):
    figures(MONTHS[0], waiting("QWO", 500), waiting("QKS", 900))
    figures(MONTHS[1], waiting("QKS", 900))

    assert "known in 1 of 2 months" in page(client)


def test_an_area_chosen_is_marked_and_said(client):
    climb()

    text = page(client, area="QOP")

    assert "Over April 2024 to May 2025 Hampshire and Isle of Wight was" not in text
    name = Area.objects.get(code="QOP").short_name
    assert f"Over April 2024 to May 2025 {name} was 5th of 5" in text
    assert f"Waiting 18 weeks or less: {name} fell 1 place" in text


def test_the_steady_are_told_apart_from_the_good(client):
    for month in MONTHS[:6]:
        figures(month, *(waiting(code, 10 * share) for code, share in HELD.items()))

    text = page(client)

    assert "Steady is not the same as good" in text
    top, bottom = (text.index(f"Steadily in the {end} quarter") for end in ("top", "bottom"))
    assert "Kent and Medway" in text[top:bottom]
    assert Area.objects.get(code="QOP").short_name in text[bottom : text.index("The whole period")]


def test_a_wait_has_no_interval_and_says_so(client):
    for month in MONTHS:
        figures(month, waiting("QWO", 500, median_wait=12.5), waiting("QKS", 900, median_wait=10.5))

    text = page(client, "median-wait")

    assert "No interval can be worked out for it" in text
    assert "95% interval" not in text


def test_the_pages_of_the_measure_and_of_the_area_lead_here(client):
    Area.objects.create(code="RXF", kind="provider", name="Mid Yorkshire", short_name="Mid Yorkshire")
    figures(MONTHS[-1], *(waiting(code, 600) for code in ("ENGLAND", "QWO", "QKS", "RXF")))
    here = reverse("movement", args=["within-18-weeks"])
    asked = "level=icb&amp;function=C_999&amp;to=2025-05"

    measure = client.get(reverse("measure", args=["within-18-weeks"])).content.decode()
    area = client.get(reverse("area-measure", args=["QWO", "within-18-weeks"])).content.decode()
    providers = client.get(
        reverse("measure", args=["within-18-weeks"]), {"level": "provider"}
    ).content.decode()

    assert f"{here}?{asked}&amp;boundaries=then" in measure
    assert f"{here}?{asked}&amp;area=QWO" in area
    assert here not in providers


# What is asked for


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"level": "moon"}, "“moon” is not one of the choices"),
        ({"from": "1066-10"}, "No figures of “1066-10” are published"),
        ({"from": "2025-05", "to": "2025-04"}, "May 2025 is after April 2025"),
        ({"area": "XXX"}, "There is no area “XXX”"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_the_page_still_shows_something(client, asked, said):
    climb(MONTHS[-2:])

    text = page(client, status=400, **asked)

    assert said in text
    assert "West Yorkshire" in text
    response = client.get(reverse("movement-csv", args=["within-18-weeks"]), asked)
    assert response.status_code == 400
    assert said in response.content.decode()


def test_an_area_of_another_kind_is_passed_over_in_words(client):
    climb(MONTHS[-2:])

    assert "Wakefield is not among these areas" in page(client, area="03R")


def test_the_months_may_be_chosen(client):
    climb()

    monthly = rows(client, "movement-csv", **{"from": "2024-06", "to": "2024-07"})

    assert {row["month"] for row in monthly} == {"2024-06", "2024-07"}


def test_the_areas_are_those_of_the_last_month_or_of_today(client):
    figures(MONTHS[-1], waiting("QH8", 610), waiting("D7T5G", 620))

    with time_machine.travel(date(2026, 11, 21)):
        then, now = (
            {row["area"] for row in rows(client, "movement-csv", boundaries=name)} for name in ("then", "now")
        )

    assert (then, now) == ({"QH8"}, {"D7T5G"})


# Files


def test_the_file_holds_every_area_in_every_month(client):
    climb()

    monthly = rows(client, "movement-csv")

    assert len(monthly) == 5 * 14
    ours = {row["month"]: row for row in monthly if row["area"] == "QWO"}
    assert [
        ours[month][name] for month in ("2024-10", "2024-11") for name in ("rank", "percentile", "quartile")
    ] == [
        *("5", "0", "4"),
        *("1", "100", "1"),
    ]
    assert {row["ranked"] for row in monthly} == {"5"}


def test_a_month_that_is_missing_is_a_gap(client):
    climb([*MONTHS[:3], *MONTHS[4:]])

    assert "2024-07" not in {row["month"] for row in rows(client, "movement-csv")}
    assert "1 month has no ranks" in page(client)


def test_the_period_has_the_value_the_movement_and_the_steadiness(client):
    climb()

    ours = next(row for row in rows(client, "movement-period-csv") if row["area"] == "QWO")

    assert float(ours["value"]) == pytest.approx((50 + 95) / 2)
    assert (ours["months"], ours["movement"]) == ("14", "improved")
    assert float(ours["places_gained"]) == 4
    assert float(ours["chance_of_any_as_large"]) == pytest.approx(1 / 924)
    assert float(ours["bottom_quartile_share"]) == 0.5


def test_the_chart_is_a_file_of_either_kind(client):
    climb()

    svg = client.get(reverse("movement-svg", args=["within-18-weeks"]), {"area": "QWO"})
    png = client.get(reverse("movement-png", args=["within-18-weeks"]))

    assert ElementTree.fromstring(svg.content).tag.endswith("svg")
    assert "within-18-weeks-movement-icb-C_999-2024-04-2025-05-QWO.svg" in svg["Content-Disposition"]
    assert png.content.startswith(b"\x89PNG")


# Cost


def test_a_page_asks_few_questions_however_many_areas_there_are(client, django_assert_max_num_queries):
    climb()
    many = Area.objects.of_kind("icb").valid_on(date(2025, 6, 1)).values_list("code", flat=True)[:20]

    for _ in ("five boards", "twenty boards"):
        cache.clear()
        with django_assert_max_num_queries(12):
            page(client)
        with django_assert_max_num_queries(6):
            page(client)
        figures(date(2025, 6, 1), *(waiting(code, 500) for code in many))


# Like for like


@pytest.fixture
def providers() -> None:
    """Wakefield's lists at three providers: one takes part in both months, one stops, one begins."""
    for code, name in (("RXF", "Mid Yorkshire"), ("RR8", "Leeds Teaching"), ("RAE", "Bradford Teaching")):
        Area.objects.create(code=code, kind="provider", name=name, short_name=name)
    before, now = (
        figures(month, waiting("03R", within, of=of))
        for month, within, of in ((MONTHS[0], 120, 300), (MONTHS[1], 100, 250))
    )
    used(before, RXF=(200, 100), RR8=(100, 20))
    used(now, RXF=(150, 60), RAE=(100, 40))


def used(version, commissioner: str = "03R", **counts: tuple[int, int]) -> None:
    for provider, (incomplete, within_18) in counts.items():
        ProviderUse.objects.create(
            figure_set=version,
            commissioner=Area.objects.get(code=commissioner),
            provider=Area.objects.get(code=provider),
            incomplete=incomplete,
            within_18=within_18,
        )


def test_the_change_among_the_same_providers_stands_beside_the_published_one(client, providers):
    [ours] = rows(client, "movement-like-for-like-csv", level="sicbl")

    # All: 120 of 300, then 100 of 250. Mid Yorkshire alone: 100 of 200, then 60 of 150.
    assert float(ours["change_as_published"]) == pytest.approx(0)
    assert float(ours["change_like_for_like"]) == pytest.approx(-10)
    text = page(client, level="sicbl")
    assert "In 1 of 1 sub-ICB locations the change reads differently" in text
    assert "Leeds Teaching (100)" in text
    assert "Providers with its pathways in both months" in text


def test_providers_in_both_months_are_those_with_pathways_of_the_area(client, providers):
    for month in MONTHS[:2]:
        version = PublishedMonth.objects.get(month=month).figure_set
        used(version, "15F", RXF=(50, 30), RR8=(50, 30), RAE=(50, 30))

    found = rows(client, "movement-like-for-like-csv", level="sicbl")

    # All three reported in both months, but of Wakefield's pathways only Mid Yorkshire did.
    assert {row["area"]: row["providers_in_both"] for row in found} == {"03R": "1", "15F": "3"}


def test_boards_are_summed_from_the_same_locations_in_both_months(client, providers):
    [ours] = rows(client, "movement-like-for-like-csv", "waiting-list", level="icb")

    assert (ours["area"], float(ours["change_like_for_like"])) == ("QWO", -50)
    assert float(ours["change_as_published"]) == -50


def test_a_provider_that_reported_nothing_of_an_area_had_none_of_its_pathways():
    pairs = [("A", "P"), ("B", "P"), ("B", "Q")]
    before = pd.DataFrame([(*pair, 10.0) for pair in pairs], columns=["area", "provider", "numerator"])
    now = before[(before["area"] == "B") & (before["provider"] == "P")]

    filled = with_empty_pairs(now, before)

    assert filled.to_numpy().tolist() == [["B", "P", 10.0], ["A", "P", 0.0]]
    assert with_empty_pairs(before, now) is before


@pytest.mark.parametrize(
    ("slug", "asked", "why"),
    [
        ("admitted-per-1000", {}, "cannot be worked out for this measure"),
        ("within-18-weeks", {"function": "C_110"}, "cannot be worked out for one treatment function"),
        ("within-18-weeks", {"from": "2025-05"}, "It takes two months of figures"),
    ],
)
def test_where_it_cannot_be_worked_out_it_says_why(client, slug, asked, why):
    climb(MONTHS[-2:])

    assert why in page(client, slug, **asked)
    assert client.get(reverse("movement-like-for-like-csv", args=[slug]), asked).status_code == 404


# Real months


@pytest.mark.xdist_group("official")
def test_the_most_improved_location_of_the_real_months_is_found_apart(client, real_rtt):
    """Admissions are added up from NHS England's files line by line, and ranked by counting who stands above."""
    locations = set(Area.objects.of_kind("sicbl").valid_on(MONTHS[-1]).values_list("code", flat=True))
    admitted = {month: _admitted(real_rtt / f"{month:%Y-%m}.zip", locations) for month in MONTHS}
    people = _people()
    mean_ranks = {
        half: _mean_ranks([admitted[month] for month in months], months, people)
        for half, months in (("early", MONTHS[:6]), ("late", MONTHS[-6:]))
    }
    gains = {code: mean_ranks["early"][code] - mean_ranks["late"][code] for code in mean_ranks["early"]}
    best = max(gains, key=gains.get)
    for month, counts in admitted.items():
        figures(month, *({"area": code, "admitted": count} for code, count in counts.items()))

    with time_machine.travel(date(2025, 8, 1)):
        text = page(client, "admitted-per-1000", level="sicbl")
        table = rows(client, "movement-period-csv", "admitted-per-1000", level="sicbl")

    assert (best, round(gains[best])) == ("07H", 66)
    assert answer(text).startswith(
        "West Essex improved most of 106 sub-ICB locations: it rose 66 places (between"
    )
    found = {row["area"]: float(row["places_gained"]) for row in table}
    assert found == pytest.approx(gains)
    whole = {row["area"]: float(row["value"]) for row in table}
    assert whole["03R"] == pytest.approx(
        1000
        * sum(admitted[month]["03R"] for month in MONTHS)
        / sum(people["03R"][min(max(month.year, 2022), 2024)] for month in MONTHS)
    )


def _admitted(path, locations: set[str]) -> dict[str, int]:
    """Return the admissions of each location in a month's file."""
    counts = dict.fromkeys(sorted(locations), 0)
    with ZipFile(path) as archive:
        head, *lines = archive.read(archive.namelist()[0]).decode("utf-8-sig").splitlines()
    columns = head.split(",")
    commissioner, function, total = (
        columns.index(name) for name in ("Commissioner Org Code", "Treatment Function Code", "Total All")
    )
    for row in csv.reader(line for line in lines if "Part_1A" in line and "C_999" in line):
        if row[commissioner] in counts and row[function] == "C_999":
            counts[row[commissioner]] += int(row[total])
    return {code: count for code, count in counts.items() if count}


def _people() -> dict[str, dict[int, int]]:
    """Return the people of each area by year."""
    people: dict[str, dict[int, int]] = {}
    with (ROOT / "metrics" / "reference" / "populations.csv").open() as file:
        for row in csv.DictReader(file):
            if row["source"] == "ons":
                people.setdefault(row["area"], {})[int(row["date"][:4])] = int(row["people"])
    return people


def _mean_ranks(monthly, months, people) -> dict[str, float]:
    ranks: dict[str, list[int]] = {}
    for counts, month in zip(monthly, months, strict=True):
        rates = {code: count / people[code][min(month.year, 2024)] for code, count in counts.items()}
        for code, rate in rates.items():
            ranks.setdefault(code, []).append(1 + sum(other > rate for other in rates.values()))
    return {code: sum(each) / len(each) for code, each in ranks.items()}
