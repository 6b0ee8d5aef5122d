"""Answering an appeal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forum.actions.moderation import appealing
from forum.actions.moderation.deciding import Conflict, DecisionRefused
from forum.actions.moderation.undoing import way_back
from forum.forms.moderation.deciding import Answer
from forum.moderation_permissions import may_answer
from forum.moderation_queries import appeal_waiting
from forum.presenters.moderation.reviews import event_rows, title_of
from forum.views.moderation.doors import for_moderators, form_page
from forum.views.moderation.reviews import above, review_of, review_page


@form_page
@for_moderators
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the appeal that waits at a review."""
    found = review_of(pk)
    waiting = appeal_waiting(found)
    if waiting is None:
        raise Http404
    if not may_answer(request.user, waiting):
        raise PermissionDenied
    form = Answer(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            answered = appealing.answer(appeal=waiting, by=request.user, **form.cleaned_data)
        except Conflict as refused:
            messages.error(request, str(refused))
            return review_page(request, review_of(pk), status=409)
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The appeal is answered. {answered.facts}".strip())
            return redirect(found)
    page = {"links": above(found), "form": form, "appeal": waiting, "title": title_of(found)}
    page |= {"decision": event_rows([waiting.decision])[0], "way": way_back(waiting.decision).words}
    return render(request, "forum/moderation/answer.html", page)
