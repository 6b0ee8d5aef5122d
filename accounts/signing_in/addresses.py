"""Showing that an email address is one's own: by a link that is sent to it, and by a new one when that is too old.

An address gets no second link within three minutes. Whoever asks for one is told so, in the same words whether there
is an account or not: a letter is written either way.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account import views as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.signing_in.letters import was_written
from accounts.signing_in.wanted import wanted, with_wanted

View = Callable[..., HttpResponse]
SENT = "account_email_verification_sent"
# In a session: whether a letter was sent a short while ago, and none now.
WAITS = "waits_for_letter"
TOO_SOON = (
    "No email was sent just now: one went to this address a short while ago. Wait three minutes, then choose"
    " “Send it again”."
)
USED, TOO_OLD, UNKNOWN = "used", "too old", "unknown"


class VerifyAddress(account.ConfirmEmailView):
    """Asks whether an address is one's own. A link that was used or is too old says so, and what to do."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except Http404:
            return self.verifies_nothing(request)

    def verifies_nothing(self, request: HttpRequest) -> HttpResponse:
        """Say what became of the link; send a new one if that is asked for and helps."""
        address = address_of(self.kwargs["key"])
        if "again" in request.POST and state_of(address) == TOO_OLD:
            send_verification_email_to_address(request, address)
            note_whether_sent(request)
            return redirect(SENT)
        self.object = None
        return self.render_to_response(self.get_context_data(), status=200 if address else 404)

    def get_context_data(self, **kwargs) -> dict:
        page = super().get_context_data(**kwargs)
        if self.object is None:
            page["state"] = state_of(address_of(self.kwargs["key"]))
        return page

    def get_redirect_url(self) -> str:
        """Lead on to where somebody wanted to go, by way of signing in where nobody is."""
        if self.request.user.is_authenticated:
            return super().get_redirect_url()
        return with_wanted(reverse("sign-in"), wanted(self.request))


class ChangeAddress(account.EmailView):
    """Where somebody changes their address, and asks for another link to the new one."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        is_asked = "action_send" in request.POST or "action_add" in request.POST
        if is_asked and answer.status_code == 302 and not was_written(request):
            messages.warning(request, TOO_SOON)
        return answer


def says_whether_sent(view: View) -> View:
    """Let the page that a view leads to say whether a letter was sent."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 302 and response["Location"] == reverse(SENT):
            note_whether_sent(request)
        return response

    return answer


def note_whether_sent(request: HttpRequest) -> None:
    request.session[WAITS] = not was_written(request)


@require_safe
@never_cache
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter with a link was sent, or that one was a short while ago."""
    return render(request, "account/verification_sent.html", {"waits": request.session.get(WAITS, False)})


def address_of(key: str) -> EmailAddress | None:
    """Return the address that a link was sent to, however long ago; none if it is nobody's any more."""
    try:
        pk = signing.loads(key, salt=app_settings.SALT)
    except signing.BadSignature:
        return None
    return EmailAddress.objects.filter(pk=pk).first()


def state_of(address: EmailAddress | None) -> str:
    """Return what became of a link that verifies nothing."""
    if address is None:
        return UNKNOWN
    return USED if address.verified else TOO_OLD
