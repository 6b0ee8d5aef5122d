"""Where similar areas do better, all measures and treatment functions at once, and whom to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.presenters.opportunities import SHOWN, rows
from forum.views.area_pages import above_own_page, at_its_code
from forum.views.peers import NotAnswered, or_why_not
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.downloads import csv_file
from metrics.presenters.peers.group import KINDS, usual_peers
from metrics.presenters.peers.opportunity_map import (
    OpportunityMap,
    answer,
    as_file,
    by_chance,
    opportunity_map,
)
from metrics.queries import current_analysis, place_of

NOT_YET = "Where areas stand is being worked out from the newest figures. Try again in a few minutes."
NO_PEERS = "Only boards and sub-ICB locations have similar areas."


@require_safe
@at_its_code
def opportunities(request: HttpRequest, area: Area) -> HttpResponse:
    place = place_of(area, timezone.localdate())
    shown = {"area": area, "links": above_own_page(place)}
    try:
        found = map_of(area)
    except NotAnswered as why:
        return render(request, "forum/opportunities.html", shown | {"answer": f"{why}"})
    listed = [*found.on_the_list[:SHOWN], *found.each_month[:SHOWN]]
    ready = rows(request.user, found, listed)
    shown |= {
        "answer": answer(found),
        "by_chance": by_chance(found),
        "found": found,
        "sides": [
            (
                "Pathways on the list at the end of a month",
                [one for one in ready if one.opening.measure.is_stock],
            ),
            (
                "Pathways treated or completed a month",
                [one for one in ready if not one.opening.measure.is_stock],
            ),
        ],
        "left_out": len(found.openings) - len(listed),
        "peers": reverse("peers", args=[area.code]),
    }
    return render(request, "forum/opportunities.html", shown)


@or_why_not
def opportunities_csv(request: HttpRequest, code: str) -> HttpResponse:
    area = get_object_or_404(Area, code=code)
    return csv_file(as_file(map_of(area)), f"{area.code}-opportunities")


def map_of(area: Area) -> OpportunityMap:
    """Return what similar areas do better in the newest month, kept. Raises NotAnswered."""
    if area.kind not in KINDS:
        raise NotAnswered(404, NO_PEERS)
    analysis = current_analysis()
    if analysis is None:
        raise NotAnswered(404, NOT_YET)

    def worked_out() -> OpportunityMap:
        return opportunity_map(usual_peers(area, analysis.month), analysis.month)

    return kept(f"opportunities:{area.code}", worked_out)
