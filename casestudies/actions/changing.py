"""What every act on a case study has in common: the row locked, what became of it written down, its authors told."""

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.actions.telling import tell
from accounts.models import User
from casestudies.models import CaseEvent, CaseStudy
from casestudies.queries.lives import authors_of
from casestudies.registry import happened
from safety.audit import record
from safety.guard import HOLD, scan

PATIENT_DATA = "patient data"
WITHOUT_NAME = "your case study"
Act, State = CaseEvent.Act, CaseStudy.State


class LifeRefused(Exception):
    """Something that a case study does not take, with the reason in words."""


class NotNow(LifeRefused):
    """It is in another state than the act is for: mostly because somebody else was quicker."""

    def __init__(self, case: CaseStudy):
        super().__init__(
            f"This cannot be done now: the case study is “{case.get_state_display().lower()}”. Somebody may have"
            " changed that meanwhile. Look at it again."
        )


class ReadAnOlderOne(LifeRefused):
    def __init__(self):
        super().__init__("It was changed since you opened it. Read what it says now, then decide.")


def locked(case: CaseStudy) -> CaseStudy:
    """Return a case study as it is now; nobody else changes it until the transaction ends."""
    return CaseStudy.objects.select_for_update(of=["self"]).select_related("home").get(pk=case.pk)


def require(case: CaseStudy, states: Collection[str]) -> None:
    """Raise NotNow unless a case study is in one of these states."""
    if case.state not in states:
        raise NotNow(case)


def note(case: CaseStudy, act: str, by: AbstractBaseUser | None, words: str = "") -> CaseEvent:
    """Write down what became of a case study, and let others hear of it."""
    event = CaseEvent.objects.create(case=case, act=act, version=case.version, words=words, by=by)
    happened(event)
    return event


def put_on_record(case: CaseStudy, act: str, by: AbstractBaseUser | None, **details) -> None:
    """Write an act into the audit log, last in its transaction."""
    record(act=act, by=by, about=case, area=case.home.code, version=case.version, **details)


def tell_authors(case: CaseStudy, by: User, subject: str, text: str) -> None:
    """Tell its authors but whoever did it. `{}` in the subject stands for what it is called."""
    subject = subject.format(called(case))
    for author in authors_of(case).exclude(pk=by.pk):
        tell(author, subject[0].upper() + subject[1:], text, address=address_of(case))


def called(case: CaseStudy) -> str:
    """Return what letters call a case study: its title, unless that must not be sent."""
    return WITHOUT_NAME if scan(case.title).verdict == HOLD else f"“{case.title}”"


def address_of(case: CaseStudy) -> str:
    """Return the page that letters about a case study lead to: how its review goes, whatever its state."""
    return reverse("case-study-review", args=[case.pk])


def fingerprint(text: str) -> str:
    """Return what tells a text from any other, and is of no use to whoever would know the text."""
    return salted_hmac("casestudies.cleared", text, algorithm="sha256").hexdigest()


def is_held(case: CaseStudy, text: str) -> bool:
    """Say whether a text has patient data, and no moderator said of exactly this text that it has none."""
    return scan(text).verdict == HOLD and fingerprint(text) not in case.cleared


def has_patient_data(case: CaseStudy) -> bool:
    return any(is_held(case, text) for text in case.texts())


def hold_if_needed(case: CaseStudy) -> bool:
    """Note on a case study, unsaved, whether it holds patient data; return whether it does."""
    case.held_because = PATIENT_DATA if has_patient_data(case) else ""
    return bool(case.held_because)


def save_as_changed(case: CaseStudy, *fields: str) -> None:
    case.changed_at = timezone.now()
    case.save(update_fields=[*fields, "changed_at", "html"])
