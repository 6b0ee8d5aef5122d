"""Whole pages, kept while nothing that is shown on them changes."""

from collections.abc import Callable, Mapping

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from forum.header import header_html
from metrics.context import site_state
from safety.parts import TOKEN, hole, kept_part

HEADER = hole("header")


def kept_page(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, object],
    made: Callable[[], dict[str, object]],
    **own: str,
) -> HttpResponse:
    """Answer somebody signed in with a page that is kept by all that is `shown` on it.

    `made`: returns what else its template gets, made of that alone; `own`: what fills its holes, that for the token
    of forms last, since it may be within them. A page with a message
    to its reader, or made while months of figures come in, is kept nowhere.
    """
    token, state = get_token(request), site_state(request)
    passing = {"messages": get_messages(request), "loading": state["loading"]}
    site = {"demonstration": state["demonstration"]}

    def make() -> str:
        page = {**shown, **made(), **site, **passing, "csrf_token": TOKEN, "kept_header": HEADER}
        return render_to_string(template, page)

    made_of = None if any(passing.values()) else {**shown, **site}
    own["header"] = header_html(request, request.user, token)
    return HttpResponse(kept_part(template, made_of, make, **own, token=token))
