"""Collections before moderators: what their owners change or delete while it waits."""

from django.db.models import F

from casestudies.models import Collection
from casestudies.registry import when_collection_changes, when_collection_is_taken_away
from forum.actions.moderation.deciding import Act, Why, settle
from forum.models import ReviewItem
from forum.queries.moderation import appeal_waiting, erasure_waiting
from safety import audit


@when_collection_changes
def changed(collection: Collection) -> None:
    """Refuse decisions by moderators who read it as it was."""
    ReviewItem.objects.waiting().filter(collection=collection).update(version=F("version") + 1)


@when_collection_is_taken_away
def taken_away(collection: Collection) -> None:
    """Close what waits about a collection of which nothing is left; not an appeal, nor whether to erase it for good."""
    item = ReviewItem.objects.select_for_update(of=["self"]).waiting().filter(collection=collection).first()
    if item is None or appeal_waiting(item) or erasure_waiting(item):
        return
    settle(item, Act.SETTLED, by=collection.owner, why=Why())
    audit.record(act="settle", by=collection.owner, about=collection)
