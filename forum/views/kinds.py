"""What kind of thread something is: changing it, and choosing in a poll."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from accounts.views.doors import for_signed_in, form_page
from forum.actions.details import DetailsChangedMeanwhile, marks_of
from forum.actions.kinds import change_details, choose, details_of
from forum.actions.refusals import PostRefused
from forum.forms.kinds import ChangeDetails, Choose, as_entered
from forum.models import Category, Thread
from forum.permissions.categories import may_change_details, may_choose
from forum.presenters.details import saved_meanwhile
from forum.presenters.kinds import poll_shown
from forum.queries.categories import categories_to_start_in
from forum.queries.kinds import options_of
from forum.views.discussions import above
from forum.views.kind_asked import kind_asked, kinds_offered


@form_page
@for_signed_in
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the kind of a thread, its category, its tags, and what its kind needs."""
    found = get_object_or_404(Thread.objects.visible_to(request.user).select_related("category"), pk=pk)
    if not may_change_details(request.user, found):
        raise PermissionDenied
    form = _form(request, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = {name: form.cleaned_data.get(name, "") for name in ("reason", "began")}
            change_details(thread=found, by=request.user, details=form.details, **asked)
        except DetailsChangedMeanwhile as changed:
            return _changed_meanwhile(request, found, changed)
        except PostRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your change is saved.")
            return redirect(found)
    return _shown(request, found, form)


def _form(request: HttpRequest, thread: Thread, sent: QueryDict | None) -> ChangeDetails:
    now = details_of(thread)
    return ChangeDetails(
        sent,
        initial=as_entered(now) | {"began": marks_of(now)},
        kind=kind_asked(request, thread.kind),
        categories=_categories(request, thread),
        is_own=thread.author_id == request.user.pk,
    )


def _changed_meanwhile(
    request: HttpRequest, thread: Thread, changed: DetailsChangedMeanwhile
) -> HttpResponse:
    """Show what is saved now above what was typed, begun anew from it."""
    sent = request.POST.copy()
    sent["began"] = marks_of(changed.now)
    meanwhile = saved_meanwhile(changed)
    return _shown(request, thread, _form(request, thread, sent), status=409, meanwhile=meanwhile)


def _shown(
    request: HttpRequest, thread: Thread, form: ChangeDetails, *, status: int = 200, **more: object
) -> HttpResponse:
    kinds = kinds_offered(request, form.kind)
    page = {"links": above(thread), "thread": thread, "form": form, "kinds": kinds}
    return render(request, "forum/thread_change.html", page | more, status=status)


@form_page
@for_signed_in
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose in a poll, or change what one chose."""
    seen = Thread.objects.visible_to(request.user).select_related("poll").filter(poll__isnull=False)
    found = get_object_or_404(seen, pk=pk)
    if not may_choose(request.user, found):
        raise PermissionDenied
    options = options_of(found.poll, request.user)
    form = Choose(request.POST, poll=found.poll, options=[(one.number, one.words) for one in options])
    if request.method == "POST" and form.is_valid():
        try:
            choose(poll=found.poll, by=request.user, options=form.chosen)
        except PostRefused as refused:
            form.add_error("options", str(refused))
        else:
            messages.success(request, "Your choice is saved. You can change it until the poll closes.")
            return redirect(f"{found.get_absolute_url()}#poll")
    wrong = form.errors["options"][0] if request.method == "POST" else ""
    page = {"links": above(found), "thread": found, "poll": poll_shown(found, options), "wrong": wrong}
    return render(request, "forum/poll_page.html", page)


def _categories(request: HttpRequest, thread: Thread) -> list[Category]:
    """Return the categories to which somebody may move a thread, where it is among them: none in or out of a space."""
    here = thread.category
    if here is not None and here.is_private:
        return [here]
    offered = [one for one in categories_to_start_in(request.user) if not one.is_private]
    return offered if here is None or here in offered else [here, *offered]
