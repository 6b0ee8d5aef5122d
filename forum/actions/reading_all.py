"""Calling all read that stands in no category: thread by thread, for the forum's own time would call all of it read."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from forum.actions.reading import read_several
from forum.models import Thread
from forum.queries.reading import with_something_new


@transaction.atomic
def call_everything_else_read(*, person: User, until: datetime) -> None:
    """Keep that a person has read what was published until then in threads without a category; never less."""
    threads = with_something_new(Thread.objects.visible_to(person).filter(category__isnull=True), person)
    published = Q(posts__state="published", posts__published_at__lte=until)
    last = threads.order_by().annotate(last=Max("posts__number", filter=published)).filter(last__isnull=False)
    read_several(person=person, numbers=dict(last.values_list("pk", "last")))
