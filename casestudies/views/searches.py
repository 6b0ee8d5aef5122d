"""The searches that a member saved: listed, renamed, told of no more, removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions.searching import TooManySearches, save_search
from casestudies.forms.searches import RenameSearch, SaveSearch
from casestudies.models import SavedSearch
from casestudies.views.doors import among_all

DONE = {
    "stop": "You are not told any more of what is new in “{}”.",
    "tell": "You are told of what is new in “{}”.",
    "remove": "“{}” is removed from your saved searches.",
}


@form_page
@for_signed_in
def saved_searches(request: HttpRequest) -> HttpResponse:
    """List what a person saved; what is sent from the list of case studies is saved."""
    form = None
    if request.method == "POST":
        form = SaveSearch(request.POST)
        if form.is_valid() and _saved(request, form):
            return redirect("saved-searches")
    page = {"searches": request.user.saved_searches.all(), "form": form, "links": among_all()}
    return render(request, "casestudies/saved_searches.html", page)


def _saved(request: HttpRequest, form: SaveSearch) -> bool:
    wanted = {name: form.cleaned_data[name] for name in ("name", "query")}
    try:
        saved = save_search(owner=request.user, **wanted)
    except TooManySearches as refused:
        form.add_error("name", str(refused))
        return False
    messages.success(request, f"Saved as “{saved.name}”. You are told when something new is published in it.")
    return True


@form_page
@for_signed_in
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a search of one's own, remove it, or say whether to be told of what is new in it."""
    search = get_object_or_404(SavedSearch.objects.filter(owner=request.user), pk=pk)
    act = request.POST.get("act", "")
    if act in DONE:
        _do(search, act)
        messages.success(request, DONE[act].format(search.name))
        return redirect("saved-searches")
    form = RenameSearch(request.POST or None, initial={"name": search.name})
    if request.method == "POST" and form.is_valid():
        SavedSearch.objects.filter(pk=search.pk).update(name=form.cleaned_data["name"])
        return redirect("saved-searches")
    links = among_all(("Saved searches", reverse("saved-searches")))
    return render(request, "casestudies/saved_search.html", {"search": search, "form": form, "links": links})


def _do(search: SavedSearch, act: str) -> None:
    kept = SavedSearch.objects.filter(pk=search.pk)
    if act == "remove":
        kept.delete()
    elif act == "stop":
        kept.update(is_told=False)
    else:
        kept.update(is_told=True, told_at=timezone.now())
