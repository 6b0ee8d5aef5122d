"""The map to choose a board by: today's ICBs, shaded by how many of those waiting have waited 18 weeks or less."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from metrics.charts import numbers
from metrics.charts.figure import Figure
from metrics.charts.maps import map_chart
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.rank_charts import Picture, map_of
from metrics.presenters.rank_page import figure_of
from metrics.presenters.ranking import Choice, ranking

SHADED_BY = "within-18-weeks"
WORDS = "Today’s boards, darker where more of those waiting in {month} had waited 18 weeks or less."


def boards_map(month: date, boards: Iterable[Area]) -> Figure:
    """Return today's ICBs on the map, each a link to its page."""
    choice = Choice(level=Area.Kind.ICB.value, function=ALL_FUNCTIONS, month=month, boundaries="now")
    found = ranking(MEASURES[SHADED_BY], choice, {board.code: board for board in boards})
    drawn = replace(map_of(found), description=WORDS.format(month=numbers.month_name(month)))
    return figure_of(found, "map", Picture(drawn, map_chart, "Choose a board on the map"))
