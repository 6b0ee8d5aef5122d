"""The queue: what waits for moderators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from casestudies.queries.technologies import proposals_waiting
from forum.forms.moderation.queue import QueueAsked
from forum.presenters.moderation.queue import figures_of, rows
from forum.queries.moderation import ITEMS_A_PAGE, openings, queue, queue_figures
from forum.views.moderation.doors import for_moderators


@require_safe
@for_moderators
def moderation(request: HttpRequest) -> HttpResponse:
    asked = QueueAsked(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    items = queue(
        kind=wanted.get("kind", ""),
        because=wanted.get("because", ""),
        claimed=wanted.get("claimed", ""),
        for_administrators=wanted.get("decider") == "administrators",
        is_decided=wanted.get("show") == "decided",
        by_age=wanted.get("show") == "age",
        user=request.user,
    )
    page = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "forum/moderation/queue.html",
        {
            "links": [("Home", reverse("home"))],
            "form": asked,
            "is_decided": wanted.get("show") == "decided",
            "figures": figures_of(queue_figures()),
            "page": page,
            "base": f"?{urlencode(chosen | {'page': ''})}",
            "rows": list(rows(page.object_list, openings(page.object_list), request.user)),
            "is_filtered": bool(chosen),
            "technologies": proposals_waiting(request.user),
        },
        status=200 if asked.is_valid() else 400,
    )
