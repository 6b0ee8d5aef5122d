"""What every decision has in common: about the latest version, not about one's own work, written down and told."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.actions.restricting import the_rules
from accounts.actions.telling import tell
from accounts.models import User
from accounts.permissions import is_administrator
from casestudies.actions.moderating import mark_reported
from casestudies.queries.lives import authors_of
from forum.actions.moderation.naming import called, title_to_send
from forum.actions.review import close, note
from forum.models import Before, Post, Reason, Report, ReviewEvent, ReviewItem
from forum.permissions.moderation import claim_holds
from forum.queries.moderation import appeal_waiting, erasure_waiting, has_appeal_against
from metrics.charts.numbers import day_name
from safety import audit

Act = ReviewEvent.Act
Status = ReviewItem.Status


class DecisionRefused(Exception):
    """A decision that cannot be taken, with the reason in words. `status`: of the answer that says so."""

    status = 200


class Conflict(DecisionRefused):
    """Something else was decided, claimed or written in the meantime."""

    status = 409


class StaleDecision(Conflict):
    def __init__(self):
        super().__init__(
            "Something has changed since you opened this page, and nothing was done. "
            "Read how it stands now, then decide."
        )


class ClaimedByAnother(Conflict):
    def __init__(self, item: ReviewItem):
        until = timezone.localtime(item.claimed_until)
        super().__init__(f"{item.claimed_by} is looking at this until {until:%H:%M}. Choose another review.")


class OwnContent(DecisionRefused):
    def __init__(self):
        super().__init__(
            "This is your own, and nobody moderates what they wrote themselves: another moderator decides about it. "
            "You can still edit it. For anything else, such as locking or moving it, send another moderator its "
            "address."
        )


class AppealWaits(Conflict):
    def __init__(self):
        super().__init__("An appeal waits here, and nothing was done. The appeal is answered first.")


class AppealAgainstYou(DecisionRefused):
    def __init__(self):
        super().__init__(
            "An appeal against your decision waits here. Somebody else decides until it is answered."
        )


class ForAdministrators(Conflict):
    def __init__(self):
        super().__init__("This was passed on to administrators. They decide about it.")


class ErasureWaits(Conflict):
    def __init__(self):
        super().__init__("This is proposed to be erased for good. An administrator decides that first.")


class NotFromHere(Conflict):
    def __init__(self, state: str):
        super().__init__(f"That cannot be done with what is {state.lower()}.")


class NotAboutThis(DecisionRefused):
    def __init__(self):
        super().__init__("That cannot be done with this kind of content.")


class WordsMissing(DecisionRefused):
    def __init__(self):
        super().__init__("Say why no patient can be identified: it is kept in the audit log.")


class NobodyToTell(DecisionRefused):
    def __init__(self):
        super().__init__("Whoever wrote this is a member no longer.")


@dataclass(frozen=True)
class Why:
    """Why something is decided: a listed reason, words for the author, and a note for other moderators."""

    reason: Reason | str = ""
    words: str = ""
    private_note: str = ""


STATUS = {
    Act.HIDDEN: Status.REJECTED,
    Act.REMOVED: Status.REJECTED,
    Act.RETURNED: Status.RETURNED,
    Act.IGNORED: Status.IGNORED,
    Act.ERASED: Status.REJECTED,
}
# What those who reported are told; of all else, that it was acted on.
OUTCOMES = {
    Act.KEPT: Report.Outcome.NOT_UPHELD,
    Act.APPROVED: Report.Outcome.NOT_UPHELD,
    Act.OVERRIDDEN: Report.Outcome.NOT_UPHELD,
    Act.LIFTED: Report.Outcome.NOT_UPHELD,
    Act.UNHIDDEN: Report.Outcome.NOT_UPHELD,
    Act.RESTORED: Report.Outcome.NOT_UPHELD,
    Act.OVERTURNED: Report.Outcome.NOT_UPHELD,
    Act.IGNORED: Report.Outcome.IGNORED,
    Act.SETTLED: Report.Outcome.IGNORED,
}
# What the audit log calls each; what is not here is written down by the action that it calls.
AUDITED = {
    Act.KEPT: "keep",
    Act.APPROVED: "approve",
    Act.OVERRIDDEN: "override hold",
    Act.LIFTED: "override hold",
    Act.HIDDEN: "hide",
    Act.UNHIDDEN: "unhide",
    Act.RETURNED: "return",
    Act.EDITED: "edit",
    Act.REMOVED: "remove",
    Act.RESTORED: "restore",
    Act.IGNORED: "ignore report",
    Act.LOCKED: "lock",
    Act.UNLOCKED: "unlock",
    Act.MOVED: "move",
    Act.MERGED: "merge",
    Act.SPLIT: "split",
    Act.PINNED: "pin",
    Act.UNPINNED: "unpin",
    Act.SLOWED: "slow",
    Act.UNSLOWED: "unslow",
    Act.DUPLICATE: "close as duplicate",
    Act.WARNED: "warn",
    Act.ESCALATED: "pass on",
    Act.TAKEN_BACK: "take back",
    Act.STANDS: "uphold",
    Act.OVERTURNED: "overturn",
    Act.PROPOSED: "propose erasure",
    Act.ERASED: "erase",
    Act.SPARED: "refuse erasure",
}
# What the author is told of each; nothing where a report came to nothing.
TOLD = {
    Act.APPROVED: "{what} was approved: others can now read it",
    Act.OVERRIDDEN: "{what} can be read by others: no patient can be identified in it",
    Act.LIFTED: "{what} is held no longer: you can send it in",
    Act.UNHIDDEN: "{what} can be read by others again",
    Act.RESTORED: "{what} can be read by others again",
    Act.HIDDEN: "{what} was hidden",
    Act.RETURNED: "{what} was returned to you for changes",
    Act.EDITED: "{what} was edited by a moderator",
    Act.REMOVED: "{what} was removed",
    Act.LOCKED: "{what} was locked: it takes no more replies",
    Act.UNLOCKED: "{what} takes replies again",
    Act.MOVED: "{what} was moved",
    Act.MERGED: "{what} was merged into another thread",
    Act.SPLIT: "{what} was made a thread of its own",
    Act.PINNED: "{what} was pinned: it stands at the top of its category",
    Act.UNPINNED: "{what} is pinned no longer",
    Act.SLOWED: "{what} was slowed down",
    Act.UNSLOWED: "{what} is slowed down no longer",
    Act.DUPLICATE: "{what} was closed as a duplicate: it goes on in another thread",
    Act.WARNED: "A warning from a moderator",
    Act.STANDS: "Your appeal was answered: the decision stands",
    Act.OVERTURNED: "Your appeal was answered: the decision is overturned",
    Act.PROPOSED: "{what} was hidden: it may be erased for good",
    Act.ERASED: "{what} was erased for good",
    Act.SPARED: "{what} is not erased: a moderator decides what becomes of it",
}
# Of these its author is led to what it is about: there is nothing to appeal against.
LEAD_THERE = {
    *(Act.APPROVED, Act.OVERRIDDEN, Act.LIFTED, Act.UNHIDDEN, Act.RESTORED),
    *(Act.UNLOCKED, Act.PINNED, Act.UNPINNED, Act.UNSLOWED),
}
# What its author is told of what a report has hidden: not who reported it.
HIDDEN_BY_A_REPORT = (
    "A reader says so. Nobody has decided anything yet: you and moderators can read it, others cannot. "
    "A moderator looks at it next and shows it again or not, and you are told. If there is a patient in it, "
    "take that out now."
)


def held(item: ReviewItem, *, by: User, version: int) -> tuple[ReviewItem, Post | None]:
    """Return an item and its post as they are now, kept from changing. Raises DecisionRefused."""
    item, post = held_for(item, by=by)
    check_version(item, version)
    return item, post


def held_for(item: ReviewItem, *, by: User) -> tuple[ReviewItem, Post | None]:
    """Return an item and its post as they are now, whichever version was seen. Raises DecisionRefused.

    What was written is held before its item, as everywhere.
    """
    post = _held_post(item)
    _hold_practice(item)
    item = ReviewItem.objects.held(item.pk)
    if item.post_id:
        item.post = post
    check_theirs_to_decide(item, by)
    check_no_other_claim(item, by)
    return item, post


def held_to_decide(item: ReviewItem, *, by: User, version: int) -> tuple[ReviewItem, Post | None]:
    """Return an item that anything may be decided about now, and its post. Raises DecisionRefused.

    What else stands in the way is said before that something has changed: it is what has changed.
    """
    item, post = held_for(item, by=by)
    check_no_erasure_waits(item)
    if appeal_waiting(item):
        raise AppealWaits
    check_no_appeal_against(item, by)
    check_version(item, version)
    return item, post


def check_version(item: ReviewItem, version: int) -> None:
    """Raise StaleDecision about what was changed since somebody looked at it."""
    if item.version != version:
        raise StaleDecision


def check_theirs_to_decide(item: ReviewItem, by: User) -> None:
    """Raise DecisionRefused about one's own work or name, and about what was left to administrators."""
    if by.pk in item.written_by:
        raise OwnContent
    if item.is_for_administrators and not is_administrator(by):
        raise ForAdministrators


