"""Who may do what with what people write: questions with a name, asked by pages, API and admin alike.

What somebody may read is asked of the rows: `Thread.objects.visible_to` and `Post.objects.visible_to`.
"""

from accounts.permissions import Someone, is_lead_of, is_member, is_on_staff, may_write
from forum.models import Post, Thread

EDITABLE = (Post.State.PUBLISHED, Post.State.HELD, Post.State.RETURNED)


def may_read_threads(user: Someone) -> bool:
    """Say whether a person may read members' threads at all."""
    return is_member(user)


def may_post(user: Someone) -> bool:
    """Say whether a person may start threads and reply: members who are not silenced."""
    return is_member(user) and may_write(user)


def may_reply(user: Someone, thread: Thread) -> bool:
    """Say whether a person who may read a thread may reply in it."""
    return not thread.is_locked and may_post(user)


def may_edit(user: Someone, post: Post) -> bool:
    """Say whether a reader of a post may edit it: its author, and staff what others wrote, with a note."""
    if post.state not in EDITABLE or not may_post(user):
        return False
    return post.author_id == user.pk or is_on_staff(user)


def may_see_revisions(user: Someone, post: Post) -> bool:
    """Say whether a person who may read a post may see how it was changed: its author, leads of its area, staff."""
    area = post.thread.area
    return post.author_id == user.pk or is_on_staff(user) or (area is not None and is_lead_of(user, area))
