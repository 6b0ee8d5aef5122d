"""What happened to a measure where a technology is used: the figures beside each start, one at a time as a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from casestudies.models import Technology
from casestudies.presenters.claims import AskedBeside, Beside, figures_beside
from casestudies.presenters.uptake.lanes import Course
from metrics.asked import Asked, one_of
from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES

USUAL = "within-18-weeks"
# As many as are worked out at once.
MOST_COMPARED = 10


class MeasuredAsked(Asked):
    """Where, and on which measure, to see what happened."""

    area = one_of("Area", [])
    measure = one_of("Measure", [(slug, one.title) for slug, one in MEASURES.items()])

    def __init__(self, asked: Mapping[str, str], used: Sequence[Course]):
        super().__init__(asked, {"area": f"{used[0].record.pk}", "measure": USUAL})
        self.fields["area"].choices = [(f"{one.record.pk}", one.name) for one in used]


@dataclass(frozen=True)
class Measured:
    """What the figures show where it was adopted. `beside` of the chosen area, `table` of the first ten."""

    asked: forms.Form
    beside: Beside | None
    table: Table
    where: str


def used_by(found: Sequence[Course]) -> list[Course]:
    """Return the courses of areas that used it at some time, the first first."""
    return [one for one in found if one.used_since]


def measured(asked: Mapping[str, str], found: Sequence[Course], technology: Technology) -> Measured | None:
    """Return what happened to a measure where a technology was used; None where it never was."""
    used = used_by(found)
    if not used:
        return None
    form = MeasuredAsked(asked, used)
    measure = form.chosen("measure")
    chosen = next(one for one in used if f"{one.record.pk}" == form.chosen("area"))
    functions = [one.treatment_function for one in technology.functions.all()]
    first = used[:MOST_COMPARED]
    beside, *answers = figures_beside([_asked(one, measure, functions) for one in [chosen, *first]])
    return Measured(
        asked=form,
        beside=beside,
        table=_table(first, answers, measure, functions),
        where=f"{chosen.name}, in use from {numbers.day_name(chosen.used_since)}",
    )


def function_of(one: Course, usual: Sequence[str]) -> str:
    """Return the treatment function to look at: the record’s or the technology’s, where that is one alone; else all."""
    own = [row.treatment_function for row in one.record.functions.all()]
    return next((codes[0] for codes in (own, usual) if len(codes) == 1), ALL_FUNCTIONS)


def _asked(one: Course, measure: str, usual: Sequence[str]) -> AskedBeside:
    return AskedBeside(measure, one.record.area, function_of(one, usual), one.used_since)


def _table(
    used: Sequence[Course], answers: Sequence[Beside | None], measure: str, usual: Sequence[str]
) -> Table:
    rows = []
    for one, shown in zip(used, answers, strict=True):
        rows.append(
            TableRow(
                [
                    Cell(one.name, href=f"?area={one.record.pk}&measure={measure}#measured"),
                    Cell(numbers.day_name(one.used_since)),
                    Cell(TREATMENT_FUNCTIONS[function_of(one, usual)]),
                    Cell(shown.answer if shown else "Not computed here any longer"),
                ]
            )
        )
    columns = [Column(words) for words in ("Area", "In use from", "Pathways", "What the figures show")]
    caption = f"{MEASURES[measure].title}: what the figures show where it came into use"
    return Table("measured-table", caption, columns, rows, is_stacked=True)
