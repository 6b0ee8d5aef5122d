"""Asking the people of another area: the question, and the one reminder of its lead when nobody answers.

The people there are told of it as of every new post (`forum.actions.notifying`).
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import User
from forum.actions.discussions import start_thread
from forum.actions.kinds import Details
from forum.models import Ask, Category, Thread, Watch
from forum.models.links import About
from forum.queries.asking import leads_over, to_remind_of
from forum.queries.watching import readers_of, watchers_of
from metrics.models import Area

REMINDED = (
    "Somebody of another area asked the people of {area} a week ago, and nobody of them has answered in the forum yet. "
    "A short answer helps, or the name of a colleague who knows. You are reminded once."
)


@transaction.atomic
def ask_area(
    *,
    area: Area,
    by: User,
    title: str,
    text: str,
    measure: str = "",
    function: str = "",
    category: Category | None = None,
    own: Area | None = None,
    key: uuid.UUID | None = None,
) -> Thread:
    """Start a thread that asks the people of an area; the same `key` again returns the thread that it made.

    `own`: the area beside whose figures it is asked. Raises PostedAlready or PostRefused.
    """
    thread = start_thread(
        by=by,
        title=title,
        text=text,
        area=area,
        measure=measure,
        function=function,
        details=Details(kind=Thread.Kind.QUESTION, category=category),
        about_too=[About(area=own, measure=measure, function=function)] if own else (),
        key=key,
    )
    Ask.objects.get_or_create(thread=thread, defaults={"area": area})
    return thread


def remind_leads(*, now: datetime) -> int:
    """Remind the leads of areas whose people have not answered within a week. Returns of how many questions.

    Safe to repeat: of each question once.
    """
    return sum(_remind(ask, now) for ask in to_remind_of(now))


@transaction.atomic
def _remind(ask: Ask, now: datetime) -> bool:
    ask = Ask.objects.select_for_update(of=["self"]).select_related("area").get(pk=ask.pk)
    if not to_remind_of(now).filter(pk=ask.pk).exists():
        return False
    ask.reminded_at = timezone.now()
    ask.save(update_fields=["reminded_at"])
    for lead in _to_be_reminded(ask):
        subject = f"A question for {ask.area.short_name} has waited for a week"
        text = REMINDED.format(area=ask.area.short_name)
        tell(lead, subject, text, address=ask.thread.get_absolute_url())
    return True


def _to_be_reminded(ask: Ask) -> list[User]:
    """Return the leads who may read a question, did not ask it, and did not mute it."""
    levels = watchers_of(ask.thread)
    readers = readers_of(ask.thread).filter(pk__in=leads_over(ask.area).values("pk"))
    leads = readers.exclude(pk=ask.thread.author_id)
    return [lead for lead in leads if levels.get(lead.pk) != Watch.Level.MUTED]
