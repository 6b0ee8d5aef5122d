"""Who comes in where pages have forms: by which methods, and signed in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import look_up_once

View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


def for_signed_in(view: View) -> View:
    """Ask visitors to sign in, whatever is or is not at the address, and keep no copy of the page."""
    return never_cache(login_required(view))


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def for_those_who(may: Callable[[User], bool], refused: View = refuse) -> Callable[[View], View]:
    """Return what asks visitors to sign in, refuses everybody else who may not, and keeps no copy of the page.

    `refused`: what answers those who may not.
    """

    def door(view: View) -> View:
        @for_signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            look_up_once(request.user)
            if not may(request.user):
                return refused(request)
            return view(request, *args, **kwargs)

        return guarded

    return door
