"""The words by which posts are found: of what is published alone, so that nothing held, hidden or erased is there.

Who may see what was found is asked each time: of private spaces, and of threads whose first post is hidden, too.
"""

import re
from collections.abc import Iterator, Mapping

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.html import escape

from forum.models import Post, Thread
from metrics.compute.measures import MEASURES
from metrics.queries import ENGLAND, area_names
from safety import search
from safety.search.documents import Words, plain

DISCUSSION, REPLY = "discussion", "reply"
# What else is saved of a post, as that somebody was told of it, changes no word.
SAID = {"text", "state", "number", "thread"}
AT_ONCE = 500
NAMED = re.compile(r'<data value="(person|area|figure):([^"<>]+)">(.*?)</data>', re.DOTALL)


@search.source(DISCUSSION)
def words_of_discussions() -> Iterator[Words]:
    return _words(number=1)


@search.source(REPLY)
def words_of_replies() -> Iterator[Words]:
    return _words(number__gt=1)


def _words(**which: int) -> Iterator[Words]:
    names = area_names()
    posts = Post.objects.published().filter(**which).select_related("thread__area").order_by("pk")
    return (words_of(post, names) for post in posts.iterator(chunk_size=AT_ONCE))


def words_of(post: Post, names: Mapping[str, str] | None = None) -> Words:
    """Return what a post is found by; the title is its own where it opens its thread.

    `names`: of areas, by their codes; asked for here where they are not given and the post names any.
    """
    title = post.thread.title if post.is_opening else ""
    return Words(post.pk, title, plain(_as_read(post, names)), post.get_absolute_url())


def _as_read(post: Post, names: Mapping[str, str] | None) -> str:
    """Return a post’s HTML with areas and measures named as its page names them, without the figures of the day.

    People are named as they are called today; the index would keep how somebody called them.
    """
    if names is None:
        kinds = {kind for kind, *_ in NAMED.findall(post.html)}
        names = area_names() if kinds - {"person"} else {}
    return NAMED.sub(lambda found: _name(found, post, names), post.html)


def _name(found: re.Match, post: Post, names: Mapping[str, str]) -> str:
    kind, value, typed = found.groups()
    if kind == "person":
        return " "
    if kind == "area":
        return escape(names[value.upper()]) if value.upper() in names else typed
    code, _, slug = value.rpartition("/")
    area = names.get(code.upper() or (post.thread.area.code if post.thread.area else ENGLAND))
    return escape(f"{MEASURES[slug].title}, {area}") if slug in MEASURES and area else typed


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
