"""The versions of a post, and what changed between two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.permissions import Someone, is_on_staff
from forum.models import Post, Revision
from forum.presenters.posts import name_of
from safety.differences import difference


@dataclass(frozen=True)
class Version:
    number: int
    title: str
    text: str
    by: str
    at: datetime
    note: str
    is_newest: bool
    revision: Revision | None = None


def versions(post: Post, reader: Someone) -> list[Version]:
    """Return the versions of a post that a reader may see, oldest first; one where it was never edited.

    A version that was held is its author's and staff's alone: leads of an area see what was published.
    """
    kept = list(post.revisions.select_related("by"))
    if not kept:
        title = post.thread.title if post.is_opening else ""
        return [Version(1, title, post.text, name_of(post.author), post.created_at, "", is_newest=True)]
    newest = kept[-1]
    return [_version(one, newest) for one in _visible(kept, post, reader)]


def _visible(kept: Sequence[Revision], post: Post, reader: Someone) -> Iterable[Revision]:
    if post.author_id == reader.pk or is_on_staff(reader):
        return kept
    return [one for one in kept if not one.held_because or one is kept[-1]]


def _version(one: Revision, newest: Revision) -> Version:
    return Version(
        number=one.number,
        title=one.title,
        text=one.text,
        by=name_of(one.by),
        at=one.at,
        note=one.note,
        is_newest=one is newest,
        revision=one,
    )


@dataclass(frozen=True)
class Comparison:
    before: Version
    after: Version

    @property
    def title(self) -> SafeString | str:
        """The difference of titles, where they differ."""
        return (
            difference(self.before.title, self.after.title) if self.before.title != self.after.title else ""
        )

    @property
    def text(self) -> SafeString:
        return difference(self.before.text, self.after.text)