def why_barred(user: User, item: ReviewItem) -> str:
    """Return why somebody decides nothing about an item that others of their role decide about; "" where it is not
    that."""
    try:
        check_theirs_to_decide(item, user)
        check_no_appeal_against(item, user)
    except OwnContent:
        return ""
    except DecisionRefused as refused:
        return str(refused)
    return ""


def check_no_appeal_against(item: ReviewItem, by: User) -> None:
    """Raise AppealAgainstYou where an appeal against a decision of this person waits about the same text."""
    if has_appeal_against(by, item):
        raise AppealAgainstYou


def check_no_other_claim(item: ReviewItem, by: User) -> None:
    """Raise ClaimedByAnother where an item is kept for somebody else, who may decide what it waits for."""
    if item.claimed_by_id != by.pk and claim_holds(item, timezone.now()):
        raise ClaimedByAnother(item)


def check_no_erasure_waits(item: ReviewItem) -> None:
    """Raise ErasureWaits where something may be about to be erased for good: nothing else becomes of it until then."""
    if erasure_waiting(item):
        raise ErasureWaits


def settle(
    item: ReviewItem,
    act: Act,
    *,
    by: User,
    why: Why,
    status: Status | None = None,
    facts: str = "",
    before: dict | None = None,
) -> ReviewEvent:
    """Close an item with a decision: write it down, tell its author and those who reported it.

    `before`: how things were, as undoing the decision needs it.
    """
    waited = timezone.now() - item.opened_at if item.is_waiting else None
    close(item, status or STATUS.get(act, Status.APPROVED))
    before = (before or {}) | {"reports": list(item.reports.open().values_list("pk", flat=True))}
    event = write_down(item, act, by=by, why=why, facts=facts, waited=waited, before=before)
    _answer_reports(item, OUTCOMES.get(act, Report.Outcome.UPHELD))
    if item.case_study:
        mark_reported(item.case_study, False)
    return event


