"""A page of published figures as the API gives it: every figure column, and every measure with its limits, null where
not known."""

from collections.abc import Iterable

import pandas as pd

from metrics.compute.history import value_limits
from metrics.compute.measures import MEASURES
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.measured import MONTHS_FOR_CLEARANCE, with_measures
from metrics.models import Figure
from metrics.queries import figures_frame

ENDS = ("lower", "upper")
PEOPLE = ["population", "population_date", "registered", "registered_date"]
KEY = ["area", "treatment_function", "month"]


def figure_rows(page: list[Figure], slugs: Iterable[str] = ()) -> list[dict]:
    """Return a dictionary for each figure of `page`, in its order, with the measures named (all, if none is).

    The figures come with `area` and `figure_set__release`. Two queries, whatever the page's size.
    """
    if not page:
        return []
    slugs = list(slugs) or list(MEASURES)
    keys = pd.DataFrame(
        [(figure.area.code, figure.treatment_function, figure.figure_set.month) for figure in page],
        columns=KEY,
    ).astype({"month": "datetime64[s]"})
    measured = with_limits(keys.merge(with_measures(_with_months_before(page)), on=KEY, how="left"), slugs)
    limits = [name for slug in slugs for end in ENDS if (name := f"{slug}_{end}") in measured]
    known = {name: _known(measured[name]) for name in [*PEOPLE, *slugs, *limits]}
    rows = (dict(zip(known, values, strict=True)) for values in zip(*known.values(), strict=True))
    return [_row(figure, row, slugs, limits) for figure, row in zip(page, rows, strict=True)]


def _known(column: pd.Series) -> list:
    """Return the values of a column, None where one is not known."""
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if is_missing else value for value, is_missing in pairs]


def with_limits(measured: pd.DataFrame, slugs: Iterable[str]) -> pd.DataFrame:
    """Add the 95% limits of the measures named that have an interval: columns `<slug>_lower, <slug>_upper`."""
    limits = {}
    for slug in slugs:
        if MEASURES[slug].denominator:
            found = value_limits(MEASURES[slug], measured).where(measured[slug].notna())
            limits |= {f"{slug}_{end}": found[end] for end in ENDS}
    return measured.assign(**limits)


def _with_months_before(page: list[Figure]) -> pd.DataFrame:
    """Return the figures of the page and of the months before that some measures look back to."""
    asked = {pd.Timestamp(figure.figure_set.month) for figure in page}
    months = {month - pd.DateOffset(months=back) for month in asked for back in range(MONTHS_FOR_CLEARANCE)}
    return figures_frame(
        {figure.area for figure in page},
        functions={figure.treatment_function for figure in page},
        months=[month.date() for month in months],
    )


def _row(figure: Figure, values: dict, slugs: list[str], limits: list[str]) -> dict:
    return {
        "month": f"{figure.figure_set.month:%Y-%m}",
        "area": figure.area.code,
        "area_name": figure.area.short_name,
        "treatment_function": figure.treatment_function,
        **{name: getattr(figure, name) for name in FIGURE_COLUMNS},
        "population": values["population"],
        "population_date": values["population_date"] and values["population_date"].date(),
        "registered": values["registered"],
        "registered_date": values["registered_date"] and values["registered_date"].date(),
        "release_sha256": figure.figure_set.release.sha256,
        "is_demonstration": figure.figure_set.release.is_demonstration,
        "measures": {slug: values[slug] for slug in slugs},
        "limits": {name: values[name] for name in limits},
    }
