"""Erasing for good what must not be kept: one person proposes it, another does it, and nothing brings it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions.restricting import erase_reason
from accounts.actions.telling import take_back, take_back_subjects, tell
from accounts.models import User
from casestudies.actions.collecting import empty
from casestudies.actions.erasing import erase_adoption, erase_case
from casestudies.models import CaseStudy, Collection
from casestudies.queries.lives import authors_of
from forum.actions.holding import PATIENT_DATA
from forum.actions.moderation.deciding import (
    Act,
    AppealAgainstYou,
    Conflict,
    DecisionRefused,
    NotAboutThis,
    NotFromHere,
    Why,
    check_no_appeal_against,
    check_no_erasure_waits,
    held,
    settle,
    write_down,
)
from forum.actions.moderation.merged_tags import take_tags_back
from forum.actions.moderation.naming import quoted
from forum.actions.moderation.practice import Practice, may_become, put
from forum.actions.quoting import take_out_of_drafts
from forum.actions.review import ERASURE, REPORTED, open_for
from forum.models import (
    Appeal,
    ChartKept,
    Erasure,
    Event,
    Link,
    Merge,
    Poll,
    Post,
    Report,
    ReviewEvent,
    ReviewItem,
    Tag,
    Thread,
)
from forum.models.moderation import TARGETS
from forum.permissions.moderation import may_decide_erasure
from forum.queries.moderation import has_appeal_against
from safety.actions.uploads import remove_upload
from safety.scrubbing import empty_journal

ERASED = "Erased"
# What a thread has besides posts, gone with the post that opens it.
BESIDES = (ChartKept, Event, Link, Poll)


class DecidedAlready(Conflict):
    def __init__(self):
        super().__init__("This was decided in the meantime.")


class NobodyErasesAlone(DecisionRefused):
    def __init__(self):
        super().__init__("You proposed this. Another administrator decides.")


@transaction.atomic
def propose(*, item: ReviewItem, by: User, version: int, why: Erasure.Why, words: str = "") -> Erasure:
    """Propose that a post be erased for good, with its thread's title where it opens it, a case study, an adoption
    record or a collection; it is hidden until then.

    `words`: for the administrator who decides. Raises DecisionRefused.
    """
    item, post = held(item, by=by, version=version)
    if item.person_id:
        raise NotAboutThis
    check_no_appeal_against(item, by)
    written = item.practice or post
    if written is None or written.state == Post.State.ERASED:
        raise NotFromHere(ERASED if written else "gone")
    check_no_erasure_waits(item)
    of_practice = {name: getattr(item, name) for name in ("case_study", "adoption", "collection")}
    made = Erasure.objects.create(post=post, **of_practice, item=item, why=why, words=words, proposed_by=by)
    _hide(item, post, why)
    item = open_for(because=ERASURE, **{target: getattr(item, target) for target in TARGETS})
    _free(item)
    write_down(item, Act.PROPOSED, by=by, why=_in_words(made))
    _tell_administrators(made)
    return made


@transaction.atomic
def approve(*, erasure: Erasure, by: User, version: int) -> ReviewEvent:
    """Erase for good what was proposed: no version, file, report, word of a decision or title keeps it.

    Appeals that wait come to nothing. Raises DecisionRefused.
    """
    erasure, item, post = _held(erasure, by, version)
    now = timezone.now()
    _erase_what_was_said_of(item, post, now)
    if post:
        _erase(post, now)
    else:
        _erase_practice(item.practice, now)
    erasure.words = ""
    _decide(erasure, Erasure.State.APPROVED, by, now)
    item.refresh_from_db()
    event = settle(item, Act.ERASED, by=by, why=_in_words(erasure))
    _tell_proposer(erasure, "What you proposed to erase is erased for good")
    transaction.on_commit(empty_journal, robust=True)
    return event


@transaction.atomic
def refuse(*, erasure: Erasure, by: User, version: int, note: str) -> ReviewEvent:
    """Leave what was proposed to moderators, hidden as it is. `note`: why, for them. Raises DecisionRefused."""
    erasure, item, post = _held(erasure, by, version)
    _decide(erasure, Erasure.State.REFUSED, by, timezone.now())
    item.because = post.held_because or REPORTED if post else _why_hidden(item)
    item.version += 1
    _free(item)
    why = Why(words=erasure.get_why_display(), private_note=note)
    event = write_down(item, Act.SPARED, by=by, why=why)
    _tell_proposer(erasure, "What you proposed to erase is not erased: a moderator decides about it")
    return event


def _hide(item: ReviewItem, post: Post | None, why: Erasure.Why) -> None:
    if item.practice:
        if may_become(Act.HIDDEN, item.practice):
            put(item.practice, Act.HIDDEN, by=None)
        return
    is_removed = post.state == Post.State.REMOVED
    # What could identify a patient comes back only with words that say why it could not.
    because = PATIENT_DATA if why == Erasure.Why.PATIENT else post.held_because
    post.put(Post.State.REMOVED if is_removed else Post.State.HIDDEN, because=because)


def _why_hidden(item: ReviewItem) -> str:
    """Return why a case study or a record waits that is not erased: what may identify a patient still may."""
    was_proposed_so = Erasure.objects.filter(item=item, why=Erasure.Why.PATIENT).exists()
    return PATIENT_DATA if was_proposed_so else REPORTED


def _held(erasure: Erasure, by: User, version: int) -> tuple[Erasure, ReviewItem, Post | None]:
    """Return a proposal that waits, its item and its post, kept from changing. Raises DecisionRefused."""
    item, post = held(erasure.item, by=by, version=version)
    erasure = Erasure.objects.select_for_update(of=["self"]).select_related("proposed_by").get(pk=erasure.pk)
    if erasure.state != Erasure.State.PROPOSED:
        raise DecidedAlready
    if erasure.proposed_by_id == by.pk:
        raise NobodyErasesAlone
    if has_appeal_against(by, item) and not may_decide_erasure(by, erasure):
        raise AppealAgainstYou
    return erasure, item, post


def _free(item: ReviewItem) -> None:
    """Save an item, free for whoever decides next."""
    item.let_go()
    item.save()


def _decide(erasure: Erasure, state: Erasure.State, by: User, at: datetime) -> None:
    erasure.state, erasure.decided_by, erasure.decided_at = state, by, at
    erasure.save()


def _erase(post: Post, at: datetime) -> None:
    _erase_titles(post)
    take_out_of_drafts(post)
    for attachment in post.attachments.select_related("upload"):
        attachment.delete()
        remove_upload(upload=attachment.upload)
    post.revisions.all().erase(at)
    post.text = post.edit_note = ""
    post.save()
    post.put(Post.State.ERASED)


def _erase_practice(found: Practice, at: datetime) -> None:
    titles = {str(found)}
    if isinstance(found, CaseStudy):
        titles |= {version.written.get("title", "") for version in found.versions.all()}
    for title in titles - {""}:
        take_back_subjects(words=quoted(title))
    if isinstance(found, CaseStudy):
        for event in found.events.exclude(words=""):
            for person in authors_of(found):
                take_back(person=person, words=event.words)
        erase_case(found, at)
    elif isinstance(found, Collection):
        empty(found)
    else:
        erase_adoption(found, at)


def _erase_titles(post: Post) -> None:
    """Erase the titles that are a post's, and earlier ones from what people were told under them; with them the tags of
    their threads, what else these were about, the chart, the event and the poll, with what people chose in it."""
    threads = _threads_it_opened(post)
    earlier = post.revisions.exclude(title="").values_list("title", flat=True)
    for title in {*threads.values_list("title", flat=True), *earlier}:
        take_back_subjects(words=quoted(title))
    for kind in BESIDES:
        kind.objects.filter(thread__in=threads).delete()
    _erase_tags(threads)
    threads.update(title=ERASED)


def _erase_tags(threads: QuerySet[Thread]) -> None:
    """Take their tags from threads, and from those that have them by a merge alone. Tags that none has then go."""
    tags = list(Tag.objects.filter(threads__in=threads).values_list("pk", flat=True))
    for merge in Merge.objects.filter(thread__in=threads).select_related("into"):
        take_tags_back(merge)
    Thread.tags.through.objects.filter(thread__in=threads).delete()
    Tag.objects.filter(pk__in=tags, threads=None).delete()


def _threads_it_opened(post: Post):
    """Return the threads whose title is this post's: its own, and those that were merged into others since."""
    own = Thread.objects.filter(pk=post.thread_id if post.is_opening else None)
    return own | Thread.objects.filter(merged__opening=post)


