"""The page of one measure of one area: over time, its parts, its treatment functions, and areas like it."""

from dataclasses import dataclass
from datetime import date

from metrics.charts.figure import Figure, MeasureCard
from metrics.compute.measures import Measure
from metrics.presenters.area_blocks import card_of
from metrics.presenters.area_dots import dots_named
from metrics.presenters.control import USUAL, Options
from metrics.presenters.dots import Name, figure_of
from metrics.presenters.series import lines, title
from metrics.queries import Place


@dataclass(frozen=True)
class MeasureBlocks:
    """What stands on the page of one measure of an area; None where there is nothing to show."""

    answer: str
    card: MeasureCard | None
    parts: Figure | None
    functions: Figure | None
    peers: Figure | None


def measure_blocks(
    place: Place, measure: Measure, month: date, function: str, options: Options = USUAL
) -> MeasureBlocks:
    def figure(name: Name) -> Figure | None:
        dots = dots_named(name, place, measure, month, function)
        return figure_of(dots, name) if dots else None

    drawn = lines(place.area, measure, function, month=month, options=options)
    return MeasureBlocks(
        answer=f"No month has figures of {place.area} here" if drawn.own.empty else title(drawn),
        card=None if drawn.own.empty else card_of(drawn, month),
        parts=figure("parts"),
        functions=figure("functions"),
        peers=figure("peers"),
    )
