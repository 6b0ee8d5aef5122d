"""The words by which posts are found: of what is published alone, so that nothing held, hidden or erased is there.

Who may see what was found is asked each time: of private spaces, and of threads whose first post is hidden, too.
"""

import re
from collections.abc import Iterator

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from forum.models import Post, Thread
from safety import search
from safety.search.documents import Words, plain

DISCUSSION, REPLY = "discussion", "reply"
# What else is saved of a post, as that somebody was told of it, changes no word.
SAID = {"text", "state", "number", "thread"}
AT_ONCE = 500
# People are named as they are called today; the index would keep how somebody called them.
PERSON_NAMED = re.compile(r'<data value="person:[^"<>]+">.*?</data>', re.DOTALL)


@search.source(DISCUSSION)
def words_of_discussions() -> Iterator[Words]:
    return _words(number=1)


@search.source(REPLY)
def words_of_replies() -> Iterator[Words]:
    return _words(number__gt=1)


def _words(**which: int) -> Iterator[Words]:
    posts = Post.objects.published().filter(**which).select_related("thread").order_by("pk")
    return map(words_of, posts.iterator(chunk_size=AT_ONCE))


def words_of(post: Post) -> Words:
    """Return what a post is found by; the title is its own where it opens its thread."""
    title = post.thread.title if post.is_opening else ""
    return Words(post.pk, title, plain(PERSON_NAMED.sub(" ", post.html)), post.get_absolute_url())


@receiver(post_save, sender=Post)
def is_saved(instance: Post, update_fields: frozenset[str] | None, **_) -> None:
    """Put the words of a published post in, take those of any other out."""
    if update_fields is None or SAID & set(update_fields):
        read_anew(instance)


def read_anew(post: Post) -> None:
    kinds = (DISCUSSION, REPLY) if post.is_opening else (REPLY, DISCUSSION)
    is_seen = post.state == Post.State.PUBLISHED
    for kind in kinds[is_seen:]:
        search.take_out(kind, [post.pk])
    if is_seen:
        search.put(kinds[0], words_of(post))


@receiver(post_save, sender=Thread)
def title_is_saved(instance: Thread, created: bool, update_fields: frozenset[str] | None, **_) -> None:
    """Let a thread be found by its new title."""
    if created or (update_fields is not None and "title" not in update_fields):
        return
    for post in instance.posts.published().filter(number=1):
        post.thread = instance
        read_anew(post)


@receiver(post_delete, sender=Post)
def is_deleted(instance: Post, **_) -> None:
    for kind in (DISCUSSION, REPLY):
        search.take_out(kind, [instance.pk])
