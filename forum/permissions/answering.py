"""Who may answer posts with a click: questions with a name."""

from accounts.permissions import Someone, is_on_staff, may_write
from forum.models import Post, Thread


def may_react(user: Someone, post: Post) -> bool:
    """Say whether somebody who reads a post may thank for it: whoever may write, for what others wrote."""
    return post.state == Post.State.PUBLISHED and post.author_id != user.pk and may_write(user)


def may_accept(user: Someone, thread: Thread) -> bool:
    """Say whether somebody who reads a question may say which reply answers it: who asked, staff, and leads of its
    area."""
    if thread.kind != Thread.Kind.QUESTION or not may_write(user):
        return False
    if thread.author_id == user.pk or is_on_staff(user):
        return True
    return thread.area is not None and user.leads(thread.area)
