"""Answering an appeal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.views.doors import form_page
from forum.actions.moderation import appealing
from forum.actions.moderation.deciding import Conflict, DecisionRefused
from forum.actions.moderation.undoing import way_back
from forum.forms.moderation.deciding import Answer
from forum.models import Appeal, ReviewItem
from forum.permissions.moderation import may_answer
from forum.presenters.moderation.done import done
from forum.presenters.moderation.reviews import event_rows, title_of
from forum.queries.moderation import appeal_answered, appeal_waiting
from forum.views.moderation.doors import for_moderators
from forum.views.moderation.reviews import above, meanwhile, review_of


@form_page
@for_moderators
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the appeal that waits at a review. What comes too late is shown again with the words of its answer."""
    found = review_of(pk)
    appeal = _appeal(request, found)
    form = Answer(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            answered = appealing.answer(appeal=appeal, by=request.user, **form.cleaned_data)
        except Conflict as refused:
            return _asked_again(request, pk, form, refused)
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done(answered))
            return redirect(found)
    return _asked(request, found, appeal, form)


def _appeal(request: HttpRequest, found: ReviewItem) -> Appeal:
    """Return the appeal to answer; to somebody whose answer came too late the one that was answered meanwhile."""
    appeal = appeal_waiting(found) or (appeal_answered(found) if request.method == "POST" else None)
    if appeal is None:
        raise Http404
    if not may_answer(request.user, appeal):
        raise PermissionDenied
    return appeal


def _asked_again(request: HttpRequest, pk: int, form: Answer, refused: Conflict) -> HttpResponse:
    """Return the form as it was sent, with why it came to nothing, and how what it is about stands now."""
    found = review_of(pk)
    form.refuse(str(refused), version=found.version)
    appeal = _appeal(request, found)
    more = meanwhile(found) | {"may_send": appeal.state == Appeal.State.WAITING}
    return _asked(request, found, appeal, form, more, status=refused.status)


def _asked(
    request: HttpRequest,
    found: ReviewItem,
    appeal: Appeal,
    form: Answer,
    more: dict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    page = {"may_send": True} | (more or {})
    page |= {"links": above(found), "form": form, "appeal": appeal, "title": title_of(found)}
    page |= {"decision": event_rows([appeal.decision])[0], "way": way_back(appeal.decision).words}
    return render(request, "forum/moderation/answer.html", page, status=status)
