"""Showing that an e-mail address is one's own: by a link that is sent to it, and by a new one when that is too old."""

from allauth.account import app_settings
from allauth.account import views as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

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
            return redirect("account_email_verification_sent")
        self.object = None
        return self.render_to_response(self.get_context_data(), status=200 if address else 404)

    def get_context_data(self, **kwargs) -> dict:
        page = super().get_context_data(**kwargs)
        if self.object is None:
            page["state"] = state_of(address_of(self.kwargs["key"]))
        return page


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
