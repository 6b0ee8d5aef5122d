"""Which chart of this site an address names, drawn as it is now: what a thread may be started from."""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from accounts.permissions import Someone
from casestudies.models import MeasuredEffect, Technology
from forum.models import ChartKept
from forum.models.discussions import LONGEST_TITLE
from forum.models.links import LONGEST_ADDRESS, LONGEST_FINDING
from forum.queries.charts import figures_in_words

# The page that each chart is on, by the names of their addresses.
PAGES = {
    "area-measure-svg": "area-measure",
    "area-dots-svg": "area-measure",
    "area-variation-svg": "area-variation",
    "better-peers-svg": "better-peers",
    "effect-svg": "effect",
    "measure-svg": "measure",
    "measure-variation-svg": "measure-variation",
    "movement-svg": "movement",
    "report-variation-svg": "report-variation",
    "sharing-svg": "sharing",
    "technology-svg": "technology",
}
# The chart that a page is about, where it has one, by the name of the page's address; what else names it.
CHARTS = {
    "area-measure": ("area-measure-svg", {}),
    "area-variation": ("area-variation-svg", {}),
    "better-peers": ("better-peers-svg", {}),
    "measure": ("measure-svg", {"chart": "ranks"}),
    "movement": ("movement-svg", {}),
}
NOT_OF_FIGURES = {"sharing-svg", "technology-svg"}
ROOM_FOR_PLACE = 30  # characters: `#ranks` and the like
NAMES_OF_CHARTS = ("chart", "name", "picture", "drawing", "shown")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_LONG = re.compile(r"[;,] [^;,]*$")


class NoSuchChart(Exception):
    """An address at which there is no chart of this site to discuss, or none that the person sees."""

    def __init__(self):
        super().__init__("There is no chart at this address, or it can no longer be drawn.")


@dataclass(frozen=True)
class ChartAsked:
    """A chart to start a thread from. `kept`: as it is now, not saved; `picture`: where it is drawn; `about`: what it
    is of, as the form asks (area, measure, function); `technology`: the slug of the one that it is of."""

    kept: ChartKept
    picture: str
    about: dict[str, str] = field(default_factory=dict)
    technology: str = ""

    @property
    def finding(self) -> str:
        return self.kept.finding


def chart_asked(request: HttpRequest, *, seen_by: Someone | None = None) -> ChartAsked | None:
    """Return the chart that `?chart=` names by the address of its picture or of its page; None without one.

    It is drawn by the code behind that address, for the person who asks unless told. Raises NoSuchChart.
    """
    if not request.GET.get("chart"):
        return None
    match, query = _found(_on_this_site(request))
    svg = _drawn(request, seen_by or request.user, match, query)
    of = {name: value for name, value in match.kwargs.items() if name not in NAMES_OF_CHARTS}
    finding = _finding(svg)
    return ChartAsked(
        kept=ChartKept(
            finding=shortened(finding, LONGEST_FINDING),
            address=_page_of(match, of, query),
            svg=svg,
            figures="" if match.url_name in NOT_OF_FIGURES else figures_in_words(),
        ),
        picture=_with(reverse(match.url_name, kwargs=match.kwargs), query),
        about=_about(match, query),
        technology=of["slug"] if match.url_name == "technology-svg" else "",
    )


def chart_or_why_not(request: HttpRequest) -> tuple[ChartAsked | None, str]:
    """Return the chart that an address names, or why it cannot be drawn."""
    try:
        return chart_asked(request), ""
    except NoSuchChart as none:
        return None, f"{none} You can start the thread without it."


def asked_of(chart: ChartAsked | None) -> dict[str, str]:
    """Return how a form begins that starts a thread from a chart: its title says what the chart shows."""
    return {"title": shortened(chart.finding, LONGEST_TITLE), **chart.about} if chart else {}


def practice_of(chart: ChartAsked | None) -> dict[str, Technology]:
    """Return the technology that a chart is of, as `start_thread` takes it."""
    return {"technology": Technology.objects.get(slug=chart.technology)} if chart and chart.technology else {}


def is_left_out(request: HttpRequest) -> bool:
    """Say whether somebody was told that the chart cannot be drawn, and goes on without it."""
    return "without-chart" in request.POST


def shortened(words: str, most: int) -> str:
    """Return words cut to so many characters, after a whole part of the sentence where that leaves enough of it."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    whole = _LONG.sub("", cut)
    return f"{whole if len(whole) > most // 2 else cut.rstrip()}…"


def _on_this_site(request: HttpRequest) -> str:
    """Return the path and query of an address of this site, whole or without its host."""
    asked = request.GET["chart"].strip()
    try:
        address = urlsplit(asked)
    except ValueError:
        raise NoSuchChart from None
    is_ours = address.scheme in ("", "http", "https") and address.netloc in ("", request.get_host())
    if not is_ours or len(asked) > LONGEST_ADDRESS - ROOM_FOR_PLACE or not address.path.startswith("/"):
        raise NoSuchChart
    return _with(address.path, address.query)


def _found(address: str) -> tuple[ResolverMatch, str]:
    path, _, query = address.partition("?")
    try:
        match = resolve(path)
        if match.url_name in CHARTS:
            name, more = CHARTS[match.url_name]
            match = resolve(reverse(name, kwargs=match.kwargs | more))
    except Resolver404:
        raise NoSuchChart from None
    if match.url_name not in PAGES:
        raise NoSuchChart
    return match, query


def _drawn(request: HttpRequest, reader: Someone, match: ResolverMatch, query: str) -> str:
    """Return the picture that a person is answered at an address."""
    asking = HttpRequest()
    asking.method, asking.user, asking.META = "GET", reader, request.META
    asking.GET = QueryDict(query)
    try:
        answer: HttpResponse = match.func(asking, *match.args, **match.kwargs)
    except Http404:
        raise NoSuchChart from None
    if answer.status_code != 200:
        raise NoSuchChart
    return answer.content.decode()


def _finding(svg: str) -> str:
    return unescape(_TITLE.search(svg).group(1))


def _page_of(match: ResolverMatch, of: dict[str, str], query: str) -> str:
    """Return the address of the page that a chart is on, and of its place there."""
    page = _with(reverse(PAGES[match.url_name], kwargs=of), query)
    place = next((value for name, value in match.kwargs.items() if name in NAMES_OF_CHARTS), "")
    return f"{page}#{place}" if place else page


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _about(match: ResolverMatch, query: str) -> dict[str, str]:
    if match.url_name == "effect-svg":
        found = MeasuredEffect.objects.select_related("area").get(pk=match.kwargs["pk"])
        return {"area": found.area.code, "measure": found.measure, "function": found.treatment_function}
    asked = QueryDict(query)
    of = match.kwargs
    measure = (
        asked.get("measure", "") if match.url_name in ("better-peers-svg", "report-variation-svg") else ""
    )
    measure = measure or (of.get("slug", "") if match.url_name != "technology-svg" else "")
    area = of.get("code") or asked.get("area", "")
    return {"area": area, "measure": measure, "function": asked.get("function", "")}
