"""The pictures of an answer: the area beside a mix of others, and how far each area went from its own mix."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from metrics.charts import svg
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.line import Break, LineChart, Series, line_chart
from metrics.charts.numbers import month_name
from metrics.presenters import words
from metrics.presenters.effects import wording
from metrics.presenters.effects.subject import Subject
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.sources import source_of

COURSE, PLACEBOS = "course", "placebos"
MIX = "Mix of other areas"
RANGE = "Where 19 of 20 would lie"
# Of the columns behind a picture; of the area's own its name.
HEADINGS = {
    "mix": MIX,
    "lower": "Lower end of the range",
    "upper": "Upper end of the range",
    "others_lower": "Other areas: lower end",
    "others_middle": "Their middle",
    "others_upper": "Their upper end",
}
# What 19 of 20 areas on which nothing began kept to.
QUANTILES = (0.025, 0.975)


def charts(about: Subject) -> dict[str, LineChart]:
    """Return the pictures by name: observed beside what was to be expected, and the placebos. None without a month."""
    found = about.found
    drawn = {COURSE: _course(about)} if found.observed else {}
    return drawn | ({PLACEBOS: _placebos(about)} if found.synthetic else {})


def figures(about: Subject, link: str, files: Callable[[str], Sequence[tuple[str, str]]]) -> list[Figure]:
    """Return the pictures as a page shows them. `link`: its address; `files`: a name → pairs (words, address)."""
    return [
        Figure(
            id=name,
            title=chart.title,
            summary=chart.description,
            chart=svg.both(line_chart, chart, name),
            table=_monthly(about, name),
            downloads=files(name),
            link=f"{link}#{name}",
            better=_better(about),
        )
        for name, chart in charts(about).items()
    ]


def _better(about: Subject) -> str:
    area, last = about.area, _months(about)[-1]
    return better_peers_address(area.kind, area.code, about.measure, last, about.function)


def monthly(about: Subject, name: str) -> pd.DataFrame:
    """Return the numbers behind a picture: columns `month` (`2024-10`) and those of its lines."""
    return pd.DataFrame({"month": list(about.found.observed)} | _lines(about, name))


def _lines(about: Subject, name: str) -> dict[str, Sequence[float]]:
    """Return the columns behind a picture, by name, in the order of the months."""
    found = about.found
    if name == PLACEBOS:
        placebos = list(found.synthetic.placebos.values())
        lower, middle, upper = np.quantile(placebos, (QUANTILES[0], 0.5, QUANTILES[1]), axis=0).tolist()
        return {
            "gap": found.synthetic.gaps,
            "others_lower": lower,
            "others_middle": middle,
            "others_upper": upper,
        }
    observed = {"observed": list(found.observed.values())}
    return observed | (
        dict(zip(("mix", "lower", "upper"), _bounds(about), strict=True)) if found.synthetic else {}
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


def _monthly(about: Subject, name: str) -> Table:
    """Return the same as a table of a page, newest first."""
    is_gap = name == PLACEBOS
    caption = (
        f"How far areas lay from their mixes, in {words.unit_of_distance(about.measure)}, by month"
        if is_gap
        else f"{about.title}, by month"
    )
    written = about.signed if is_gap else partial(words.tabled, about.measure)
    lines = _lines(about, name)
    columns = [Column("Month"), *(Column(HEADINGS.get(one, about.area.short_name), True) for one in lines)]
    rows = [
        TableRow([month_name(month), *map(written, values)])
        for month, *values in zip(_months(about), *lines.values(), strict=True)
    ]
    return Table(f"{name}-table", caption, columns, rows[::-1])
