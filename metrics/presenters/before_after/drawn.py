"""What stands round a start, drawn: the control chart with the start in it, its table, and before and after."""

import pandas as pd

from metrics.charts import svg
from metrics.charts.control import REBASED, Break, ControlChart, Judged, Limits, Series, control_chart
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.numbers import month_name
from metrics.compute.breaks import breaks_of
from metrics.presenters import words
from metrics.presenters.before_after import wording
from metrics.presenters.before_after.found import Found
from metrics.presenters.control import words as control_words
from metrics.presenters.control.drawn import SHOWN_AS
from metrics.presenters.control.tables import COLUMNS, control_cells
from metrics.presenters.dots import measure_address
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.series import references_of, subject
from metrics.presenters.sources import source_of
from metrics.queries import ENGLAND

SIMILAR = "Middle of similar areas"


def figure(found: Found, prefix: str) -> Figure:
    """Return the chart with what stands round it. `prefix`: unique in the page."""
    chart = chart_of(found)
    last = chart.months[-1]
    return Figure(
        id=prefix,
        title=chart.title,
        summary=chart.description,
        chart=svg.both(control_chart, chart, prefix),
        table=_monthly(found, prefix),
        link=measure_address(found.area, found.measure, last, found.function),
        better=better_peers_address(found.area.kind, found.area.code, found.measure, last, found.function),
    )


def chart_of(found: Found) -> ControlChart:
    months = [month.date() for month in found.values.index]
    return ControlChart(
        title=f"{subject(found.measure, found.area, found.function)}: {wording.brief(found)}",
        description=_described(found),
        source=source_of(months[0], months[-1]),
        months=months,
        series=[Series(found.area.short_name, _listed(found.values), "course"), *_company(found)],
        unit=found.measure.unit,
        decimals=found.measure.decimals,
        references=references_of(found.measure, found.area.kind),
        judged=_judged(found),
        limits=_limits(found),
        breaks=[Break(one.label, one.date) for one in breaks_of(found.area.kind)],
        rebases=_marks(found),
    )


def _described(found: Found) -> str:
    """Return what is drawn; what it shows stands beside the chart."""
    beside = [one.name if one.role == "england" else words.uncapital(one.name) for one in _company(found)]
    company = f" Beside it: {words.joined(beside)}." if beside else ""
    limits = " Mean and limits are those of the months before the start, drawn on." if _limits(found) else ""
    return f"{found.area.short_name}, month by month.{limits}{company} {words.DIRECTIONS[found.measure.direction]}."


def _company(found: Found) -> list[Series]:
    """Return the lines beside the area's: none where a larger area has a larger figure."""
    if not found.measure.comparable:
        return []
    middle, values = found.middle_by_month(), found.history.values
    similar = [] if middle is None else [Series(SIMILAR, _listed(middle), "peer")]
    has_england = found.has_england and ENGLAND in values.index
    return [*([Series("England", _listed(values.loc[ENGLAND]), "england")] if has_england else []), *similar]


def _listed(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _judged(found: Found) -> list[Judged | None]:
    rows = found.shown.points.reindex(found.values.index)
    said = [(row["assessment"], control_words.point(row)) for _, row in rows.iterrows()]
    return [Judged(SHOWN_AS[name], told) if told else None for name, told in said]


def _limits(found: Found) -> list[Limits]:
    """Return the limits of the months before, drawn on through those after."""
    points = found.shown.points
    if points.empty or pd.isna(points["upper_limit"].iloc[0]):
        return []
    first = points.iloc[0]
    lower, upper = (
        control_words.possible(found.measure, first[f"{side}_limit"]) for side in ("lower", "upper")
    )
    return [
        Limits(
            since=points.index[0].date(),
            until=points.index[-1].date(),
            mean=float(first["mean"]),
            lower=None if lower is None else float(lower),
            upper=None if upper is None else float(upper),
            is_trial=found.shown.is_trial,
        )
    ]


def _marks(found: Found) -> list[Break]:
    """Return the start, and the end of what is claimed: a vertical stands before the month it is of."""
    started = Break(f"Start: {month_name(found.starts)}", found.starts, REBASED)
    if found.ends is None:
        return [started]
    after = (pd.Timestamp(found.ends).replace(day=1) + pd.DateOffset(months=1)).date()
    return [started, Break(f"Claimed to {month_name(found.ends)}", after, REBASED)]


def comparison(found: Found, prefix: str) -> Table | None:
    """Return before and after of the area, of England and of each similar area; None where they are not known."""
    if pd.isna(found.own["change"]):
        return None
    england = [("England", found.england)] if found.has_england and pd.notna(found.england["change"]) else []
    similar = [(found.names[code], row) for code, row in found.similar.iterrows()]
    before, after = found.shown.windows.before, found.shown.windows.after
    return Table(
        id=f"{prefix}-before-after",
        caption=f"Before and after: {subject(found.measure, found.area, found.function)}",
        columns=[
            Column("Area"),
            Column(f"Before: {wording.span(before)}", True),
            Column(f"After: {wording.span(after)}", True),
            Column("Change", True),
        ],
        rows=[
            TableRow([name, *_cells(found, row)], is_ours=place == 0)
            for place, (name, row) in enumerate([(found.area.short_name, found.own), *england, *similar])
        ],
        is_stacked=True,
    )


def _cells(found: Found, row: pd.Series) -> list[str]:
    values = [words.tabled(found.measure, row[side]) for side in ("before", "after")]
    return [*values, words.capital(wording.in_words(found.measure, row))]


def _monthly(found: Found, prefix: str) -> Table:
    """Return the months compared, newest first."""
    company = _company(found)
    beside = (
        dict(zip(found.values.index, zip(*(one.values for one in company), strict=True), strict=True))
        if company
        else {}
    )
    return Table(
        id=f"{prefix}-table",
        caption=f"{subject(found.measure, found.area, found.function)}, by month",
        columns=[
            Column("Month"),
            Column(found.area.short_name, True),
            *(Column(one.name, True) for one in company),
            *COLUMNS,
        ],
        rows=[
            TableRow(
                [
                    month_name(month.date()),
                    words.tabled(found.measure, row["value"]),
                    *(
                        words.tabled(found.measure, value)
                        for value in beside.get(month, [None] * len(company))
                    ),
                    *control_cells(found.measure, row),
                ]
            )
            for month, row in found.shown.points[::-1].iterrows()
        ],
    )
