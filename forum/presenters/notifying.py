"""What people are told, in words made when it is shown: from what they may read then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import pluralize
from django.urls import reverse

from accounts.models import Notice, User
from forum.models import Notification, Reaction
from forum.presenters.posts import name_of
from forum.queries.told import Entry

Kind = Notification.Kind
SAID = {
    Kind.MENTION: "{who} mentioned you in “{title}”",
    Kind.ASKED: "{who} asks the people of your area: “{title}”",
    Kind.REPLY: "{who} replied to you in “{title}”",
    Kind.AREA: "{who} mentioned your area in “{title}”",
    Kind.WATCHED: "{who} wrote in “{title}”",
    Kind.ACCEPTED: "{who} accepted your answer in “{title}”",
    Kind.REMINDER: "You wanted to be reminded of a post in “{title}”",
}
SAID_OF_SEVERAL = {
    Kind.MENTION: "{count} new posts mention you in “{title}”",
    Kind.ASKED: "{count} new questions for the people of your area in “{title}”",
    Kind.REPLY: "{count} new replies to you in “{title}”",
    Kind.AREA: "{count} new posts mention your area in “{title}”",
    Kind.WATCHED: "{count} new posts in “{title}”",
    Kind.REACTION: "New thanks and reactions to {count} of your posts in “{title}”",
    Kind.ACCEPTED: "{count} of your answers were accepted in “{title}”",
    Kind.REMINDER: "You wanted to be reminded of {count} posts in “{title}”",
}
STARTED = "{who} started “{title}”"
THANKED, REACTED = "{who} thanked you for your post in “{title}”", "{who} reacted to your post in “{title}”"


@dataclass(frozen=True)
class Told:
    """One thing that a person was told. `text`: paragraphs, of what is about their account.

    `number`: by which it is marked as read; None where looking at it is reading it.
    """

    words: str
    address: str
    at: datetime
    is_new: bool
    text: str = ""
    number: int | None = None


def told(entries: Iterable[Entry]) -> list[Told]:
    return [_of_account(one.row) if isinstance(one.row, Notice) else _of_posts(one) for one in entries]


def _of_account(notice: Notice) -> Told:
    return Told(notice.subject, notice.address, notice.at, notice.read_at is None, notice.text)


def _of_posts(entry: Entry) -> Told:
    is_new = entry.row.read_at is None
    return Told(words_of_entry(entry), address_of(entry), entry.at, is_new, number=entry.row.pk)


def address_of(entry: Entry) -> str:
    """Return where one reads on: at the first of the posts."""
    post = entry.row.post
    is_one = entry.count == 1
    return post.get_absolute_url() if is_one else reverse("post", args=[post.thread_id, entry.first])


def words_of_entry(entry: Entry) -> str:
    """Return what a person is told, of one post or of several, in one line."""
    if entry.count == 1:
        return words_of(entry.row)
    said = SAID_OF_SEVERAL[Kind(entry.row.kind)]
    return said.format(count=entry.count, title=entry.row.post.thread.title)


def words_of(row: Notification) -> str:
    """Return what a person is told, in one line."""
    title = row.post.thread.title
    if row.kind == Kind.REACTION:
        reactions = [one for one in row.post.reactions.all() if one.person_id != row.person_id]
        are_thanks = all(one.kind == Reaction.Kind.THANKS for one in reactions)
        return (THANKED if are_thanks else REACTED).format(who=_names(reactions), title=title)
    said = STARTED if row.kind == Kind.WATCHED and row.post.is_opening else SAID[Kind(row.kind)]
    return said.format(who=name_of(_who(row)), title=title)


def _who(row: Notification) -> User | None:
    """Return who did it: who wrote the post, or accepted it."""
    return row.by if row.kind == Kind.ACCEPTED else row.post.author


def _names(reactions: list[Reaction]) -> str:
    """Return who reacted: the last by name, the others by their number."""
    people = list(dict.fromkeys(one.person for one in reactions))
    others = len(people) - 1
    first = name_of(people[0] if people else None)
    return f"{first} and {others} other{pluralize(others)}" if others > 0 else first
