"""Erasing for good: a moderator proposes it, an administrator who has just shown again who they are decides."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.views.doors import form_page
from casestudies.presenters.files import files_shown as case_files_shown
from forum.actions.moderation import erasing
from forum.actions.moderation.deciding import DecisionRefused
from forum.actions.moderation.naming import KINDS_CALLED
from forum.forms.moderation.erasing import DecideErasure, ProposeErasure
from forum.forms.moderation.fields import AboutReview
from forum.models import Erasure, ReviewItem
from forum.permissions.moderation import may_decide_erasure, may_propose_erasure
from forum.presenters.attachments import files_shown
from forum.presenters.moderation.done import PROPOSED, done
from forum.presenters.moderation.reviews import title_of
from forum.presenters.posts import name_of
from forum.presenters.practice import told_in
from forum.queries.moderation import erasure_waiting
from forum.views.moderation.doors import for_moderators
from forum.views.moderation.reviews import above, review_of


@form_page
@for_moderators
def propose_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why something must not be kept, hide it, and leave the rest to an administrator."""
    found, status = review_of(pk), 200
    if not may_propose_erasure(request.user, found):
        raise PermissionDenied
    if waits := erasure_waiting(found):
        messages.info(request, "That is proposed already. An administrator decides.")
        return redirect(waits.item)
    form = ProposeErasure(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            made = erasing.propose(item=found, by=request.user, **_plain(form))
        except DecisionRefused as refused:
            found, status = _again(pk, form, refused)
        else:
            messages.success(request, PROPOSED.format(what=KINDS_CALLED[made.item.kind]))
            return redirect(found)
    return _shown(request, "forum/moderation/erase_propose.html", form, found, status=status)


@form_page
@for_moderators
@reauthentication_required(allow_get=True)
def decide_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase what was proposed, or do not."""
    erasure = get_object_or_404(Erasure.objects.select_related("post", "proposed_by"), pk=pk)
    if not may_decide_erasure(request.user, erasure):
        raise PermissionDenied
    found = review_of(erasure.item_id)
    if erasure.state != Erasure.State.PROPOSED:
        messages.info(request, f"This was decided: {erasure.get_state_display().lower()}.")
        return redirect(found)
    form = DecideErasure(request.POST or None, initial={"version": found.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        refused = _refused(request, erasure, form)
        if refused is None:
            return redirect(found)
        found, status = _again(found.pk, form, refused)
    page = {"erasure": erasure, "by": name_of(erasure.proposed_by)}
    return _shown(request, "forum/moderation/erase_decide.html", form, found, page, status=status)


def _refused(request: HttpRequest, erasure: Erasure, form: DecideErasure) -> DecisionRefused | None:
    """Carry out what was decided; return why it was not, None where it was."""
    asked = {"erasure": erasure, "by": request.user, "version": form.cleaned_data["version"]}
    try:
        if form.is_approved:
            decided = erasing.approve(**asked)
        else:
            decided = erasing.refuse(**asked, note=form.cleaned_data["note"])
    except DecisionRefused as refused:
        return refused
    messages.success(request, done(decided))
    return None


def _again(pk: int, form: AboutReview, refused: DecisionRefused) -> tuple[ReviewItem, int]:
    """Return a review as it is now and the status of the answer; the form says why what was sent came to nothing."""
    found = review_of(pk)
    form.refuse(str(refused), version=found.version)
    return found, refused.status


def _plain(form: ProposeErasure) -> dict:
    return {name: form.cleaned_data[name] for name in ("version", "why", "words")}


def _shown(
    request: HttpRequest,
    template: str,
    form: AboutReview,
    found: ReviewItem,
    more: dict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    content, files = found.content, []
    if found.case_study:
        files = case_files_shown(found.case_study.files.select_related("upload"))
    elif content:
        files = files_shown(content.attachments.select_related("upload"))
    page = {
        "links": above(found),
        "form": form,
        "title": title_of(found),
        "text": content.text if content else "",
        "told": told_in(found.practice),
        "files": files,
        "replies": content.thread.replies if content and content.is_opening else 0,
        **(more or {}),
    }
    return render(request, template, page, status=status)
