import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from config.errors import in_the_api, unreadable
from metrics.queries import one_version
from safety.problems import problem

TOO_LARGE_A_NUMBER = re.compile(r"/[0-9]{19,}")
PIECE = 65_536
# Browsers show no answer before they have sent everything: so much of what is not taken is read and thrown away.
THROWN_AWAY = 200_000_000
Answer = Callable[[HttpRequest], HttpResponse]


def one_version_a_page(get_response: Answer) -> Answer:
    """Make each page of one version of the figures."""

    def answer(request: HttpRequest) -> HttpResponse:
        with one_version():
            return get_response(request)

    return answer


def no_larger_than_a_release(get_response: Answer) -> Answer:
    """Refuse bodies larger than any file that is taken: else they fill the disk before a view can look at them."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= settings.LARGEST_BODY:
            return get_response(request)
        throw_away(request)
        return too_large(request)

    return answer


def throw_away(request: HttpRequest) -> None:
    """Read what was sent, piece by piece, and keep nothing of it."""
    with suppress(UnreadablePostError):
        for _ in range(THROWN_AWAY // PIECE):
            if not request.read(PIECE):
                return


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is too large, and how large it may be: on a page with a way back to its form."""
    limits = {
        "at_once": settings.LARGEST_BODY // 1_000_000,
        "a_file": settings.UPLOAD_LARGEST // 1_000_000,
    }
    if in_the_api(request):
        words = f"This is too large: at most {limits['at_once']} MB can be sent at once. Nothing was saved."
        return problem(413, words)
    return render(request, "413.html", limits | {"form_page": came_from(request)}, status=413)


def came_from(request: HttpRequest) -> str:
    """Return the address on this site that somebody came from; nothing if it was another, or none is told."""
    told = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
        return ""
    return urlsplit(told)._replace(scheme="", netloc="", fragment="").geturl()


def no_nonsense(get_response: Answer) -> Answer:
    """Refuse what databases fail at in the middle of a page: a NUL in an address, and numbers that no row can have."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return unreadable(request, BadRequest())
        if TOO_LARGE_A_NUMBER.search(request.path_info):
            raise Http404
        return get_response(request)

    return answer
