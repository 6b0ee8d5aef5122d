"""What the pages of persistent challenges and of pockets show: sentences, and a table in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from django.urls import reverse

from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import WEEKS
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.challenges import wording
from metrics.presenters.challenges.choice import Choice
from metrics.presenters.challenges.found import Found, Pockets, Setting


@dataclass(frozen=True)
class Page:
    """A page's sentences, and its table with all rows: `part` returns some of them."""

    answer: str
    notes: Sequence[str]
    table: Table

    def part(self, rows: Sequence[TableRow]) -> Table:
        return Table(self.table.id, self.table.caption, self.table.columns, rows, is_caption_hidden=True)


def challenges_page(found: Found) -> Page:
    choice, setting, shown = found.choice, found.setting, found.shown
    boards = [Column("ICB")] if choice.level == Area.Kind.SICBL else []
    rows = [
        TableRow(
            [
                _area(choice, row),
                *([setting.name(setting.parent_of(row["area"]))] if boards else []),
                *_function(choice, row),
                *_staying(choice, setting, row),
            ]
        )
        for row in shown.to_dict("records")
    ]
    columns = [Column("Area"), *boards, *_function_column(choice), *_columns(choice, setting)]
    caption = f"Persistent challenges: {choice.measure.title}, {choice.function_name}"
    notes = [wording.came_out(found), *_notes(choice, shown)]
    return Page(wording.answer(found), notes, Table("behind", caption, columns, rows))


def pockets_page(found: Pockets) -> Page:
    choice, setting = found.choice, found.setting
    boards = [Column("ICB")] if found.boards > 1 else []
    rows = [
        TableRow(
            [
                _area(choice, row),
                *([row["board"]] if boards else []),
                *_function(choice, row),
                *_staying(choice, setting, row),
                wording.whole(choice.measure, row),
            ]
        )
        for row in found.rows.to_dict("records")
    ]
    columns = [
        Column("Sub-ICB location"),
        *boards,
        *_function_column(choice),
        *_columns(choice, setting),
        Column("The ICB as a whole now", is_numeric=True),
    ]
    caption = f"Pockets: {choice.measure.title}, {choice.function_name}"
    notes = [*wording.other_boards(found), *_notes(choice, found.rows)]
    return Page(wording.pockets_answer(found), notes, Table("pockets", caption, columns, rows))


def _notes(choice: Choice, rows: pd.DataFrame) -> list[str]:
    no_interval = wording.NO_INTERVAL if choice.measure.unit == WEEKS else ""
    return [wording.BY_CHANCE, no_interval, wording.trial(rows)]


def _columns(choice: Choice, setting: Setting) -> list[Column]:
    unit = words.unit_of_distance(choice.measure)
    return [
        Column(f"Bottom quarter, of {setting.window} months", is_numeric=True),
        Column("In concern", is_numeric=True),
        Column("Without a break, months", is_numeric=True),
        Column("Since", is_numeric=True),
        Column(f"Behind the middle area now ({unit})", is_numeric=True),
        Column("On average in those months", is_numeric=True),
    ]


def _staying(choice: Choice, setting: Setting, row: dict) -> list[str]:
    """Return for how long, and how far, a series is behind."""
    ranked = int(row["months"])
    of = f" of {ranked} ranked" if ranked < setting.window else ""
    return [
        f"{int(row['bottom_months'])}{of}",
        f"{int(row['concern_months'])}",
        f"{int(row['running'])}",
        wording.since(row, setting),
        wording.behind(choice.measure, row["shortfall"], row["value"]),
        wording.behind(choice.measure, row["mean_shortfall"]),
    ]


def _area(choice: Choice, row: dict) -> Cell:
    function = row["treatment_function"]
    asked = f"?function={function}" if function != ALL_FUNCTIONS else ""
    address = reverse("area-measure", args=[row["area"], choice.measure.slug])
    return Cell(row["name"], f"{address}{asked}")


def _function_column(choice: Choice) -> list[Column]:
    return [Column("Treatment function")] if choice.is_any_function else []


def _function(choice: Choice, row: dict) -> list[str]:
    return [TREATMENT_FUNCTIONS[row["treatment_function"]]] if choice.is_any_function else []
