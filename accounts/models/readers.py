"""Conditions on who reads, asked together with the rows that they may read: no query more."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q

from accounts.models.people import User, UserQuerySet

Someone = User | AnonymousUser


def is_on_staff(user: Someone) -> bool:
    return user.is_authenticated and (user.is_moderator or user.is_superuser)


def is_one_of(user: Someone, people: UserQuerySet) -> Exists:
    """Return the condition that a person is one of `people`, present today: asked with the rows, at no query more.

    Its questions are those of `accounts.permissions`.
    """
    return Exists(people.present().filter(pk=user.pk))


def is_member(user: Someone) -> Q:
    """Return the condition that a person is a member today: answered already where the page looked it up."""
    standing = getattr(user, "standing", None)
    if standing is None:
        return Q(is_one_of(user, members()))
    return Q(pk__isnull=False) if standing.is_member else Q(pk__in=[])


def members() -> UserQuerySet:
    return User.objects.verified().with_membership()
