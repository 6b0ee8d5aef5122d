"""What holds for every request of somebody who is signed in."""

from collections.abc import Callable
from functools import cache

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers

from accounts.signing_in import urls as signing_in
from accounts.signing_in.sessions import has_ended, note_activity
from accounts.signing_in.two_steps import lacks_two_steps
from accounts.signing_in.typed import typed_in

Answer = Callable[[HttpRequest], HttpResponse]
TOO_LONG = (
    "You were signed out because you were away for a while, or your role changed. Sign in again to go on."
)
SET_UP_FIRST = (
    "Moderators and administrators need two-step sign-in. Set it up below, and everything is open to you."
)
SET_UP_ELSEWHERE = (
    "Moderators and administrators need two-step sign-in. Set it up on the page of your account first."
)


def sessions_end(get_response: Answer) -> Answer:
    """Sign people out who did nothing for half an hour, or signed in half a day ago. Visitors cost no query."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            if has_ended(request.session, request.user):
                logout(request)
                request.was_signed_out = True
            elif not is_asked_by_itself(request.path_info):
                note_activity(request)
        return get_response(request)

    return answer


def staff_take_two_steps(get_response: Answer) -> Answer:
    """Lead moderators and administrators to set up a second step before they reach anything but their account."""

    def answer(request: HttpRequest) -> HttpResponse:
        if getattr(request, "was_signed_out", False):
            messages.info(request, TOO_LONG)
        if not lacks_two_steps(request.user) or is_open(request.path_info):
            return get_response(request)
        if request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
            messages.warning(request, SET_UP_FIRST)
            return redirect("mfa_index")
        raise PermissionDenied(SET_UP_ELSEWHERE)

    return answer


def what_was_typed_is_shown(get_response: Answer) -> Answer:
    """Show people what they sent while nobody was signed in, to copy, where they would be led to sign in without it.

    It goes back to them alone and is kept nowhere. Browsers that run scripts keep it too (static/js/keep-text.js).
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or is_open(request.path_info) or not leads_to_sign_in(response):
            return response
        typed = typed_in(request.POST)
        if not typed:
            return response
        page = {"typed": typed, "sign_in": response["Location"]}
        shown = render(request, "account/not_saved.html", page, status=403)
        add_never_cache_headers(shown)
        return shown

    return answer


def is_asked_by_itself(path: str) -> bool:
    """Say whether open pages ask for this again and again, with nobody there: that keeps nobody signed in."""
    return path in _asked_by_themselves()


@cache
def _asked_by_themselves() -> tuple[str, ...]:
    return reverse("notifications-new"), reverse("loading-status")


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].partition("?")[0] == reverse("sign-in")


def is_open(path: str) -> bool:
    """Say whether a page is open to staff without a second step: those of signing in, where they set it up."""
    try:
        return resolve(path).url_name in {pattern.name for pattern in signing_in.urlpatterns}
    except Resolver404:
        return False
