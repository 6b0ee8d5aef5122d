"""Asking the people of another area, in one step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.permissions import may_write
from accounts.views.doors import form_page
from forum.actions.asking_areas import ask_area
from forum.actions.refusals import PostRefused
from forum.actions.twice import PostedAlready
from forum.forms.asking import AskArea
from forum.presenters.asking import subject_of, title_for, who_is_told
from forum.queries.asking import leads_over, reached, spaces_shared
from forum.views.discussions import compose, for_members, is_sent, place_of, plain, posted
from forum.views.replying import begun_question
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.peers.group import KINDS


@form_page
@for_members
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the people of an area. The address may say about what, and beside which area's figures:
    ?measure=within-18-weeks&function=C_110&from=03R"""
    area, own = _areas(code.upper(), request.GET.get("from", "").upper())
    if area.code != code:
        asked = request.GET.urlencode()
        return redirect(reverse("ask-area", args=[area.code]) + (f"?{asked}" if asked else ""))
    if area.closed:
        return render(request, "forum/ask_closed.html", {"area": area, "links": _above(area)}, status=404)
    if not may_write(request.user):
        raise PermissionDenied
    measure, function = _subject(request)
    initial, drafted = begun_question(request, area.code, {"title": title_for(area, measure, function)})
    form = AskArea(request.POST or None, initial=initial, spaces=spaces_shared(request.user, area))
    if is_sent(request, form):
        about = {"area": area, "measure": measure, "function": function, "own": own}
        try:
            made = ask_area(
                by=request.user, **about, category=form.category, **plain(form, "title", "text", "key")
            )
        except PostedAlready as already:
            messages.info(request, str(already))
            return redirect(place_of(already.post))
        except PostRefused as refused:
            form.add_error(None, str(refused))
        else:
            return posted(request, made.posts.get(number=1))
    page = drafted | {
        "area": area,
        "own": own,
        "subject": subject_of(measure, function),
        "told": who_is_told(area, reached(area, request.user), list(leads_over(area))),
        "links": _above(area),
    }
    return compose(request, "forum/ask.html", form, page)


def _areas(code: str, own: str) -> tuple[Area, Area | None]:
    """Return the area that is asked, and the other beside whose figures it is, if there is one. Raises Http404."""
    found = {area.code: area for area in Area.objects.filter(code__in=[code, own[:10]], kind__in=KINDS)}
    if code not in found:
        raise Http404(f"There is no area {code!r} whose people could be asked.")
    return found.pop(code), found.get(own)


def _subject(request: HttpRequest) -> tuple[str, str]:
    """Return about which measure and function an address asks: nothing of what is unknown, and of all functions."""
    measure, function = (request.GET.get(name, "") for name in ("measure", "function"))
    return measure if measure in MEASURES else "", function if function in SINGLE_FUNCTIONS else ""


def _above(area: Area) -> list[tuple[str, str]]:
    return [
        ("Home", reverse("home")),
        ("Areas", reverse("areas")),
        (area.short_name, reverse("area", args=[area.code])),
    ]
