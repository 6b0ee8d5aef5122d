"""Who asks the API: a program with a personal token."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actions.tokens import note_use, token_for
from accounts.models import Token, User
from accounts.permissions import may_have_tokens

UNKNOWN = (
    "This token is not known. Check that you copied all of it, or make a new one on the page of your account."
)
ENDED = "This token has ended or was withdrawn. Make a new one on the page of your account."
NOT_NOW = "The owner of this token may not use it at the moment."


class ByToken(BaseAuthentication):
    """`Authorization: Bearer exm_…`. Whoever may not have tokens any longer is not let in by an older one."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        kind, _, secret = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = token_for(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(UNKNOWN)
        if not token.is_in_force:
            raise AuthenticationFailed(ENDED)
        if not may_have_tokens(token.user):
            raise AuthenticationFailed(NOT_NOW)
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
