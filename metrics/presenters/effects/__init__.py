"""What figures say of something that began, as a page shows it: a sentence, the pictures, the tables."""

from metrics.presenters.effects import tables
from metrics.presenters.effects.drawn import charts, figures, monthly
from metrics.presenters.effects.subject import Subject
from metrics.presenters.effects.wording import NOT_WHY, answer, brief, cautions, method, sentences

__all__ = [
    "NOT_WHY",
    "Subject",
    "answer",
    "brief",
    "cautions",
    "charts",
    "figures",
    "method",
    "monthly",
    "sentences",
    "tables",
]
