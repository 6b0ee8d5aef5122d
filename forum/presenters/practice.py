"""Case studies and adoption records as moderators read them: all that was written in one, whatever became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from casestudies.models import Adoption, CaseStudy
from casestudies.presenters.files import FileShown, files_shown
from casestudies.questions import QUESTIONS
from safety.markdown import rendered

Practice = CaseStudy | Adoption
Told = tuple[str, SafeString]  # what was asked, and what was answered


@dataclass(frozen=True)
class PracticeShown:
    state: str
    told: Sequence[Told]
    files: Sequence[FileShown]
    href: str
    review_href: str  # where a case study that was sent in is published or returned


def practice_shown(found: Practice | None) -> PracticeShown | None:
    if found is None:
        return None
    is_case = isinstance(found, CaseStudy)
    is_sent_in = is_case and found.state == CaseStudy.State.SUBMITTED
    return PracticeShown(
        state=found.get_state_display(),
        told=told_in(found),
        files=files_shown(found.files.select_related("upload")) if is_case else (),
        href="" if found.state == CaseStudy.State.ERASED else found.get_absolute_url(),
        review_href=reverse("case-study-review", args=[found.pk]) if is_sent_in else "",
    )


def told_in(found: Practice | None) -> list[Told]:
    """Return all that people wrote in a case study or a record, by what was asked; what is empty is left out."""
    if found is None:
        return []
    answers = _told_in_case(found) if isinstance(found, CaseStudy) else _told_in_record(found)
    return [(label, rendered(text)) for label, text in answers if text]


def _told_in_case(case: CaseStudy) -> list[tuple[str, str]]:
    answered = [(QUESTIONS[slug].label, text) for slug, text in case.answers.items() if slug in QUESTIONS]
    claims = [("What is claimed", " – ".join(filter(None, one.texts()))) for one in case.outcomes.all()]
    contact = [("Contact", case.contact_role), ("Mailbox", case.contact_email)]
    return [("Title", case.title), ("Summary", case.summary), *answered, *claims, *contact]


def _told_in_record(adoption: Adoption) -> list[tuple[str, str]]:
    said = [(_label(name), getattr(adoption, name)) for name in Adoption.WORDS]
    notes = [(f"Stage {one.number}", one.note) for one in adoption.events.all()]
    rated = [(f"How hard: {one.get_domain_display()}", one.note) for one in adoption.ratings.all()]
    return [*said, ("Mailbox", adoption.contact_email), *notes, *rated]


def _label(name: str) -> str:
    return str(Adoption._meta.get_field(name).verbose_name).capitalize()


def excerpt_of(found: Practice) -> str:
    """Return how it begins, for lists of what waits."""
    return found.summary if isinstance(found, CaseStudy) else found.scope
