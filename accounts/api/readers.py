"""What addresses have in common whose answers depend on who asks: what that person may see, nothing else."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.scopes import InScope
from metrics.api.addresses import Address


class Visitor(BasePermission):
    """Lets in whoever is not signed in: to what everybody reads."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return not request.user.is_authenticated


@method_decorator(cache_control(private=True, no_cache=True), name="dispatch")
class OfReaders(Address):
    """What visitors read too; whoever is signed in, and their tokens, may see more."""

    permission_classes = (Visitor | InScope,)
