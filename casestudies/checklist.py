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
OUTCOMES = Missing("outcomes", "outcomes", "At least one outcome: a measure, an area, and since when")


def missing(case: CaseStudy) -> list[Missing]:
    """Return what is required of a case study and not there, in the order in which it is asked.

    Of an attempt that did not work no outcome is required, and only the questions of its own short form.
    """
    is_attempt = case.kind == CaseStudy.Kind.ATTEMPT
    has = {
        TITLE: case.title.strip(),
        SUMMARY: case.summary.strip(),
        AREAS: case.areas.exists(),
        **{
            Missing(question.slug, question.group, question.label): _answer(case, question.slug)
            for question in required_of(is_attempt=is_attempt)
        },
        OUTCOMES: is_attempt or case.outcomes.exists(),
    }
    return [each for each, there in has.items() if not there]


def _answer(case: CaseStudy, slug: str) -> str:
    return str(case.answers.get(slug, "")).strip()
