"""What concerns a person, and why each of it is shown to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from casestudies.models import CaseStudy
from casestudies.presenters.naming import named
from forum.models import Thread, Watch
from forum.queries.concerning import (
    Concerns,
    about_concerns,
    cases_from,
    concerns_of,
    followed_with_news,
    to_be_answered,
)
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import HEADLINE, MEASURES
from metrics.compute.spc.chart import CONCERN, IMPROVEMENT
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.control.words import point
from metrics.presenters.peers.better import Question, better_view
from metrics.presenters.peers.group import KINDS, usual_peers
from metrics.presenters.words import capital
from metrics.queries import published_months, standings

MOST_AREAS = 3
MONTHS_COMPARED = 12
MOST_SIGNALS = 6
BEST = 1
NOTHING_NEW = "Nothing new in what you watch or track."
NO_QUESTION = "No question waits that your area may be able to answer."
NOTHING_ABOUT = "There are no other discussions about your areas and interests."
NO_SIGNAL = "No special cause is known in the newest figures of your areas."
NO_CASE = "No area like yours that does better has published a case study."
FOLLOWED_THROUGH = {
    "thread": "this thread",
    "tag": "a tag of this thread",
    "technology": "the technology that it is about",
    "measure": "the measure that it is on",
    "area": "the area that it is about",
    "board": "the board of the area that it is about",
    "category": "its category",
}


@dataclass(frozen=True)
class Item:
    """One thing, and why it is shown. `new`: posts of a thread that the reader has not read."""

    title: str
    address: str
    why: str
    thread: Thread | None = None

    @property
    def new(self) -> int:
        return self.thread.new_posts if self.thread else 0


@dataclass(frozen=True)
class Part:
    """A part of the page. `empty`: what is said where nothing is in it."""

    title: str
    items: list[Item]
    empty: str


@dataclass(frozen=True)
class Figures:
    """What an area's newest figures say: signals (measure, function, assessment in words, whether of concern), the
    measures on which it is in the best quarter, and the peers that do better, names by codes."""

    signals: list[tuple[str, str, str, bool]] = field(default_factory=list)
    does_well_on: list[str] = field(default_factory=list)
    ahead: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ForYou:
    concerns: Concerns
    parts: list[Part]


def for_you(user: User) -> ForYou | None:
    """Return what concerns a member, part by part, nothing of it twice; None for whoever is no member yet."""
    concerns = concerns_of(user)
    if not concerns.is_reader:
        return None
    figures = {code: figures_of(code) for code in list(concerns.areas)[:MOST_AREAS]}
    news = followed_with_news(user)
    well = {measure for one in figures.values() for measure in one.does_well_on}
    asked = to_be_answered(user, concerns, well, followed=[one.pk for one in news])
    waiting = {one.pk for one in asked}
    followed = [one for one in news if one.pk not in waiting]
    about = about_concerns(user, concerns, without=[*waiting, *(one.pk for one in followed)])
    parts = [
        Part("New in what you follow", [_followed(one) for one in followed], NOTHING_NEW),
        Part("Questions that your area may answer", [_asked(one) for one in asked], NO_QUESTION),
        Part("About your areas and interests", [_about(one, concerns) for one in about], NOTHING_ABOUT),
        Part("Signals in your area’s newest figures", _signals(figures, concerns), NO_SIGNAL),
        Part("New case studies from peers that do better", _cases(figures, concerns), NO_CASE),
    ]
    return ForYou(concerns, parts)


def figures_of(code: str) -> Figures:
    """Return what the newest figures of an area say, worked out once for as long as they are published."""
    return kept(f"for-you:{code}", lambda: _figures_of(Area.objects.get(code=code)))


def _figures_of(area: Area) -> Figures:
    months, stands = published_months(), standings(area=area.code)
    found = Figures(ahead=_ahead_of(area, months[-MONTHS_COMPARED:]) if months else {})
    if stands is None:
        return found
    known = stands[stands["measure"].isin(list(MEASURES))]
    signals = known[known["assessment"].isin([CONCERN, IMPROVEMENT])]
    of_all = known[known["treatment_function"] == ALL_FUNCTIONS]
    return replace(
        found,
        signals=[
            (row["measure"], row["treatment_function"], point(row), row["assessment"] == CONCERN)
            for _, row in signals.iterrows()
        ],
        does_well_on=list(of_all[of_all["quartile"] == BEST]["measure"]),
    )


def _ahead_of(area: Area, months: list[date]) -> dict[str, str]:
    """Return the peers that did better on the first headline measure in these months, names by codes."""
    if area.kind not in KINDS:
        return {}
    question = Question(MEASURES[HEADLINE[0]], ALL_FUNCTIONS, months[0], months[-1])
    group = usual_peers(area, months[-1])
    view = better_view(group, question)
    return {} if view.cannot else {code: group.areas[code].short_name for code in view.peers.index}


def _followed(thread: Thread) -> Item:
    verb = {Watch.Level.WATCHING: "watch", Watch.Level.TRACKING: "track"}[thread.level]
    return _of_thread(thread, f"You {verb} {FOLLOWED_THROUGH[thread.followed_through]}")


def _asked(thread: Thread) -> Item:
    match thread.reason:
        case "asked":
            why = "It was asked of your area"
        case "does-well":
            title = MEASURES[thread.measure].title if thread.measure in MEASURES else thread.measure
            why = f"Your area is among the best quarter on “{title}”"
        case "uses":
            why = f"Your area uses {thread.technology.name}"
        case _:
            why = _about_function(thread)
    return _of_thread(thread, why)


def _about(thread: Thread, concerns: Concerns) -> Item:
    match thread.reason:
        case "area":
            name = thread.area.short_name if thread.area and thread.area.code in concerns.areas else ""
            why = f"It is about {name}, your area" if name else "It is linked to one of your areas"
        case "part":
            why = f"It is about {thread.area.short_name}, a part of your area"
        case "function":
            why = _about_function(thread)
        case _:
            why = f"It is about a kind of technology among your interests: {thread.technology.get_kind_display()}"
    return _of_thread(thread, why)


def _about_function(thread: Thread) -> str:
    function = thread.treatment_function
    return f"It is about {TREATMENT_FUNCTIONS.get(function, function)}, one of your interests"


def _of_thread(thread: Thread, why: str) -> Item:
    return Item(thread.title, thread.get_absolute_url(), why, thread)


def _signals(figures: Mapping[str, Figures], concerns: Concerns) -> list[Item]:
    """Return signals of concern, then of improvement, over all functions before those among a person's interests."""
    wanted = concerns.functions | {ALL_FUNCTIONS}
    found = [
        (not is_concern, function != ALL_FUNCTIONS, code, measure, function, words)
        for code, one in figures.items()
        for measure, function, words, is_concern in one.signals
        if function in wanted
    ]
    return [
        _signal(code, concerns.areas[code], measure, function, words)
        for _, _, code, measure, function, words in sorted(found)[:MOST_SIGNALS]
    ]


