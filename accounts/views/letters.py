"""Ending letters by the link in them, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.actions.profile import stop_telling
from accounts.letters import stop_meant
from accounts.views.doors import form_page


@csrf_exempt
@form_page
@never_cache
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask whether letters shall end, and end them.

    The signed address is the permission: mail programs send the form themselves when their reader presses
    "unsubscribe" (RFC 8058), with no cookie and no token of ours.
    """
    meant = stop_meant(signed)
    if not meant:
        raise Http404
    user, how_often = meant
    if request.method == "POST":
        stop_telling(user=user, how_often=how_often)
    words = {"how_often": how_often.label.lower(), "is_done": request.method == "POST"}
    return render(request, "accounts/stop_letters.html", words)
