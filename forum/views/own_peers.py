"""A person's own groups of areas to compare with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.views.doors import form_page
from forum.actions.own_peers import GroupRefused, keep_group
from forum.forms.own_peers import KeepGroup
from forum.models import OwnPeers
from forum.presenters.own_peers import group_rows
from forum.views.discussions import for_members
from metrics.queries import published_months


@form_page
@for_members
def own_peers(request: HttpRequest) -> HttpResponse:
    """Show a person's groups, and keep one: the address may say of which areas, ?peers=15F,36J."""
    asked = {name: request.GET.get(name, "") for name in ("name", "peers")}
    form = KeepGroup(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid() and _is_kept(request, form):
        return redirect("own-peers")
    links = [("Home", reverse("home")), ("For you", reverse("for-you"))]
    months = published_months()
    day = months[-1] if months else timezone.localdate()
    page = {"links": links, "rows": group_rows(request.user, day), "form": form, "day": day}
    return render(request, "forum/own_peers.html", page)


def _is_kept(request: HttpRequest, form: KeepGroup) -> bool:
    try:
        kept = keep_group(
            person=request.user, name=form.cleaned_data["name"], areas=form.cleaned_data["peers"]
        )
    except GroupRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Kept: “{kept}”.")
    return True


@require_POST
@for_members
def forget_group(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(OwnPeers, pk=pk, person=request.user)
    group.delete()
    messages.success(request, f"Removed: “{group}”.")
    return redirect("own-peers")
