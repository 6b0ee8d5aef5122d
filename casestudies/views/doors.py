"""Who comes in where case studies are written: their authors."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from casestudies.models import CaseStudy
from casestudies.permissions.cases import Rights


def case_to_write(request: HttpRequest, pk: int) -> CaseStudy:
    """Return a case study that somebody writes. Raises Http404 where they see none, else PermissionDenied."""
    seen = CaseStudy.objects.visible_to(request.user).select_related("home")
    found = get_object_or_404(seen, pk=pk)
    if not Rights(request.user, found).may_act_as_author:
        raise PermissionDenied
    return found


def among_all(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return what leads to a page about case studies. `more`: what is between their list and the page."""
    return [("Home", reverse("home")), ("Case studies", reverse("case-studies")), *more]


def above(case: CaseStudy | None = None) -> list[tuple[str, str]]:
    """Return what leads to a page of writing."""
    links = among_all(("What you write", reverse("case-studies-mine")))
    return [*links, (case.title, reverse("case-study-write", args=[case.pk]))] if case else links
