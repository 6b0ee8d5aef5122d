"""Putting a collection together: begun, described, shared, copied, deleted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import collecting
from casestudies.actions.changing import LifeRefused
from casestudies.forms.collections import DescribeCollection
from casestudies.models import Collection
from casestudies.permissions.collections import may_collect, may_delete_collection
from casestudies.views.collections.doors import above, collection_to_change


@form_page
@for_signed_in
def collection_new(request: HttpRequest) -> HttpResponse:
    if not may_collect(request.user):
        raise PermissionDenied
    form = DescribeCollection(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = collecting.start(by=request.user, **_described(form))
        except LifeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your collection is begun. Add case studies from their pages.")
            return redirect(made)
    return render(request, "casestudies/collections/edit.html", {"links": above(), "form": form})


@form_page
@for_signed_in
def collection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a collection is called and says, and who may read it."""
    found = collection_to_change(request, pk)
    usual = {"title": found.title, "about": found.about, "is_shared": "yes" if found.is_shared else "no"}
    form = DescribeCollection(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            collecting.describe(collection=found, by=request.user, **_described(form))
        except LifeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your collection is changed.")
            return redirect(found)
    page = {"links": above(found), "form": form, "collection": found}
    return render(request, "casestudies/collections/edit.html", page)


def _described(form: DescribeCollection) -> dict:
    return {name: form.cleaned_data[name] for name in ("title", "about", "is_shared")}


@form_page
@for_signed_in
def collection_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to delete a collection, and delete it."""
    found = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    if not may_delete_collection(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        collecting.take_away(collection=found, by=request.user)
        messages.success(request, f"“{found.title}” is deleted.")
        return redirect("collections-mine")
    return render(
        request, "casestudies/collections/delete.html", {"links": above(found), "collection": found}
    )


@require_POST
@for_signed_in
def collection_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a collection of one's own with what is in another."""
    found = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    if not may_collect(request.user):
        raise PermissionDenied
    try:
        made = collecting.copy(collection=found, by=request.user)
    except LifeRefused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, "This is your copy: what is in it, without the words on it. Only you see it.")
    return redirect(made)
