"""Asking authors whether what they published still holds."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.actions.telling import tell
from casestudies.actions.changing import called, locked
from casestudies.models import CaseStudy
from casestudies.models.cases import HOLDS_FOR
from casestudies.queries.lives import authors_of

AGAIN_AFTER = timedelta(days=30)
MOST_TIMES = 3
ASKED = (
    "It is 18 months or longer since it was published or last confirmed. Say whether it still holds, or retire it."
    " Until you answer, its page says when it was last confirmed."
)


def ask_whether_they_hold(*, now: datetime) -> int:
    """Ask the authors of what was last confirmed 18 months ago; twice again a month apart. Returns of how many.

    Safe to repeat: whoever was asked within a month is not asked again.
    """
    return sum(_ask(case, now) for case in due(now))


def due(now: datetime) -> QuerySet[CaseStudy]:
    """Return the published case studies whose authors are to be asked now."""
    last = Coalesce("confirmed_at", "published_at")
    old = CaseStudy.objects.published().alias(last=last).filter(last__lte=now - HOLDS_FOR)
    return old.filter(times_asked__lt=MOST_TIMES).exclude(asked_at__gt=now - AGAIN_AFTER)


@transaction.atomic
def _ask(case: CaseStudy, now: datetime) -> bool:
    case = locked(case)
    if not due(now).filter(pk=case.pk).exists():
        return False
    case.asked_at, case.times_asked = now, case.times_asked + 1
    case.save(update_fields=["asked_at", "times_asked"])
    subject = f"Does {called(case)} still hold?"
    for author in authors_of(case):
        tell(author, subject, ASKED, address=reverse("case-study-confirm", args=[case.pk]))
    return True
