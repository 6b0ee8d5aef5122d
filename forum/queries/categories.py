"""Categories with what they hold, as a person reads them: always only threads that the person may read."""

from dataclasses import dataclass

from django.db.models import Aggregate, Count, IntegerField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce, JSONObject

from accounts.permissions import Someone
from forum.models import Category, Tag, Thread
from forum.models.discussions import ThreadQuerySet


@dataclass(frozen=True)
class Narrowed:
    """What a list of threads is narrowed to, besides an area and a measure. `category` "none": those without one."""

    category: Category | str | None = None
    kind: str = ""
    tag: str = ""
    is_unanswered: bool = False


NONE = "none"
ANYTHING = Narrowed()


def narrowed(threads: ThreadQuerySet, by: Narrowed) -> ThreadQuerySet:
    if by.category:
        category = None if by.category == NONE else by.category
        threads = threads.filter(category=category)
    if by.kind:
        threads = threads.filter(kind=by.kind)
    if by.tag:
        threads = threads.filter(tags__slug=by.tag)
    return threads.unanswered() if by.is_unanswered else threads


def categories_of(user: Someone) -> QuerySet[Category]:
    """Return the categories that a member reads, in their order."""
    return Category.objects.read_by(user).for_list()


def categories_to_start_in(user: Someone) -> list[Category]:
    """Return the categories in which a member may start threads, in their order."""
    return list(Category.objects.started_in_by(user).for_list())


def with_threads(user: Someone) -> QuerySet[Category]:
    """Return the categories that a member reads, each with how many threads they see in it and the newest of these,
    and with how many they see in none.

    One query. `newest`: its `pk` and `title`, or None.
    """
    seen = Thread.objects.visible_to(user).filter(category=OuterRef("pk"))
    newest = seen.newest_first().values(row=JSONObject(pk="pk", title="title"))[:1]
    without = Thread.objects.visible_to(user).filter(category__isnull=True)
    return categories_of(user).annotate(
        threads_seen=_counted(seen), newest=Subquery(newest), threads_without=_counted(without)
    )


def _counted(threads: ThreadQuerySet) -> Coalesce:
    counted = threads.order_by().values("category").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def tags_used(user: Someone) -> QuerySet[Tag]:
    """Return the tags of threads that a person may read, those of most threads first, with how many these are."""
    seen = Thread.tags.through.objects.filter(thread__in=Thread.objects.visible_to(user))
    counted = seen.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(count=Count("pk"))
    count = Subquery(counted.values("count"), output_field=IntegerField())
    return (
        Tag.objects.annotate(threads_seen=count).filter(threads_seen__gt=0).order_by("-threads_seen", "name")
    )


class Joined(Aggregate):
    """Texts with commas between them, in any order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context) -> tuple:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def with_tags(threads: ThreadQuerySet) -> ThreadQuerySet:
    """Return threads with the names of their tags in one text (`tag_names`, None of none): no query more."""
    tagged = Thread.tags.through.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    return threads.annotate(tag_names=Subquery(tagged.annotate(names=Joined("tag__name")).values("names")))
