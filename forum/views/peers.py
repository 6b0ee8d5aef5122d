"""Areas like an area: who they are, who of them does better, and what matching them would mean."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from forum.presenters.asking import ask_links
from forum.presenters.figure_watches import watch_address
from forum.presenters.practice_ahead import ahead_of, practice_ahead
from forum.views.area_pages import above_own_page, at_its_code, months_of
from metrics.asked import Asked
from metrics.charts.dots import dot_plot
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.peers import better, better_chart, better_tables, opportunity, side_by_side
from metrics.presenters.peers.asked import OpportunityAsked, PeersAsked, PeriodAsked
from metrics.presenters.peers.better import Better, Question, better_view
from metrics.presenters.peers.group import KINDS, PeerChoice, PeerGroup, address, areas_like, peer_group
from metrics.presenters.peers.opportunity import COUNTED, Opportunity, opportunity_view
from metrics.queries import Place, place_of

# What the page of peers hands on to the pages it leads to.
HANDED_ON = ("measure", "function", "from", "to", "month")
PLAIN = "text/plain; charset=utf-8"


@require_safe
@at_its_code
def better_peers(request: HttpRequest, area: Area) -> HttpResponse:
    months = months_of(area)
    if area.kind not in KINDS or not months:
        return _without(request, area, "Who does better?", has_figures=bool(months))
    asked = PeriodAsked(request.GET, months)
    question = _question(asked)
    place, peers, find_group = _peers_on(request.GET, area, question.last)
    wrong = _wrong(asked) | _wrong(peers, reverse("peers", args=[area.code]))
    shown = _shown(
        "forum/better_peers_figures.html",
        area,
        [*question.asked, *peers.choice.asked],
        lambda: _better_shown(better_view(find_group(), question)),
    )
    return render(
        request,
        "forum/better_peers.html",
        {
            **_head(place),
            **shown,
            "practice": practice_ahead(
                request.user, area, shown["ahead"], _asking(area, question), question.function
            ),
            "watch_address": watch_address(area, question.measure, question.function),
            "wrong": wrong,
            "asked": asked,
            "kept": peers.choice.asked,
            "question": question,
            "function_name": TREATMENT_FUNCTIONS[question.function],
        },
        status=400 if wrong else 200,
    )


def _asking(area: Area, question: Question) -> dict[str, str]:
    return dict(question.asked[:2]) | {"from": area.code}


def _better_shown(view: Better) -> dict:
    return {
        "view": view,
        "area": view.group.area,
        "question": view.question,
        "answer": better.answer(view),
        "ahead": ahead_of(view),
        "set_aside": better.set_aside(view),
        "rule": [] if view.cannot else better.rule(view),
        "better": better_tables.better_peers_table(view),
        "elsewhere": better_tables.elsewhere_table(view),
        "chart": better_chart.figure_of(view),
        "addresses": _from_better(view),
    }


class NotAnswered(Exception):
    """There is no file for what an address asks; `status` and words say why."""

    def __init__(self, status: int, said: str):
        super().__init__(said)
        self.status = status


def or_why_not(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in plain words when there is no file: it has no place for an error."""

    @require_safe
    def answer(request: HttpRequest, code: str) -> HttpResponse:
        try:
            return view(request, code)
        except NotAnswered as why:
            return HttpResponse(f"{why}\n", content_type=PLAIN, status=why.status)

    return answer


