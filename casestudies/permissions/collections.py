"""Who may put case studies and technologies together: questions with a name."""

from functools import cached_property

from accounts.models.readers import Someone
from accounts.permissions import is_member, may_write
from casestudies.models import Collection


def may_collect(user: Someone) -> bool:
    """Say whether a person may put collections together: members who are not silenced, since they may be shared."""
    return is_member(user) and may_write(user)


class CollectionRights:
    """What somebody who sees a collection may do with it: asked once for a page."""

    def __init__(self, user: Someone, collection: Collection):
        self.user, self.collection = user, collection

    @property
    def may_change(self) -> bool:
        """Say whether they may change it: whose it is, unless a moderator hid it."""
        return self.is_own and self.collection.state == Collection.State.PUBLISHED and self.may_copy

    @property
    def may_delete(self) -> bool:
        """Say whether they may delete it: whose it is, whatever keeps them from writing."""
        return self.is_own

    @cached_property
    def may_copy(self) -> bool:
        """Say whether they may begin one of their own with what is in it: whoever may put collections together."""
        return self.knows_names and may_write(self.user)

    @cached_property
    def knows_names(self) -> bool:
        """Say whether they may know whose it is: members know each other's names."""
        return is_member(self.user)

    @property
    def is_own(self) -> bool:
        return self.collection.owner_id == self.user.pk


def may_change_collection(user: Someone, collection: Collection) -> bool:
    return CollectionRights(user, collection).may_change


def may_delete_collection(user: Someone, collection: Collection) -> bool:
    return CollectionRights(user, collection).may_delete
