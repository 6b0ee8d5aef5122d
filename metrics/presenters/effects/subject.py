"""What an answer is about."""

from dataclasses import dataclass

from metrics.charts import numbers
from metrics.compute.effects import Effect
from metrics.compute.measures import Measure
from metrics.models import Area
from metrics.presenters import series


@dataclass(frozen=True)
class Subject:
    """A measure of a treatment function in an area, and what the figures said of it when something began there."""

    area: Area
    measure: Measure
    function: str
    found: Effect

    @property
    def title(self) -> str:
        return series.subject(self.measure, self.area, self.function)

    @property
    def start(self) -> str:
        return numbers.month_name(self.found.start)

    def distance(self, value: float) -> str:
        """Return how far that is without its sign, `3.1 percentage points`."""
        return numbers.gap(round(value, self.measure.decimals), 0.0, self.measure.unit, self.measure.decimals)

    def signed(self, value: float) -> str:
        return numbers.signed(value, self.measure.decimals)
