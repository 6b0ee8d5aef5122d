"""The pictures of an answer: the area beside a mix of others, and how far each area went from its own mix."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import numpy as np

from metrics.charts import svg
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.line import Break, LineChart, Series, line_chart
from metrics.charts.numbers import month_name
from metrics.presenters import words
from metrics.presenters.effects import wording
from metrics.presenters.effects.subject import Subject
from metrics.presenters.sources import source_of

MIX = "Mix of other areas"
RANGE = "Where 19 of 20 would lie"
# What 19 of 20 areas on which nothing began kept to.
QUANTILES = (0.025, 0.975)


def figures(about: Subject, link: str) -> list[Figure]:
    """Return the pictures: observed beside what was to be expected, and the placebos. None without a known month."""
    if not about.found.observed:
        return []
    drawn = [_figure(about, "course", _course(about), _course_table(about), link)]
    if about.found.synthetic:
        drawn.append(_figure(about, "placebos", _placebos(about), _placebo_table(about), link))
    return drawn


def _figure(about: Subject, name: str, chart: LineChart, table: Table, link: str) -> Figure:
    return Figure(
        id=name,
        title=chart.title,
        summary=chart.description,
        chart=svg.both(line_chart, chart, name),
        table=table,
        link=f"{link}#{name}",
    )


def _months(about: Subject) -> list[date]:
    return [date.fromisoformat(f"{month}-01") for month in about.found.observed]


def _chart(about: Subject, *, title: str, description: str, series: Sequence[Series], **more) -> LineChart:
    months = _months(about)
    return LineChart(
        title=title,
        description=description,
        source=source_of(months[0], months[-1]),
        months=months,
        series=series,
        decimals=about.measure.decimals,
        breaks=[Break(f"Start: {about.start}", about.found.start)],
        **more,
    )


def _course(about: Subject) -> LineChart:
    observed = Series(about.area.short_name, list(about.found.observed.values()))
    beside = (
        ""
        if about.found.synthetic is None
        else (
            " Beside it: the mix of other areas that came nearest to it before the start, and where 19 of 20 areas in "
            "which nothing began lay about their own mixes."
        )
    )
    return _chart(
        about,
        title=f"{about.title}: {wording.brief(about.found.verdict)}",
        description=f"{about.area.short_name}, month by month.{beside} {words.DIRECTIONS[about.measure.direction]}.",
        series=[observed, *_expected(about)],
        unit=about.measure.unit,
        peers_label=RANGE,
    )


def _expected(about: Subject) -> list[Series]:
    if about.found.synthetic is None:
        return []
    mix, lower, upper = _bounds(about)
    return [Series(MIX, mix, "england"), Series(RANGE, lower, "peer"), Series(RANGE, upper, "peer")]


def _bounds(about: Subject) -> tuple[list[float], list[float], list[float]]:
    """Return by month the mix, and between which values 19 of 20 areas on which nothing began would lie about it."""
    found = about.found
    mix = np.array(list(found.observed.values())) - np.array(found.synthetic.gaps)
    lower, upper = np.quantile(list(found.synthetic.placebos.values()), QUANTILES, axis=0)
    return mix.tolist(), (mix + lower).tolist(), (mix + upper).tolist()


def _course_table(about: Subject) -> Table:
    lines = [list(about.found.observed.values()), *(_bounds(about) if about.found.synthetic else ())]
    names = [about.area.short_name, MIX, "Lower end of the range", "Upper end of the range"]
    return _monthly(
        about, "course-table", f"{about.title}, by month", names, lines, partial(words.tabled, about.measure)
    )


def _placebos(about: Subject) -> LineChart:
    mix = about.found.synthetic
    others = [Series("Other areas", list(gaps), "peer") for gaps in mix.placebos.values()]
    return _chart(
        about,
        title=f"{about.area.short_name} beside its mix, and {len(others)} other areas beside theirs",
        description=(
            "How far each area lay from its own mix of others: an area in which nothing began shows how far areas go by"
            f" themselves. By how much further it went after the start than before, {about.area.short_name} is"
            f" {wording.rank(about)}."
        ),
        series=[Series(about.area.short_name, list(mix.gaps)), *others],
        unit=words.unit_of_distance(about.measure),
        peers_label="Other areas, in which nothing began",
    )


def _placebo_table(about: Subject) -> Table:
    mix = about.found.synthetic
    placebos = list(mix.placebos.values())
    lines = [list(mix.gaps), *(np.quantile(placebos, part, axis=0).tolist() for part in (0.025, 0.5, 0.975))]
    names = [about.area.short_name, "Other areas: lower end", "Their middle", "Their upper end"]
    caption = f"How far areas lay from their mixes, in {words.unit_of_distance(about.measure)}, by month"
    return _monthly(about, "placebos-table", caption, names, lines, about.signed)


def _monthly(
    about: Subject,
    name: str,
    caption: str,
    names: Sequence[str],
    lines: Sequence[Sequence[float]],
    written: Callable[[float], str],
) -> Table:
    rows = [
        TableRow([month_name(month), *map(written, values)])
        for month, *values in zip(_months(about), *lines, strict=True)
    ]
    columns = [Column("Month"), *(Column(one, True) for one in names[: len(lines)])]
    return Table(name, caption, columns, rows[::-1])