@or_why_not
def better_peers_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with every other area of the kind and how it stands."""
    view = _asked_for_file(request, code)
    return csv_file(better_tables.better_csv(view), _file_name(view))


@or_why_not
def better_peers_svg(request: HttpRequest, code: str) -> HttpResponse:
    view = _charted(request, code)
    return svg_file(better_chart.chart_of(view), dot_plot, _file_name(view))


@or_why_not
def better_peers_png(request: HttpRequest, code: str) -> HttpResponse:
    view = _charted(request, code)
    return png_file(better_chart.chart_of(view), dot_plot, _file_name(view))


def _charted(request: HttpRequest, code: str) -> Better:
    view = _asked_for_file(request, code)
    if view.cannot or not view.group.codes:
        raise NotAnswered(404, view.cannot or "There are no peers to draw.")
    return view


def _asked_for_file(request: HttpRequest, code: str) -> Better:
    area = get_object_or_404(Area, code=code, kind__in=KINDS)
    months = months_of(area)
    if not months:
        raise NotAnswered(404, "No figures are published yet.")
    asked = PeriodAsked(request.GET, months)
    question = _question(asked)
    _, peers, find_group = _peers_on(request.GET, area, question.last)
    if wrong := _wrong(asked) | _wrong(peers):
        raise NotAnswered(400, "\n".join(wrong.values()))
    return better_view(find_group(), question)


def _file_name(view: Better) -> str:
    question = view.question
    return f"{view.group.area.code}-better-peers-{question.measure.slug}-{question.function}-{question.last:%Y-%m}"


@require_safe
@at_its_code
def peers(request: HttpRequest, area: Area) -> HttpResponse:
    """Answer with who the peers are: without figures too, since nothing about waits goes into the choice."""
    if area.kind not in KINDS:
        return _without(request, area, "Areas like this one", has_figures=True)
    day = _day_asked(request.GET, months_of(area)) or area.closed or timezone.localdate()
    place, asked, find_group = _peers_on(request.GET, area, day)
    handed_on = [(name, request.GET[name]) for name in HANDED_ON if request.GET.get(name)]
    wrong = _wrong(asked)
    choice = [("on", f"{place.day}"), *asked.choice.asked]
    shown = _shown("forum/peers_figures.html", area, choice, lambda: _peers_shown(find_group()))
    to_tick = _shown(
        "forum/peers_to_tick.html",
        area,
        [*choice, ("ticked", ",".join(asked.ticked))],
        lambda: {"answer": "", "offered": side_by_side.offered(find_group(), asked.ticked)},
    )
    return render(
        request,
        "forum/peers.html",
        {
            **_head(place),
            **shown,
            "to_tick": to_tick["figures"],
            "wrong": wrong,
            "asked": asked,
            "handed_on": handed_on,
            "choice": asked.choice,
            "asking": ask_links(shown["ahead"], {"from": area.code}),
            "addresses": _from_peers(area, asked.choice, handed_on),
        },
        status=400 if wrong else 200,
    )


def _peers_shown(group: PeerGroup) -> dict:
    return {
        "answer": side_by_side.answer(group),
        "peers": side_by_side.peers_table(group),
        "variables": side_by_side.variables_table(group),
        "ahead": {code: group.areas[code].short_name for code in group.codes},
    }


@require_safe
@at_its_code
def opportunity_page(request: HttpRequest, area: Area) -> HttpResponse:
    months = months_of(area)
    if area.kind not in KINDS or not months:
        return _without(request, area, "Targets and opportunity", has_figures=bool(months))
    asked = OpportunityAsked(request.GET, months, COUNTED)
    measure, function, month = (asked.chosen(name) for name in ("measure", "function", "month"))
    place, peers, find_group = _peers_on(request.GET, area, month)
    wrong = _wrong(asked) | _wrong(peers, reverse("peers", args=[area.code]))
    shown = _shown(
        "forum/opportunity_figures.html",
        area,
        [("measure", measure), ("function", function), ("month", f"{month}"), *peers.choice.asked],
        lambda: _opportunity_shown(opportunity_view(find_group(), MEASURES[measure], function, month)),
    )
    return render(
        request,
        "forum/opportunity.html",
        {
            **_head(place),
            **shown,
            "wrong": wrong,
            "asked": asked,
            "kept": peers.choice.asked,
            "month": month,
            "function_name": TREATMENT_FUNCTIONS[function],
        },
        status=400 if wrong else 200,
    )


def _opportunity_shown(view: Opportunity) -> dict:
    return {
        "view": view,
        "answer": opportunity.answer(view),
        "targets": opportunity.targets_table(view),
        "leaving": opportunity.leaving(view),
        "matching": opportunity.matching_answer(view),
        "formula": opportunity.formula(view.measure),
        "functions": opportunity.functions_table(view),
        "addresses": _from_opportunity(view),
    }


def _shown(template: str, area: Area, asked: Sequence[tuple[str, str]], make: Callable[[], dict]) -> dict:
    """Return a page's first line, its figures as HTML and who does better, kept as long as these are published."""

    def shown() -> dict:
        content = make()
        figures = render_to_string(template, content)
        return {"answer": content["answer"], "figures": figures, "ahead": content.get("ahead", {})}

    # Weights and codes that a person chose may be longer than a key of the cache.
    return kept(f"{template}:{area.code}:{sha256(urlencode(asked).encode()).hexdigest()}", shown)


def _peers_on(asked: QueryDict, area: Area, day: date) -> tuple[Place, PeersAsked, Callable[[], PeerGroup]]:
    """Return where an area stands on a day, what is asked about its peers, and how to find these."""
    place = place_of(area, day)
    # A page that is kept asks for them only to check codes that somebody chose.
    areas = SimpleLazyObject(lambda: areas_like(area, place.day))
    form = PeersAsked(asked, area, areas)
    return place, form, lambda: peer_group(area, areas, form.choice)


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
    return {"area": place.area, "links": above_own_page(place)}


def _from_better(view: Better) -> dict[str, str]:
    """Return where a reader can go on from an answer, with the same question and the same peers."""
    area, question, choice = view.group.area, view.question, view.group.choice
    month = ("month", f"{question.last:%Y-%m}")
    return {
        "peers": address(reverse("peers", args=[area.code]), *question.asked, *choice.asked),
        "opportunity": address(reverse("opportunity", args=[area.code]), month, *choice.asked),
        "gaps": address(reverse("area-gaps", args=[area.code]), *question.asked, *choice.asked),
        "measure": address(
            reverse("measure", args=[question.measure.slug]),
            ("level", area.kind),
            ("function", question.function),
            month,
        ),
    }


def _from_peers(area: Area, choice: PeerChoice, handed_on: list[tuple[str, str]]) -> dict[str, str]:
    """Return where these peers can be used, and how to come back to the usual ones."""
    asked = [*handed_on, *choice.asked]
    return {
        "better": address(reverse("better-peers", args=[area.code]), *asked),
        "opportunity": address(reverse("opportunity", args=[area.code]), *asked),
        "usual": address(reverse("peers", args=[area.code]), *handed_on),
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
