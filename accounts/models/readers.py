"""Conditions on who reads, asked together with the rows that they may read: no query more."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists

from accounts.models.people import User, UserQuerySet

Someone = User | AnonymousUser


def is_on_staff(user: Someone) -> bool:
    return user.is_authenticated and (user.is_moderator or user.is_superuser)


def is_one_of(user: Someone, people: UserQuerySet) -> Exists:
    """Return the condition that a person is one of `people`, present today: asked with the rows, at no query more.

    Its questions are those of `accounts.permissions`.
    """
    return Exists(people.present().filter(pk=user.pk))


def members() -> UserQuerySet:
    return User.objects.verified().with_membership()
