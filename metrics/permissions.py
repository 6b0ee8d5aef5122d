"""Who may do what with figures: questions with a name, asked by pages and API alike."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def may_refresh_figures(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether a person may start a refresh, roll a month back, release a held one or withdraw one."""
    return user.is_active and user.is_superuser
