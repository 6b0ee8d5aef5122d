"""Areas like an area: who they are, who of them does better, and what matching them would mean."""

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from forum.views.area_pages import months_of
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.downloads import csv_file
from metrics.presenters.peers import better, better_tables, opportunity, side_by_side
from metrics.presenters.peers.asked import Asked, OpportunityAsked, PeersAsked, PeriodAsked
from metrics.presenters.peers.better import Better, Question, better_view
from metrics.presenters.peers.group import KINDS, PeerGroup, address, areas_like, peer_group
from metrics.presenters.peers.opportunity import COUNTED, Opportunity, opportunity_view
from metrics.queries import Place, place_of

# What the page of peers hands on to the pages it leads to.
HANDED_ON = ("measure", "function", "from", "to", "month")
PLAIN = "text/plain; charset=utf-8"


def better_peers(request: HttpRequest, code: str) -> HttpResponse:
    area = get_object_or_404(Area, code=code.upper())
    if area.code != code:
        return redirect("better-peers", area.code, permanent=True)
    months = months_of(area)
    if area.kind not in KINDS or not months:
        return _without(request, area, "Who does better?", has_figures=bool(months))
    asked = PeriodAsked(request.GET, months)
    question = _question(asked)
    place, peers, group = _peers_on(request.GET, area, question.last)
    view = better_view(group, question)
    wrong = _wrong(asked) | _wrong(peers, reverse("peers", args=[area.code]))
    return render(
        request,
        "forum/better_peers.html",
        {
            **_head(place),
            "wrong": wrong,
            "asked": asked,
            "kept": group.choice.asked,
            "question": question,
            "function_name": TREATMENT_FUNCTIONS[question.function],
            "view": view,
            "answer": better.answer(view),
            "set_aside": better.set_aside(view),
            "rule": [] if view.cannot else better.rule(view),
            "better": better_tables.better_peers_table(view),
            "elsewhere": better_tables.elsewhere_table(view),
            "everyone": better_tables.all_peers_table(view),
            "addresses": _from_better(view),
        },
        status=400 if wrong else 200,
    )


def better_peers_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with every other area of the kind and how it stands; 400 in plain words where that cannot be asked."""
    area = get_object_or_404(Area, code=code, kind__in=KINDS)
    months = months_of(area)
    if not months:
        return HttpResponse("No figures are published yet.\n", content_type=PLAIN, status=404)
    asked = PeriodAsked(request.GET, months)
    question = _question(asked)
    _, peers, group = _peers_on(request.GET, area, question.last)
    if wrong := _wrong(asked) | _wrong(peers):
        return HttpResponse("".join(f"{words}\n" for words in wrong.values()), content_type=PLAIN, status=400)
    name = f"{area.code}-better-peers-{question.measure.slug}-{question.function}-{question.last:%Y-%m}"
    return csv_file(better_tables.better_csv(better_view(group, question)), name)


def peers(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with who the peers are: without figures too, since nothing about waits goes into the choice."""
    area = get_object_or_404(Area, code=code.upper())
    if area.code != code:
        return redirect("peers", area.code, permanent=True)
    if area.kind not in KINDS:
        return _without(request, area, "Areas like this one", has_figures=True)
    day = _day_asked(request.GET, months_of(area)) or area.closed or timezone.localdate()
    place, asked, group = _peers_on(request.GET, area, day)
    handed_on = [(name, request.GET[name]) for name in HANDED_ON if request.GET.get(name)]
    wrong = _wrong(asked)
    return render(
        request,
        "forum/peers.html",
        {
            **_head(place),
            "wrong": wrong,
            "asked": asked,
            "handed_on": handed_on,
            "group": group,
            "answer": side_by_side.answer(group),
            "peers": side_by_side.peers_table(group),
            "variables": side_by_side.variables_table(group),
            "offered": side_by_side.offered(group, asked.ticked),
            "addresses": _from_peers(group, handed_on),
        },
        status=400 if wrong else 200,
    )


