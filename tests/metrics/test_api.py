"""The read-only API: what it answers, what it refuses by name, and what it costs."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from drf_spectacular.validation import validate_schema

from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.measured import cache
from metrics.models import Area
from metrics.queries import published_months
from tests.factories import MAY, figures, version
from tests.published import APRIL, publish

pytestmark = pytest.mark.django_db

A_ROW = {"area": "03R", "incomplete": 100, "within_18": 61, "admitted": 10}


def answer(client, name: str, *args: str, **asked):
    response = client.get(reverse(name, args=args), {key.rstrip("_"): value for key, value in asked.items()})
    assert response.status_code == 200, response.content
    return response.json()


def refusal(client, name: str, asked: dict | str) -> dict:
    query = asked if isinstance(asked, str) else "&".join(f"{key}={value}" for key, value in asked.items())
    response = client.get(f"{reverse(name)}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return response.json()["errors"]


def rows_of_csv(response) -> list[dict[str, str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# Figures


def test_a_figure_has_every_column_every_measure_and_its_source(client):
    made = figures(MAY, A_ROW)

    [row] = answer(client, "api-figures", area="03R")["results"]

    assert (row["month"], row["area"], row["area_name"]) == ("2025-05", "03R", "Wakefield")
    assert row["treatment_function"] == "C_999"
    assert set(FIGURE_COLUMNS) < set(row)
    assert set(row["measures"]) == set(MEASURES)
    assert row["measures"]["within-18-weeks"] == 61
    assert row["population_date"] == "2024-06-30"
    assert row["measures"]["admitted-per-1000"] == pytest.approx(10_000 / row["population"])
    assert row["release_sha256"] == made.release.sha256
    assert row["is_demonstration"] is False


def test_what_is_not_known_is_null_and_never_zero(client):
    figures(MAY, A_ROW)

    [row] = answer(client, "api-figures", area="03R")["results"]

    assert row["over_52"] is None
    assert row["measures"]["over-52-weeks"] is None


def test_too_few_to_compare_is_null(client):
    figures(MAY, A_ROW | {"incomplete": 19, "within_18": 10})

    [row] = answer(client, "api-figures", area="03R")["results"]

    assert (row["incomplete"], row["measures"]["within-18-weeks"]) == (19, None)


def test_a_provider_has_no_population(client):
    Area.objects.create(code="RXF", kind="provider", name="Mid Yorkshire", short_name="Mid Yorkshire")
    figures(MAY, A_ROW | {"area": "RXF"})

    [row] = answer(client, "api-figures", area="RXF")["results"]

    assert (row["population"], row["population_date"]) == (None, None)
    assert row["measures"]["admitted-per-1000"] is None


def test_measures_that_look_back_know_the_months_before_the_page(client):
    for month, left in ((APRIL, 100), (MAY, 90)):
        figures(month, A_ROW | {"incomplete": left, "new_periods": 50, "non_admitted": 30})

    [row] = answer(client, "api-figures", area="03R", month="2025-05")["results"]

    assert row["measures"]["unreported-removals"] == 20


def test_only_what_is_published_is_answered(client):
    version(MAY)
    assert answer(client, "api-figures", month="2025-05")["count"] == 0


def test_figures_are_chosen_by_area_kind_month_and_treatment_function(client):
    urology = A_ROW | {"treatment_function": "C_101"}
    for month in (date(2025, 3, 1), APRIL, MAY):
        figures(month, A_ROW, urology, A_ROW | {"area": "QWO"}, A_ROW | {"area": "15F"})

    def count(**asked) -> int:
        return answer(client, "api-figures", **asked)["count"]

    assert count(area="03R") == 6
    assert count(area="03R,15F", month="2025-05") == 3
    assert count(month="2025-05", kind="icb") == 1
    assert count(area="03R", treatment_function="C_101") == 3
    assert count(area="03R", treatment_function="C_101,C_999", from_="2025-04") == 4
    assert count(area="03R", from_="2025-04", to="2025-04") == 2


def test_measures_are_chosen_by_name(client):
    figures(MAY, A_ROW)

    [row] = answer(client, "api-figures", area="03R", measure="median-wait,within-18-weeks")["results"]

    assert set(row["measures"]) == {"median-wait", "within-18-weeks"}


def test_shares_and_rates_have_their_limits_and_waits_have_none(client):
    figures(MAY, A_ROW | {"admitted": 5, "median_wait": 9.5})

    [row] = answer(client, "api-figures", area="03R")["results"]

    # Wilson's for 61 of 100; the exact limits of 5 events are 1.6235 and 11.6683.
    limits = row["limits"]
    assert (limits["within-18-weeks_lower"], limits["within-18-weeks_upper"]) == pytest.approx(
        (51.2030, 69.9831), abs=1e-4
    )
    assert limits["admitted-per-1000_upper"] == pytest.approx(11_668.3 / row["population"], rel=1e-4)
    assert limits["over-52-weeks_lower"] is None
    assert not any(name.startswith(("median-wait", "waiting-list_")) for name in limits)


def test_too_few_to_compare_has_no_limits(client):
    figures(MAY, A_ROW | {"incomplete": 19, "within_18": 10})

    [row] = answer(client, "api-figures", area="03R", measure="within-18-weeks")["results"]

    assert row["limits"] == {"within-18-weeks_lower": None, "within-18-weeks_upper": None}


def test_limits_are_columns_of_the_csv(client):
    figures(MAY, A_ROW)
    asked = {"area": "03R", "measure": "within-18-weeks", "format": "csv"}

    [row] = rows_of_csv(client.get(reverse("api-figures"), asked))

    assert float(row["within-18-weeks_lower"]) == pytest.approx(51.2030, abs=1e-4)


def test_invented_figures_say_so(client):
    figures(MAY, A_ROW, of={"is_demonstration": True})

    assert answer(client, "api-figures", area="03R")["results"][0]["is_demonstration"] is True


def test_a_hundred_figures_cost_as_many_queries_as_one(client, django_assert_num_queries):
    publish(APRIL, MAY)

    for size in (1, 100):
        cache.clear()
        with django_assert_num_queries(7) as asked:
            assert len(answer(client, "api-figures", month="2025-05", page_size=size)["results"]) == size
        assert asked


def test_a_program_reads_every_figure_page_by_page(client):
    publish(MAY)

    first = answer(client, "api-figures", month="2025-05", page_size=300)
    rows, following = first["results"], first["next"]
    while following:
        page = client.get(following).json()
        rows, following = rows + page["results"], page["next"]

    assert len(rows) == first["count"]
    assert len({(row["area"], row["treatment_function"]) for row in rows}) == len(rows)
    assert {row["treatment_function"] for row in rows} <= set(TREATMENT_FUNCTIONS)


# As CSV


def test_figures_as_csv_have_a_column_for_each_measure_and_nothing_where_not_known(client):
    figures(MAY, A_ROW)

    [row] = rows_of_csv(client.get(reverse("api-figures"), {"area": "03R", "format": "csv"}))

    assert (row["area"], row["incomplete"], row["within-18-weeks"]) == ("03R", "100", "61")
    assert row["over_52"] == row["over-52-weeks"] == ""


def test_a_program_may_ask_for_csv_by_its_header(client):
    figures(MAY, A_ROW)

    response = client.get(reverse("api-figures"), {"area": "03R"}, headers={"accept": "text/csv"})

    assert len(rows_of_csv(response)) == 1


def test_csv_says_in_headers_how_many_there_are_and_where_the_next_page_is(client):
    figures(MAY, A_ROW, A_ROW | {"area": "QWO"})

    response = client.get(reverse("api-figures"), {"month": "2025-05", "format": "csv", "page_size": 1})

    assert response["X-Total-Count"] == "2"
    [second] = rows_of_csv(client.get(response["Link"].partition(">")[0][1:]))
    assert {row["area"] for row in (*rows_of_csv(response), second)} == {"03R", "QWO"}


def test_a_name_in_csv_is_never_a_formula(client):
    Area.objects.create(code="RXX", kind="provider", name='=HYPERLINK("x")', short_name="@here")

    [row] = rows_of_csv(client.get(reverse("api-areas"), {"search": "RXX", "format": "csv"}))

    assert (row["name"], row["short_name"]) == ('\'=HYPERLINK("x")', "'@here")


def test_every_list_and_detail_is_csv_too(client):
    measures = rows_of_csv(client.get(reverse("api-measures"), {"format": "csv"}))
    [board] = rows_of_csv(client.get(reverse("api-area", args=["QWO"]), {"format": "csv"}))

    assert [row["slug"] for row in measures] == list(MEASURES)
    assert "Wakefield" in board["children"]


def test_an_empty_list_as_csv_is_empty(client):
    response = client.get(reverse("api-figures"), {"area": "03R", "format": "csv"})

    assert (response.status_code, response.content) == (200, b"")


# Refusals


@pytest.mark.parametrize(
    ("name", "asked", "field", "words"),
    [
        ("api-figures", {}, "area", "Give an area, as in ?area=03R, or a month"),
        ("api-figures", {"kind": "icb"}, "area", "Give an area"),
        ("api-figures", {"month": "2025-13"}, "month", "“2025-13” is not a month. Write it as 2025-05."),
        ("api-figures", {"month": "May%25"}, "month", "“May%” is not a month"),
        ("api-figures", {"month": "2025-05", "from": "2025"}, "from", "is not a month"),
        ("api-figures", {"area": "03R,XX%25"}, "area", "Not known here: XX%."),
        ("api-figures", {"area": "03R", "treatment_function": "C_1"}, "treatment_function", "C_1"),
        ("api-figures", {"area": "03R", "measure": "happiness"}, "measure", "happiness"),
        (
            "api-figures",
            {"area": "03R", "mnth": "2025-05"},
            "mnth",
            "There is no such filter here. Known: area, kind,",
        ),
        ("api-figures", "area=03R&area=15F", "area", "Give it once."),
        ("api-figures", {"area": "03R", "page_size": "1001"}, "page_size", "Must be from 1 to 1000."),
        ("api-figures", {"area": "03R", "page_size": "²"}, "page_size", "Must be from 1 to 1000."),
        ("api-areas", {"kind": "county"}, "kind", "county"),
        ("api-areas", {"parent": "ZZZ"}, "parent", "ZZZ"),
        ("api-areas", {"valid_on": "yesterday"}, "valid_on", "Enter a valid date."),
        ("api-areas", {"name": "Leeds"}, "name", "There is no such filter"),
        ("api-measures", {"unit": "weeks"}, "unit", "There is no such filter"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client, name, asked, field, words):
    [said] = refusal(client, name, asked)[field]

    assert words in said


def test_every_mistake_is_named_at_once(client):
    assert set(refusal(client, "api-figures", {"area": "ZZZ", "month": "x", "y": "1"})) == {
        "area",
        "month",
        "y",
    }


@pytest.mark.parametrize("name", ["api-areas", "api-measures", "api-figures"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, name, method):
    assert getattr(client, method)(reverse(name)).status_code == 405


def test_what_there_is_not_is_not_found(client):
    for name, of in (("api-area", "ZZZ"), ("api-measure", "happiness")):
        assert client.get(reverse(name, args=[of])).status_code == 404


# Areas


def test_areas_are_chosen_by_kind_parent_day_and_words(client):
    def codes(**asked) -> set[str]:
        return {row["code"] for row in answer(client, "api-areas", **asked)["results"]}

    assert codes(search="wakefield") == codes(search="03R") == {"03R"}
    assert codes(parent="QWO", kind="sicbl") == {"02T", "03R", "15F", "36J", "X2C4Y"}
    assert len(codes(kind="icb", valid_on="2026-03-31")) == 42
    assert len(codes(kind="icb", valid_on="2026-04-01")) == 36


def test_parts_are_those_of_the_day_asked_for(client):
    before = answer(client, "api-areas", parent="S0E4D", valid_on="2026-03-31")
    after = answer(client, "api-areas", parent="S0E4D", valid_on="2026-04-01")

    assert before["count"] == 0
    assert after["count"] == 4


def test_an_area_tells_its_place_and_its_populations(client):
    board = answer(client, "api-area", "QNQ")
    location = answer(client, "api-area", "03R")

    assert [one["code"] for one in board["successors"]] == ["QRL", "S0E4D", "S9B9J"]
    assert {one["kind"] for one in board["successors"]} == {"split"}
    assert [one["code"] for one in location["parents"]] == ["QWO"]
    assert {one["source"] for one in location["populations"]} == {"ons", "gp"}
    assert "QNQ" in {one["code"] for one in answer(client, "api-area", "S0E4D")["predecessors"]}


def test_areas_cost_as_many_queries_for_a_hundred_as_for_one(client, django_assert_num_queries):
    for size in (1, 100):
        with django_assert_num_queries(2):
            answer(client, "api-areas", page_size=size)
    with django_assert_num_queries(6):
        answer(client, "api-area", "QWO")


# Measures


def test_the_registry_says_what_every_measure_is(client):
    rows = answer(client, "api-measures")["results"]

    assert [row["slug"] for row in rows] == list(MEASURES)
    assert rows[0] == answer(client, "api-measure", "within-18-weeks")
    assert rows[0]["numerator"] == "pathways on the waiting list that have waited 18 weeks or less"
    assert rows[0]["targets"][0]["value"] == 92


# What programs and people read first


def test_the_schema_is_valid_and_describes_every_filter(client):
    schema = client.get(reverse("api-schema"), {"format": "json"}).json()

    validate_schema(schema)
    for path, operations in schema["paths"].items():
        for described in operations.values():
            for parameter in described["parameters"]:
                named = parameter["name"] == "format" or parameter["in"] == "path"
                assert named or parameter["description"], (path, parameter)


def test_the_schema_names_each_field_that_is_answered(client):
    figures(MAY, A_ROW)
    schema = client.get(reverse("api-schema"), {"format": "json"}).json()["components"]["schemas"]

    [row] = answer(client, "api-figures", area="03R")["results"]

    assert set(row) == set(schema["Figure"]["properties"])
    assert set(answer(client, "api-area", "QWO")) == set(schema["AreaDetail"]["properties"])
    assert set(answer(client, "api-measure", "median-wait")) == set(schema["Measure"]["properties"])


def test_the_page_of_the_api_has_examples_that_work(client):
    figures(MAY, A_ROW)

    text = client.get(reverse("api-docs")).content.decode()

    assert published_months() == [MAY]
    for example in (
        "/api/v1/areas/?kind=sicbl&amp;parent=QWO",
        "/api/v1/areas/QWO/",
        "/api/v1/measures/",
        "/api/v1/measures/within-18-weeks/",
        "/api/v1/figures/?area=03R,15F&amp;from=2024-06&amp;treatment_function=C_999&amp;measure=within-18-weeks",
    ):
        assert f'href="{example}"' in text
        assert client.get(example.replace("&amp;", "&")).status_code == 200
    assert "treatment_function" in text
