"""Pages of signing in, as django-allauth answers them, and what this site asks of them besides."""

import logging
import time
from collections.abc import Callable
from functools import wraps

import requests
from allauth.account import views as account
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_administrator, is_on_staff, may_decide_claims
from accounts.signing_in.addresses import says_whether_sent
from accounts.signing_in.devices import device_of
from accounts.signing_in.forms import EndSessions
from safety.permissions import may_read_audit_log

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def always_as_long(view: View) -> View:
    """Answer forms after the same time, whatever was done: time must not tell who has an account."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        began = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0.0, settings.SAME_SECONDS - (time.monotonic() - began)))
        return response

    return answer


class SessionsView(ListUserSessionsView):
    """Where one is signed in; each can be ended, or all but this one."""

    form_class = EndSessions

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = device_of(session.user_agent)
        context["sessions"].sort(key=lambda session: session.last_seen_at, reverse=True)
        return context


def to_the_employer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the page where one's organisation signs one in; say so when it does not answer."""
    try:
        return openid.login(request, provider_id)
    except requests.RequestException as silent:
        logger.warning("%s does not answer: %s", settings.OIDC_SERVER_URL, silent)
        return render(request, "socialaccount/authentication_error.html", status=502)


sign_in = always_as_long(says_whether_sent(account.login))
sign_in_by_passkey = says_whether_sent(passkeys.login_webauthn)
sign_out = require_POST(account.logout)
sign_up = always_as_long(says_whether_sent(account.signup))
forgotten_password = always_as_long(account.password_reset)
sessions = SessionsView.as_view()


@require_safe
@login_required
def your_account(request: HttpRequest) -> HttpResponse:
    user = request.user
    opens = {
        "may_decide_claims": may_decide_claims(user),
        "is_on_staff": is_on_staff(user),
        "is_administrator": is_administrator(user),
        "may_read_audit_log": may_read_audit_log(user),
    }
    return render(request, "account/your_account.html", opens)
