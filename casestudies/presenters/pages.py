"""What one page of writing shows: its fields with examples and what reviewers ask for, and how it will look."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField, Form

from casestudies.models import CaseStudy, FieldComment
from casestudies.presenters.case_page import Answered
from casestudies.questions import QUESTIONS
from safety.markdown import rendered


@dataclass(frozen=True)
class Asked:
    """A field of a page. `example`: of an answer, if it is a question; `comments`: what a reviewer asks to change."""

    field: BoundField
    example: str
    comments: list[FieldComment]


def asked(form: Form, names: tuple[str, ...], case: CaseStudy) -> list[Asked]:
    """Return the fields of a page in their order, in one query."""
    comments = list(case.comments.filter(resolved_at__isnull=True, question__in=names).select_related("by"))
    return [
        Asked(
            form[name],
            QUESTIONS[name].example if name in QUESTIONS else "",
            [each for each in comments if each.question == name],
        )
        for name in names
    ]


def folded(fields: list[Asked], names: tuple[str, ...]) -> dict[str, object]:
    """Return the fields of a page with those of these names apart; open where one of them has something to show."""
    later = [one for one in fields if one.field.name in names]
    return {
        "asked": [one for one in fields if one not in later],
        "folded": later,
        "is_opened": any(one.field.value() or one.field.errors or one.comments for one in later),
    }


def answers_in(written: Mapping[str, object], names: tuple[str, ...]) -> list[Answered]:
    """Return what was written on a page as it will look, without what is empty."""
    return [
        Answered(QUESTIONS[name].label, rendered(written[name]))
        for name in names
        if name in QUESTIONS and written[name]
    ]
