"""How a text will look, while somebody types it: a part of a page, for a script. Nothing of it is kept."""

from http import HTTPStatus

from allauth.core.internal.ratelimit import consume
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.permissions import may_write
from forum.forms.discussions import StartThread, text_field
from forum.models import Thread
from forum.presenters.living import Text, filled_in
from forum.views.discussions import for_members
from safety.markdown import rendered

# Making a long text HTML takes a moment of the server's time: one look a second, in the long run.
AT_MOST = {"look_at_text": "60/m/user"}


@require_POST
@for_members
def writing_preview(request: HttpRequest) -> HttpResponse:
    """Show how ?text=… will look in the thread ?thread=7, or in a new one about ?area=Wakefield, as the button
    “Preview” does; nothing of an empty text."""
    if not may_write(request.user):
        raise PermissionDenied
    if consume(request, app="forum", action="look_at_text", config=AT_MOST) is None:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    typed = request.POST.get("text", "")
    shown = _looked_at(typed, _area(request)) if typed.strip() else {}
    return render(request, "forum/writing_preview.html", shown)


def _looked_at(typed: str, area: str) -> dict:
    try:
        text = text_field("Text").clean(typed)
    except ValidationError as trouble:
        return {"trouble": trouble.messages[0]}
    return {"preview": filled_in([Text(rendered(text), area)])[0]}


def _area(request: HttpRequest) -> str:
    """Return the code of the area that the thread is about: figures that are named without one are of it."""
    if named := request.POST.get("area", ""):
        return _code(named)
    number = request.POST.get("thread", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return ""
    seen = Thread.objects.visible_to(request.user).filter(pk=number)
    return seen.values_list("area__code", flat=True).first() or ""


def _code(named: str) -> str:
    """Return the code of an area by what is typed of it in a form; "" while that names none."""
    try:
        area = StartThread.base_fields["area"].clean(named)
    except ValidationError:
        return ""
    return area.code if area else ""
