"""Who may do what with what people write: questions with a name, asked by pages, API and admin alike.

What somebody may read is asked of the rows: `Thread.objects.visible_to` and `Post.objects.visible_to`. Who may read a
thread is a member, so the questions about a thread or a post that somebody reads ask only for what is more.
"""

from functools import cached_property

from django.db.models import Q

from accounts.permissions import Someone, is_member, is_on_staff, may_write
from forum.models import Post, ReviewItem, Thread
from forum.queries.moderation import has_appeal_against

EDITABLE = (Post.State.PUBLISHED, Post.State.HELD, Post.State.RETURNED)


def may_read_threads(user: Someone) -> bool:
    """Say whether a person may read members' threads at all."""
    return is_member(user)


def may_start_threads(user: Someone) -> bool:
    """Say whether a person may start threads: members who are not silenced."""
    return is_member(user) and may_write(user)


def stays_as_it_is(post: Post, by: Someone) -> bool:
    """Say whether its author may change a post no more: one that others read, in a locked thread.

    What waits for a moderator or was given back may still be put right, and a file taken off.
    """
    return post.thread.is_locked and post.state == Post.State.PUBLISHED and post.author_id == by.pk


def may_edit(reader: Someone, post: Post) -> bool:
    return Rights(reader, post.thread).may_edit(post)


def may_see_revisions(reader: Someone, post: Post) -> bool:
    return Rights(reader, post.thread).may_see_revisions(post)


def may_restore(reader: Someone, post: Post) -> bool:
    return Rights(reader, post.thread).may_restore(post)


def may_change_links(reader: Someone, thread: Thread) -> bool:
    return Rights(reader, thread).may_change_links


def may_open_review(reader: Someone, found: Post | Thread) -> bool:
    return Rights(reader, found.thread if isinstance(found, Post) else found).may_moderate(found)


class Rights:
    """What somebody who reads a thread may do with its posts: asked once for all of them."""

    def __init__(self, reader: Someone, thread: Thread):
        self.reader, self.thread = reader, thread

    @property
    def may_reply(self) -> bool:
        return not self.thread.is_locked and self._may_write

    @property
    def of_others(self) -> tuple[bool, ...]:
        """What tells one reader from another to posts that neither of them wrote."""
        return self.may_reply, self._may_write, self._is_on_staff, self._leads

    def may_edit(self, post: Post) -> bool:
        """Say whether they may edit a post: their own. Staff edit what others wrote from the queue."""
        return self._is_own(post) and post.state in EDITABLE and self._may_write

    def may_change(self, post: Post) -> bool:
        """Say whether they may edit a post as it is now, where its thread is locked too."""
        return self.may_edit(post) and not stays_as_it_is(post, self.reader)

    def may_see_revisions(self, post: Post) -> bool:
        """Say whether they may see how a post was changed: its author, leads of its area, staff."""
        return self._is_own(post) or self._is_on_staff or self._leads

    def may_restore(self, post: Post) -> bool:
        """Say whether they may put an earlier version back: its author, and staff, with a note for readers."""
        may = self._is_own(post) or (self._is_on_staff and not self._has_appeal_against(post))
        return may and post.state in EDITABLE and self._may_write

    def may_moderate(self, found: Post | Thread) -> bool:
        """Say whether they may have the thread or a post reviewed, reported or not: staff, what others wrote."""
        return self._is_on_staff and not self._is_own(found)

    @property
    def may_change_links(self) -> bool:
        """Say whether they may change what else the thread is about: its author while it is open, and staff."""
        is_own = self._is_own(self.thread) and not self.thread.is_locked
        return (is_own or self._is_on_staff) and self._may_write

    def _is_own(self, found: Post | Thread) -> bool:
        return found.author_id == self.reader.pk

    def _has_appeal_against(self, post: Post) -> bool:
        about = Q(post=post) | Q(thread=post.thread) if post.is_opening else Q(post=post)
        return any(has_appeal_against(self.reader, item) for item in ReviewItem.objects.filter(about))

    @cached_property
    def _may_write(self) -> bool:
        return may_write(self.reader)

    @cached_property
    def _is_on_staff(self) -> bool:
        return is_on_staff(self.reader)

    @cached_property
    def _leads(self) -> bool:
        return self.thread.area is not None and self.reader.leads(self.thread.area)
