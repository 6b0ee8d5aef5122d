"""The national report as files: they say what its page and its CSV say."""

import csv
import io
from datetime import date

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from metrics.models import Area
from metrics.presenters.report import national
from metrics.presenters.report.choice import Choice
from metrics.report_filters import ReportAsked
from tests.factories import figures
from tests.published import APRIL, MARCH, MAY, publish

pytestmark = pytest.mark.django_db
LOCATIONS = {"level": "sicbl", "from": "2025-03", "to": "2025-05"}
CSV_COLUMNS = {
    "area": "Code",
    "name": "Area",
    "rank": "Rank",
    "value": "Admitted per 1,000",
    "lower_95": "95% interval, lower end",
    "upper_95": "95% interval, upper end",
    "england": "England",
    "difference_from_england": "Difference from England",
    "compared_with_england": "Compared with England",
}


def answered(client, kind: str, **asked):
    response = client.get(reverse(f"report-variation-{kind}"), asked)
    assert response.status_code == 200
    return response


def printed(client, **asked) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(answered(client, "pdf", **asked).content))


def words(made: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in made.pages).split())


def missing(made: pypdf.PdfReader, *sentences: str) -> list[str]:
    """Return the sentences that a paper does not hold, wherever its lines break."""
    said = words(made).replace(" ", "")
    return [sentence for sentence in sentences if sentence.replace(" ", "") not in said]


def sheets(client, **asked) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answered(client, "xlsx", **asked).content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def chosen(**asked) -> Choice:
    form = ReportAsked(asked, [MARCH, APRIL, MAY])
    assert form.is_valid()
    return form.choice


