"""Who is signed in, looked up in a query that is prepared: every page of somebody signed in asks it."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField

from accounts.models import User
from accounts.models.people import UserQuerySet
from safety.prepared import Late, Prepared


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        return next(filter(self.user_can_authenticate, _numbered(pk=user_id).all), None)


@Prepared
def _numbered() -> UserQuerySet:
    return User.objects.filter(pk=Late("pk", BigIntegerField()))
