"""How well areas do on a measure, for ordering what they write by it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.compute.extract import ALL_FUNCTIONS
from metrics.measured import kept
from metrics.models import Area
from metrics.queries import standings

OF_KIND = {Area.Kind.ICB: "boards", Area.Kind.SICBL: "sub-ICB locations", Area.Kind.PROVIDER: "providers"}


@dataclass(frozen=True)
class Ranks:
    """Where areas stand on a measure over all treatment functions: percentile (100 is best), rank and of how many."""

    places: Mapping[str, tuple[float, int, int]]

    def order(self, code: str) -> float:
        """Return what areas are ordered by: the best first, those without a figure last."""
        return -self.places[code][0] if code in self.places else math.inf

    def words(self, area: Area) -> str:
        if area.code not in self.places:
            return f"There is no figure of {area.short_name} to go by."
        _, rank, ranked = self.places[area.code]
        return f"{area.short_name} ranks {rank} of {ranked} {OF_KIND.get(area.kind, 'areas')}."


def ranks_on(measure: str) -> Ranks:
    """Return where areas stand on a measure by the published figures; one query for figures not asked before."""
    return kept(f"ranks:{measure}", lambda: _ranks(measure))


def _ranks(measure: str) -> Ranks:
    frame = standings(measure=measure, function=ALL_FUNCTIONS)
    if frame is None:
        return Ranks({})
    known = frame.dropna(subset=["percentile", "rank", "ranked"])
    columns = zip(known["area"], known["percentile"], known["rank"], known["ranked"], strict=True)
    places = {area: (float(percentile), int(rank), int(ranked)) for area, percentile, rank, ranked in columns}
    return Ranks(places)
