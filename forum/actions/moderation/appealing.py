"""Appeals: once a decision, from the person it was about, answered by somebody other than who decided."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.actions.moderation.deciding import (
    Act,
    Conflict,
    DecisionRefused,
    OwnContent,
    Status,
    Why,
    check_no_erasure_waits,
    check_version,
    held_for,
    settle,
    tell_reporter,
    write_down,
)
from forum.actions.moderation.practice import Practice, go_on_waiting
from forum.actions.moderation.undoing import way_back
from forum.actions.review import APPEAL, REPORTED, note, open_for, pressing
from forum.models import Appeal, Post, Report, ReviewEvent, ReviewItem
from forum.models.moderation import TARGETS
from forum.permissions.moderation import claim_holds
from forum.queries.moderation import appeal_waiting
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


class AnsweredAlready(Conflict):
    def __init__(self):
        super().__init__("This appeal was answered in the meantime, and your answer was not sent.")


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
    target = {kind: getattr(decision.item, kind) for kind in TARGETS}
    item = open_for(because=APPEAL, **target)
    if Appeal.objects.filter(decision=decision).exists():
        raise AppealedAlready
    made = Appeal.objects.create(decision=decision, by=by, words=words, decided_by=decision.by)
    if not claim_holds(item, timezone.now()):
        # Whoever may not answer keeps it from nobody who may.
        item.let_go()
        item.save(update_fields=["claimed_by", "claimed_until"])
    note(item, Act.APPEALED, by=by)
    audit.record(act="appeal", by=by, about=item, area=item.area_code, decision=decision.pk)
    return made


@transaction.atomic
def answer(*, appeal: Appeal, by: User, version: int, is_upheld: bool, words: str) -> ReviewEvent:
    """Answer an appeal: the decision stands, or is undone as far as it still holds. Raises DecisionRefused."""
    item, _ = held_for(appeal.decision.item, by=by)
    check_no_erasure_waits(item)
    appeal = Appeal.objects.select_for_update(of=["self"]).select_related("decision").get(pk=appeal.pk)
    if appeal.state != Appeal.State.WAITING:
        raise AnsweredAlready
    if by.pk == appeal.by_id:
        raise OwnContent
    if by.pk == appeal.decided_by_id:
        raise SamePerson
    check_version(item, version)
    appeal.state = Appeal.State.UPHELD if is_upheld else Appeal.State.REFUSED
    appeal.answer, appeal.answered_by, appeal.answered_at = words, by, timezone.now()
    appeal.save()
    act, facts = Act.STANDS, ""
    if is_upheld:
        way = way_back(appeal.decision)
        way.go(by)
        _change_outcome(appeal.decision)
        act, facts = Act.OVERTURNED, way.words
    return _close(item, act, by=by, why=Why(words=words), facts=facts)


def _close(item: ReviewItem, act: Act, *, by: User, why: Why, facts: str) -> ReviewEvent:
    """Close an item, unless something else waits there: another appeal, what is held, or reports made since."""
    item.refresh_from_db()
    content = item.practice or item.content
    is_held = content is not None and content.state == Post.State.HELD
    others = appeal_waiting(item)
    if not is_held and not others and not item.reports.open().exists():
        event = settle(item, act, by=by, why=why, status=_status(content), facts=facts)
        go_on_waiting(item)
        return event
    item.because = APPEAL if others else content.held_because if is_held else REPORTED
    item.let_go()
    item.version, item.score = item.version + 1, pressing(item)
    item.save()
    return write_down(item, act, by=by, why=why, facts=facts)


def _change_outcome(decision: ReviewEvent) -> None:
    """Tell those who reported what was decided about that it is so no longer."""
    facts = decision.before.facts if hasattr(decision, "before") else {}
    for report in Report.objects.filter(pk__in=facts.get("reports", [])).select_related("by"):
        report.outcome = Report.Outcome.NOT_UPHELD
        report.save()
        if report.by:
            tell_reporter(report, "after an appeal it was looked at again")


def _status(content: Post | Practice | None) -> Status:
    """Return what an item's status is, from how its content is after an appeal."""
    if content is None:
        return Status.APPROVED
    away = {Post.State.RETURNED: Status.RETURNED, Post.State.HIDDEN: Status.REJECTED}
    away[Post.State.REMOVED] = Status.REJECTED
    return away.get(content.state, Status.APPROVED)