def _items_about(item: ReviewItem, post: Post | None) -> QuerySet[ReviewItem]:
    if post is None:
        return ReviewItem.objects.filter(pk=item.pk)
    opened = ReviewItem.objects.filter(thread__in=_threads_it_opened(post))
    return ReviewItem.objects.filter(post=post) | opened


def _erase_what_was_said_of(item: ReviewItem, post: Post | None, at: datetime) -> None:
    """Erase what may quote something: reports, what was decided and why, what people were told of it, appeals."""
    items = _items_about(item, post)
    events = ReviewEvent.objects.filter(item__in=items)
    for event in events.select_related("about").exclude(about=None):
        # Of an edit its note for readers is told too; other facts are this site's own words.
        for words in filter(None, [event.words, event.facts if event.act == Act.EDITED else ""]):
            take_back(person=event.about, words=words)
        for words in filter(None, [event.words, event.private_note]):
            erase_reason(user=event.about, words=words)
    events.erase(at)
    Report.objects.filter(item__in=items).update(words="")
    appeals = Appeal.objects.filter(decision__item__in=items)
    appeals.exclude(state=Appeal.State.WAITING).update(words=ERASED, answer=ERASED)
    refused = {"state": Appeal.State.REFUSED, "answered_at": at}
    appeals.filter(state=Appeal.State.WAITING).update(words=ERASED, answer=ERASED, **refused)


def _in_words(erasure: Erasure) -> Why:
    return Why(words=erasure.get_why_display())


def _tell_administrators(erasure: Erasure) -> None:
    others = User.objects.present().administrators()
    barred = {erasure.proposed_by_id, *erasure.item.written_by} - {None}
    for person in others.exclude(pk__in=barred):
        tell(
            person,
            "Something is proposed to be erased for good",
            f"Why: {erasure.get_why_display()}. It is hidden until an administrator decides.",
            address=erasure.get_absolute_url(),
        )


def _tell_proposer(erasure: Erasure, subject: str) -> None:
    if erasure.proposed_by:
        why = f"Why it was proposed: {erasure.get_why_display()}."
        tell(erasure.proposed_by, subject, why, address=erasure.item.get_absolute_url())
