"""Telling moderators of something, with a reason. What may identify a patient is hidden at once."""

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from casestudies.actions.moderating import mark_reported
from forum.actions.holding import PATIENT_DATA
from forum.actions.moderation import practice
from forum.actions.moderation.deciding import tell_author
from forum.actions.review import REPORTED, note, open_for, pressing, weight
from forum.models import Post, Reason, Report, ReviewEvent, ReviewItem
from forum.models.moderation import TARGETS
from safety import audit

Content = Post | practice.Practice | None


class OwnContent(Exception):
    """Somebody reports what they wrote themselves, or their own name."""

    def __init__(self):
        super().__init__("This is your own. Change it yourself, or ask a moderator in a message.")


def is_own(by: User, item: ReviewItem) -> bool:
    """Say whether what would be reported is a person's own to change: what stands in a locked thread is not."""
    is_locked = item.thread is not None and item.thread.is_locked
    return by.pk in item.written_by and not is_locked


@transaction.atomic
def report(*, by: User, reason: Reason, words: str = "", **target: Model) -> Report:
    """Report something; said again, it takes the place of the same person's open report. Raises OwnContent.

    `target`: one of TARGETS by its name. What is reported as identifying a patient is hidden until a moderator
    decides; once a person, so that nobody hides again and again what moderators keep.
    """
    content = _held(target)
    hides = reason == Reason.PATIENT and _is_shown(content) and not _hid_before(by, target)
    because = PATIENT_DATA if reason == Reason.PATIENT else REPORTED
    item = open_for(because=because, **target)
    if is_own(by, item):
        raise OwnContent
    made, _ = Report.objects.update_or_create(
        item=item,
        by=by,
        outcome="",
        defaults={"reason": reason, "words": words, "score": weight(reason=reason, by=by)},
    )
    item.score = pressing(item)
    item.save(update_fields=["score"])
    note(item, ReviewEvent.Act.REPORTED, by=by, reason=reason)
    audit.record(act="report", by=by, about=target[item.kind], reason=reason, review=item.pk)
    if item.case_study:
        mark_reported(item.case_study, True)
    if hides:
        _hide(item, content)
    return made


def _held(target: dict[str, Model]) -> Content:
    """Return what is reported, as it is now, kept from changing until this is done; of a thread what opens it."""
    ((kind, found),) = target.items()
    if kind == "thread":
        posts = Post.objects.select_for_update(of=["self"]).select_related("thread")
        return posts.filter(thread=found, number=1).first()
    if kind == "person":
        return None
    found = target[kind] = type(found).objects.select_for_update(of=["self"]).get(pk=found.pk)
    return found


def _is_shown(content: Content) -> bool:
    if isinstance(content, Post):
        return content.state == Post.State.PUBLISHED
    return content is not None and practice.may_become(ReviewEvent.Act.HIDDEN, content)


def _hid_before(by: User, target: dict[str, Model]) -> bool:
    earlier = Report.objects.decided().filter(by=by, reason=Reason.PATIENT)
    return earlier.filter(**{f"item__{kind}": target.get(kind) for kind in TARGETS}).exists()


def _hide(item: ReviewItem, content: Post | practice.Practice) -> None:
    if isinstance(content, Post):
        content.put(Post.State.HIDDEN, because=PATIENT_DATA)
    else:
        practice.put(content, ReviewEvent.Act.HIDDEN, by=None)
    event = note(item, ReviewEvent.Act.HIDDEN, by=None, reason=Reason.PATIENT)
    tell_author(event)
    audit.record(act="hide", by=None, about=content, reason=PATIENT_DATA, area=item.area_code, review=item.pk)
