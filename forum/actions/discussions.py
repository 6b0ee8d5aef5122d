"""Threads: starting one, replying, editing, and putting an earlier version back.

Who may do it is asked before (`forum.permissions`); what may be written is asked here. A post that must not be seen yet
is saved all the same, as held: its author keeps it, and a moderator decides.
"""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.actions.asking import tell_of_question
from forum.actions.charts import keep_chart
from forum.actions.clashes import merged
from forum.actions.drafts import forget_draft, forget_new_draft
from forum.actions.following import track_what_one_wrote_in
from forum.actions.holding import (
    CHANGED_AS_ASKED,
    FIRST_POSTS,
    PATIENT_DATA,
    WATCHED_WORD,
    has_patient_data,
    is_new,
    reason_to_hold,
    reason_to_hold_as_it_reads,
    texts_of,
    watched_words_in,
)
from forum.actions.kinds import PLAIN, Details, checked, fill_in, is_like
from forum.actions.links import add_links
from forum.actions.mentioning import keep_mentions
from forum.actions.notifying import tell_of_mentions
from forum.actions.pace import refuse_too_soon
from forum.actions.refusals import (
    NoteMissing,
    NoteTooLong,
    NothingToRestore,
    PostErased,
    StaysAsItIs,
    TextMissing,
    TextTooLong,
    ThreadLocked,
    ThreadMerged,
    TitleMissing,
    TitleTooLong,
)
from forum.actions.review import open_item, settle_item
from forum.actions.twice import PostedAlready, key_to_use, made_before, sent_lately, take_turns
from forum.models import ChartKept, Merge, Post, Revision, Thread
from forum.models.discussions import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE
from forum.models.links import About
from forum.models.undoing import next_number
from forum.permissions.discussions import stays_as_it_is
from metrics.models import Area
from safety.audit import record

QUIET = timedelta(minutes=30)


@transaction.atomic
def start_thread(
    *,
    by: User,
    title: str,
    text: str,
    area: Area | None = None,
    measure: str = "",
    function: str = "",
    key: uuid.UUID | None = None,
    chart: ChartKept | None = None,
    details: Details = PLAIN,
    about_too: Collection[About] = (),
    **practice: Model,
) -> Thread:
    """Start a thread; the same `key` again returns the thread that it made. Raises PostedAlready or PostRefused.

    `practice`: the `case_study`, `technology` or `adoption` that it is about; authors of a case study are told.
    `chart`: the one that it is started from, not saved yet. `about_too`: what else it is about. What was kept
    as a draft of it goes.
    """
    title, text, details = _checked_title(title), _checked_text(text), checked(details, by)
    about = {"area": area, "measure": measure, "treatment_function": function}
    key = key or uuid.uuid4()
    take_turns(by)
    made = made_before(by, key, text, title)
    if made and is_like(made.thread, details):
        return made.thread
    about_the_same = {f"thread__{name}": of for name, of in (about | practice).items()}
    found = sent_lately(by, text, title, number=1, **about_the_same)
    if found and is_like(found.thread, details):
        raise PostedAlready(found)
    thread = Thread.objects.create(
        title=title, author=by, kind=details.kind, category=details.category, **about, **practice
    )
    fill_in(thread, details)
    add_links(thread, about_too)
    keep_chart(thread, chart)
    held_because = reason_to_hold(by, title, text, *details.words)
    forget_new_draft(by=by, key=key, title=title, text=text)
    tell_of_question(_post(thread, 1, by, text, key_to_use(by, key), held_because=held_because))
    return thread


@transaction.atomic
def reply(
    *, thread: Thread, by: User, text: str, key: uuid.UUID | None = None, reply_to: Post | None = None
) -> Post:
    """Post the next number of a thread; the same `key` again returns the post that it made.

    `reply_to`: a post of the thread that it answers. What was kept as a draft of it goes. Raises PostedAlready or
    PostRefused.
    """
    text, key = _checked_text(text), key or uuid.uuid4()
    locked = Thread.objects.select_for_update().get(pk=thread.pk)  # numbers follow on, one at a time
    if made := made_before(by, key, text):
        return made
    if Merge.objects.filter(thread=locked).exists():
        raise ThreadMerged
    if locked.is_locked:
        raise ThreadLocked(locked)
    refuse_too_soon(locked, by)
    if found := sent_lately(by, text, thread=locked, number__gt=1):
        raise PostedAlready(found)
    held_because = reason_to_hold(by, text)
    forget_draft(by=by, thread=locked)
    number, key = next_number(locked), key_to_use(by, key)
    return _post(locked, number, by, text, key, held_because=held_because, reply_to=reply_to)


@transaction.atomic
def edit_post(
    *, post: Post, by: User, text: str, title: str = "", note: str = "", began: int | None = None
) -> Post:
    """Change a post, and with the first of a thread its title unless empty; every version is kept.

    Readers are told when somebody else changed it, or its author later than half an hour after others saw it.
    `note`: why; needed in what somebody else wrote. Nothing changed is nothing done. An edit of what somebody else
    wrote is for its caller to write into the audit log.
    `began`: the version that it was begun from (`version_of`): what others changed since stays, or ChangedMeanwhile
    has both. Raises PostRefused.
    """
    text, note = _checked_text(text), _checked_note(note, is_needed=by.pk != post.author_id)
    post = Post.objects.select_for_update(of=["self"]).select_related("thread__area").get(pk=post.pk)
    if post.state == Post.State.ERASED:
        raise PostErased
    title = _checked_title(title or post.thread.title) if post.is_opening else ""
    if began is not None:
        text, title = merged(post, began, text=text, title=title)
    if text == post.text and title in ("", post.thread.title):
        return post
    if stays_as_it_is(post, by):
        raise StaysAsItIs(post.thread)
    keep_first(post)
    now, was = timezone.now(), (post.state, post.held_because)
    watched = watched_words_in(*texts_of(post))
    _change(post, by, text, title, note, now)
    _put_as_it_now_reads(post, by, watched)
    _keep(post, by, now, note)
    _tell_moderators(post, was)
    tell_of_mentions(post=post)
    return post


