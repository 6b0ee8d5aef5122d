"""What is in a collection: added, put in order, explained, taken out. Without scripts too."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import collecting
from casestudies.actions.changing import LifeRefused
from casestudies.actions.collecting import Thing
from casestudies.forms.collections import AddToCollection, Annotate
from casestudies.models import Collection, CollectionEntry
from casestudies.permissions.collections import may_collect
from casestudies.presenters.collections import shown
from casestudies.queries.collections import entries_for, numbers_holding, own_of
from casestudies.views.collections.doors import above, collection_to_change, thing_to_add


@form_page
@for_signed_in
def collection_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add a case study or a technology to a collection of one's own, or to a new one."""
    thing = thing_to_add(kind, pk)
    if not may_collect(request.user):
        raise PermissionDenied
    among = own_of(request.user).filter(state=Collection.State.PUBLISHED)
    form = AddToCollection(request.POST or None, among=among)
    if request.method == "POST" and form.is_valid():
        try:
            into = _added(request, form, thing)
        except LifeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{thing}” is in your collection “{into}”.")
            return redirect(thing)
    held_by = numbers_holding(thing, among)
    page = {
        "links": [*above(), (str(thing), thing.get_absolute_url())],
        "form": form,
        "thing": thing,
        "held_by": [one for one in form.among.values() if one.pk in held_by],
    }
    return render(request, "casestudies/collections/add.html", page)


def _added(request: HttpRequest, form: AddToCollection, thing: Thing) -> Collection:
    """Add something to the collection that was chosen, or to a new one; return it. Raises LifeRefused."""
    what = {"by": request.user, "thing": thing, "note": form.cleaned_data["note"]}
    if form.chosen is None:
        return collecting.start_with(title=form.cleaned_data["title"], **what)
    collecting.add(collection=form.chosen, **what)
    return form.chosen


@form_page
@for_signed_in
def collection_contents(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what is in a collection in order, and take things out: a button each."""
    found = collection_to_change(request, pk)
    if request.method == "POST":
        return _done(request, found)
    entries = shown(list(entries_for(found, request.user)))
    page = {"links": above(found), "collection": found, "entries": entries}
    return render(request, "casestudies/collections/contents.html", page)


def _done(request: HttpRequest, found: Collection) -> HttpResponse:
    """Do what a button says: move an entry right before or after another, or take it out."""
    entry = _entry(request, found, request.POST.get("entry", ""))
    address = reverse("collection-contents", args=[found.pk])
    try:
        if request.POST.get("act") == "take-out":
            collecting.take_out(entry=entry, by=request.user)
            messages.success(request, f"“{entry.thing}” is taken out.")
            return redirect(address)
        is_before = "before" in request.POST
        beside = _entry(request, found, request.POST.get("before" if is_before else "after", ""))
        collecting.place(entry=entry, beside=beside, is_before=is_before)
    except LifeRefused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, f"“{entry.thing}” is moved {'up' if is_before else 'down'}.")
    return redirect(f"{address}#entry-{entry.pk}")


def _entry(request: HttpRequest, found: Collection, number: str) -> CollectionEntry:
    """Return an entry that a person sees in a collection. Raises Http404."""
    return get_object_or_404(entries_for(found, request.user), pk=number if number.isdecimal() else 0)


@form_page
@for_signed_in
def collection_entry(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say why something is in a collection."""
    found = collection_to_change(request, pk)
    entry = _entry(request, found, f"{number}")
    form = Annotate(request.POST or None, initial={"note": entry.note})
    if request.method == "POST" and form.is_valid():
        try:
            collecting.annotate(entry=entry, by=request.user, note=form.cleaned_data["note"])
        except LifeRefused as refused:
            messages.error(request, str(refused))
            return redirect(found)
        return redirect(f"{reverse('collection-contents', args=[found.pk])}#entry-{entry.pk}")
    page = {"links": above(found), "form": form, "entry": entry, "collection": found}
    return render(request, "casestudies/collections/entry.html", page)
