"""What people wrote goes into spreadsheets without being run, and comes back as it was."""

import csv

import pytest

from safety.csv_cells import as_written, csv_lines, inert

TEXTS = [
    "=1+1",
    "+44",
    "-2",
    "@home",
    "\tTab",
    "\rReturn",
    "'=quoted",
    "''=twice",
    "'tis plain",
    "plain",
    "",
    "5 - 3",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_run_by_no_spreadsheet_and_comes_back_as_written(text):
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_written(inert(text)) == text


def test_only_texts_are_made_inert():
    assert list(csv_lines([["a", "b"], [-1, "-1"], [None, 'say "no", again']])) == [
        "a,b\r\n",
        "-1,'-1\r\n",
        ',"say ""no"", again"\r\n',
    ]


def test_lines_are_what_a_reader_of_csv_reads():
    assert list(csv.reader(csv_lines([["one\ntwo", "=1"]]))) == [["one\ntwo", "'=1"]]