def a_year() -> list[date]:
    return [date(2024 + (5 + step) // 12, (5 + step) % 12 + 1, 1) for step in range(12)]


def test_the_printed_report_says_what_the_page_says(client):
    publish(MARCH, APRIL, MAY)
    report = national.of(chosen(**LOCATIONS))

    made = printed(client, **LOCATIONS)

    assert made.metadata.title == report.title
    assert missing(made, report.subtitle, *report.answer) == []
    for section in report.sections:
        held = (section.heading, *section.paragraphs, *section.points, *section.notes)
        assert missing(made, *held) == []


def test_the_printed_report_holds_every_row_of_its_tables(client):
    publish(MARCH, APRIL, MAY)
    report = national.of(chosen(**LOCATIONS))
    tables = [table for section in report.sections for table in (*section.tables, section.folded) if table]

    made = printed(client, **LOCATIONS)

    assert tables
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    assert missing(made, *(getattr(cell, "words", cell) for cell in cells)) == []


def test_the_printed_report_leads_back_to_its_page(client):
    publish(MAY)

    made = printed(client, level="icb")

    links = {note["/A"]["/URI"] for page in made.pages for note in page.get("/Annots", []) if "/A" in note}
    assert (
        f"http://testserver{national.of(chosen(level='icb', to='2025-05', **{'from': '2025-05'})).address}"
        in links
    )
    assert "http://testserver/data/2025-05/" in links


def test_the_ranking_in_the_workbook_is_the_csv(client):
    publish(MARCH, APRIL, MAY)

    heading, *rows = sheets(client, **LOCATIONS)["Ranking"]
    text = answered(client, "csv", **LOCATIONS).content.decode()

    expected = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(expected) > 10
    for row, one in zip(rows, expected, strict=True):
        cells = dict(zip(heading, row, strict=True))
        for name, shown in CSV_COLUMNS.items():
            assert cells[shown] == (
                pytest.approx(float(one[name])) if _is_number(one[name], name) else one[name]
            )


def _is_number(text: str, name: str) -> bool:
    return bool(text) and name not in ("area", "name", "compared_with_england")


def test_the_workbook_begins_with_words_and_ends_with_the_method(client):
    publish(MARCH, APRIL, MAY)
    report = national.of(chosen(**LOCATIONS))

    made = sheets(client, **LOCATIONS)

    first, *_, last = made
    assert (first, last) == ("Summary", "Method and notes")
    summary = {heading: words for heading, words in made["Summary"] if heading}
    assert summary["Report"] == report.title
    assert summary["In short"] == report.answer[0]
    assert summary["This report as a page"] == f"http://testserver{report.address}"
    assert "invented" in summary["Warning"]
    notes = [row[1] for row in made["Method and notes"]]
    assert all(words in notes for section in report.sections for words in section.paragraphs)


def test_the_workbook_holds_gaps_neighbours_and_the_funnel(client):
    publish(MARCH, APRIL, MAY)

    made = sheets(client, **LOCATIONS)

    heading, *gaps = made["Gaps within ICBs"]
    for row in gaps:
        gap = dict(zip(heading, row, strict=True))
        high, low = gap["Highest: Admitted per 1,000"], gap["Lowest: Admitted per 1,000"]
        assert gap["Gap (per 1,000 people)"] == pytest.approx(high - low)
        assert gap["Ratio"] == pytest.approx(high / low)
    assert gaps
    heading, *near = made["Neighbours"]
    assert all(0 < dict(zip(heading, row, strict=True))["Miles apart"] <= 20 for row in near)
    assert made["Areas beyond the funnel"][0][:2] == ["Code", "Area"]


def test_a_year_says_who_improved(client):
    for number, month in enumerate(a_year()):
        leeds = 500 + 40 * number
        figures(
            month,
            {"area": "15F", "incomplete": 1000, "within_18": leeds},
            {"area": "03R", "incomplete": 1000, "within_18": 700},
            {"area": "36J", "incomplete": 1000, "within_18": 650 + number % 3},
            {"area": "ENGLAND", "incomplete": 100_000, "within_18": 60_000},
        )

    made = sheets(client, level="sicbl", measure="within-18-weeks")

    heading, first, *_ = made["Improved"]
    row = dict(zip(heading, first, strict=True))
    assert row["Area"] == "Leeds"
    assert row["Places gained"] == pytest.approx(
        row["Average rank, first six months"] - row["Average rank, last six months"]
    )
    last_six = [(500 + 40 * number) / 10 for number in range(6, 12)]
    assert row["Within 18 weeks (per cent), last six months"] == pytest.approx(sum(last_six) / 6)


def test_numbers_of_the_workbook_are_shown_as_the_measure_is(client):
    publish(MAY)

    book = openpyxl.load_workbook(io.BytesIO(answered(client, "xlsx", level="icb").content))

    page = book["Ranking"]
    assert page["E2"].number_format == "#,##0.00"
    assert page["C2"].number_format == "#,##0"
    assert page.freeze_panes == "B2"


def test_a_name_is_never_a_formula_nor_a_program(client):
    publish(MAY)
    Area.objects.filter(code="QWO").update(name="=1+1", short_name='=1+1 #import "x" *b*')

    book = openpyxl.load_workbook(io.BytesIO(answered(client, "xlsx", level="icb").content))

    cells = [cell for row in book["Ranking"].iter_rows() for cell in row]
    assert '=1+1 #import "x" *b*' in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert '=1+1 #import "x" *b*' in words(printed(client, level="icb"))


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_file_is_named_for_what_it_holds(client, kind):
    publish(MAY)

    named = answered(client, kind, level="icb")["Content-Disposition"]

    assert f'"demonstration-exemplar-variation-admitted-per-1000-icb-C_999-2025-05-2025-05.{kind}"' in named


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_what_is_asked_wrongly_is_refused_in_words(client, kind):
    publish(MAY)

    response = client.get(reverse(f"report-variation-{kind}"), {"level": "moon"})

    assert response.status_code == 400
    assert "level" in response.content.decode()


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_without_figures_there_are_no_files(client, kind):
    assert client.get(reverse(f"report-variation-{kind}")).status_code == 404


@pytest.mark.parametrize(
    ("measure", "level"),
    [("within-18-weeks", "region"), ("median-wait", "icb"), ("new-pathways-per-1000", "sicbl")],
)
def test_every_kind_of_measure_and_area_makes_both_files(client, measure, level):
    publish(APRIL, MAY)

    assert "Ranking" in sheets(client, level=level, measure=measure)
    assert words(printed(client, level=level, measure=measure))


def test_a_file_asked_for_again_is_not_made_again(client, django_assert_max_num_queries):
    publish(MAY)
    first = answered(client, "pdf", level="icb").content

    with django_assert_max_num_queries(4):
        again = answered(client, "pdf", level="icb").content

    assert first == again


def test_the_page_leads_to_both(client):
    publish(MAY)

    page = client.get(reverse("report-variation"), {"level": "icb"}).content.decode()

    assert "/reports/variation/report.pdf?measure=admitted-per-1000" in page
    assert "/reports/variation/report.xlsx?measure=admitted-per-1000" in page
