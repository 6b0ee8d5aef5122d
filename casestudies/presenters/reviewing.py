"""A case study as those who review it read it: each question with its answer, and what was asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField, Form
from django.utils.safestring import SafeString, mark_safe

from casestudies.forms.reviewing import COMMENT
from casestudies.models import CaseEvent, CaseStudy, FieldComment, Outcome
from casestudies.questions import GROUPS, QUESTIONS, questions_of
from metrics.charts.numbers import month_name
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES

IN_SHORT = {"title": "Title", "summary": "Summary"}
OUTCOMES = {"outcomes": "Outcomes with figures"}
# Whatever a reviewer may ask to be changed, by the name under which its page of writing knows it.
ASKED = IN_SHORT | {slug: question.label for slug, question in QUESTIONS.items()} | OUTCOMES


@dataclass(frozen=True)
class Comment:
    by: str
    at: datetime
    text: str
    is_open: bool


@dataclass(frozen=True)
class Answer:
    """An answer to read: `html` where it is Markdown, else `lines`; neither where there is none."""

    label: str
    html: SafeString | str
    lines: Sequence[str]
    comments: Sequence[Comment]
    field: BoundField | None

    @property
    def is_there(self) -> bool:
        return bool(self.html or self.lines)


@dataclass(frozen=True)
class Part:
    title: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Happened:
    what: str
    by: str
    at: datetime
    words: str


def parts(case: CaseStudy, form: Form | None) -> list[Part]:
    """Return all of a case study in the order in which it is asked, each with a box to comment in where `form` is."""
    comments = _comments(case)
    texts = {"title": [case.title], "summary": [case.summary] if case.summary else []}
    texts["outcomes"] = [outcome_words(each) for each in case.outcomes.all()]

    def answer(slug: str) -> Answer:
        # Made safe when it was saved: see `safety.markdown.rendered`.
        html = mark_safe(case.html.get(slug, "")) if slug in QUESTIONS else ""
        field = form[COMMENT + slug] if form else None
        return Answer(ASKED[slug], html, texts.get(slug, ()), comments.get(slug, ()), field)

    groups = [(group.title, [question.slug for question in questions_of(group.slug)]) for group in GROUPS]
    pages = [("In short", IN_SHORT), *groups, (OUTCOMES["outcomes"], OUTCOMES)]
    return [Part(title, [answer(slug) for slug in slugs]) for title, slugs in pages]


def _comments(case: CaseStudy) -> dict[str, list[Comment]]:
    found: dict[str, list[Comment]] = {}
    for each in case.comments.select_related("by"):
        found.setdefault(each.question, []).append(_comment(each))
    return found


def _comment(each: FieldComment) -> Comment:
    return Comment(name_of(each.by), each.at, each.text, each.resolved_at is None)


def outcome_words(outcome: Outcome) -> str:
    """Return what is claimed, in one sentence: what changed, by which measure, where and since when."""
    measure = MEASURES[outcome.measure].title if outcome.measure in MEASURES else outcome.measure
    function = TREATMENT_FUNCTIONS.get(outcome.treatment_function, outcome.treatment_function)
    until = f" to {month_name(outcome.ends)}" if outcome.ends else ""
    stated = f" Before: {outcome.before}." if outcome.before else ""
    stated += f" After: {outcome.after}." if outcome.after else ""
    since = f"from {month_name(outcome.starts)}{until}"
    return f"{outcome.claim} {measure}, {function}, {outcome.area}, {since}.{stated}"


def events(case: CaseStudy) -> list[Happened]:
    """Return what became of a case study, newest first."""
    found: Iterable[CaseEvent] = case.events.select_related("by").order_by("-at", "-pk")
    return [Happened(each.get_act_display(), name_of(each.by), each.at, each.words) for each in found]


def name_of(person) -> str:
    """Return what a person is called; the site itself where nobody did it, or nobody knows any more."""
    return person.public_name if person else "this site"
