"""What readers see of where figures come from."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine

from metrics.compute.measures import MEASURES
from metrics.exports import COLUMNS
from metrics.models import Publication, Refresh
from metrics.presenters.data import state_of_data
from metrics.presenters.findings import RULES, grouped
from metrics.presenters.methods import definitions
from metrics.queries import figures_frame
from tests.environment import ROOT
from tests.factories import MAY, administrator, person, published, refresh, version
from tests.published import MARCH, publish

pytestmark = pytest.mark.django_db
APRIL = date(2025, 4, 1)
FINDING = {
    "rule": "decided-over-waiting",
    "severity": "W",
    "file": "May.csv",
    "line": 12_345,
    "column": "Total All",
    "value": "=SUM(1)<script>",
    "text": "more decisions to admit than pathways",
}


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# How new the figures are


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 7, 15), "June 2025 is due about 14 August 2025."),
        (date(2025, 8, 30), "June 2025 was due about 14 August 2025 and has not been brought in here yet."),
        (date(2025, 10, 1), "so June 2025 to July 2025 (2 months) should be out and are late here."),
    ],
)
def test_it_is_said_what_comes_next_or_is_late(today, said):
    assert said in " ".join(state_of_data([APRIL, MAY], today))


def test_months_that_are_missing_are_named():
    assert state_of_data([date(2025, 1, 1), MARCH, MAY], date(2025, 7, 15))[2] == (
        "Missing since January 2025: February 2025 and April 2025. Charts leave a gap for them."
    )


@time_machine.travel("2025-07-15")
def test_the_data_page_begins_with_the_newest_month(client):
    published(APRIL)
    published(MAY)

    assert "The newest month is May 2025." in page(client, "/data/")


def test_a_site_without_figures_says_so(client):
    shown = page(client, "/data/")

    assert "No month is published here yet." in shown
    assert "<table" not in shown


# The list of months


@pytest.mark.embedded
def test_each_month_names_its_source_size_and_fingerprint(client):
    made = published(of={"revised": True}, warnings=[FINDING, FINDING])

    shown = page(client, "/data/")

    for words in (
        made.release.address,
        "183,418",
        "3.9\xa0MB",
        made.release.sha256[:12],
        ">yes<",
        "/data/2025-05/#warnings",
    ):
        assert words in shown, words


def test_an_uploaded_file_is_named_and_not_linked(client):
    published(of={"address": "may final.zip"})

    shown = page(client, "/data/")

    assert "File may final.zip" in shown
    assert 'href="may' not in shown


def test_an_address_that_is_a_script_is_no_link(client):
    published(of={"address": "javascript:alert(1)"})

    assert 'href="javascript' not in page(client, "/data/") + page(client, "/data/2025-05/")


def test_only_the_version_that_readers_see_is_listed(client):
    old = published()
    new = published()

    shown = page(client, "/data/")

    assert new.release.sha256[:12] in shown
    assert old.release.sha256[:12] not in shown


def test_a_demonstration_is_called_one(client):
    published(of={"is_demonstration": True, "address": "May25.zip"})

    shown = page(client, "/data/")

    assert "Nothing here was published by NHS England" in shown
    assert "Invented here for demonstration" in shown


@pytest.mark.embedded
def test_the_list_costs_the_same_with_one_month_and_with_ten(client, django_assert_num_queries):
    published()
    client.get("/data/")
    with django_assert_num_queries(4):
        client.get("/data/")

    for number in range(1, 11):
        published(date(2024, number, 1), warnings=[FINDING])
    client.get("/data/")

    with django_assert_num_queries(4):
        client.get("/data/")


def test_many_months_are_cut_into_pages(client):
    for number in range(40):
        published(date(2020 + number // 12, number % 12 + 1, 1))

    assert "January 2020" not in page(client, "/data/").split("<table")[1]
    assert "January 2020" in page(client, "/data/?page=2").split("<table")[1]
    assert "January 2020" in page(client, "/data/?page=999").split("<table")[1]


# A month


def test_a_month_tells_its_provenance_in_full(client):
    made = published()

    shown = page(client, "/data/2025-05/")

    for words in (made.release.address, made.release.sha256, "4,046,123 bytes", made.release.file_name):
        assert words in shown, words


def test_a_month_that_nobody_read_is_not_found(client):
    assert client.get("/data/2025-05/").status_code == 404


@pytest.mark.parametrize("address", ["/data/2025-13/", "/data/2025-00/", "/data/0000-05/", "/data/25-05/"])
def test_what_is_no_month_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_warnings_stand_under_their_rule_with_their_place_and_what_to_do(client):
    published(warnings=[FINDING])

    shown = page(client, "/data/2025-05/")

    for words in (
        "More decisions to admit than pathways waiting",
        "12,345",
        "Total All",
        "NHS England has published such rows",
    ):
        assert words in shown, words
    assert "=SUM(1)&lt;script&gt;" in shown


@pytest.mark.embedded
def test_all_versions_are_listed_and_one_is_shown(client):
    published()
    version(state="held")

    shown = page(client, "/data/2025-05/")

    assert re.findall(r'nhsuk-tag--\w+">(\w+)<', shown) == ["Held", "Shown"]


def test_visitors_learn_what_was_done_and_why_and_not_by_whom(client):
    published(by=person(name="Ada Lovelace"), reason="NHS England corrected Leeds")

    shown = page(client, "/data/2025-05/")

    assert "NHS England corrected Leeds" in shown
    assert "An administrator" in shown
    assert "Ada Lovelace" not in shown


def test_administrators_learn_by_whom(client):
    published(by=person(name="Ada Lovelace"))
    client.force_login(administrator())

    assert "Ada Lovelace" in page(client, "/data/2025-05/")


def test_a_month_that_was_withdrawn_keeps_its_history(client):
    made = published()
    Publication.objects.create(month=MAY, figure_set=made, kind="withdrawn", reason="Leeds is wrong")
    made.published.delete()

    shown = page(client, "/data/2025-05/")

    assert "May 2025 is not shown at present" in shown
    assert "Version 1 withdrawn" in shown
    assert "Leeds is wrong" in shown


def test_england_can_be_checked_against_published_tables(client):
    publish(MARCH)
    england = figures_frame(months=[MARCH]).set_index("area").loc["ENGLAND"]

    shown = page(client, "/data/2025-03/")

    assert f"{england['incomplete']:,.0f}" in shown
    assert f"{england['median_wait']:.1f} weeks" in shown


def test_a_month_costs_the_same_with_one_version_and_with_ten(client, django_assert_num_queries):
    published()
    client.get("/data/2025-05/")
    with django_assert_num_queries(4):
        client.get("/data/2025-05/")

    for _ in range(9):
        published(reason="again")
    client.get("/data/2025-05/")

    with django_assert_num_queries(4):
        client.get("/data/2025-05/")


@pytest.mark.parametrize(
    "address", ["/data/", "/data/2025-05/", "/data/2025-05/figures.csv", "/methods/", "/about/"]
)
def test_pages_for_readers_take_nothing(client, address):
    assert client.post(address).status_code == 405


# Its figures as CSV


def rows_of(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_figures_come_as_csv_with_the_columns_of_the_export(client):
    publish(MARCH)

    answer = client.get("/data/2025-03/figures.csv")

    rows = rows_of(answer)
    assert list(rows[0]) == COLUMNS
    assert {row["level"] for row in rows} == {"sicbl"}
    assert {row["treatment_function"] for row in rows} == {"C_999"}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_invented_figures_say_so_in_the_name_of_the_file(client):
    publish(MARCH)

    answer = client.get("/data/2025-03/figures.csv?level=icb")

    assert answer["Content-Disposition"] == 'attachment; filename="exemplar-2025-03-icb-demonstration.csv"'


def test_level_boundaries_and_function_can_be_chosen(client):
    publish(MARCH)

    rows = rows_of(client.get("/data/2025-03/figures.csv?level=england&boundaries=now&function=C_110"))
    every = rows_of(client.get("/data/2025-03/figures.csv?level=england&function=all"))

    assert [(row["area"], row["treatment_function"]) for row in rows] == [("ENGLAND", "C_110")]
    assert len(every) > 10


@pytest.mark.parametrize("asked", ["level=planet", "boundaries=soon", "function=C_000", "level="])
def test_what_cannot_be_chosen_is_said(client, asked):
    published()

    answer = client.get(f"/data/2025-05/figures.csv?{asked}")

    assert answer.status_code == 400
    assert asked.partition("=")[0] in answer.content.decode()


def test_a_month_that_is_not_published_has_no_figures(client):
    version()

    assert client.get("/data/2025-05/figures.csv").status_code == 404


# What stands on every page


def test_every_page_says_that_figures_are_invented(client):
    published(of={"is_demonstration": True})

    assert "Demonstration figures" in page(client, "/methods/")


def test_no_page_says_so_of_real_figures(client):
    published()

    assert "Demonstration figures" not in page(client, "/methods/")


def test_the_banner_goes_with_the_first_real_month(client):
    published(of={"is_demonstration": True})
    page(client, "/methods/")

    published()

    assert "Demonstration figures" not in page(client, "/methods/")


def test_months_being_brought_in_show_on_every_page(client):
    published()
    for state in ("queued", "running"):
        refresh(state=state)

    assert "0 of 2" in page(client, "/methods/")
    assert "0 of 2" in page(client, "/data/loading/")


@pytest.mark.embedded
def test_months_that_ended_since_count_as_brought_in(client):
    refresh(state="done", finished_at="2020-01-01T00:00Z")
    refresh()
    refresh(state="failed", finished_at="2100-01-01T00:00Z")

    assert "1 of 2" in page(client, "/data/loading/")


def test_looking_for_releases_brings_no_month_in_by_itself(client):
    for state in ("queued", "running"):
        refresh(kind=Refresh.Kind.DISCOVER, state=state, source=f"https://www.england.nhs.uk/{state}/")

    assert "being brought in" not in page(client, "/methods/")
    assert page(client, "/data/loading/") == ""


def test_the_banner_goes_when_all_are_in(client):
    refresh(state="done", finished_at="2100-01-01T00:00Z")
    refresh(kind=Refresh.Kind.DISCOVER)

    assert page(client, "/data/loading/") == ""


def test_the_state_of_the_site_costs_two_queries_a_page(client, django_assert_num_queries):
    published()
    refresh()
    client.get("/about/")

    with django_assert_num_queries(2):
        client.get("/about/")


def test_the_loading_banner_costs_one_query(client, django_assert_num_queries):
    refresh()

    with django_assert_num_queries(1):
        client.get("/data/loading/")


# Methods


def test_every_measure_has_its_anchor_formula_and_caveats(client):
    shown = page(client, "/methods/")

    for measure in MEASURES.values():
        assert f'id="{measure.slug}"' in shown
        assert f"{measure.formula[0].upper()}{measure.formula[1:]}" in shown.replace("&#x27;", "'")
        for caveat in measure.caveats:
            assert caveat in shown.replace("&#x27;", "'"), caveat


@pytest.mark.parametrize(
    ("slug", "symbols"),
    [
        ("within-18-weeks", "100 × within_18 ÷ incomplete"),
        ("completed-per-1000", "1,000 × (admitted + non_admitted) ÷ population"),
        ("waiting-list", "incomplete"),
        ("p92-wait", "L + (p × N − B) ÷ n, with p = 0.92"),
    ],
)
def test_measures_are_written_in_symbols(slug, symbols):
    assert {definition.measure.slug: definition.symbols for definition in definitions()}[slug] == symbols


def test_methods_tell_of_populations_frimley_and_the_jumps_that_are_held(client):
    shown = page(client, "/methods/")

    for words in (
        "30 June 2024",
        "U2G6B",
        "more than 10% in England",
        "more than 30% in an ICB",
        "NONC",
        "Open Government Licence v3.0",
    ):
        assert words in shown, words


def test_the_anchors_of_the_contents_are_there(client):
    shown = page(client, "/methods/")

    assert set(re.findall(r'href="#([\w-]+)"', shown)) <= set(re.findall(r'id="([\w-]+)"', shown))


# The reader's rules in words


def slugs_of_rules() -> set[str]:
    """Return the rules that the reader's modules name, as `refusal("empty", …)` and `Finding("unmapped", …)` do."""
    calls = r'(?:refusal|Finding|_refuse|_warn|finding|text_findings|_refused_line)\(\s*(?:line, file, )?"([a-z0-9-]+)"'
    modules = Path(ROOT / "metrics/ingest").glob("*.py")
    return {slug for module in modules for slug in re.findall(calls, module.read_text())}


def test_every_rule_of_the_reader_has_words():
    slugs = slugs_of_rules()

    assert len(slugs) > 25
    assert slugs - set(RULES) == set()


def test_a_rule_without_words_is_shown_all_the_same():
    [group] = grouped([FINDING | {"rule": "new-rule"}])

    assert group.rule.title == "New rule"
