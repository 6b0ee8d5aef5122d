"""The head of every page: the menu, the search box, and who is signed in. Kept, since it is the same on many pages."""

from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forum.context import new_to
from safety.parts import TOKEN, kept_part

register = template.Library()
HEADER = "components/header.html"


class Reader(NamedTuple):
    """Who is signed in. `new`: how many things they have not seen."""

    pk: int
    words: str
    is_on_staff: bool
    new: int


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """Return the head of a page. Visitors have no form in it, and get no cookie for one."""
    request, reader = context.get("request"), reader_of(context)
    shown = {"is_page": request is not None, "here": menu_place(request.path) if request else ""}
    shown["reader"] = reader
    own = {"token": str(context.get("csrf_token", ""))} if reader else {}
    return kept_part(HEADER, shown, lambda: render_to_string(HEADER, {**shown, "csrf_token": TOKEN}), **own)


def reader_of(context: template.Context) -> Reader | None:
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return None
    is_on_staff = user.is_moderator or user.is_superuser
    return Reader(user.pk, str(user), is_on_staff, new_to(context["request"]))


def menu_place(path: str) -> str:
    """Return the path of a page as far as the menu tells pages apart: `/areas/`, and `/areas/…` of all below it."""
    first, _, below = path.removeprefix("/").partition("/")
    return f"/{first}/{'…' if below else ''}" if first else "/"