@transaction.atomic
def restore(*, revision: Revision, by: User, note: str = "") -> Post:
    """Put an earlier version of a post back: an edit like any other. Raises PostRefused."""
    post = Post.objects.select_related("thread").get(pk=revision.post_id)
    if (revision.text, revision.title or post.thread.title) == (post.text, post.thread.title):
        raise NothingToRestore
    why = note.strip() or (f"Version {revision.number} put back" if by.pk == post.author_id else "")
    restored = edit_post(post=post, by=by, text=revision.text, title=revision.title, note=why)
    record(
        act="restore revision",
        by=by,
        about=restored,
        reason=why,
        area=_area_code(restored),
        version=revision.number,
    )
    return restored


def keep_first(post: Post) -> None:
    """Write down how a post reads before it is first changed."""
    if not post.revisions.exists():
        _keep(post, post.author, post.created_at)


def keep_change_of_files(*, post: Post, by: User, note: str) -> None:
    """Write down a version that has other files, and tell readers of it as of an edit."""
    now = timezone.now()
    _tell_readers(post, by, note, now)
    post.save(update_fields=["edited_at", "edited_by", "edit_note"])
    _keep(post, by, now, note)


def _post(
    thread: Thread,
    number: int,
    by: User,
    text: str,
    key: uuid.UUID,
    *,
    held_because: str,
    reply_to: Post | None = None,
) -> Post:
    state = Post.State.HELD if held_because else Post.State.PUBLISHED
    made = Post.objects.create(
        thread=thread,
        number=number,
        reply_to=reply_to,
        author=by,
        text=text,
        key=key,
        state=state,
        held_because=held_because,
    )
    thread.count_posts()
    track_what_one_wrote_in(person=by, thread=thread)
    keep_mentions(made)
    if held_because:
        open_item(post=made, because=held_because)
    return made


def _change(post: Post, by: User, text: str, title: str, note: str, now: datetime) -> None:
    post.text = text
    _tell_readers(post, by, note, now)
    post.save()
    keep_mentions(post)
    if title:
        post.thread.title = title
        post.thread.save(update_fields=["title"])


def _tell_readers(post: Post, by: User, note: str, now: datetime) -> None:
    """Mark a post as changed, unless its author changed it before anybody can have relied on it.

    Where readers are told already that somebody else changed it, they are told that it was changed since.
    """
    if by.pk != post.author_id or _was_seen_long_before(post, now) or post.edited_at:
        post.edited_at, post.edited_by, post.edit_note = now, by, note


def _was_seen_long_before(post: Post, now: datetime) -> bool:
    return post.published_at is not None and now - post.published_at > QUIET


def _put_as_it_now_reads(post: Post, by: User, watched: set[str]) -> None:
    """Hold what must not be seen, publish what was held for what it no longer says, and send back what was returned.

    `watched`: the watched words that were in it before, known to moderators.
    """
    texts = texts_of(post)
    if has_patient_data(*texts):
        post.put(Post.State.HELD, because=PATIENT_DATA)
    elif post.state == Post.State.HELD and post.held_because == PATIENT_DATA:
        because = reason_to_hold_as_it_reads(post.author, *texts)
        post.put(Post.State.HELD if because else Post.State.PUBLISHED, because=because)
    elif post.state == Post.State.RETURNED and by.pk == post.author_id:
        post.put(Post.State.HELD, because=CHANGED_AS_ASKED)
    elif post.state == Post.State.PUBLISHED and (because := _reason_to_hold_again(post, by, watched)):
        post.put(Post.State.HELD, because=because)


def _reason_to_hold_again(post: Post, by: User, watched: set[str]) -> str:
    """Return why a moderator reads what others saw already, now that it was changed: "" when none does."""
    if is_on_staff(by):
        return ""
    if watched_words_in(*texts_of(post)) - watched:
        return WATCHED_WORD
    return FIRST_POSTS if by.pk == post.author_id and is_new(by) else ""


def _tell_moderators(post: Post, was: tuple[str, str]) -> None:
    """Put a post before moderators that an edit has held, or free them of one that it has put right."""
    if (post.state, post.held_because) == was:
        return
    if post.state == Post.State.HELD:
        open_item(post=post, because=post.held_because)
    elif post.state == Post.State.PUBLISHED:
        settle_item(post=post)


def _keep(post: Post, by: User | None, at: datetime, note: str = "") -> Revision:
    """Write down how a post reads now."""
    last = post.revisions.aggregate(last=Max("number"))["last"] or 0
    return post.revisions.create(
        number=last + 1,
        title=post.thread.title if post.is_opening else "",
        text=post.text,
        by=by,
        at=at,
        note=note,
        held_because=post.held_because,
    )


def _area_code(post: Post) -> str:
    return post.thread.area.code if post.thread.area else ""


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise TitleMissing
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong
    return title


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise TextMissing
    if len(text) > LONGEST_TEXT:
        raise TextTooLong
    return text


def _checked_note(note: str, *, is_needed: bool) -> str:
    note = " ".join(note.split())
    if is_needed and not note:
        raise NoteMissing
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong
    return note
