"""Where somebody wanted to go before they had to sign in: a page of this site, kept until they have."""

from urllib.parse import urlencode, urlsplit

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest
from django.urls import Resolver404, resolve

# It goes into letters too, which strangers may have sent to anybody: no room there for words of theirs.
LONGEST = 300


def wanted(request: HttpRequest) -> str:
    """Return the address on this site that a request says somebody wanted to go to; nothing if it is none."""
    told = get_next_redirect_url(request) or ""
    if not told.startswith("/") or len(told) > LONGEST:
        return ""
    try:
        resolve(urlsplit(told).path)
    except (Resolver404, ValueError):
        return ""
    return told


def with_wanted(address: str, page: str) -> str:
    """Return an address that leads on to a page afterwards, if there is one."""
    return f"{address}?{urlencode({'next': page})}" if page else address
