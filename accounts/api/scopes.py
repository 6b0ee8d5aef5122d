"""What a program may do with a token, and how the schema tells of it."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.authentication import ByToken
from accounts.models import Token


class ByTokenInTheSchema(OpenApiAuthenticationExtension):
    target_class = ByToken
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, from the page of your account.",
        }


class InScope(BasePermission):
    """Lets in whoever is signed in, and tokens that were made for this: `scope` of the view, by the method else.

    What an address takes is told to everybody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method == "OPTIONS":
            return True
        if not request.user.is_authenticated:
            return False
        if request.auth is None or self._scope(request, view) in request.auth.scopes:
            return True
        wanted = Token.Scope(self._scope(request, view))
        raise PermissionDenied(f"This token may not do that: make one that may “{wanted.label}”.")

    def _scope(self, request: Request, view: APIView) -> str:
        usual = Token.Scope.READ if request.method in ("GET", "HEAD") else Token.Scope.WRITE
        return getattr(view, "scope", usual)