def opportunity_page(request: HttpRequest, code: str) -> HttpResponse:
    area = get_object_or_404(Area, code=code.upper())
    if area.code != code:
        return redirect("opportunity", area.code, permanent=True)
    months = months_of(area)
    if area.kind not in KINDS or not months:
        return _without(request, area, "Targets and opportunity", has_figures=bool(months))
    asked = OpportunityAsked(request.GET, months, COUNTED)
    month, function = asked.chosen("month"), asked.chosen("function")
    place, peers, group = _peers_on(request.GET, area, month)
    view = opportunity_view(group, MEASURES[asked.chosen("measure")], function, month)
    wrong = _wrong(asked) | _wrong(peers, reverse("peers", args=[area.code]))
    return render(
        request,
        "forum/opportunity.html",
        {
            **_head(place),
            "wrong": wrong,
            "asked": asked,
            "kept": group.choice.asked,
            "view": view,
            "function_name": TREATMENT_FUNCTIONS[function],
            "answer": opportunity.answer(view),
            "targets": opportunity.targets_table(view),
            "leaving": opportunity.leaving(view),
            "matching": opportunity.matching_answer(view),
            "formula": opportunity.formula(view.measure),
            "functions": opportunity.functions_table(view),
            "addresses": _from_opportunity(view),
        },
        status=400 if wrong else 200,
    )


def _peers_on(asked: QueryDict, area: Area, day: date) -> tuple[Place, PeersAsked, PeerGroup]:
    """Return where an area stands on a day, what is asked about its peers, and whom that makes its peers."""
    place = place_of(area, day)
    areas = areas_like(area, place.day)
    form = PeersAsked(asked, area, areas)
    return place, form, peer_group(area, areas, form.choice)


def _question(asked: PeriodAsked) -> Question:
    first, last = asked.period
    return Question(MEASURES[asked.chosen("measure")], asked.chosen("function"), first, last)


def _day_asked(asked: QueryDict, months: list[date]) -> date | None:
    """Return the month whose areas are compared: the one that another page was about, else the newest."""
    by_name = {f"{month:%Y-%m}": month for month in months}
    wanted = asked.get("to") or asked.get("month")
    return by_name.get(wanted, months[-1] if months else None)


def _wrong(form: Asked | PeersAsked, page: str = "") -> dict[str, str]:
    """Return what is wrong with what an address asks for, by the address of the field to change on `page`."""
    return {f"{page}#{form[name].id_for_label}": " ".join(errors) for name, errors in form.errors.items()}


def _head(place: Place) -> dict:
    parents = [(parent.short_name, reverse("area", args=[parent.code])) for parent in place.parents[:1]]
    own = (place.area.short_name, reverse("area", args=[place.area.code]))
    return {
        "area": place.area,
        "links": [("Home", reverse("home")), ("Areas", reverse("areas")), *parents, own],
    }


def _from_better(view: Better) -> dict[str, str]:
    """Return where a reader can go on from an answer, with the same question and the same peers."""
    area, question, choice = view.group.area, view.question, view.group.choice
    month = ("month", f"{question.last:%Y-%m}")
    return {
        "csv": address(reverse("better-peers-csv", args=[area.code]), *question.asked, *choice.asked),
        "peers": address(reverse("peers", args=[area.code]), *question.asked, *choice.asked),
        "opportunity": address(reverse("opportunity", args=[area.code]), month, *choice.asked),
        "measure": address(
            reverse("measure", args=[question.measure.slug]),
            ("level", area.kind),
            ("function", question.function),
            month,
        ),
    }


def _from_peers(group: PeerGroup, handed_on: list[tuple[str, str]]) -> dict[str, str]:
    """Return where these peers can be used, and how to come back to the usual ones."""
    code, asked = group.area.code, [*handed_on, *group.choice.asked]
    return {
        "better": address(reverse("better-peers", args=[code]), *asked),
        "opportunity": address(reverse("opportunity", args=[code]), *asked),
        "usual": address(reverse("peers", args=[code]), *handed_on),
    }


def _from_opportunity(view: Opportunity) -> dict[str, str]:
    code, month = view.group.area.code, f"{view.month:%Y-%m}"
    asked = [("measure", view.measure.slug), ("function", view.function), ("to", month)]
    return {
        "better": address(reverse("better-peers", args=[code]), *asked, *view.group.choice.asked),
        "peers": address(reverse("peers", args=[code]), *view.asked),
    }


def _without(request: HttpRequest, area: Area, title: str, *, has_figures: bool) -> HttpResponse:
    """Answer where there are no figures yet, or where nobody says which areas are alike."""
    place = place_of(area, timezone.localdate())
    shown = {**_head(place), "title": title, "has_figures": has_figures}
    return render(request, "forum/peers_without.html", shown)
