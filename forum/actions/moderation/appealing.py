"""Appeals: once a decision, from the person it was about, answered by somebody other than who decided."""

from django.db import transaction
from django.utils import timezone

from accounts.actions.restricting import lift
from accounts.models import Restriction, User
from forum.actions.discussions import restore
from forum.actions.moderation.content import state_after
from forum.actions.moderation.deciding import (
    Act,
    DecisionRefused,
    OwnContent,
    Status,
    Why,
    held,
    settle,
)
from forum.actions.moderation.people import KINDS
from forum.actions.review import APPEAL, note, open_for
from forum.models import Appeal, Post, ReviewEvent, ReviewItem
from safety import audit


class NotYours(DecisionRefused):
    def __init__(self):
        super().__init__("This decision was about somebody else.")


class NoAppeal(DecisionRefused):
    def __init__(self):
        super().__init__("There is no appeal against this.")


class AppealedAlready(DecisionRefused):
    def __init__(self):
        super().__init__("You have appealed against this. There is one appeal a decision.")


class AnsweredAlready(DecisionRefused):
    def __init__(self):
        super().__init__("This appeal has been answered.")


class SamePerson(DecisionRefused):
    def __init__(self):
        super().__init__("You took this decision. Another moderator answers the appeal.")


@transaction.atomic
def appeal(*, decision: ReviewEvent, by: User, words: str) -> Appeal:
    """Ask for a second look at a decision, by somebody else. Raises DecisionRefused."""
    if decision.about_id != by.pk:
        raise NotYours
    if decision.act not in ReviewEvent.APPEALABLE or decision.by_id is None:
        raise NoAppeal
    target = {kind: getattr(decision.item, kind) for kind in ("post", "thread", "person")}
    item = open_for(because=APPEAL, **target)
    if Appeal.objects.filter(decision=decision).exists():
        raise AppealedAlready
    made = Appeal.objects.create(decision=decision, by=by, words=words, decided_by=decision.by)
    note(item, Act.APPEALED, by=by)
    audit.record(act="appeal", by=by, about=item, area=item.area_code, decision=decision.pk)
    return made


@transaction.atomic
def answer(*, appeal: Appeal, by: User, version: int, is_upheld: bool, words: str) -> ReviewEvent:
    """Answer an appeal: the decision stands, or is undone as far as it still holds. Raises DecisionRefused."""
    item, post = held(appeal.decision.item, by=by, version=version)
    appeal = Appeal.objects.select_for_update(of=["self"]).select_related("decision").get(pk=appeal.pk)
    if appeal.state != Appeal.State.WAITING:
        raise AnsweredAlready
    if by.pk == appeal.by_id:
        raise OwnContent
    if by.pk == appeal.decided_by_id:
        raise SamePerson
    appeal.state = Appeal.State.UPHELD if is_upheld else Appeal.State.REFUSED
    appeal.answer, appeal.answered_by, appeal.answered_at = words, by, timezone.now()
    appeal.save()
    if is_upheld:
        _undo(appeal.decision, item, post, by)
    act, why = Act.OVERTURNED if is_upheld else Act.STANDS, Why(words=words)
    return settle(item, act, by=by, why=why, status=_status(item))


def _undo(decision: ReviewEvent, item: ReviewItem, post: Post | None, by: User) -> None:
    """Undo what a decision did where that still holds; warnings, moves and merges are for people to put right."""
    if decision.act in KINDS:
        _lift(decision, by)
    elif decision.act == Act.EDITED and post:
        _put_back(decision, post, by)
    elif decision.act == Act.LOCKED:
        item.thread.is_locked = False
        item.thread.save(update_fields=["is_locked"])
    elif post and post.state == state_after(decision.act):
        post.put(Post.State.PUBLISHED)


def _lift(decision: ReviewEvent, by: User) -> None:
    held_now = Restriction.objects.in_force().filter(user=decision.about, kind=KINDS[decision.act])
    for restriction in held_now:
        lift(restriction=restriction, by=by, reason="Your appeal was upheld.")


def _put_back(decision: ReviewEvent, post: Post, by: User) -> None:
    """Put back how a post read before it was edited, unless it has been changed since."""
    versions = list(post.revisions.order_by("-number")[:2])
    if len(versions) == 2 and versions[0].by_id == decision.by_id:
        restore(revision=versions[1], by=by, note="Put back after an appeal")


def _status(item: ReviewItem) -> Status:
    """Return what an item's status is, from how its content is after an appeal."""
    content = item.content
    after = {Post.State.RETURNED: Status.RETURNED, Post.State.HIDDEN: Status.REJECTED}
    after[Post.State.REMOVED] = Status.REJECTED
    return after.get(content.state, Status.APPROVED) if content else Status.APPROVED
