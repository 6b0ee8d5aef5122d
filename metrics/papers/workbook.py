"""Tables as an Excel workbook: numbers as numbers, words as words, whatever they begin with."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

WHOLE = "#,##0"
BOLD = Font(bold=True)
HEADED = PatternFill("solid", fgColor="FFE8EDEE")
WRAPPED = Alignment(wrap_text=True, vertical="top")
WIDEST, NARROWEST = 60, 9
LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class SheetColumn:
    """A column: `name` in the table, `words` over it. `decimals`: how many are shown of its numbers; all are kept."""

    name: str
    words: str
    decimals: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table under one row of headings, which stays in sight. Missing values are empty cells."""

    name: str
    columns: Sequence[SheetColumn]
    table: pd.DataFrame


@dataclass(frozen=True)
class Words:
    """A sheet of words: rows of a heading and what it says, one of them empty where there is nothing to say."""

    name: str
    rows: Sequence[tuple[str, str]]


def workbook(sheets: Sequence[Sheet | Words], *, title: str, made: date) -> bytes:
    """Return sheets as an .xlsx file."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "Exemplar"
    book.properties.created = pd.Timestamp(made).to_pydatetime()
    taken: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_name(sheet.name, taken))
        _write_words(page, sheet) if isinstance(sheet, Words) else _write_table(page, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _name(asked: str, taken: set[str]) -> str:
    """Return a name that Excel takes: no longer than 31 letters, without its signs, and of this sheet alone."""
    name = _NOT_IN_A_NAME.sub(" ", asked).strip("' ")[:LONGEST_NAME] or "Sheet"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[: LONGEST_NAME - 4].rstrip()} ({number})"
    taken.add(name.casefold())
    return name


def _write_words(page: Worksheet, sheet: Words) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 110
    for heading, words in sheet.rows:
        page.append([_text(page, heading, bold=True), _text(page, words)])


def _write_table(page: Worksheet, sheet: Sheet) -> None:
    """Write a table. What a sheet is like must be said before its first row is written."""
    shown = sheet.table[[column.name for column in sheet.columns]]
    page.freeze_panes = "B2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = _width(column, shown[column.name])
    if len(shown):
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(shown) + 1}"
    page.append([_heading(page, column.words) for column in sheet.columns])
    formats = [_format(column.decimals) for column in sheet.columns]
    for row in shown.astype(object).itertuples(index=False, name=None):
        page.append([_cell(page, value, how) for value, how in zip(row, formats, strict=True)])


def _width(column: SheetColumn, values: pd.Series) -> int:
    is_numeric = pd.api.types.is_numeric_dtype(values)
    longest = 0 if is_numeric else max((len(str(value)) for value in values), default=0)
    # Headings run over several lines.
    return min(max(longest + 2, len(column.words) // 2 + 2, NARROWEST), WIDEST)


def _format(decimals: int) -> str:
    return f"{WHOLE}.{'0' * decimals}" if decimals else WHOLE


def _cell(page: Worksheet, value: object, number_format: str) -> Cell | None:
    if pd.isna(value):
        return None
    if isinstance(value, bool):
        return _text(page, "Yes" if value else "No")
    if isinstance(value, str):
        return _text(page, value)
    cell = WriteOnlyCell(page, float(value) if float(value) % 1 else int(value))
    cell.number_format = number_format
    return cell


def _heading(page: Worksheet, words: str) -> Cell:
    cell = _text(page, words, bold=True)
    cell.fill = HEADED
    return cell


def _text(page: Worksheet, words: str, *, bold: bool = False) -> Cell:
    """Return words as text: a spreadsheet takes none of them for a formula, not even once they have been edited."""
    cell = WriteOnlyCell(page)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)
    cell.data_type, cell.quotePrefix = "s", words.startswith(("=", "+", "-", "@", "\t", "\r"))
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell
