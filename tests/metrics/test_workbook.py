"""Workbooks: what another program reads in them is what was written."""

import io
import warnings
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from metrics.papers.workbook import Sheet, SheetColumn, Words, workbook

COLUMNS = [SheetColumn("area", "Area"), SheetColumn("value", "Value (per cent)", decimals=1)]


def written(*sheets) -> bytes:
    return workbook(sheets, title="Variation", made=date(2025, 7, 10))


def table(names: list[str], values: list[float]) -> Sheet:
    return Sheet("Ranking", COLUMNS, pd.DataFrame({"area": names, "value": values}))


def opened(*sheets) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(*sheets)))


def read(*sheets) -> list[list]:
    """Return the rows of the first sheet as another library reads them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(written(*sheets))).get_sheet_by_index(0).to_python()


def test_numbers_are_numbers_with_all_their_decimals():
    assert read(table(["Leeds", "Wakefield"], [59.2345678, 61.0])) == [
        ["Area", "Value (per cent)"],
        ["Leeds", 59.2345678],
        ["Wakefield", 61.0],
    ]


def test_numbers_are_shown_with_the_decimals_of_their_column():
    page = opened(table(["Leeds"], [59.2345678])).active

    assert page["B2"].number_format == "#,##0.0"


def test_what_is_not_known_is_an_empty_cell():
    page = opened(table(["Leeds"], [float("nan")])).active

    assert page["B2"].value is None


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_words_are_never_a_formula(words):
    page = opened(table([words], [1.0])).active

    assert page["A2"].data_type == "s"
    assert page["A2"].value == words
    assert page["A2"].quotePrefix


def test_words_of_a_sheet_of_words_are_never_a_formula_either():
    page = opened(Words("Summary", [("=1+1", "@A1")])).active

    assert [cell.data_type for cell in page[1]] == ["s", "s"]


def test_letters_that_a_file_cannot_hold_are_left_out():
    assert opened(table(["Le\x00eds\x0b"], [1.0])).active["A2"].value == "Leeds"


def test_headings_stay_in_sight_and_can_be_filtered():
    page = opened(table(["Leeds"], [1.0])).active

    assert page.freeze_panes == "B2"
    assert page["A1"].font.bold
    assert page.auto_filter.ref == "A1:B2"


def test_columns_are_wide_enough_for_their_words_and_no_wider_than_a_screen():
    page = opened(table(["Bristol, North Somerset and South Gloucestershire", "x" * 500], [1.0, 2.0])).active

    assert page.column_dimensions["A"].width == 60
    assert page.column_dimensions["B"].width >= 9


def test_a_table_without_rows_has_its_headings():
    empty = pd.DataFrame({"area": pd.Series([], dtype="str"), "value": pd.Series([], dtype="float64")})

    assert read(Sheet("Ranking", COLUMNS, empty)) == [["Area", "Value (per cent)"]]


def test_truths_are_words():
    sheet = Sheet(
        "Gaps",
        [SheetColumn("apart", "Apart")],
        pd.DataFrame({"apart": pd.array([True, False, None], "boolean")}),
    )

    assert read(sheet)[:3] == [["Apart"], ["Yes"], ["No"]]


def test_names_of_sheets_are_such_as_excel_takes():
    names = ["Gaps within ICBs: [all]/*?", "A" * 40, "a" * 40, "", "'quoted'"]

    made = opened(*(Words(name, []) for name in names)).sheetnames

    assert made == ["Gaps within ICBs   all", "A" * 31, f"{'a' * 27} (2)", "Sheet", "quoted"]


def test_a_workbook_says_what_it_is():
    made = opened(Words("Summary", [])).properties

    assert made.title == "Variation"
    assert made.creator == "Exemplar"
    assert made.created.date() == date(2025, 7, 10)


@settings(max_examples=40)
@given(
    words=some.lists(some.text(some.characters(codec="utf-8"), max_size=60), min_size=1, max_size=5),
    value=some.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
)
def test_whatever_is_written_can_be_opened(words, value):
    sheet = table(words, [value] * len(words))

    with warnings.catch_warnings(action="error"):
        page = opened(sheet).active

    assert page.max_row == len(words) + 1
    assert page["B2"].value == pytest.approx(value)
    assert all(page.cell(row, 1).data_type in ("s", "n", "inlineStr") for row in range(2, page.max_row + 1))
