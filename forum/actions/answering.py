"""Answering with a click: thanks and reactions to a post, and the reply that a question's author accepts."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.actions.notifying import tell_of_accepted, tell_of_reaction
from forum.models import Post, Reaction, Thread
from safety.audit import record


class NotToBeAnswered(Exception):
    """Something that cannot be done with a post, with the reason in words."""


class NoQuestion(NotToBeAnswered):
    def __init__(self):
        super().__init__("Only a question has an accepted answer.")


class NotAnAnswer(NotToBeAnswered):
    def __init__(self):
        super().__init__("Only a reply that others see can be the accepted answer.")


class OwnPost(NotToBeAnswered):
    def __init__(self):
        super().__init__("You can thank for what others wrote.")


class NotSeen(NotToBeAnswered):
    def __init__(self):
        super().__init__("Others do not see this post at the moment.")


@transaction.atomic
def react(*, post: Post, by: User, kind: str) -> Reaction:
    """Say something of a post with one click; a second time is the same. Its author is told. Raises NotToBeAnswered."""
    if post.author_id == by.pk:
        raise OwnPost
    if post.state != Post.State.PUBLISHED:
        raise NotSeen
    made, is_new = Reaction.objects.get_or_create(post=post, person=by, kind=kind)
    if is_new:
        tell_of_reaction(reaction=made)
    return made


def take_back(*, post: Post, by: User, kind: str) -> None:
    Reaction.objects.filter(post=post, person=by, kind=kind).delete()


@transaction.atomic
def accept(*, post: Post, by: User) -> Thread:
    """Make a reply the accepted answer to its question, in place of any other. Raises NotToBeAnswered."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    if thread.kind != Thread.Kind.QUESTION:
        raise NoQuestion
    if post.is_opening or not thread.posts.published().filter(pk=post.pk).exists():
        raise NotAnAnswer
    if thread.accepted_id != post.pk:
        _put(thread, post, by, "accept answer")
        tell_of_accepted(thread=thread, by=by)
    return thread


@transaction.atomic
def unaccept(*, post: Post, by: User) -> Thread:
    """Let a reply be the accepted answer no longer; of any other reply nothing is done."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    if thread.accepted_id == post.pk:
        _put(thread, None, by, "take accepted answer back", was=post)
    return thread


def _put(thread: Thread, answer: Post | None, by: User, act: str, was: Post | None = None) -> None:
    thread.accepted, thread.accepted_at = answer, timezone.now() if answer else None
    thread.is_answered = answer is not None
    thread.save(update_fields=["accepted", "accepted_at", "is_answered"])
    if is_on_staff(by) and thread.author_id != by.pk:
        area = thread.area.code if thread.area else ""
        record(act=act, by=by, about=answer or was, area=area)
