"""The demonstration's counts as rows and lines of a file in NHS England's layout."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.compute.extract import (
    ADMITTED,
    ALL_FUNCTIONS,
    DECISION_TO_ADMIT,
    INCOMPLETE,
    NEW_PERIODS,
    NON_ADMITTED,
)
from metrics.demo.england import (
    FUNCTIONS,
    SPLIT_ON,
    England,
    Size,
    board_names,
    board_of_each,
    commissioner_names,
    england,
)
from metrics.demo.pathways import BANDS, OPEN_BAND, Counts, counts

PARTS = {
    ADMITTED: "Completed Pathways For Admitted Patients",
    NON_ADMITTED: "Completed Pathways For Non-Admitted Patients",
    INCOMPLETE: "Incomplete Pathways",
    DECISION_TO_ADMIT: "Incomplete Pathways with DTA",
    NEW_PERIODS: "New RTT Periods - All Patients",
}
COMPLETED = (0, 1)
NEW_ONLY = 4
FUNCTION_NAMES = [*zip(FUNCTIONS["code"], FUNCTIONS["name"], strict=True), (ALL_FUNCTIONS, "Total")]
ALL = len(FUNCTIONS)
BAND_COLUMNS = [
    *(f"Gt {week:02} To {week + 1:02} Weeks SUM 1" for week in range(OPEN_BAND)),
    "Gt 104 Weeks SUM 1",
]
ORGANISATION_COLUMNS = ["Parent Org Code", "Parent Name", "Org Code", "Org Name"]
HEADER = [
    "Period",
    *(f"{role} {column}" for role in ("Provider", "Commissioner") for column in ORGANISATION_COLUMNS),
    *("RTT Part Type", "RTT Part Description", "Treatment Function Code", "Treatment Function Name"),
    *BAND_COLUMNS,
    *("Total", "Patients with unknown clock start date", "Total All"),
]


@dataclass(frozen=True)
class Rows:
    """The rows of a file in its order: who (codes with names and parents), what, and how many.

    `who`: an index into `organisations` for each row; `numbers`: int, rows × (105 bands, unknown start, total of all).
    """

    month: date
    organisations: list[list[str]]
    who: np.ndarray
    blank_zeros: np.ndarray
    part: np.ndarray
    function: np.ndarray
    numbers: np.ndarray


def rows_of(month: date, seed: int, size: Size) -> Rows:
    """Return a month's rows: one wherever anybody is counted, and the totals over treatment functions (C_999)."""
    here = england(seed, size)
    payers = here.places["after" if month >= SPLIT_ON else "before"].astype("category")
    codes = payers.cat.categories
    paid = payers.cat.codes.to_numpy()[here.cells["place"]]
    known, pair = np.unique(here.cells["provider"].to_numpy() * len(codes) + paid, return_inverse=True)
    providers, commissioners = np.divmod(known, len(codes))
    counted = _by_part(counts(here, month, seed))
    blocks = [_block(pair, here.cells["function"].to_numpy(), numbers) for numbers in counted.values()]
    part = np.repeat(np.arange(len(blocks)), [len(numbers) for *_, numbers in blocks])
    who, function, numbers = (np.concatenate(column) for column in zip(*blocks, strict=True))
    order = np.lexsort((function, part, who))
    return Rows(
        month=month,
        organisations=_organisations(month, here, providers, codes[commissioners]),
        who=who[order],
        blank_zeros=here.providers["kind"]
        .isin(("independent", "eye clinic"))
        .to_numpy()[providers[who[order]]],
        part=part[order],
        function=function[order],
        numbers=numbers[order],
    )


def _by_part(counted: Counts) -> dict[str, np.ndarray]:
    """Return for each part cells × (105 bands, unknown start, total of all)."""
    nobody = np.zeros(len(counted.new), dtype=int)
    return {
        ADMITTED: _with_totals(counted.admitted, counted.unknown_admitted),
        NON_ADMITTED: _with_totals(counted.non_admitted, counted.unknown_non_admitted),
        INCOMPLETE: _with_totals(counted.incomplete, nobody),
        DECISION_TO_ADMIT: _with_totals(counted.decided, nobody),
        NEW_PERIODS: np.column_stack([np.zeros((len(nobody), BANDS + 1), dtype=int), counted.new]),
    }


def _with_totals(bands: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    return np.column_stack([bands, unknown, bands.sum(axis=1) + unknown])


def _block(
    pair: np.ndarray, function: np.ndarray, numbers: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs, functions and numbers of one part's rows: cells of the same pair added up, and the totals."""
    key, numbers = _summed(pair * (ALL + 1) + function, numbers)
    pairs, totals = _summed(key // (ALL + 1), numbers)
    key = np.concatenate([key, pairs * (ALL + 1) + ALL])
    numbers = np.concatenate([numbers, totals])
    counted = numbers[:, -1] > 0
    who, function = np.divmod(key[counted], ALL + 1)
    return who, function, numbers[counted]


def _summed(key: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    return keys, np.add.reduceat(numbers[order], first, axis=0)


def _organisations(
    month: date, here: England, providers: np.ndarray, commissioners: Iterable[str]
) -> list[list[str]]:
    """Return the eight cells that name provider and commissioner, for each pair of them."""
    boards, of, names = board_names(), board_of_each(month), commissioner_names()
    homes = here.places["after" if month >= SPLIT_ON else "before"].to_numpy()[here.providers["place"]]

    def parent(location: str) -> list[str]:
        board = of.get(location, "")
        return [board, boards[board]] if board in boards else ["", ""]

    return [
        [
            *(*parent(homes[provider]), here.providers["code"][provider], here.providers["name"][provider]),
            *(*parent(commissioner), commissioner, names[commissioner]),
        ]
        for provider, commissioner in zip(providers, commissioners, strict=True)
    ]


def csv_of(rows: Rows) -> bytes:
    """Return a file's bytes."""
    period = f"RTT-{rows.month:%B-%Y}"
    who = [_line([period, *cells]) for cells in rows.organisations]
    what = [[_line([part, words, *function]) for function in FUNCTION_NAMES] for part, words in PARTS.items()]
    most = int(rows.numbers[:, :-1].max())
    written = [["0", *map(str, range(1, most + 1))], ["", *map(str, range(1, most + 1))]]
    columns = (rows.who, rows.part, rows.function, rows.blank_zeros, rows.numbers)
    lines = [
        f"{who[pair]},{what[part][function]},{_counted(part, numbers, written[blank])}"
        for pair, part, function, blank, numbers in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return "".join(f"{line}\r\n" for line in [_line(HEADER), *lines]).encode("ascii")


def _counted(part: int, numbers: list[int], written: list[str]) -> str:
    """Return the last 108 cells of a row; `written`: each number as a text, since most are small and many."""
    *bands, unknown, total = numbers
    if part == NEW_ONLY:
        return f"{',' * (BANDS + 2)}{total}"
    weeks = ",".join([written[number] for number in bands])
    if part in COMPLETED:
        return f"{weeks},{total - unknown},{written[unknown]},{total}"
    return f"{weeks},,,{total}"


def _line(cells: list[str]) -> str:
    """Return cells as a line of CSV: quoted where there is a comma."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
