"""Questions to collections: which a reader finds, what of each they see, and where a thing stands."""

from collections.abc import Collection as Several
from collections.abc import Iterable

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models.readers import Someone
from casestudies.models import CaseStudy, Collection, CollectionEntry, Technology

MOST_NAMED = 10


def counted(collections: QuerySet[Collection], user: Someone) -> QuerySet[Collection]:
    """Return collections with whose they are, and as `number` how much in each a person may see."""
    numbers = _seen_in_each(user).values("collection").annotate(number=Count("pk")).values("number")
    number = Coalesce(Subquery(numbers, output_field=IntegerField()), 0)
    return collections.select_related("owner").annotate(number=number)


def _seen_in_each(user: Someone) -> QuerySet[CollectionEntry]:
    return CollectionEntry.objects.visible_to(user).filter(collection=OuterRef("pk")).order_by()


def shared_with(user: Someone) -> QuerySet[Collection]:
    """Return what everybody reads and in which a person sees anything, newest change first."""
    return Collection.objects.shared().filter(Exists(_seen_in_each(user)))


def rows_of(numbers: Iterable[int], user: Someone) -> list[Collection]:
    """Return collections by their numbers, in this order, counted: those of a page alone. One query."""
    found = counted(Collection.objects.all(), user).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def own_of(user: Someone) -> QuerySet[Collection]:
    """Return what a person put together, newest change first."""
    return counted(Collection.objects.filter(owner=user.pk, state__in=Collection.OWN), user)


def entries_for(collection: Collection, user: Someone) -> QuerySet[CollectionEntry]:
    """Return what is in a collection as far as a person may see it, in its order. One query."""
    seen = collection.entries.visible_to(user).select_related("case__home", "technology")
    return seen.defer("case__answers", "case__html", "technology__purpose")


def collectable(kind: type[CaseStudy | Technology]) -> QuerySet[CaseStudy] | QuerySet[Technology]:
    """Return what of a kind may be put into collections: what everybody reads."""
    if kind is CaseStudy:
        return CaseStudy.objects.filter(state__in=CaseStudy.PUBLIC)
    return Technology.objects.listed()


def holding(thing: CaseStudy | Technology) -> QuerySet[Collection]:
    """Return the collections that everybody reads in which something stands, newest change first, a few of them."""
    return Collection.objects.shared().filter(entries__in=CollectionEntry.objects.of(thing))[:MOST_NAMED]


def numbers_holding(thing: CaseStudy | Technology, collections: QuerySet[Collection]) -> Several[int]:
    """Return which of some collections hold something already."""
    return set(
        CollectionEntry.objects.of(thing)
        .filter(collection__in=collections.values("pk"))
        .values_list("collection", flat=True)
    )
