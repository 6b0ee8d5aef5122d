"""Which case study, technology or record an address says that a thread is about."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.permissions import Someone
from casestudies.models import Adoption, CaseStudy, Technology


def practice_asked(request: HttpRequest) -> dict[str, Model]:
    """Return what a thread is to be about, as `start_thread` takes it: one at most, that the person sees.

    Raises Http404.
    """
    if number := _number(request, "case"):
        return {"case_study": get_object_or_404(_discussed(request.user), pk=number)}
    if slug := request.GET.get("technology"):
        return {"technology": get_object_or_404(Technology.objects.visible_to(request.user), slug=slug)}
    if number := _number(request, "record"):
        seen = Adoption.objects.visible_to(request.user).select_related("area", "technology")
        return {"adoption": get_object_or_404(seen, pk=number)}
    return {}


def _discussed(user: Someone) -> QuerySet[CaseStudy]:
    return CaseStudy.objects.visible_to(user).filter(state__in=CaseStudy.PUBLIC)


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
