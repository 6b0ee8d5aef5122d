"""Published figures with every measure computed: the frames that pages, charts and the API are made of.

Each answer is kept in the cache under the version of the published figures, so that it never needs clearing.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

import pandas as pd
from django.core.cache import caches
from django.utils import timezone
from django.utils.connection import ConnectionProxy

from metrics.compute.geography import ground_changes, is_outgrown
from metrics.compute.history import History, history
from metrics.compute.measures import Measure, measure_values
from metrics.compute.rates import population_at
from metrics.compute.waits import clearance_weeks, unreported_removals
from metrics.models import Area, Population
from metrics.queries import figures_frame, figures_version, memberships, populations, successions

Key = TypeVar("Key", bound=Hashable)
KEPT_FOR = 24 * 3600
MONTHS_FOR_CLEARANCE = 3
cache = ConnectionProxy(caches, "figures")


def kept(name: str, make: Callable[[], object], *, within: ConnectionProxy = cache) -> object:
    """Return what `make` returns, from a cache when these figures have been asked before."""
    key = f"{figures_version()}:{timezone.localdate()}:{name}"
    found = within.get(key)
    if found is None:
        found = make()
        within.set(key, found, KEPT_FOR)
    return found


def kept_each(
    names: Mapping[Key, str], make: Callable[[list[Key]], Mapping[Key, object]]
) -> dict[Key, object]:
    """Return what `make` returns of several things at once, by their keys, each kept by its name as `kept` does.

    `make` is asked once, for those that have not been asked for before.
    """
    beginning = f"{figures_version()}:{timezone.localdate()}:"
    found = cache.get_many([beginning + name for name in names.values()])
    here = {key: found[beginning + name] for key, name in names.items() if beginning + name in found}
    fresh = [key for key in names if key not in here]
    made = make(fresh) if fresh else {}
    cache.set_many({beginning + names[key]: value for key, value in made.items()}, KEPT_FOR)
    return here | dict(made)


def with_context(figures: pd.DataFrame) -> pd.DataFrame:
    """Add what measures need beside a month's own counts.

    Adds `population` and `population_date` (people, ONS), `registered` and `registered_date` (patients of GP
    practices), `unreported_removals` and `clearance_weeks`; the last two are known only for months whose neighbours
    are in `figures`.
    """
    people, changes = kept(
        "populations", lambda: (populations(), ground_changes(successions(), memberships()))
    )
    living = _people_in(figures, people[people["source"] == Population.Source.ONS], changes)
    registered = _people_in(figures, people[people["source"] == Population.Source.GP], changes)
    return figures.assign(
        **living,
        registered=registered["population"],
        registered_date=registered["population_date"],
        unreported_removals=unreported_removals(figures),
        clearance_weeks=clearance_weeks(figures),
    )


def _people_in(figures: pd.DataFrame, people: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the population of each row; none that was counted before its area gained or lost ground."""
    counted = population_at(figures, people)
    dated = figures[["area", "month"]].assign(population_date=counted["population_date"])
    return counted.mask(is_outgrown(dated, changes))


def with_measures(figures: pd.DataFrame) -> pd.DataFrame:
    """Add a column for each measure, named by its slug."""
    figures = with_context(figures)
    return pd.concat([figures, measure_values(figures)], axis="columns")


def series(area: Area, function: str = "C_999") -> pd.DataFrame:
    """Return all months of one area and treatment function with every measure, oldest first."""
    return kept(
        f"series:{area.code}:{function}", lambda: with_measures(figures_frame([area], functions=[function]))
    )


def history_of(
    measure: Measure, kind: str, function: str = "C_999", *, months: Iterable[date] | None = None
) -> History:
    """Return a measure of every area of a kind, those of then and of today alike, in all published months or some.

    Not kept in the cache: keep what a page makes of it. Two queries, one of them kept.
    """
    return history(measure, with_context(figures_frame(kinds=[kind], functions=[function], months=months)))


def month_of_kind(kind: str, month: date, function: str = "C_999") -> pd.DataFrame:
    """Return one month of every area of a kind, those of then and of today alike, with every measure."""
    return kept(f"kind:{kind}:{month}:{function}", lambda: _at(month, kinds=[kind], functions=[function]))


def month_by_function(area: Area, month: date) -> pd.DataFrame:
    """Return one month of one area, a row a treatment function, with every measure."""
    return kept(f"functions:{area.code}:{month}", lambda: _at(month, areas=[area], functions=()))


def _at(month: date, *, functions: Iterable[str], **asked) -> pd.DataFrame:
    at = pd.Timestamp(month)
    needed = [(at - pd.DateOffset(months=back)).date() for back in range(MONTHS_FOR_CLEARANCE)]
    measured = with_measures(figures_frame(functions=functions, months=needed, **asked))
    return measured[measured["month"] == at].reset_index(drop=True)
