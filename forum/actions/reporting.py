"""Telling moderators of something, with a reason. What may identify a patient is hidden at once."""

from django.db import transaction

from accounts.models import User
from forum.actions.holding import PATIENT_DATA
from forum.actions.review import REPORTED, note, open_for, pressing, weight
from forum.models import Post, Reason, Report, ReviewEvent, ReviewItem, Thread
from safety import audit


@transaction.atomic
def report(
    *,
    by: User,
    reason: Reason,
    words: str = "",
    post: Post | None = None,
    thread: Thread | None = None,
    person: User | None = None,
) -> Report:
    """Report a post, a thread or a person's name; said again, it takes the place of the same person's open report.

    What is reported as identifying a patient is hidden until a moderator decides; once a person, so that nobody
    hides again and again what moderators keep.
    """
    content = _held(post, thread)
    hides = reason == Reason.PATIENT and _is_shown(content) and not _hid_before(by, post, thread)
    because = PATIENT_DATA if reason == Reason.PATIENT else REPORTED
    item = open_for(because=because, post=post and content, thread=thread, person=person)
    made, _ = Report.objects.update_or_create(
        item=item,
        by=by,
        outcome="",
        defaults={"reason": reason, "words": words, "score": weight(reason=reason, by=by)},
    )
    item.score = pressing(item)
    item.save(update_fields=["score"])
    note(item, ReviewEvent.Act.REPORTED, by=by, reason=reason)
    audit.record(act="report", by=by, about=post or thread or person, reason=reason, review=item.pk)
    if hides:
        _hide(item, content)
    return made


def _held(post: Post | None, thread: Thread | None) -> Post | None:
    """Return the post that is reported, as it is now, kept from changing until this is done."""
    posts = Post.objects.select_for_update(of=["self"]).select_related("thread")
    if post:
        return posts.get(pk=post.pk)
    return posts.filter(thread=thread, number=1).first() if thread else None


def _is_shown(content: Post | None) -> bool:
    return content is not None and content.state == Post.State.PUBLISHED


def _hid_before(by: User, post: Post | None, thread: Thread | None) -> bool:
    earlier = Report.objects.decided().filter(by=by, reason=Reason.PATIENT)
    return earlier.filter(item__post=post, item__thread=thread).exists()


def _hide(item: ReviewItem, content: Post) -> None:
    content.put(Post.State.HIDDEN, because=PATIENT_DATA)
    note(item, ReviewEvent.Act.HIDDEN, by=None, reason=Reason.PATIENT)
    audit.record(act="hide", by=None, about=content, reason=PATIENT_DATA, area=item.area_code, review=item.pk)
