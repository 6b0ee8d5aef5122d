"""The timeline of a technology: each area's stages from day to day, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd
from django.urls import reverse

from casestudies.models import Adoption, StageEvent, Technology
from casestudies.models.vocabulary import ENDED, IN_USE, Stage
from casestudies.presenters.uptake.sources import downloads, recorded_until
from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.charts.svg import both
from metrics.charts.timeline import Lane, Span, TimelineChart, span_words, timeline

TIMELINE = "timeline"
COLUMNS = ("area", "name", "setting", "stage", "from", "until", "reasons")
MOST_DRAWN = 40
STYLES = {
    Stage.CONSIDERING: "before",
    Stage.PLANNED: "before",
    Stage.PILOTING: "pilot",
    Stage.ADOPTED: "use",
    Stage.SCALED: "use",
    Stage.SUSTAINED: "use",
    Stage.PAUSED: "paused",
}


@dataclass(frozen=True)
class Course:
    """A record and its stages in the order of their days."""

    record: Adoption
    events: Sequence[StageEvent]

    @property
    def name(self) -> str:
        setting = f" ({self.record.setting})" if self.record.setting else ""
        return f"{self.record.area.short_name}{setting}"

    @property
    def used_since(self) -> date | None:
        """The day from which it was first in use, piloting included; None if it never was."""
        return next((event.day for event in self.events if event.stage in IN_USE), None)

    @property
    def is_used(self) -> bool:
        return self.record.stage in IN_USE


def courses(records: Sequence[Adoption]) -> list[Course]:
    """Return records with their stages: who used it first comes first, then who came to it first."""
    found = [
        Course(record, sorted(record.events.all(), key=lambda one: (one.day, one.number)))
        for record in records
    ]
    return sorted(
        (one for one in found if one.events),
        key=lambda one: (one.used_since is None, one.used_since or one.events[0].day, one.name),
    )


def timeline_of(found: Sequence[Course], today: date, technology: Technology) -> Figure:
    """Return the timeline of a technology with its files, up to today."""
    chart = chart_of(found, today, technology)
    return Figure(
        id=TIMELINE,
        title=chart.title,
        summary=chart.description,
        chart=both(timeline, chart, TIMELINE),
        table=table_of(found, technology.name),
        downloads=downloads(technology, TIMELINE),
        link=f"{technology.get_absolute_url()}#{TIMELINE}",
    )


def chart_of(found: Sequence[Course], today: date, technology: Technology) -> TimelineChart:
    """Return what is drawn of courses, of which there are some: the first of them, up to today."""
    drawn = found[:MOST_DRAWN]
    first = min(one.events[0].day for one in drawn)
    said = _drawn_in_words(len(drawn), len(found))
    return TimelineChart(
        title=_title(found),
        description=f"{technology.name}: {said}, and at which stage from when to when.",
        source=recorded_until(today),
        lanes=[_lane(one) for one in drawn],
        first=min(first, today),
        last=max(today, *(one.events[-1].day for one in drawn)),
    )


def stages_table(found: Sequence[Course]) -> pd.DataFrame:
    """Return every stage of courses, a row each: where, which, from when until when (empty while it goes on), why."""
    rows = [
        {
            "area": one.record.area.code,
            "name": one.record.area.short_name,
            "setting": one.record.setting,
            "stage": event.stage,
            "from": f"{event.day}",
            "until": f"{until or ''}",
            "reasons": "; ".join(event.reasons),
        }
        for one in found
        for event, until in _with_ends(one.events)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _title(found: Sequence[Course]) -> str:
    used = [one for one in found if one.used_since]
    if not used:
        return "No area has used it so far"
    return f"{used[0].record.area.short_name} used it first, from {numbers.month_name(used[0].used_since)}"


def _drawn_in_words(drawn: int, everything: int) -> str:
    if drawn < everything:
        return f"the first {drawn} of {everything} records (the table has all of them)"
    return "1 record" if drawn == 1 else f"{drawn} records"


def _lane(one: Course) -> Lane:
    spans = [
        Span(
            event.day,
            until,
            STYLES[event.stage],
            span_words(event.get_stage_display().lower(), event.day, until),
        )
        for event, until in _with_ends(one.events)
        if event.stage not in ENDED
    ]
    ended = [
        (event.day, f"{event.get_stage_display().lower()} on {numbers.day_name(event.day)}")
        for event in one.events
        if event.stage in ENDED
    ]
    return Lane(one.name, spans, ended, href=reverse("area", args=[one.record.area.code]))


def _with_ends(events: Sequence[StageEvent]) -> list[tuple[StageEvent, date | None]]:
    """Return stages with the day on which the next began; None for the last, which goes on."""
    ends = [after.day for _, after in pairwise(events)]
    return list(zip(events, [*ends, None], strict=True))


def table_of(found: Sequence[Course], name: str) -> Table:
    columns = ["Area", "Stage", "Since", "First in use", "Before that"]
    return Table(
        id="timeline-table",
        caption=f"{name}: who does what with it",
        columns=[Column(words) for words in columns],
        rows=[TableRow(_cells(one)) for one in found],
        is_stacked=True,
    )


def _cells(one: Course) -> list[Cell]:
    record = one.record
    before = [
        f"{event.get_stage_display().lower()} from {numbers.day_name(event.day)}" for event in one.events[:-1]
    ]
    return [
        Cell(one.name, href=record.get_absolute_url()),
        Cell(record.get_stage_display()),
        Cell(numbers.day_name(record.since)),
        Cell(numbers.day_name(one.used_since) if one.used_since else "not so far"),
        Cell("; ".join(before) or "nothing"),
    ]
