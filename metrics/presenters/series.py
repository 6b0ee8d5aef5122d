"""One measure of one area over time: the chart, what it says in words, and its table."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.charts.control import ControlChart, Reference, Series
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure, Target, quantity
from metrics.measured import kept, series
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.control import USUAL, Charted, Options, charted, rebases_of
from metrics.presenters.control import words as control_words
from metrics.presenters.control.drawn import columns_of, parts_of
from metrics.presenters.removals import is_of_list, year_of_list
from metrics.presenters.sources import source_of
from metrics.queries import ENGLAND

# England's chart looks ahead to a milestone that is no further away than this.
MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Lines:
    """What a chart of an area over time draws. All share the index: a month each (datetime64), none left out.

    `own`: the area's figures with every measure. `control`: the control chart of the measure's values. `england`: the
    measure's values; None where not drawn.
    """

    area: Area
    measure: Measure
    function: str
    own: pd.DataFrame
    control: Charted
    england: pd.Series | None

    @property
    def values(self) -> pd.Series:
        return self.own[self.measure.slug]

    @property
    def months(self) -> list[date]:
        return [month.date() for month in self.own.index]


def lines(
    area: Area,
    measure: Measure,
    function: str = ALL_FUNCTIONS,
    *,
    month: date | None = None,
    options: Options = USUAL,
) -> Lines:
    """Return what to draw of an area up to `month`, or all months.

    England is beside an area where their sizes do not matter.
    """
    own = _each_month(series(area, function), month)
    rebases = rebases_of(area.code, function).get(measure.slug, ())
    has_company = measure.comparable and area.kind != Area.Kind.ENGLAND
    return Lines(
        area=area,
        measure=measure,
        function=function,
        own=own,
        control=charted(measure, area.kind, own[measure.slug], rebases, options),
        england=_england(measure, function, own.index) if has_company else None,
    )


def _each_month(figures: pd.DataFrame, last: date | None) -> pd.DataFrame:
    """Return figures by month up to `last`, with a row of NaN for each month that is missing in between."""
    by_month = figures.set_index("month")
    by_month = by_month.loc[: pd.Timestamp(last)] if last else by_month
    months = pd.date_range(by_month.index.min(), by_month.index.max(), freq="MS") if len(by_month) else []
    return by_month.reindex(pd.DatetimeIndex(months, name="month"))


def _england(measure: Measure, function: str, months: pd.Index) -> pd.Series:
    england = kept("england", lambda: Area.objects.get(code=ENGLAND))
    return series(england, function).set_index("month")[measure.slug].reindex(months)


def chart_of(drawn: Lines) -> ControlChart:
    """Return the control chart of a measure of an area. England is a thin line; months without a figure are gaps."""
    ahead = _months_ahead(drawn)
    months = drawn.months
    england = [] if drawn.england is None else [Series("England", _onwards(drawn.england, ahead), "england")]
    parts = parts_of(drawn.control)
    return ControlChart(
        title=title(drawn),
        description=summary(drawn),
        source=source_of(months[0], months[-1]) if months else "",
        months=[*months, *ahead] or [date.today()],
        series=[Series(drawn.area.short_name, _onwards(drawn.values, ahead) or [None], "course"), *england],
        unit=drawn.measure.unit,
        decimals=drawn.measure.decimals,
        references=references_of(drawn.measure, drawn.area.kind),
        **parts | {"judged": [*parts["judged"], *(None for _ in ahead)] or [None]},
    )


def targets_of(measure: Measure, kind: str) -> list[Target]:
    """Return what a kind of area is held to: each to the standard, England to national milestones too."""
    return [target for target in measure.targets if kind == Area.Kind.ENGLAND or not target.is_national]


def references_of(measure: Measure, kind: str) -> list[Reference]:
    return [Reference(one.label, one.value, one.since, one.until) for one in targets_of(measure, kind)]


def _months_ahead(drawn: Lines) -> list[date]:
    """Return the months from the last figure to the next milestone, if it is near."""
    if not drawn.months:
        return []
    last = drawn.own.index[-1]
    limit = last + pd.DateOffset(months=MONTHS_AHEAD)
    next_ones = [
        pd.Timestamp(target.since)
        for target in targets_of(drawn.measure, drawn.area.kind)
        if target.is_milestone and last < pd.Timestamp(target.since) <= limit
    ]
    ahead = pd.date_range(last, min(next_ones), freq="MS")[1:] if next_ones else []
    return [month.date() for month in ahead]


def _onwards(values: pd.Series, ahead: list[date]) -> list[float | None]:
    """Return the values, None where not known, and for the months ahead."""
    return [*(None if pd.isna(value) else float(value) for value in values), *(None for _ in ahead)]


def subject(measure: Measure, area: Area, function: str) -> str:
    """Return what a chart is about: `Waiting 18 weeks or less in Wakefield, urology`."""
    title = f"{measure.title}, {area.short_name}"
    return title if function == ALL_FUNCTIONS else f"{title}, {TREATMENT_FUNCTIONS[function].lower()}"


def title(drawn: Lines) -> str:
    """Return the newest figure and, where it is a special cause, since when."""
    signal = control_words.signal_in_brief(drawn.control)
    return f"{finding(drawn)}; {signal}" if signal else finding(drawn)


def finding(drawn: Lines) -> str:
    """Return the newest figure in words: `Waiting 18 weeks or less, Wakefield: 65.5% in May 2025, above England…`."""
    about = subject(drawn.measure, drawn.area, drawn.function)
    last = drawn.values.last_valid_index()
    if last is None:
        return f"{about}: not known in any month"
    england = None if drawn.england is None else drawn.england[last]
    beside = words.beside(drawn.measure, drawn.values[last], england, "England")
    removed = year_of_list(drawn.own, last).in_brief if is_of_list(drawn.measure) else ""
    return newest_in_words(about, drawn.measure, drawn.values, last, beside, removed)


def newest_in_words(
    about: str,
    measure: Measure,
    values: pd.Series,
    month: pd.Timestamp,
    beside: str = "",
    removed: str = "",
) -> str:
    """Return a figure with what it is beside; alone it is compared with a year before. `removed`: what left a list
    unreported in that year, said with its change."""
    value, before = (values.get(each) for each in (month, month - pd.DateOffset(years=1)))
    newest = f"{about}: {words.shown(measure, value)} in {numbers.month_name(month.date())}"
    if beside:
        return f"{newest}, {beside}"
    if numbers.is_known(before) and numbers.is_known(value):
        change = f"{newest}; it {words.change(measure, before, value)} in a year"
        return f"{change}, {removed}" if removed else change
    return newest


def summary(drawn: Lines) -> str:
    """Return what the chart shows, for those who do not see it."""
    known = drawn.values.dropna()
    if known.empty:
        return "No month has a figure."
    return " ".join(
        sentence
        for sentence in (
            _course(drawn.area.short_name, drawn.measure, known),
            _course("England", drawn.measure, drawn.england.dropna()) if drawn.england is not None else "",
            _missing(drawn.values),
            control_words.special_causes(drawn.control),
            f"{words.DIRECTIONS[drawn.measure.direction]}.",
        )
        if sentence
    )


def _course(name: str, measure: Measure, known: pd.Series) -> str:
    """Return how a line runs: where it begins and ends, and between which values it stays."""
    if len(known) < 2:
        return ""
    first, last = known.index[0], known.index[-1]
    ends = (
        f"{name}: {words.shown(measure, known[first])} in {numbers.month_name(first.date())}, "
        f"{words.shown(measure, known[last])} in {numbers.month_name(last.date())}"
    )
    low, high = known.idxmin(), known.idxmax()
    return (
        f"{ends}; lowest {words.shown(measure, known[low])} ({numbers.month_name(low.date())}), "
        f"highest {words.shown(measure, known[high])} ({numbers.month_name(high.date())})."
    )


def _missing(values: pd.Series) -> str:
    gaps = [numbers.month_name(month.date()) for month in values.index[values.isna()]]
    return f"Not known in {words.joined(gaps)}." if 0 < len(gaps) <= 6 else ""


def series_table(drawn: Lines) -> pd.DataFrame:
    """Return the chart as a table, a row a month: `month, area, name, treatment_function, measure, unit, value,
    numerator, denominator, england`, then the control chart's; NaN where not known or without meaning."""
    measure, own = drawn.measure, drawn.own
    parts = {"numerator": measure.numerator, "denominator": measure.denominator}
    return pd.DataFrame(
        {
            "month": [f"{month:%Y-%m}" for month in drawn.months],
            "area": drawn.area.code,
            "name": drawn.area.short_name,
            "treatment_function": drawn.function,
            "measure": measure.slug,
            "unit": measure.unit,
            "value": own[measure.slug].to_numpy(),
            **{
                column: quantity(own, name).to_numpy() if name else float("nan")
                for column, name in parts.items()
            },
            "england": float("nan") if drawn.england is None else drawn.england.to_numpy(),
            **columns_of(drawn.control),
        }
    )
