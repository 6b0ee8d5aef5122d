"""What is sent twice: by a form that comes again, or by somebody who goes back and sends the same once more."""

import uuid
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.actions.refusals import PostRefused
from forum.models import Post

A_WHILE = timedelta(minutes=10)


class PostedAlready(PostRefused):
    """`post`: the one that is there."""

    def __init__(self, post: Post):
        self.post = post
        super().__init__("You posted this a few minutes ago: here it is. It was not posted again.")


def take_turns(by: User) -> None:
    """Let nothing else of somebody be kept or posted until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def made_before(by: User, key: uuid.UUID, text: str, title: str = "") -> Post | None:
    """Return the post that the same form made, whatever became of its text since."""
    return _sent(by, text, title).filter(key=key).first()


def sent_lately(by: User, text: str, title: str = "", **about: object) -> Post | None:
    """Return what somebody sent about the same in the same words a few minutes ago, if they see it still."""
    lately = Post.objects.visible_to(by).filter(created_at__gt=timezone.now() - A_WHILE, **about)
    return _sent(by, text, title).filter(pk__in=lately.values("pk")).first()


def key_to_use(by: User, key: uuid.UUID) -> uuid.UUID:
    """Return a form's key, or another where the form was changed after it made something: what is new is not lost."""
    return uuid.uuid4() if Post.objects.filter(author=by, key=key).exists() else key


def _sent(by: User, text: str, title: str):
    """Return somebody's posts that came with this text and title, edited since or not."""
    as_it_is, as_it_came = Q(text=text), Q(revisions__number=1, revisions__text=text)
    if title:
        as_it_is, as_it_came = as_it_is & Q(thread__title=title), as_it_came & Q(revisions__title=title)
    return Post.objects.filter(as_it_is | as_it_came, author=by).select_related("thread").order_by("-pk")
