"""“Did it work?”: what the figures say of adoptions, of what case studies claim and of technologies, on pages."""

from casestudies.presenters.effects.all_of_them import Counts, csv_lines
from casestudies.presenters.effects.forest import forests_of
from casestudies.presenters.effects.page import page_of
from casestudies.presenters.effects.shown import Shown, effects_of_case, shown_about, subject_of

__all__ = [
    "Counts",
    "Shown",
    "csv_lines",
    "effects_of_case",
    "forests_of",
    "page_of",
    "shown_about",
    "subject_of",
]
