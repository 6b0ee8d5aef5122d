"""How often one may ask the API: each token, each person and each visitor's address has a count of its own."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class PerAsker(SimpleRateThrottle):
    """Counts requests of the last minute. Where counts cannot be kept, everybody is let in."""

    cache = ConnectionProxy(caches, "asked")
    cache_format = "api:%(scope)s:%(ident)s"

    def get_rate(self) -> str:
        return settings.API_RATES["visitor"]

    def get_cache_key(self, request: Request, view) -> str:
        kind, who = _asker(request)
        self.rate = settings.API_RATES[kind]
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return self.cache_format % {"scope": kind, "ident": who}

    @property
    def headers(self) -> dict[str, str]:
        """Return what an answer says of the count; nothing where it could not be told who asks."""
        if not hasattr(self, "history"):
            return {}
        oldest = self.history[-1] if self.history else self.now
        return {
            "RateLimit-Limit": f"{self.num_requests}",
            "RateLimit-Remaining": f"{max(0, self.num_requests - len(self.history))}",
            "RateLimit-Reset": f"{max(0, round(oldest + self.duration - self.now))}",
        }


def _asker(request: Request) -> tuple[str, object]:
    if request.auth is not None:
        return "token", request.auth.pk
    if request.user.is_authenticated:
        return "person", request.user.pk
    return "visitor", get_adapter().get_client_ip(request)
