"""Putting case studies and technologies together: begun, filled, put in order, shared, copied, taken away again.

Who may is asked before. What others read is on record in the audit log; what somebody keeps for themselves is not.
"""

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from accounts.actions.closing import when_closing
from accounts.models import User
from casestudies.actions.changing import LifeRefused
from casestudies.models import CaseStudy, Collection, CollectionEntry, Technology
from casestudies.models.collections import as_held
from casestudies.queries.collections import collectable
from casestudies.registry import collection_changed, collection_taken_away
from safety.audit import record

MOST_COLLECTIONS = 50
MOST_ENTRIES = 100
Thing = CaseStudy | Technology


class TooManyCollections(LifeRefused):
    def __init__(self):
        super().__init__(f"You have {MOST_COLLECTIONS} collections. Delete one, then begin another.")


class CollectionIsFull(LifeRefused):
    def __init__(self):
        super().__init__(f"A collection holds {MOST_ENTRIES} things at most. Take one out, then add this.")


class NotToBeCollected(LifeRefused):
    def __init__(self):
        super().__init__("This is not published any more, so it was not added.")


class NotToBeChanged(LifeRefused):
    def __init__(self):
        super().__init__("This collection cannot be changed now: a moderator hid it, or it was deleted.")


@transaction.atomic
def start(*, by: User, title: str, about: str = "", is_shared: bool = False) -> Collection:
    """Begin a collection. Raises TooManyCollections."""
    User.objects.select_for_update().get(pk=by.pk)
    if by.collections.exclude(state=Collection.State.ERASED).count() >= MOST_COLLECTIONS:
        raise TooManyCollections
    made = Collection.objects.create(owner=by, title=title, about=about, is_shared=is_shared)
    if is_shared:
        record(act="share collection", by=by, about=made)
    return made


@transaction.atomic
def describe(*, collection: Collection, by: User, title: str, about: str, is_shared: bool) -> Collection:
    """Change what a collection is called and says, and whether others read it. Raises NotToBeChanged."""
    collection = _held(collection)
    was_shared = collection.is_shared
    collection.title, collection.about, collection.is_shared = title, about, is_shared
    collection.save(update_fields=["title", "about", "is_shared"])
    if was_shared != is_shared:
        _touch(collection)
        record(act="share collection" if is_shared else "unshare collection", by=by, about=collection)
    else:
        _changed(collection, by)
    return collection


@transaction.atomic
def add(*, collection: Collection, by: User, thing: Thing, note: str = "") -> CollectionEntry:
    """Add a case study or a technology that everybody reads at the end; what is in it already gets the new note.

    Raises NotToBeChanged, NotToBeCollected or CollectionIsFull.
    """
    collection = _held(collection)
    if not collectable(type(thing)).filter(pk=thing.pk).exists():
        raise NotToBeCollected
    found = collection.entries.of(thing).first()
    if found is None:
        found = _added(collection, thing, note)
    elif note:
        found.note = note
        found.save(update_fields=["note"])
    _changed(collection, by)
    return found


@transaction.atomic
def start_with(*, by: User, thing: Thing, title: str, note: str = "") -> Collection:
    """Begin a collection with something in it; sent again it is the same, found by its name.

    Raises TooManyCollections, NotToBeCollected or CollectionIsFull.
    """
    same = by.collections.filter(title=title, state=Collection.State.PUBLISHED).first()
    made = same or start(by=by, title=title)
    add(collection=made, by=by, thing=thing, note=note)
    return made


def _added(collection: Collection, thing: Thing, note: str) -> CollectionEntry:
    if collection.entries.count() >= MOST_ENTRIES:
        raise CollectionIsFull
    last = collection.entries.aggregate(last=Max("position"))["last"] or 0
    return collection.entries.create(**as_held(thing), note=note, position=last + 1)


