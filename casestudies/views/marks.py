"""Marks at a case study: one click of a member, and one to take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.views.doors import for_signed_in
from casestudies.actions.marking import NotToBeMarked, mark, unmark
from casestudies.models import CaseStudy, Mark
from casestudies.permissions.marking import may_mark


@require_POST
@for_signed_in
def case_study_mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Set a mark, or take it back where the button says so."""
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user), pk=pk)
    if kind not in Mark.Kind.values:
        raise Http404
    if not may_mark(request.user, case):
        raise PermissionDenied
    try:
        (unmark if request.POST.get("back") else mark)(case=case, by=request.user, kind=kind)
    except NotToBeMarked as refused:
        messages.error(request, str(refused))
    return redirect(f"{case.get_absolute_url()}#marks")
