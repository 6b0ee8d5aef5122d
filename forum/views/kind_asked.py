"""Which kind of thread an address asks to start, and in which category."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from forum.models import Category, Thread
from forum.permissions.categories import may_announce

Kind = Thread.Kind
ABOUT = {
    Kind.QUESTION: "Ask something. You can accept the reply that answers it.",
    Kind.DISCUSSION: "Talk about something.",
    Kind.ANNOUNCEMENT: "Tell members something.",
    Kind.EVENT: "Say when and where something is.",
    Kind.POLL: "Let members choose between options.",
}


@dataclass(frozen=True)
class KindOffered:
    words: str
    about: str
    address: str
    is_chosen: bool


def kind_asked(request: HttpRequest, usual: str) -> str:
    """Return the kind of thread that an address asks for, else the `usual` one.

    Raises PermissionDenied: not everybody announces.
    """
    asked = request.GET.get("kind", "")
    kind = asked if asked in Kind.values else usual
    if kind == Kind.ANNOUNCEMENT != usual and not may_announce(request.user):
        raise PermissionDenied
    return kind


def kinds_offered(request: HttpRequest, chosen: str) -> list[KindOffered]:
    """Return the kinds of thread that a person may start, each with the address that asks for it."""
    kinds = [kind for kind in Kind if kind != Kind.ANNOUNCEMENT or may_announce(request.user)]
    return [KindOffered(kind.label, ABOUT[kind], _address(request, kind), kind == chosen) for kind in kinds]


def category_asked(request: HttpRequest, offered: Iterable[Category], function: str) -> dict[str, str]:
    """Return the category that an address asks for, as a form begins with it: by its name, or by what it is about."""
    asked = request.GET.get("category")
    for one in offered:
        if one.slug == asked or (not asked and function and one.treatment_function == function):
            return {"category": one.slug}
    return {}


def _address(request: HttpRequest, kind: str) -> str:
    asked = request.GET.copy()
    asked["kind"] = kind
    return f"?{asked.urlencode()}"
