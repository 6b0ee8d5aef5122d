"""“Did it work?”: one answer of the figures, kept as it was given."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.models import MeasuredEffect
from casestudies.presenters.effects import page_of


@require_safe
@never_cache
def effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an answer to whoever may read what it is about."""
    seen = MeasuredEffect.objects.visible_to(request.user).select_related(
        "area", "adoption__area", "adoption__technology", "case"
    )
    found = get_object_or_404(seen, pk=pk)
    if found.measured is None:
        raise Http404
    page = page_of(found)
    links = [("Home", reverse("home")), (f"{page.thing}", page.thing.get_absolute_url())]
    return render(request, "casestudies/effect.html", {"links": links, "page": page})
