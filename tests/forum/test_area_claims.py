"""What an area's pages claim: better only beyond chance, and beside a list that fell what left it unreported."""

import csv
import io
import re
from datetime import date
from html import unescape

import pandas as pd
import pytest
from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.area import area_view
from metrics.presenters.area_dots import functions_of, parts_of, peers_of
from metrics.presenters.removals import year_of_list
from metrics.presenters.series import lines, title
from metrics.queries import place_of
from tests.factories import figures
from tests.published import MAY

pytestmark = pytest.mark.django_db

WITHIN_18, MEDIAN = MEASURES["within-18-weeks"], MEASURES["median-wait"]
# Of the ten areas most like Wakefield, by NHS England's method.
BARNSLEY, DONCASTER, CALDERDALE = "02P", "02X", "02T"
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(3, 17)]


def wakefield():
    return place_of(Area.objects.get(code="03R"), MAY)


def share(area: str, within_18: int, of: int = 1000, **more) -> dict:
    return {"area": area, "within_18": within_18, "incomplete": of} | more


def wait(area: str, weeks: float, of: int = 1000, **more) -> dict:
    return {"area": area, "median_wait": weeks, "incomplete": of} | more


def page(client, address: str = "/areas/03R/", **asked) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    shown = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


# Among areas alike. Wilson's 95% interval of 600 in 1,000 is 56.9% to 63.0%.


def test_only_intervals_that_lie_apart_make_an_area_better():
    # Of 1,000, 700 have 67.1% to 72.8%; 620 have 58.9% to 65.0%; 500 have 46.9% to 53.1%.
    figures(MAY, share("03R", 600), share(BARNSLEY, 700), share(CALDERDALE, 620), share(DONCASTER, 500))

    assert peers_of(wakefield(), WITHIN_18, MAY).title == (
        "1 of the 3 areas most like Wakefield does better; for 1 the difference may be chance"
    )


def test_where_all_that_read_better_may_be_chance_none_does_better():
    figures(MAY, share("03R", 600), share(BARNSLEY, 630), share(CALDERDALE, 620), share(DONCASTER, 500))

    assert peers_of(wakefield(), WITHIN_18, MAY).title == (
        "None of the 3 areas most like Wakefield does better by more than chance"
    )


def test_the_same_shares_of_larger_lists_are_more_than_chance():
    figures(MAY, share("03R", 60_000, 100_000), share(BARNSLEY, 63_000, 100_000), share(DONCASTER, 500))

    assert peers_of(wakefield(), WITHIN_18, MAY).title == "1 of the 2 areas most like Wakefield does better"


@pytest.mark.parametrize(
    ("barnsley", "read"),
    [(13.9, "1 of the 2 areas most like Wakefield reads lower"), (14.02, "None of the 2")],
)
def test_of_waits_it_is_said_how_they_read_and_that_it_may_be_chance(barnsley, read):
    figures(MAY, wait("03R", 14.0), wait(BARNSLEY, barnsley), wait(DONCASTER, 15.0))

    said = peers_of(wakefield(), MEDIAN, MAY).title

    assert said.startswith(read)
    assert said.endswith("; no interval can be worked out, so small differences may be chance")
    assert "better" not in said


def test_the_bars_of_the_chart_are_the_intervals_of_its_files(client):
    figures(MAY, share("03R", 600), share(BARNSLEY, 700))

    response = client.get(reverse("area-dots-csv", args=["03R", "within-18-weeks", "peers"]))

    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}
    assert float(rows["03R"]["lower"]) == pytest.approx(56.93, abs=0.01)
    assert float(rows["03R"]["upper"]) == pytest.approx(62.99, abs=0.01)
    assert "56.9% to 63.0%" in page(client, "/areas/03R/measures/within-18-weeks/")


# Parts and treatment functions


def test_parts_that_chance_could_part_are_said_to_lie_within_it():
    figures(MAY, share("03R", 600), share("15F", 620), share("36J", 620))
    board = place_of(Area.objects.get(code="QWO"), MAY)

    near = parts_of(board, WITHIN_18, MAY).title

    assert near.endswith(
        "from 60.0% in Wakefield to 62.0% in Bradford District and Craven and 1 other, within chance"
    )


def test_what_chance_could_part_comes_after_what_it_could_not():
    rates = {"admitted": 500, "non_admitted": 500}
    figures(MAY, share("03R", 600, **rates), share("15F", 625, **rates), share("36J", 500))

    gaps = area_view(place_of(Area.objects.get(code="QWO"), MAY), MAY).part_gaps

    assert [gap.is_within_chance for gap in gaps] == sorted(gap.is_within_chance for gap in gaps)


def by_function(**of_wakefield: tuple[int, int]) -> str:
    """Publish treatment functions of which England has 60% within 18 weeks; return what is said of Wakefield's."""
    ours = [share("03R", *counts, treatment_function=code) for code, counts in of_wakefield.items()]
    england = [share("ENGLAND", 60_000, 100_000, treatment_function=code) for code in of_wakefield]
    figures(MAY, *ours, *england)
    return functions_of(wakefield().area, WITHIN_18, MAY).title


def test_a_function_is_called_behind_only_beyond_its_interval():
    # 500 of 1,000 have 46.9% to 53.1%; 11 of 20 have 34.2% to 74.2%.
    assert by_function(C_101=(500, 1000), C_340=(11, 20)).endswith(
        ": urology is furthest behind England, 50.0% against 60.0%"
    )


