"""What a case study must say before it is sent in, and whether it does."""

from dataclasses import dataclass

from casestudies.models import CaseStudy
from casestudies.questions import required_of


@dataclass(frozen=True)
class Missing:
    """Something required that is not there: `slug` is the question's, or the name of the field; `group` its page."""

    slug: str
    group: str
    label: str


TITLE = Missing("title", "about", "A title that says what was improved")
SUMMARY = Missing("summary", "about", "A summary of one paragraph")
AREAS = Missing("areas", "about", "The areas or providers that it is about")
BARRIERS = Missing("barriers", "lessons", "At least one barrier: what stood in the way")
OUTCOMES = Missing("outcomes", "outcomes", "At least one outcome: a measure, an area, and since when")


def missing(case: CaseStudy) -> list[Missing]:
    """Return what is required of a case study and not there, in the order in which it is asked.

    Of an attempt that did not work no outcome is required, and few answers; but what stood in the way, by which others
    find it.
    """
    is_attempt = _is_attempt(case)
    has = {
        TITLE: case.title.strip(),
        SUMMARY: case.summary.strip(),
        AREAS: case.areas.exists(),
        **{
            Missing(question.slug, question.group, question.label): _answer(case, question.slug)
            for question in required_of(is_attempt=is_attempt)
        },
        **({BARRIERS: case.barriers.exists()} if is_attempt else {OUTCOMES: case.outcomes.exists()}),
    }
    return [each for each, there in has.items() if not there]


def needed(case: CaseStudy) -> set[str]:
    """Return the names of the fields that a case study of its kind is not sent in without."""
    is_attempt = _is_attempt(case)
    chosen = {TITLE.slug, SUMMARY.slug, AREAS.slug} | ({BARRIERS.slug} if is_attempt else set())
    return chosen | {question.slug for question in required_of(is_attempt=is_attempt)}


def _is_attempt(case: CaseStudy) -> bool:
    return case.kind == CaseStudy.Kind.ATTEMPT


def _answer(case: CaseStudy, slug: str) -> str:
    return str(case.answers.get(slug, "")).strip()
