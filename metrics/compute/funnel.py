"""Funnels: how far from the whole an area may lie by chance, and which areas lie beyond.

Source: Spiegelhalter, "Handling over-dispersion of performance indicators" (2005), as the package FunnelPlotR does it.
Counts of pathways are so large that without allowing for overdispersion nearly every area would lie beyond, so
adjusted limits are the default.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

# As published with the method, to six decimals.
QUANTILES = {"95": 1.959964, "998": 3.090232}
LIMITS = ["lower_998", "lower_95", "upper_95", "upper_998"]
WINSORISED_SHARE = 0.1

SIDES = pd.CategoricalDtype(["lower", "higher"])


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of quotient: how it is turned so that its spread by chance is 1 ÷ (2√denominator), and back.

    `largest`: the turned value of the largest possible quotient. `per`: what values are multiplied by.
    """

    turn: Callable[[np.ndarray], np.ndarray]
    back: Callable[[np.ndarray], np.ndarray]
    largest: float
    per: float


def _angle(share: np.ndarray) -> np.ndarray:
    return np.arcsin(np.sqrt(share))


def _share(angle: np.ndarray) -> np.ndarray:
    return np.sin(angle) ** 2


# A count that is part of its denominator, per cent; and events among so many people, per 1,000.
PROPORTION = Kind(_angle, _share, largest=np.pi / 2, per=100)
RATE = Kind(np.sqrt, np.square, largest=np.inf, per=1000)


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel around `target` (in the unit of the values).

    `phi`: how widely areas spread, as a multiple of the variance that chance gives. `tau_squared`: the variance
    between areas, on the turned scale, that chance leaves to be explained; 0 when they spread no wider than by chance.
    `is_adjusted`: the limits allow for it.
    `areas`: index area; columns `denominator, value, z, z_adjusted`, LIMITS, `side` (dtype SIDES: of the target) and
    `beyond` (95.0 or 99.8: the widest limits that the area lies beyond). `side` and `beyond` are missing for areas
    within the 95% limits; every column is for areas that are not known.
    """

    kind: Kind
    target: float
    phi: float
    tau_squared: float
    is_adjusted: bool
    areas: pd.DataFrame

    def limits(self, denominators: np.ndarray) -> pd.DataFrame:
        """Return the limits at each denominator: columns `denominator` and LIMITS, in the unit of the values."""
        sizes = pd.Series(denominators, dtype="float64", name="denominator")
        middle = float(self.kind.turn(self.target / self.kind.per))
        drawn = _limits(self.kind, middle, self.tau_squared if self.is_adjusted else 0, sizes)
        return drawn.assign(denominator=sizes)[["denominator", *LIMITS]]

    def denominator_grid(self, points: int = 100) -> np.ndarray:
        """Return denominators from the smallest area's to the largest's, closer together where limits bend.

        Empty when no area is known.
        """
        sizes = self.areas["denominator"].dropna()
        return np.geomspace(sizes.min(), sizes.max(), points) if len(sizes) else np.array([])

    def areas_beyond(self, level: float = 95.0) -> pd.DataFrame:
        """Return the rows of areas beyond the limits of this level (95 or 99.8), furthest from the target first."""
        outside = self.areas[self.areas["beyond"] >= level]
        z = "z_adjusted" if self.is_adjusted else "z"
        return outside.sort_values(z, key=np.abs, ascending=False, kind="stable")


def funnel(
    numerators: pd.Series,
    denominators: pd.Series,
    *,
    kind: Kind = PROPORTION,
    adjusted: bool = True,
    target: float | None = None,
) -> Funnel:
    """Return the funnel of areas' quotients; both series are indexed by area code.

    `target`: in the unit of the values; when none is given, the quotient of all known areas together. Areas whose
    numbers make no quotient of this kind are not known, and count nowhere.
    """
    known = _known(numerators, denominators, kind)
    centre = _quotient(known.sum(min_count=1)) if target is None else target / kind.per
    middle = float(kind.turn(centre))
    away = kind.turn(_quotient(known)) - middle
    chance = chance_spread(known["denominator"])
    phi, tau_squared = overdispersion(away / chance, chance)
    placed = {
        "denominator": known["denominator"],
        "value": _quotient(known) * kind.per,
        "z": away / chance,
        "z_adjusted": away / np.sqrt(chance**2 + tau_squared),
    }
    drawn = _limits(kind, middle, tau_squared if adjusted else 0, known["denominator"])
    sides = _sides(placed["z_adjusted" if adjusted else "z"])
    areas = pd.concat([pd.DataFrame(placed), drawn, sides], axis="columns")
    return Funnel(kind, centre * kind.per, phi, tau_squared, adjusted, areas)


def chance_spread(denominators: pd.Series) -> pd.Series:
    """Return the standard deviation by chance alone, on the turned scale."""
    return 1 / (2 * np.sqrt(denominators))


def overdispersion(z: pd.Series, chance: pd.Series) -> tuple[float, float]:
    """Return φ and τ² from areas' unadjusted z-scores and their spread by chance; NaN and 0 without any area.

    The tenth of the z-scores at either end is pulled in first, so that areas that stand out do not widen their own
    limits.
    """
    z, chance = z.dropna(), chance[z.notna()]
    count = len(z)
    if not count:
        return np.nan, 0.0
    phi = float((winsorised(z) ** 2).sum() / count)
    weights = chance**-2
    room = weights.sum() - (weights**2).sum() / weights.sum()
    surplus = count * phi - (count - 1)
    return phi, float(surplus / room) if count > 1 and surplus > 0 else 0.0


def winsorised(z: pd.Series) -> pd.Series:
    return z.clip(z.quantile(WINSORISED_SHARE), z.quantile(1 - WINSORISED_SHARE))


def _known(numerators: pd.Series, denominators: pd.Series, kind: Kind) -> pd.DataFrame:
    """Return columns `numerator, denominator`, both NaN where they make no quotient of this kind."""
    pairs = pd.DataFrame({"numerator": numerators, "denominator": denominators}).astype("float64")
    makes_sense = (pairs["numerator"] >= 0) & (pairs["denominator"] > 0)
    if kind is PROPORTION:
        makes_sense &= pairs["numerator"] <= pairs["denominator"]
    return pairs.where(makes_sense)


def _quotient(pairs: pd.DataFrame | pd.Series) -> pd.Series | float:
    return pairs["numerator"] / pairs["denominator"]


def _limits(kind: Kind, middle: float, tau_squared: float, denominators: pd.Series) -> pd.DataFrame:
    """Return LIMITS at each denominator, cut off at the ends of the scale, where the sine would fold back."""
    spread = np.sqrt(chance_spread(denominators) ** 2 + tau_squared)
    drawn = {}
    for name in LIMITS:
        side, level = name.split("_")
        reach = QUANTILES[level] * spread * (-1 if side == "lower" else 1)
        drawn[name] = kind.back((middle + reach).clip(0, kind.largest)) * kind.per
    return pd.DataFrame(drawn)


def _sides(z: pd.Series) -> pd.DataFrame:
    """Return on which `side` of the target, and `beyond` which limits, each z-score lies."""
    far = [z.abs() > QUANTILES["998"], z.abs() > QUANTILES["95"]]
    beyond = np.select(far, [99.8, 95.0], np.nan)
    codes = np.where(np.isnan(beyond), -1, (z > 0).astype("int8"))
    side = pd.Categorical.from_codes(codes, dtype=SIDES)
    return pd.DataFrame({"side": side, "beyond": beyond}, index=z.index)
