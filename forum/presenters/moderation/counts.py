"""What moderation did, quarter by quarter, as a table and as CSV."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO

from django.utils.timezone import localdate

from forum.presenters.moderation.times import ago
from forum.queries.counts import COUNTED, Quarter, quarter_of
from metrics.charts.figure import Column, Table, TableRow
from metrics.charts.numbers import month_name

QUARTERS_SHOWN = 4
# How each count is called, in the parts of the page.
CALLED = {
    "What came in": {
        "reported": "Reports by readers",
        "held": "Posts held for a moderator to read first",
        "hidden_at_once": "Hidden at once, as a reader saw a patient in it",
    },
    "What was decided": {
        "approved": "Posts approved that were held",
        "lifted": "Holds of case studies lifted",
        "kept": "Kept as they were",
        "shown_again": "Shown again after they were hidden or removed",
        "ignored": "Reports that needed nothing",
        "returned": "Returned for changes",
        "edited": "Edited",
        "hidden": "Hidden",
        "removed": "Removed",
        "erased": "Erased for good",
        "put_in_order": "Threads put in order: locked, moved, merged, split, pinned or slowed down",
        "put_right": "Put right by their authors",
        "reviewed": "Case studies reviewed before they were published",
    },
    "People": {
        "warned": "Warnings",
        "silenced": "Silences",
        "suspended": "Suspensions",
    },
    "Appeals": {
        "appeals_made": "Appeals made",
        "appeals_upheld": "Upheld: the decision was overturned",
        "appeals_refused": "Refused: the decision stands",
    },
}


def tables(quarters: Sequence[Quarter]) -> list[Table]:
    """Return a table for each part of the page: the latest quarters side by side, the newest first."""
    latest = list(reversed(quarters[-QUARTERS_SHOWN:]))
    columns = [Column("Count"), *(Column(_name(quarter.start), is_numeric=True) for quarter in latest)]
    return [
        Table(
            id=f"part-{place}",
            caption=part,
            columns=columns,
            rows=[
                TableRow([words, *(f"{quarter.counts[count]:,}" for quarter in latest)])
                for count, words in counts.items()
            ],
            is_stacked=True,
        )
        for place, (part, counts) in enumerate(CALLED.items(), 1)
    ]


def time_table(quarters: Sequence[Quarter]) -> Table:
    """Return how long what was decided had waited, quarter by quarter, the newest first."""
    latest = list(reversed(quarters[-QUARTERS_SHOWN:]))
    return Table(
        id="time",
        caption="Median time to decide",
        columns=[
            Column("Quarter"),
            Column("Median time", is_numeric=True),
            Column("Decided", is_numeric=True),
        ],
        rows=[
            TableRow(
                [
                    _name(quarter.start),
                    ago(quarter.median) if quarter.median is not None else "–",
                    f"{len(quarter.waits):,}",
                ]
            )
            for quarter in latest
        ],
        is_stacked=True,
    )


def csv_of(quarters: Sequence[Quarter]) -> str:
    """Return all quarters as CSV, a row each, oldest first; no median where nothing was decided."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["quarter", *COUNTED, "decided", "median_hours"])
    for quarter in quarters:
        hours = round(quarter.median / timedelta(hours=1), 1) if quarter.median is not None else ""
        lines.writerow([_code(quarter.start), *quarter.counts.values(), len(quarter.waits), hours])
    return text.getvalue()


def _name(start: date) -> str:
    last = date(start.year, start.month + 2, 1)
    so_far = " (so far)" if start == quarter_of(localdate()) else ""
    return f"{month_name(start).split()[0]} to {month_name(last)}{so_far}"


def _code(start: date) -> str:
    return f"{start.year}-Q{(start.month + 2) // 3}"
