"""Who may do what with figures: questions with a name, asked by pages and API alike.

Who leads what, and who is silenced or suspended, is the people's own record: a user answers `leads(area)` and
`is_restricted`.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from metrics.models import Area


def may_refresh_figures(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether a person may start a refresh, roll a month back, release a held one or withdraw one."""
    return user.is_active and user.is_superuser and not user.is_restricted


def may_set_rebase(user: AbstractBaseUser | AnonymousUser, area: Area) -> bool:
    """Say whether a person may set or withdraw rebase dates of an area's control charts: administrators, and leads."""
    return user.is_active and (user.is_superuser or user.leads(area)) and not user.is_restricted