def _signal(code: str, name: str, measure: str, function: str, words: str) -> Item:
    in_function = "" if function == ALL_FUNCTIONS else f", {TREATMENT_FUNCTIONS[function].lower()}"
    address = reverse("area-measure", args=[code, measure])
    asked = "" if function == ALL_FUNCTIONS else f"?{urlencode({'function': function})}"
    why = f"Special cause in the newest figures of {name}, your area. {capital(words)}"
    return Item(f"{MEASURES[measure].title}{in_function}", f"{address}{asked}", why)


def _cases(figures: Mapping[str, Figures], concerns: Concerns) -> list[Item]:
    ahead = {code: (name, own) for own, one in figures.items() for code, name in one.ahead.items()}
    cases = cases_from(list(ahead)) if ahead else []
    return [_case(one, ahead, concerns) for one in cases]


def _case(case: CaseStudy, ahead: Mapping[str, tuple[str, str]], concerns: Concerns) -> Item:
    code = case.home.code if case.home.code in ahead else ""
    measure = MEASURES[HEADLINE[0]].title
    if code:
        name, own = ahead[code]
        why = f"{name} is like {concerns.areas[own]}, your area, and does better on “{measure}”"
    else:
        why = f"It is about an area like yours that does better on “{measure}”"
    return Item(named(case), case.get_absolute_url(), why)