def test_one_that_reads_further_behind_by_chance_is_not_named():
    # 9 of 20 have 25.8% to 65.8%.
    assert by_function(C_101=(500, 1000), C_340=(9, 20)).endswith(
        ": of those behind England by more than chance, urology is furthest, 50.0% against 60.0%"
    )


def test_where_chance_could_put_each_behind_none_is_named():
    assert by_function(C_101=(590, 1000), C_340=(9, 20)).endswith("by treatment function in Wakefield")


def test_a_wait_by_function_says_that_it_may_be_chance():
    figures(
        MAY,
        wait("03R", 15.0, treatment_function="C_101"),
        wait("03R", 13.0, treatment_function="C_340"),
        *(wait("ENGLAND", 14.0, treatment_function=code) for code in ("C_101", "C_340")),
    )

    assert functions_of(wakefield().area, MEDIAN, MAY).title.endswith(
        "urology lies furthest from England, 15.0 weeks against 14.0 weeks; no interval can be worked out, so small "
        "differences may be chance"
    )


# Beside England


def test_a_wait_is_above_or_below_england_and_neither_better_nor_worse(client):
    figures(MAY, wait("03R", 12.0, within_18=600), wait("ENGLAND", 13.6, 9_000_000, within_18=5_400_000))

    said = page(client)

    assert "Below England (13.6 weeks), no interval" in said
    assert "Better: below England (13.6 weeks)" not in said
    assert "waits in weeks have no interval" in said


def test_both_standings_say_how_many_others_read_beyond_it():
    others = [share(code, 500, admitted=400) for code in (BARNSLEY, DONCASTER, CALDERDALE)]
    figures(MAY, share("03R", 600, admitted=300), *others)

    ahead, behind = area_view(wakefield(), MAY).sentences[:2]

    assert ahead.startswith("Furthest ahead of its like on: waiting 18 weeks or less, 60.0%")
    assert ahead.endswith("All 3 other sub-ICB locations read lower.")
    assert behind.startswith("Furthest behind its like on: ")
    assert "Better" not in behind


# A list and what left it


def a_year(*, missing: int = -1) -> None:
    """Publish months in which Wakefield's list falls by 100 each: 900 came, 950 were completed, 50 left unreported."""
    for place, month in enumerate(MONTHS):
        row = {"new_periods": 900.0, "admitted": 300.0, "non_admitted": 650.0}
        if place == missing:
            row["new_periods"] = float("nan")
        waiting = 10_000 - 100 * place
        within_18 = round(0.6 * waiting) + 200 * (-1) ** place
        figures(month, share("03R", within_18, waiting, **row))


def test_a_list_that_fell_has_beside_it_what_came_to_it_and_what_left_it(client):
    a_year()

    said = page(client, "/areas/03R/measures/waiting-list/")

    assert "it fell by 1,200 pathways in a year, with 600 unreported removals" in said
    assert (
        "Over that year 10,800 pathways were new, 11,400 were completed and 600 pathways left the list without being "
        "reported as completed (unreported removals). The list changed by 10,800 − 11,400 − 600 = −1,200."
    ) in said
    assert "/areas/03R/measures/unreported-removals/?month=2025-05" in _links(
        client, "/areas/03R/measures/waiting-list/"
    )


def test_the_list_per_head_says_it_too(client):
    a_year()

    assert "600 pathways left the list without being reported" in page(
        client, "/areas/03R/measures/waiting-list-per-1000/"
    )


def test_what_is_not_known_in_every_month_says_of_how_many(client):
    a_year(missing=10)

    said = page(client, "/areas/03R/measures/waiting-list/")

    assert "with 550 unreported removals (known in 11 of 12 months)" in said
    assert "In the 11 of these 12 months for which it is known 550 pathways left the list" in said


def test_a_change_said_in_short_has_the_removals_beside_it(client):
    a_year()

    said = page(client)

    assert "Changed most in a year: waiting list per 1,000 people fell by" in said
    assert "Over that year 600 pathways left the list without being reported as completed" in said
    assert "/areas/03R/measures/unreported-removals/?month=2025-05" in _links(client, "/areas/03R/")


def test_more_that_joined_than_were_reported_is_no_removal():
    counts = {"new_periods": 100.0, "admitted": 40.0, "non_admitted": 50.0, "unreported_removals": -5.0}
    known = pd.DataFrame([counts] * 12, index=pd.date_range("2024-06-01", periods=12, freq="MS"))

    said = year_of_list(known, pd.Timestamp(MAY)).as_sum

    assert "60 more pathways joined the list than were reported as new" in said
    assert said.endswith("1,200 − 1,080 − (−60) = +180.")


def test_removals_that_are_not_known_are_said_to_be_so():
    empty = pd.DataFrame(columns=["new_periods", "admitted", "non_admitted", "unreported_removals"])

    assert year_of_list(empty, pd.Timestamp(MAY)).in_brief == "unreported removals not known"


def test_a_share_has_no_removals_beside_it():
    a_year()

    assert "removals" not in title(lines(wakefield().area, WITHIN_18))


# Who does better


def _links(client, address: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', client.get(address).content.decode())]


def test_who_does_better_on_the_list_is_asked_per_head(client):
    figures(MAY, share("03R", 600))

    found = [
        one for one in _links(client, "/areas/03R/measures/waiting-list/") if "/better-peers/?measure" in one
    ]

    assert found == ["/areas/03R/better-peers/?measure=waiting-list-per-1000&to=2025-05"]


def test_nobody_is_asked_for_where_neither_way_is_better(client):
    figures(MAY, share("03R", 600, decision_to_admit=100))

    assert not any(
        "/better-peers/?measure" in one
        for one in _links(client, "/areas/03R/measures/decision-to-admit-share/")
    )
