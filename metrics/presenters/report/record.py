"""A report as a record: sentences, tables and charts in the order in which they are read, whatever shows them.

The page, the PDF and the workbook are all made from it, so that they say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.charts.figure import Figure, Table
from metrics.presenters.rank_charts import Picture
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.facts import Facts
from metrics.presenters.report.funnels import Funnels


@dataclass(frozen=True)
class Section:
    """A part under a heading. What it has is read in the order of the fields.

    `points`: with bullets. `folded`: a long table that a page shows on demand; on paper it is an appendix. `notes`:
    what stands small below. `links`: pairs (words, address on this site).
    """

    id: str
    heading: str
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    folded: Table | None = None
    notes: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Report:
    """A report on one choice.

    `subtitle`: which measure, pathways, areas and months. `answer`: the whole in three to five
    sentences. `sections`: in order. `pictures`: the charts of the sections by id, each with the function that draws
    it, for another layout. `data`: the ranked table with numbers as they are, a row an area: what the CSV holds.
    `source`: where the figures come from, in one line. `facts`, `funnels`: the numbers of all that, for a workbook.
    """

    choice: Choice
    title: str
    subtitle: str
    answer: Sequence[str]
    sections: Sequence[Section]
    pictures: Mapping[str, Picture]
    data: pd.DataFrame
    source: str
    facts: Facts
    funnels: Funnels | None

    @property
    def address(self) -> str:
        """The permanent address of the report's page."""
        return self.choice.address