@transaction.atomic
def annotate(*, entry: CollectionEntry, by: User, note: str) -> None:
    """Say why something is in a collection. Raises NotToBeChanged."""
    collection = _held(entry.collection)
    collection.entries.filter(pk=entry.pk).update(note=note)
    _changed(collection, by)


@transaction.atomic
def take_out(*, entry: CollectionEntry, by: User) -> None:
    """Take something out of a collection; what is not in it any more is out of it. Raises NotToBeChanged."""
    collection = _held(entry.collection)
    if collection.entries.filter(pk=entry.pk).delete()[0]:
        _changed(collection, by)


@transaction.atomic
def place(*, entry: CollectionEntry, beside: CollectionEntry, is_before: bool) -> None:
    """Put an entry right before or after another of its collection: asked twice, it stands there. Raises
    NotToBeChanged."""
    collection = _held(entry.collection)
    order = [one for one in collection.entries.all() if one.pk != entry.pk]
    places = [place for place, one in enumerate(order) if one.pk == beside.pk]
    if not places:
        return
    order.insert(places[0] + (0 if is_before else 1), entry)
    for position, one in enumerate(order, start=1):
        one.position = position
    CollectionEntry.objects.bulk_update(order, ["position"])
    _touch(collection)


@transaction.atomic
def copy(*, collection: Collection, by: User) -> Collection:
    """Begin a collection of one's own with what one may read of another's, in its order. Raises TooManyCollections.

    The words in it stay with whoever wrote them.
    """
    made = start(by=by, title=collection.title)
    seen = collection.entries.visible_to(by)
    CollectionEntry.objects.bulk_create(
        CollectionEntry(
            collection=made, case_id=one.case_id, technology_id=one.technology_id, position=position
        )
        for position, one in enumerate(seen, start=1)
    )
    return made


@transaction.atomic
def take_away(*, collection: Collection, by: User) -> None:
    """Delete a collection of one's own. Where moderators have looked at it, its row stays without a word in it."""
    collection = Collection.objects.select_for_update().filter(pk=collection.pk).first()
    if collection is None or collection.state == Collection.State.ERASED:
        return
    was_public, name = collection.is_public, f"collection:{collection.pk}"
    empty_or_delete(collection)
    if was_public:
        record(act="delete collection", by=by, about=name)


@transaction.atomic
def put_into_state(*, collection: Collection, state: str) -> None:
    """Put a collection into a state (`Collection.State`); whoever decides it puts it on record."""
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    collection.state, collection.changed_at = state, timezone.now()
    collection.save(update_fields=["state", "changed_at"])


@when_closing
def forget_collections(user: User) -> None:
    """Forget what a person put together."""
    for collection in user.collections.all():
        empty_or_delete(collection)


def empty_or_delete(collection: Collection) -> None:
    """Delete a collection, or all that it says where something else rests on its row."""
    try:
        with transaction.atomic():
            Collection.objects.get(pk=collection.pk).delete()
    except ProtectedError:
        empty(collection)
        collection_taken_away(collection)


def empty(collection: Collection) -> None:
    """Erase all that a collection says and holds."""
    collection.entries.all().delete()
    collection.title = collection.about = ""
    collection.is_shared, collection.state = False, Collection.State.ERASED
    collection.changed_at = timezone.now()
    collection.save()


def _held(collection: Collection) -> Collection:
    """Return a collection as it is now, kept from changing until the transaction ends. Raises NotToBeChanged."""
    found = Collection.objects.select_for_update().filter(pk=collection.pk).first()
    if found is None or found.state != Collection.State.PUBLISHED:
        raise NotToBeChanged
    return found


def _changed(collection: Collection, by: User) -> None:
    """Note that a collection says something else; on record where others read it."""
    _touch(collection)
    if collection.is_public:
        record(act="change collection", by=by, about=collection)


def _touch(collection: Collection) -> None:
    collection.changed_at = timezone.now()
    collection.save(update_fields=["changed_at"])
    collection_changed(collection)
