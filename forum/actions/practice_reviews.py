"""Case studies before moderators: what is sent in waits in their queue, and what its review page decides is decided."""

from django.utils import timezone

from accounts.models import User
from casestudies.models import CaseEvent, CaseStudy
from casestudies.registry import when
from forum.actions.holding import PATIENT_DATA
from forum.actions.review import REPORTED, close, note, open_for
from forum.models import ReviewEvent, ReviewItem
from forum.queries.moderation import appeal_waiting

Act = CaseEvent.Act
Status = ReviewItem.Status
SUBMITTED = "submitted"
STATUS = {
    Act.PUBLISHED: Status.APPROVED,
    Act.RETURNED: Status.RETURNED,
    Act.WITHDRAWN: Status.APPROVED,
    Act.CHANGED: Status.APPROVED,
}
BY_ITS_AUTHORS = (Act.WITHDRAWN, Act.CHANGED)


@when(Act.SUBMITTED)
def sent_in(event: CaseEvent) -> None:
    """Put a case study that was sent in before moderators."""
    wait_for_review(event.case, by=event.by)


def wait_for_review(case: CaseStudy, *, by: User | None) -> None:
    item = open_for(because=SUBMITTED, case_study=case)
    note(item, ReviewEvent.Act.OPENED, by=by, facts=SUBMITTED)


@when(Act.ASKED)
def asked_to_lift(event: CaseEvent) -> None:
    """Put a case study before moderators whose authors say that it is held for no reason."""
    item = open_for(because=PATIENT_DATA, case_study=event.case)
    note(item, ReviewEvent.Act.OPENED, by=event.by, facts=PATIENT_DATA, words=event.words)


@when(Act.CHANGED)
def changed(event: CaseEvent) -> None:
    """Close what waits since authors asked to have a hold lifted: it says something else now."""
    _close(event, because=PATIENT_DATA)


@when(Act.PUBLISHED, Act.RETURNED, Act.WITHDRAWN)
def reviewed(event: CaseEvent) -> None:
    """Close what waits since a case study was sent in: its review page decided, or its authors took it back."""
    _close(event, because=SUBMITTED)


def _close(event: CaseEvent, *, because: str) -> None:
    items = ReviewItem.objects.select_for_update(of=["self"]).waiting()
    item = items.filter(case_study=event.case, because=because).first()
    if item is None:
        return
    waited = timezone.now() - item.opened_at
    if item.reports.open().exists() or appeal_waiting(item):
        item.because = REPORTED
        item.version += 1
        item.save()
    else:
        close(item, STATUS[event.act])
    act = ReviewEvent.Act.SETTLED if event.act in BY_ITS_AUTHORS else ReviewEvent.Act.REVIEWED
    note(item, act, by=event.by, waited=waited, facts=event.get_act_display())
