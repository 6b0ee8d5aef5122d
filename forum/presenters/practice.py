"""Case studies, adoption records and collections as moderators read them: what was written, whatever their state."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from casestudies.models import Adoption, CaseStudy, Collection
from casestudies.presenters.files import FileShown, files_shown
from casestudies.questions import QUESTIONS
from safety.markdown import rendered

Practice = CaseStudy | Adoption | Collection
CALLED = {CaseStudy: "The case study", Adoption: "The record", Collection: "The collection"}
Told = tuple[str, SafeString]  # what was asked, and what was answered


@dataclass(frozen=True)
class PracticeShown:
    state: str
    told: Sequence[Told]
    files: Sequence[FileShown]
    href: str
    called: str
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
        href=_address(found),
        called=CALLED[type(found)],
        review_href=reverse("case-study-review", args=[found.pk]) if is_sent_in else "",
    )


def _address(found: Practice) -> str:
    """Return where moderators read it as readers do; nowhere what is erased, and what its owner keeps to themselves."""
    if isinstance(found, Collection):
        return found.get_absolute_url() if found.is_public or found.state in Collection.MODERATED else ""
    return "" if found.state == CaseStudy.State.ERASED else found.get_absolute_url()


def told_in(found: Practice | None) -> list[Told]:
    """Return all that people wrote in it, by what was asked; what is empty is left out."""
    if found is None:
        return []
    answers = TOLD[type(found)](found)
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


def _told_in_collection(collection: Collection) -> list[tuple[str, str]]:
    notes = [
        (f"On number {place} in it", one.note) for place, one in enumerate(collection.entries.all(), start=1)
    ]
    return [("Name", collection.title), ("A few words on it", collection.about), *notes]


TOLD = {CaseStudy: _told_in_case, Adoption: _told_in_record, Collection: _told_in_collection}
EXCERPT = {CaseStudy: "summary", Adoption: "scope", Collection: "about"}


def _label(name: str) -> str:
    return str(Adoption._meta.get_field(name).verbose_name).capitalize()


def excerpt_of(found: Practice) -> str:
    """Return how it begins, for lists of what waits."""
    return getattr(found, EXCERPT[type(found)])
