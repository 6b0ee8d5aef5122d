"""What the figures of a month hold of what people watch for, in the words in which they are told."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pandas as pd
from django.urls import reverse

from forum.models import FigureWatch
from forum.queries.figure_watches import histories, similar_to
from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.history import History
from metrics.compute.measures import Measure
from metrics.compute.periods import month_before
from metrics.compute.watched import concern_begins, reached
from metrics.models import Area
from metrics.presenters.words import joined, shown
from metrics.queries import rebase_dates

What = FigureWatch.What
SOURCE = "Source: NHS England, referral to treatment waiting times, as published for {month}."
HOW_TO_STOP = "You watch for this: change, pause or delete it under “What I watch”."
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Found:
    """What is told of one watch. `address`: of the chart that shows it."""

    watch: FigureWatch
    month: date
    subject: str
    text: str
    address: str


def found_in(watches: Sequence[FigureWatch], months: Sequence[date]) -> list[Found]:
    """Return what is news to watches in the published `months` after those with which each was checked."""
    similar = similar_to(watch.area for watch in watches if watch.what == What.SIMILAR)
    wanted = defaultdict(set)
    for watch in watches:
        wanted[watch.treatment_function, watch.of].update(_areas_of(watch, similar))
    known, rebases = histories(wanted, months), rebase_dates()
    found = []
    for watch in watches:
        areas = _areas_of(watch, similar)
        history = known[watch.treatment_function, watch.of].among([area.code for area in areas])
        for month in (month for month in months if watch.checked_month < month):
            shows = _shows(watch, history, month, rebases)
            those = [area for area in areas if shows[area.code]]
            found += [_said(watch, those, history, month)] if those else []
    return found


def _areas_of(watch: FigureWatch, similar: dict[int, list[Area]]) -> list[Area]:
    return similar[watch.area_id] if watch.what == What.SIMILAR else [watch.area]


def _shows(watch: FigureWatch, history: History, month: date, rebases: dict) -> pd.Series:
    """Return whether each area of a history shows in a month what is watched for."""
    kind = watch.area.kind
    if watch.what in FigureWatch.OF_A_VALUE:
        return reached(history, kind, month, watch.value)
    dates = {
        area: days
        for (area, measure, function), days in rebases.items()
        if measure == watch.measure and function == watch.treatment_function and area in history.values.index
    }
    return concern_begins(history, kind, month, dates)


def _said(watch: FigureWatch, areas: Collection[Area], history: History, month: date) -> Found:
    names, subject = joined([area.short_name for area in areas]), subject_of(watch)
    if watch.what in FigureWatch.OF_A_VALUE:
        who = names if len(areas) == 1 else f"{len(areas)} areas like {watch.area.short_name}"
        said = f"{who} reached {shown(watch.of, watch.value)} on {subject} in {numbers.month_name(month)}"
    else:
        said = f"{names}: special-cause concern on {subject} in {numbers.month_name(month)}"
    each = [_figures_of(area, watch.of, history, month) for area in areas]
    lines = [*each, SOURCE.format(month=numbers.month_name(month)), HOW_TO_STOP]
    return Found(watch, month, said[:LONGEST_SUBJECT], "\n\n".join(lines), _chart(watch, areas, month))


def _figures_of(area: Area, measure: Measure, history: History, month: date) -> str:
    """Return an area's value in a month and the month before: `Wakefield: 65.2% in May 2025, 64.1% in April 2025.`"""
    values = history.values.loc[area.code]
    now, before = (values[pd.Timestamp(at)] for at in (month, month_before(month)))
    return (
        f"{area.short_name}: {shown(measure, now)} in {numbers.month_name(month)},"
        f" {shown(measure, before)} in {numbers.month_name(month_before(month))}."
    )


def _chart(watch: FigureWatch, areas: Sequence[Area], month: date) -> str:
    asked = {"function": watch.treatment_function, "month": f"{month:%Y-%m}"}
    if len(areas) == 1:
        return f"{reverse('area-measure', args=[areas[0].code, watch.measure])}?{urlencode(asked)}"
    return f"{reverse('measure', args=[watch.measure])}?{urlencode(asked | {'level': watch.area.kind})}"


def subject_of(watch: FigureWatch) -> str:
    """Return what a watch is about: `“Waiting 18 weeks or less” in general surgery`."""
    title = f"“{watch.of.title}”"
    if watch.treatment_function == ALL_FUNCTIONS:
        return title
    return f"{title} in {TREATMENT_FUNCTIONS[watch.treatment_function].lower()}"
