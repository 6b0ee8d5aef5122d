"""Posts, ready to show: who wrote them, what a reader is told of them, and what the reader may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from accounts.models import User
from accounts.models.people import FORMER_MEMBER
from forum.actions.holding import (
    ATTACHMENT,
    CHANGED_AS_ASKED,
    FIRST_POSTS,
    OUTSIDE_DOMAINS,
    PATIENT_DATA,
    TOO_FAST,
    WATCHED_WORD,
    patient_data_in,
)
from forum.models import Post, ReviewEvent
from forum.models.attachments import UNREAD_FILE
from forum.permissions.answering import may_accept
from forum.permissions.discussions import Rights
from forum.presenters.answering import Reactions, reactions_shown
from forum.presenters.attachments import FileShown, files_shown
from forum.presenters.living import Text, filled_in, pictures_within
from forum.presenters.people import profile_of_author
from forum.queries.moderation import asked_of
from metrics.charts.numbers import day_name

HELD = {
    FIRST_POSTS: "A moderator reads the first posts of new members before others see them.",
    PATIENT_DATA: "It looks as if it holds patient data.",
    CHANGED_AS_ASKED: "A moderator reads the changed post before others see it.",
    UNREAD_FILE: "A moderator looks at its files: not all of their text could be looked through for patient data.",
    WATCHED_WORD: "It has a word that moderators look at first.",
    OUTSIDE_DOMAINS: "Your email address is of no organisation that may sign up now.",
    ATTACHMENT: "A moderator looks at the first files of new members before others see them.",
    TOO_FAST: "It followed others quickly. A moderator reads it first.",
}
STATES = {
    Post.State.HIDDEN: "Hidden: only its author and moderators see it.",
    Post.State.RETURNED: "A moderator has asked for changes: only its author and moderators see it until it is edited.",
    Post.State.REMOVED: "Removed: only moderators see it.",
    Post.State.ERASED: "Erased for good.",
}


@dataclass(frozen=True)
class PostShown:
    post: Post
    html: SafeString
    answers: "Answered | None"  # the post that it replies to
    reactions: Reactions
    is_answer: bool  # that was accepted
    may_accept: bool
    may_reply: bool
    author: str
    author_address: str  # "" where there is no profile to read
    works_at: str
    role: str
    runs_it: bool  # what its thread is about
    note: str  # that others do not see it, and why
    found: list[str]  # what looks like patient data, for the author alone
    asked: ReviewEvent | None  # what a moderator asked to change, for the author alone
    edited: str
    files: list[FileShown]
    is_own: bool
    may_moderate: bool
    may_edit: bool
    may_change_files: bool  # of a post that stays as it is, to take them off
    may_see_revisions: bool


@dataclass(frozen=True)
class Answered:
    """A post that another replies to. `author`: "" where others do not see it."""

    post: Post
    author: str


def shown(posts: Iterable[Post], rights: Rights, people: Mapping[int, User]) -> list[PostShown]:
    """Return posts, as `PageRead.whole` hands them over, as their reader sees them. `people`: whom they name."""
    posts = list(posts)
    asked = asked_of(post for post in posts if post.author_id == rights.reader.pk)
    files = [files_shown(post.files) for post in posts]
    area = rights.thread.area.code if rights.thread.area else ""
    texts = filled_in([Text(post.html, area, own) for post, own in zip(posts, files, strict=True)], people)
    accepts = may_accept(rights.reader, rights.thread)
    return [
        _shown(post, rights, asked.get(post.pk), html, own, accepts)
        for post, html, own in zip(posts, texts, files, strict=True)
    ]


def _shown(
    post: Post,
    rights: Rights,
    asked: ReviewEvent | None,
    html: SafeString,
    files: list[FileShown],
    accepts: bool,
) -> PostShown:
    is_own, within = post.author_id == rights.reader.pk, pictures_within(post.html)
    return PostShown(
        post=post,
        html=html,
        answers=_answered(post),
        reactions=reactions_shown(post, post.said, rights.reader),
        is_answer=post.pk == rights.thread.accepted_id and post.state == Post.State.PUBLISHED,
        may_accept=accepts and not post.is_opening and post.state == Post.State.PUBLISHED,
        may_reply=rights.may_reply and post.state == Post.State.PUBLISHED,
        author=name_of(post.author),
        author_address=profile_of_author(post),
        works_at=_works_at(post.author),
        role=_role(post.author),
        runs_it=post.runs_it,
        note=_note(post),
        found=patient_data_in(post) if is_own and post.held_because == PATIENT_DATA else [],
        asked=asked,
        edited=_edited(post),
        files=[one for one in files if not (one.is_picture and one.attachment.number in within)],
        is_own=is_own,
        may_moderate=rights.may_moderate(post),
        may_edit=rights.may_change(post),
        may_change_files=rights.may_change(post) or (rights.may_edit(post) and bool(post.files)),
        may_see_revisions=post.was_edited and rights.may_see_revisions(post),
    )


def _answered(post: Post) -> Answered | None:
    """Return what a post replies to, where that stands in the same thread still."""
    found = post.reply_to
    if found is None or found.thread_id != post.thread_id:
        return None
    return Answered(found, name_of(found.author) if found.state == Post.State.PUBLISHED else "")


def name_of(person: User | None) -> str:
    """Return how others see a person named: never by email address."""
    return person.public_name if person else FORMER_MEMBER


def _works_at(person: User | None) -> str:
    if person is None or person.closed_at:
        return ""
    places = ", ".join(claim.area.short_name for claim in person.memberships_held)
    return ", ".join(words for words in (person.job_role, places) if words)


def _role(person: User | None) -> str:
    if person is None or person.closed_at:
        return ""
    return "Moderator" if person.is_moderator else "Administrator" if person.is_superuser else ""


def _note(post: Post) -> str:
    if post.state == Post.State.HELD:
        why = HELD.get(post.held_because, f"Why: {post.held_because}.")
        return f"Held: only its author and moderators see it. {why}"
    return STATES.get(post.state, "")


def _edited(post: Post) -> str:
    if post.edited_at is None:
        return ""
    by = "" if post.edited_by_id == post.author_id else f" by {name_of(post.edited_by)}"
    why = f": {post.edit_note}" if post.edit_note else ""
    return f"Edited{by} on {day_name(localtime(post.edited_at).date())}{why}"
