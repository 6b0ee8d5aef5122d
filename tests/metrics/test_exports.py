import csv
import io

import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from metrics.exports import COLUMNS, csv_text
from metrics.models import Area, Population
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db
IN_ORDER = (
    "month,level,area,name,treatment_function,admitted,non_admitted,incomplete,decision_to_admit,new_periods,within_18,"
    "over_52,over_65,over_78,over_104,median_wait,p92_wait,admitted_median,admitted_p95,non_admitted_median,"
    "non_admitted_p95,unreported_removals,population,admitted_per_1000,completed_per_1000,incomplete_per_1000"
)


def exported(level: str, **options) -> list[dict[str, str]]:
    out = io.StringIO()
    options = {"treatment_function": ["C_999"], **options}
    call_command("export_figures", month="2025-05", level=level, stdout=out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_the_columns_are_those_promised_in_that_order():
    assert ",".join(COLUMNS) == IN_ORDER


def test_a_board_is_the_sum_of_its_locations():
    publish(MAY)
    locations = {row["area"]: row for row in exported("sicbl")}

    [board] = [row for row in exported("icb") if row["area"] == "QWO"]

    parts = [locations[code] for code in ("02T", "03R", "15F", "36J", "X2C4Y")]
    for count in ("admitted", "non_admitted", "incomplete", "new_periods", "within_18", "over_52"):
        assert int(board[count]) == sum(int(part[count]) for part in parts)


def test_boundaries_are_those_of_the_month_or_those_of_today():
    publish(MAY)

    then = {row["area"] for row in exported("icb")}
    now = {row["area"] for row in exported("icb", boundaries="now")}

    abolished, founded = {"QNQ", "QXU"}, {"S9B9J"}
    assert abolished <= then
    assert not founded & then
    assert founded <= now
    assert not abolished & now


def test_rates_are_per_thousand_people_of_the_years_estimate():
    publish(MAY)

    [row] = [row for row in exported("sicbl") if row["area"] == "03R"]

    people = Population.objects.get(area__code="03R", source="ons", date="2024-06-30").people
    assert int(row["population"]) == people
    assert float(row["admitted_per_1000"]) == pytest.approx(1000 * int(row["admitted"]) / people)
    completed = int(row["admitted"]) + int(row["non_admitted"])
    assert float(row["completed_per_1000"]) == pytest.approx(1000 * completed / people)


def test_unreported_removals_need_the_month_before():
    publish(MAY)
    [alone] = exported("england")

    publish(APRIL)
    [followed] = exported("england")

    assert alone["unreported_removals"] == ""
    out = io.StringIO()
    call_command("export_figures", month="2025-04", level="england", treatment_function=["C_999"], stdout=out)
    [april] = csv.DictReader(io.StringIO(out.getvalue()))
    completed = int(followed["admitted"]) + int(followed["non_admitted"])
    expected = (
        int(april["incomplete"]) + int(followed["new_periods"]) - completed - int(followed["incomplete"])
    )
    assert int(followed["unreported_removals"]) == expected


def test_providers_have_no_rates_per_head():
    publish(MAY)

    rows = exported("provider")

    assert len(rows) > 5
    assert {(row["population"], row["admitted_per_1000"]) for row in rows} == {("", "")}


def test_all_treatment_functions_are_exported_when_none_is_named():
    publish(MAY)

    rows = exported("england", treatment_function=None)

    assert len({row["treatment_function"] for row in rows}) == len(rows) > 20


def test_a_file_is_written_whole(tmp_path):
    publish(MAY)

    call_command(
        "export_figures", month="2025-05", level="icb", out=tmp_path / "icb.csv", stderr=io.StringIO()
    )

    assert (tmp_path / "icb.csv").read_text().startswith("month,level,area")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"month": "2019-01"}, "2019-01 is not published"),
        ({"month": "May"}, "May is not published"),
        ({"treatment_function": ["C_1"]}, "C_1"),
        ({"out": "/nowhere/at/all.csv"}, "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_message(options, words):
    publish(MAY)

    with pytest.raises(CommandError, match=words) as refused:
        call_command("export_figures", **{"month": "2025-05", "level": "icb", **options})

    assert refused.value.returncode == 1


def test_a_site_without_figures_says_what_to_run():
    with pytest.raises(CommandError, match="import_rtt"):
        call_command("export_figures", month="2025-05", level="icb")


def test_a_name_is_never_run_as_a_formula():
    table = pd.DataFrame({"name": ["=HYPERLINK(1)", "+1", "@x", "Wakefield"], "count": [-1, 2, 3, None]})

    lines = csv_text(table).splitlines()

    assert lines == ["name,count", "'=HYPERLINK(1),-1", "'+1,2", "'@x,3", "Wakefield,"]


def test_areas_carry_the_names_people_know():
    publish(MAY)

    [row] = [row for row in exported("sicbl") if row["area"] == "03R"]

    assert row["name"] == Area.objects.get(code="03R").name
