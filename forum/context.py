"""What every page is told of the person who reads it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from forum.queries.notifying import how_many_new


def notifications(request: HttpRequest) -> dict[str, object]:
    """Return how many things are new to who is signed in: counted when a page shows it, once. Visitors cost nothing,
    nor do requests that are refused before anybody asks whose they are."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    return {"new_notifications": SimpleLazyObject(lambda: new_to(request))}


def new_to(request: HttpRequest) -> int:
    """Return how many things are new to who is signed in, counted once a request."""
    if not hasattr(request, "new_notifications"):
        request.new_notifications = how_many_new(request.user)
    return request.new_notifications
