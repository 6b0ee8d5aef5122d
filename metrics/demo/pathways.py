"""How many pathways each cell of the demonstration has in a month, and how long they have waited."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from metrics.demo.england import England

BANDS = 105
OPEN_BAND = BANDS - 1
EPOCH = 2025
# Completed pathways and starts by calendar month, after England's: fewer working days in August and December.
SEASON = np.array([1.06, 0.98, 1.02, 0.97, 1.00, 0.99, 1.06, 0.92, 1.01, 1.09, 1.02, 0.88])
LIST_SEASON = np.array([0.997, 0.995, 0.994, 1.0, 1.002, 1.003, 1.004, 1.006, 1.004, 1.002, 0.998, 0.999])
WAIT_SEASON = np.array([1.02, 1.01, 0.98, 0.99, 0.99, 1.0, 0.99, 1.01, 1.01, 0.99, 0.99, 1.02])
STEP_EVERY = 300
STEP_TAKES = 8
WAITS = np.exp(np.linspace(-2, 2, 201))


@dataclass(frozen=True)
class Counts:
    """A month's pathways, a row a cell; int, cells × 105 bands. `unknown_*`: clock start not known, in no band."""

    admitted: np.ndarray
    non_admitted: np.ndarray
    incomplete: np.ndarray
    decided: np.ndarray
    new: np.ndarray
    unknown_admitted: np.ndarray
    unknown_non_admitted: np.ndarray


def counts(england: England, month: date, seed: int) -> Counts:
    """Return a month's counts, so that list = list before + new − completed − removals in every cell."""
    chance = _chance(seed, month, 1)
    cells, now = england.cells, _state(england.places, month)
    unrest = chance.normal(0, 0.025, len(england.places))
    pace = (now["flow"] * np.exp(unrest))[cells["place"]].to_numpy() * SEASON[month.month - 1]
    admitted = chance.poisson(cells["admitted"] * pace)
    non_admitted = chance.poisson(cells["non_admitted"] * pace)
    removed = chance.poisson(
        (cells["admitted"] + cells["non_admitted"]) * pace * _of_place(england, "removes")
    )
    listed = _listed(england, month, seed)
    grown = listed - _listed(england, _before(month), seed)
    wait = cells["wait"].to_numpy() * now["wait"].to_numpy()[cells["place"]] * WAIT_SEASON[month.month - 1]
    wait = wait * np.exp(chance.normal(0, 0.012, len(england.places)))[cells["place"]]
    incomplete = _spread(chance, listed, wait, WAITING)
    unknown_admitted, unknown_non_admitted = (
        chance.binomial(admitted, 0.0006),
        chance.binomial(non_admitted, 0.0012),
    )
    return Counts(
        admitted=_spread(chance, admitted - unknown_admitted, wait, ADMITTED),
        non_admitted=_spread(chance, non_admitted - unknown_non_admitted, wait, NON_ADMITTED),
        incomplete=incomplete,
        decided=_decided(chance, incomplete, cells["decided"].to_numpy()),
        new=np.maximum(0, grown + admitted + non_admitted + removed),
        unknown_admitted=unknown_admitted,
        unknown_non_admitted=unknown_non_admitted,
    )


def _chance(seed: int, month: date, what: int) -> np.random.Generator:
    return np.random.default_rng([seed, month.year, month.month, what])


def _before(month: date) -> date:
    return date(month.year - 1, 12, 1) if month.month == 1 else month.replace(month=month.month - 1)


def _of_place(england: England, column: str) -> np.ndarray:
    return england.places[column].to_numpy()[england.cells["place"]]


def _state(places: pd.DataFrame, month: date) -> pd.DataFrame:
    """Return how far each place has moved by a month: a trend that tires, and here and there a step, which flows take
    at once, waits and lists over months.
    """
    passed = (month.year - EPOCH) * 12 + month.month - 1
    years = 5 * np.tanh(passed / 60)
    steps, since = np.divmod(passed + places["phase"], STEP_EVERY)
    taken = steps - 1 + np.minimum(1.0, (since + 1) / STEP_TAKES)
    return pd.DataFrame(
        {
            "wait": np.exp(places["wait_trend"] * years + places["wait_jump"] * taken),
            "flow": np.exp(places["flow_trend"] * years + places["flow_jump"] * steps),
            "listed": np.exp(
                (places["wait_trend"] + places["flow_trend"]) * years + places["wait_jump"] * taken
            ),
        }
    )


def _listed(england: England, month: date, seed: int) -> np.ndarray:
    """Return the waiting list of each cell at a month's end; it depends on no other month's chance."""
    now = _state(england.places, month)
    unrest = _chance(seed, month, 2).normal(0, 0.003, len(england.places))
    level = (now["listed"] * np.exp(unrest)).to_numpy()[england.cells["place"]]
    expected = england.cells["listed"] * level * LIST_SEASON[month.month - 1]
    return np.floor(expected + england.cells["offset"]).astype(int).to_numpy()


def _spread(
    chance: np.random.Generator, number: np.ndarray, wait: np.ndarray, shape: np.ndarray
) -> np.ndarray:
    """Return each cell's number spread over the week bands, by how long waits are there."""
    nearest = np.searchsorted((WAITS[1:] + WAITS[:-1]) / 2, wait)
    return chance.multinomial(number, shape[nearest])


def _decided(chance: np.random.Generator, incomplete: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return those of the list with a decision to admit: more of those who have waited longer."""
    weeks = np.arange(BANDS)
    return chance.binomial(incomplete, np.minimum(0.9, share[:, None] * (0.6 + 0.9 * weeks / (weeks + 18))))


def _waiting(wait: float) -> np.ndarray:
    """Return the shares of the bands in a list: fewer in each later week, far fewer after a year."""
    weeks = np.arange(BANDS) + 0.5
    return _as_shares(np.exp(-((weeks / (20 * wait)) ** 0.9) - np.maximum(0, weeks - 52) / 6))


def _completed(wait: float, scale: float) -> np.ndarray:
    """Return the shares of the bands among completed pathways: most within weeks, and a long tail."""
    edges = np.arange(BANDS + 1.0)
    still_waiting = np.exp(-((edges / (scale * wait)) ** 0.6))
    return _as_shares(-np.diff(still_waiting) * np.exp(-np.maximum(0, edges[1:] - 62) / 7))


def _as_shares(amounts: np.ndarray) -> np.ndarray:
    return amounts / amounts.sum()


# A row for each of WAITS.
WAITING = np.array([_waiting(wait) for wait in WAITS])
ADMITTED = np.array([_completed(wait, 38) for wait in WAITS])
NON_ADMITTED = np.array([_completed(wait, 22) for wait in WAITS])
