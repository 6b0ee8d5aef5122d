"""What of discussions a person has not read yet.

Kept is a number a thread and a time a category, never a row a post. A post is new to a person when it has a higher
number than the last that they read in its thread, others see it since they joined and since they called all of its
category or of the forum read, and somebody else wrote it.
"""

from django.db.models import Count, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.models.readers import Someone
from forum.models import AllRead, Post, ReadUpTo, Thread
from forum.models.discussions import PostQuerySet, ThreadQuerySet

Column = int | OuterRef | None


def with_read_number(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads with the last number that a person has read in each (`read_number`, 0 of none): no query more."""
    return threads.annotate(read_number=_read_number(user, OuterRef("pk")))


def with_new_posts(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads with how many posts are new to a person in each (`new_posts`): no query more."""
    if not user.is_authenticated:
        return threads.annotate(new_posts=Value(0))
    new = _new_to(user, OuterRef(OuterRef("pk")), OuterRef(OuterRef("category")))
    counted = new.filter(thread=OuterRef("pk")).order_by().values("thread").annotate(count=Count("pk"))
    return threads.annotate(new_posts=Coalesce(Subquery(counted.values("count")), 0))


def with_something_new(threads: ThreadQuerySet, user: User) -> ThreadQuerySet:
    """Return the threads of these that have posts new to a person, with how many."""
    return with_new_posts(threads.filter(last_number__gt=_read_number(user, OuterRef("pk"))), user).filter(
        new_posts__gt=0
    )


def first_new_post(user: User, thread: Thread) -> Post | None:
    """Return the first post of a thread that is new to a person; None when they have read it all. One query."""
    new = _new_to(user, thread.pk, thread.category_id).filter(thread=thread)
    return new.visible_to(user).order_by("number").first()


def _new_to(user: User, thread: Column, category: Column) -> PostQuerySet:
    """Return the posts that would be new to a person in that thread of that category."""
    called_read = AllRead.objects.filter(Q(category__isnull=True) | Q(category=category), person=user.pk)
    until = called_read.order_by().values("person").annotate(last=Max("until")).values("last")
    since_all_was_read = Q(published_at__gt=Coalesce(Subquery(until), user.date_joined))
    posts = Post.objects.published().exclude(author=user.pk).filter(published_at__gt=user.date_joined)
    return posts.filter(since_all_was_read, number__gt=_read_number(user, thread))


def _read_number(user: Someone, thread: Column) -> Coalesce:
    read = ReadUpTo.objects.filter(person=user.pk, thread=thread).values("number")
    return Coalesce(Subquery(read, output_field=IntegerField()), 0)
