"""The head of every page: the menu, the search box, and who is signed in. Kept, since it is the same on many pages."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from forum.context import new_to
from safety.parts import TOKEN, kept_part

HEADER = "components/header.html"


class Reader(NamedTuple):
    """Who is signed in. `new`: how many things they have not seen."""

    pk: int
    words: str
    is_on_staff: bool
    new: int


def header_html(request: HttpRequest | None, user: User | AnonymousUser | None, token: str) -> SafeString:
    """Return the head of a page; of one that nobody asked for, an error of the site, without a request. `token`: what
    its form is sent with. Visitors have no form in it, and need none."""
    reader = _reader(request, user)
    shown = {"is_page": request is not None, "here": menu_place(request.path) if request else ""}
    shown["reader"] = reader
    own = {"token": token} if reader else {}
    return kept_part(HEADER, shown, lambda: render_to_string(HEADER, {**shown, "csrf_token": TOKEN}), **own)


def _reader(request: HttpRequest | None, user: User | AnonymousUser | None) -> Reader | None:
    if user is None or not user.is_authenticated:
        return None
    return Reader(user.pk, str(user), user.is_moderator or user.is_superuser, new_to(request))


def menu_place(path: str) -> str:
    """Return the path of a page as far as the menu tells pages apart: `/areas/`, and `/areas/…` of all below it."""
    first, _, below = path.removeprefix("/").partition("/")
    return f"/{first}/{'…' if below else ''}" if first else "/"
