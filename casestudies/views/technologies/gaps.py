"""What an area's better peers use and it does not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casestudies.presenters.uptake.gaps import gaps
from casestudies.views.technologies.register import above
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.peers.asked import PeersAsked, PeriodAsked
from metrics.presenters.peers.better import Question, better_view
from metrics.presenters.peers.group import KINDS, address, areas_like, peer_group
from metrics.queries import published_months


@require_safe
def area_gaps(request: HttpRequest, code: str) -> HttpResponse:
    area = get_object_or_404(Area, code=code.upper())
    if area.code != code:
        return redirect("area-gaps", area.code, permanent=True)
    months = [month for month in published_months() if area.closed is None or month <= area.closed]
    page = {"area": area, "links": [*above(), (area.short_name, reverse("area", args=[area.code]))]}
    if area.kind not in KINDS or not months:
        page |= {"has_peers": area.kind in KINDS}
        return render(request, "casestudies/technologies/area_gaps_without.html", page)
    asked = PeriodAsked(request.GET, months)
    question = _question(asked)
    areas = areas_like(area, question.last)
    peers = PeersAsked(request.GET, area, areas)
    view = better_view(peer_group(area, areas, peers.choice), question)
    page |= {
        "asked": asked,
        "kept": peers.choice.asked,
        "question": question,
        "function_name": TREATMENT_FUNCTIONS[question.function],
        "gaps": gaps(view, timezone.localdate()),
        "better": address(reverse("better-peers", args=[area.code]), *question.asked, *peers.choice.asked),
    }
    wrong = asked.errors or peers.errors
    return render(request, "casestudies/technologies/area_gaps.html", page, status=400 if wrong else 200)


def _question(asked: PeriodAsked) -> Question:
    first, last = asked.period
    return Question(MEASURES[asked.chosen("measure")], asked.chosen("function"), first, last)
