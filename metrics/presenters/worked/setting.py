"""What the methods are worked on, and one of them worked."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.charts import numbers
from metrics.compute.history import History
from metrics.models import Area


@dataclass(frozen=True)
class Setting:
    """An area and month, and the figures of all areas of its kind up to it.

    `share`: waiting 18 weeks or less; `rate`: treated with an admission per 1,000 people; `england`: the share of
    England by month. `profiles` as `queries.profiles` returns them, of all areas that set the scale of likeness.
    `boards`: columns `child, parent` (codes) for a sub-ICB location, else None. `names`: short names by code.
    """

    area: Area
    month: pd.Timestamp
    names: dict[str, str]
    share: History
    rate: History
    england: pd.Series
    profiles: pd.DataFrame
    boards: pd.DataFrame | None

    @property
    def code(self) -> str:
        return self.area.code

    @property
    def month_words(self) -> str:
        return numbers.month_name(self.month.date())

    def at(self, frame: pd.DataFrame) -> float:
        """Return the area's number in the month."""
        return float(frame.at[self.code, self.month])

    @property
    def shares(self) -> pd.Series:
        """The area's share by month, without the months in which it is not known."""
        return self.share.values.loc[self.code].dropna()


@dataclass(frozen=True)
class Working:
    """A method worked. `method`: its anchor on the page of methods. `steps`: what is put in, line by line.

    `answer` is what pages then say.
    """

    method: str
    title: str
    steps: Sequence[str]
    answer: str
    source: str


def count(value: float) -> str:
    return numbers.thousands(value)


def places(value: float, decimals: int) -> str:
    return numbers.decimal(value, decimals)
