"""Saying what else a thread is about: with its form, and later."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from forum.actions.details import mark_of, tell_of_changes
from forum.actions.refusals import PostRefused
from forum.models import Link, Thread
from forum.models.links import MOST_LINKS, About
from forum.queries.links import links_seen_by
from safety.audit import record


class TooManyLinks(PostRefused):
    def __init__(self):
        super().__init__(f"A thread is about {MOST_LINKS} things more at most: take some away.")


def add_links(thread: Thread, things: Collection[About]) -> None:
    """Link a thread to what it is about besides its main subject. Raises TooManyLinks."""
    more = [one for one in dict.fromkeys(things) if one != main_subject(thread)]
    if thread.about_too.count() + len(more) > MOST_LINKS:
        raise TooManyLinks
    Link.objects.bulk_create(Link(thread=thread, **one.columns) for one in more)


@transaction.atomic
def change_links(
    *, thread: Thread, by: User, things: Collection[About], began: Collection[str] | None = None
) -> None:
    """Let a thread be about these things besides its main subject. What the person does not see stays as it is.

    `began`: the marks of what it was about when the change was begun: what others added or took away since stays so.
    What staff change in another's thread is written into the audit log, and its author is told. Raises TooManyLinks.
    """
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    before = {link.about: link for link in links_seen_by(by, thread)}
    known = {mark_of(about) for about in before} if began is None else set(began)
    gone = [link for about, link in before.items() if about not in things and mark_of(about) in known]
    new = [about for about in things if about not in before and mark_of(about) not in known]
    Link.objects.filter(pk__in=[link.pk for link in gone]).delete()
    add_links(thread, new)
    if (gone or new) and thread.author_id != by.pk:
        record(act="change links", by=by, about=thread, added=len(new), removed=len(gone))
        tell_of_changes(thread=thread, by=by, changed=["links"])


def main_subject(thread: Thread) -> About:
    """Return what a thread is about first; it is not linked a second time."""
    if thread.case_study_id:
        return About(case_study=thread.case_study)
    if thread.technology_id:
        return About(technology=thread.technology)
    return About(area=thread.area, measure=thread.measure, function=thread.treatment_function)
