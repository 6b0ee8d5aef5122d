"""Groups of areas that people keep to compare with."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from forum.actions.twice import take_turns
from forum.models import OwnPeers
from metrics.models import Area

MOST = 30


class GroupRefused(Exception):
    """A group that cannot be kept, with the reason in words."""


class TooManyGroups(GroupRefused):
    def __init__(self):
        super().__init__(f"You keep {MOST} groups, which is as many as can be. Remove one first.")


@transaction.atomic
def keep_group(*, person: User, name: str, areas: Collection[Area]) -> OwnPeers:
    """Keep areas as a group of a person: under a name that they used before, instead of those. Raises GroupRefused."""
    take_turns(person)
    kept = person.own_peers.filter(name=name).first()
    if kept is None and person.own_peers.count() >= MOST:
        raise TooManyGroups
    kept = kept or OwnPeers(person=person, name=name)
    kept.save()
    kept.areas.set(areas)
    return kept