def write_down(
    item: ReviewItem, act: Act, *, by: User, why: Why, before: dict | None = None, **fields
) -> ReviewEvent:
    """Note a decision and how things were before it, tell its author why, and audit it."""
    event = note(
        item, act, by=by, reason=why.reason, words=why.words, private_note=why.private_note, **fields
    )
    if event.act in ReviewEvent.APPEALABLE:
        Before.objects.create(decision=event, facts=before or {})
    tell_author(event)
    if act in AUDITED:
        reason = " – ".join(filter(None, [why.reason, why.words]))
        audit.record(
            act=AUDITED[act],
            by=by,
            about=subject_of(item),
            reason=reason,
            area=item.area_code,
            review=item.pk,
        )
    return event


def subject_of(item: ReviewItem) -> Model:
    return getattr(item, item.kind)


def tell_author(event: ReviewEvent) -> None:
    """Tell somebody what was decided about their work, never quoting it: it may be what must not be sent about.

    Its thread's title is named where every member reads that already.
    """
    if event.act not in TOLD or event.about is None:
        return
    # Of a name that was taken away the facts are that name.
    is_name = event.act == Act.REMOVED and event.item.person_id is not None
    text = [event.get_reason_display(), event.words, "" if is_name else event.facts, _what_comes_next(event)]
    if event.may_be_appealed or event.hid_by_itself:
        text.append(the_rules())
    title = title_to_send(event.item)
    subject = TOLD[event.act].format(what=called(event.item, title))
    said = "\n\n".join(filter(None, text)) or f"{subject}."
    tell(event.about, subject, said, address=_where(event, title))
    _tell_other_authors(event, subject)


def _where(event: ReviewEvent, title: str) -> str:
    """Return what mail about a decision links to: an address that has a title in it only where mail may name that."""
    there = (title and event.item.practice) or event.item.content
    return there.get_absolute_url() if there and event.act in LEAD_THERE else reverse("moderation-mine")


def _what_comes_next(event: ReviewEvent) -> str:
    if event.hid_by_itself:
        return HIDDEN_BY_A_REPORT
    return "You may appeal once. Another moderator answers." if event.may_be_appealed else ""


def _tell_other_authors(event: ReviewEvent, subject: str) -> None:
    """Tell those who write a case study with others what became of it: whoever began it may appeal."""
    if event.item.case_study is None or event.act in (Act.WARNED, Act.STANDS, Act.OVERTURNED):
        return
    said = [event.get_reason_display(), event.words, HIDDEN_BY_A_REPORT if event.hid_by_itself else ""]
    text = "\n\n".join(filter(None, said))
    for author in authors_of(event.item.case_study).exclude(pk=event.about_id):
        tell(author, subject, text, address=event.item.case_study.get_absolute_url())


def _answer_reports(item: ReviewItem, outcome: Report.Outcome) -> None:
    for report in item.reports.open().select_related("by"):
        report.outcome, report.decided_at = outcome, timezone.now()
        report.save()
        if report.by:
            tell_reporter(report)


def tell_reporter(report: Report, why_again: str = "") -> None:
    """Tell somebody what came of their report: not what was decided of whom, nor by whom.

    `why_again`: why they are told another outcome than before.
    """
    day = day_name(timezone.localtime(report.made_at).date())
    outcome = f"What came of it: {report.get_outcome_display().lower()}"
    tell(
        report.by,
        "What you reported has been looked at",
        f"Thank you for your report of {day}. {outcome}{f' ({why_again})' if why_again else ''}.",
        address=reverse("moderation-mine"),
    )


def _hold_practice(item: ReviewItem) -> None:
    """Keep the case study, the adoption record or the collection that an item is about from changing."""
    if item.practice:
        type(item.practice).objects.select_for_update(of=["self"]).get(pk=item.practice.pk)


def _held_post(item: ReviewItem) -> Post | None:
    posts = Post.objects.select_for_update(of=["self"]).select_related("thread", "author")
    if item.post_id:
        return posts.get(pk=item.post_id)
    return posts.filter(thread=item.thread_id, number=1).first() if item.thread_id else None
