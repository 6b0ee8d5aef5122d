"""Searches that people save, and telling them of what is new in them.

Whoever is signed in may save one: only they see it. They are told once their email address is verified.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.actions.telling import tell
from accounts.models import User
from accounts.permissions import is_verified
from casestudies.actions.changing import LifeRefused
from casestudies.models import CaseStudy, SavedSearch

MOST_SEARCHES = 50
HOW_TO_STOP = "You can stop these messages on the page of the search, among your saved searches."
# The numbers of the case studies that a query string finds now.
Finds = Callable[[str], Collection[int]]


class TooManySearches(LifeRefused):
    def __init__(self):
        super().__init__(f"You have saved {MOST_SEARCHES} searches. Remove one, then save this.")


@transaction.atomic
def save_search(*, owner: User, name: str, query: str) -> SavedSearch:
    """Keep a search under a name; the same again is renamed. Raises TooManySearches."""
    User.objects.select_for_update().get(pk=owner.pk)
    others = owner.saved_searches.exclude(query=query)
    if others.count() >= MOST_SEARCHES:
        raise TooManySearches
    return SavedSearch.objects.update_or_create(owner=owner, query=query, defaults={"name": name})[0]


def tell_of_new(*, finds: Finds) -> int:
    """Tell owners of case studies that their searches find and that were published since they were last told.

    Returns of how many searches. Safe to repeat: what was told of is not told of again.
    """
    wanted = SavedSearch.objects.filter(is_told=True, owner__closed_at__isnull=True)
    return sum(_tell_of_one(pk, finds) for pk in wanted.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell_of_one(pk: int, finds: Finds) -> bool:
    search = SavedSearch.objects.select_for_update(of=["self"]).select_related("owner").filter(pk=pk).first()
    if search is None or not search.is_told or not is_verified(search.owner):
        return False
    published = _new(search, finds)
    if not published:
        return False
    search.told_at = max(published)
    search.save(update_fields=["told_at"])
    number = len(published)
    subject = f"{number} new case stud{'y' if number == 1 else 'ies'}: {search.name}"
    text = f"Published since you were last told, and found by your saved search. {HOW_TO_STOP}"
    tell(search.owner, subject, text, address=reverse("saved-search", args=[search.pk]))
    return True


def _new(search: SavedSearch, finds: Finds) -> list[datetime]:
    """Return when each case study was published that its owner may read, did not write and was not told of."""
    seen = CaseStudy.objects.visible_to(search.owner).published().filter(published_at__gt=search.told_at)
    others = seen.exclude(authorships__person=search.owner)
    found = set(finds(search.query)) if others.exists() else set()
    return [at for pk, at in others.values_list("pk", "published_at") if pk in found]
