"""Who comes in where people moderate: moderators and administrators."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.permissions import look_up_once
from forum.moderation_permissions import may_moderate
from forum.views.discussions import for_signed_in

View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


def for_moderators(view: View) -> View:
    """Ask visitors to sign in, refuse everybody else who is no moderator, and keep no copy of the page."""

    @for_signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        look_up_once(request.user)
        if not may_moderate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
