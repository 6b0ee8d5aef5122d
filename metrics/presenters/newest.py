"""The newest figure of anything that is named: value, month, how it stands to England, and its course, drawn small."""

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.spark import sparkline
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import kept, kept_each, with_measures
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.series import subject
from metrics.queries import ENGLAND, figures_by_function

USUAL_MEASURE = "within-18-weeks"
RECENT_MONTHS = 24


class Named(NamedTuple):
    """What a figure is asked of: England where no area is named, the usual measure where none is."""

    area: Area | None
    measure: str = USUAL_MEASURE
    function: str = ALL_FUNCTIONS


class Newest(NamedTuple):
    """`value` is empty where the newest month has no figure; `said` then says so, else how the figure stands to England
    or to a year before. `href` leads to the page of the figure."""

    title: str
    value: str
    month: str
    said: str
    sparkline: str
    href: str


def newest_of(asked: Collection[Named]) -> dict[Named, Newest]:
    """Return the newest figures; of all in one query of the figures, and of none that were asked for before."""
    if not asked:
        return {}
    return kept_each(
        {
            one: f"newest:{one.area.code if one.area else ENGLAND}:{one.measure}:{one.function}"
            for one in asked
        },
        _made,
    )


def _made(asked: Collection[Named]) -> dict[Named, Newest]:
    england = kept("england", lambda: Area.objects.get(code=ENGLAND))
    wanted: dict[str, set[Area]] = {}
    for one in asked:
        wanted.setdefault(one.function, {england}).add(one.area or england)
    figures = with_measures(figures_by_function(wanted)).set_index(["area", "treatment_function", "month"])
    return {one: _newest(one, one.area or england, figures) for one in asked}


def _newest(asked: Named, area: Area, figures: pd.DataFrame) -> Newest:
    measure = MEASURES[asked.measure]
    own, england = (_course(figures, code, asked.function, measure) for code in (area.code, ENGLAND))
    months = _recent(own, england)
    own, england = own.reindex(months), england.reindex(months)
    value = own.iloc[-1] if len(own) else None
    is_known = numbers.is_known(value)
    benchmark = england if measure.comparable and area.code != ENGLAND else england.iloc[:0]
    return Newest(
        title=subject(measure, area, asked.function),
        value=words.shown(measure, value) if is_known else "",
        month=numbers.month_name(months[-1].date()) if len(months) else "",
        said=_said(measure, own, benchmark) if is_known else _missing(measure, own),
        sparkline=_drawn(measure, own, benchmark),
        href=_address(area, asked),
    )


def _course(figures: pd.DataFrame, code: str, function: str, measure: Measure) -> pd.Series:
    """Return a measure by month; empty where nothing is published."""
    if (code, function) not in figures.index.droplevel("month"):
        return pd.Series(dtype="float64", index=pd.DatetimeIndex([]))
    return figures.loc[(code, function), measure.slug]


def _recent(own: pd.Series, england: pd.Series) -> pd.DatetimeIndex:
    """Return the newest published months, none left out: an area that has no figure in the last of them is not known
    then."""
    published = own.index.union(england.index)
    if not len(published):
        return pd.DatetimeIndex([])
    return pd.date_range(published.min(), published.max(), freq="MS")[-RECENT_MONTHS:]


def _said(measure: Measure, own: pd.Series, england: pd.Series) -> str:
    """Say how the newest figure stands to England, or to a year before where areas are not compared."""
    if beside := words.beside(measure, own.iloc[-1], england.iloc[-1] if len(england) else None, "England"):
        return f"{words.capital(beside)}."
    before = own.get(own.index[-1] - pd.DateOffset(years=1))
    return f"It {words.change(measure, before, own.iloc[-1])} in a year." if numbers.is_known(before) else ""


def _missing(measure: Measure, own: pd.Series) -> str:
    last = own.last_valid_index()
    if last is None:
        return "No figure of it is published."
    newest, known = (numbers.month_name(month.date()) for month in (own.index[-1], last))
    return f"Not known in {newest}. In {known} it was {words.shown(measure, own[last])}."


def _drawn(measure: Measure, own: pd.Series, england: pd.Series) -> str:
    known = own.dropna()
    if len(known) < 2:
        return ""
    first, last = (
        f"{words.shown(measure, known[at])} in {numbers.month_name(at.date())}" for at in known.index[[0, -1]]
    )
    return sparkline(_listed(own), says=f"{first}, {last}", england=_listed(england))


def _listed(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _address(area: Area, asked: Named) -> str:
    query = "" if asked.function == ALL_FUNCTIONS else f"?function={asked.function}"
    return reverse("area-measure", args=[area.code, asked.measure]) + query
