"""Threads in a list, and what each is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from accounts.permissions import Someone
from forum.models import Post, Thread
from forum.presenters.kinds import kind_words, tags_of
from forum.presenters.people import profile_of_author
from forum.presenters.posts import name_of
from forum.presenters.practice_links import practice_of
from forum.queries.discussions import beside_figures
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.queries import Place

Link = tuple[str, str]  # words, and an address where there is one


@dataclass(frozen=True)
class ThreadRow:
    thread: Thread
    kind: str  # "" of a plain discussion
    tags: list[str]
    author: str
    author_address: str  # "" where there is no profile to read
    about: list[Link]
    replies: str
    last_day: date
    unseen: str  # of one's own: that others do not see it
    new: int  # posts that the reader has not read


def listed(threads: Iterable[Thread]) -> list[ThreadRow]:
    return [
        ThreadRow(
            thread=one,
            kind=kind_words(one),
            tags=tags_of(one),
            author=name_of(one.author),
            author_address=profile_of_author(one),
            about=about_words(one),
            replies=f"{one.replies} repl{'y' if one.replies == 1 else 'ies'}",
            last_day=localtime(one.last_post_at).date(),
            unseen=Post.State(one.own_state).label if one.own_state else "",
            new=one.new_posts,
        )
        for one in threads
    ]


def about_words(thread: Thread) -> list[Link]:
    """Return what a thread is about: its case study, technology or record, its area, its measure (of that area, where
    it has one) and its function."""
    measure = MEASURES.get(thread.measure)
    links = [(thread.area.short_name, reverse("area", args=[thread.area.code]))] if thread.area else []
    if measure:
        links.append((measure.title, _measure_address(thread)))
    if thread.treatment_function in TREATMENT_FUNCTIONS:
        links.append((TREATMENT_FUNCTIONS[thread.treatment_function], ""))
    return practice_of(thread) + links


def _measure_address(thread: Thread) -> str:
    if thread.area is None:
        return reverse("measure", args=[thread.measure])
    function = f"?function={thread.treatment_function}" if thread.treatment_function else ""
    return reverse("area-measure", args=[thread.area.code, thread.measure]) + function


@dataclass(frozen=True)
class Discussions:
    """What stands beside an area's figures: the liveliest threads about it, and where to read and start more."""

    about: str
    threads: list[ThreadRow]
    all_address: str
    start_address: str


def beside(user: Someone, place: Place, measure: str = "", function: str = ALL_FUNCTIONS) -> Discussions:
    """Return the discussions about an area and its parts, on one measure where it is given. Costs visitors nothing."""
    asked = {"area": place.area.code} | ({"measure": measure} if measure else {})
    of_function = {"function": function} if function != ALL_FUNCTIONS else {}
    found = beside_figures(user, [place.area, *place.parts], measure) if user.is_authenticated else []
    return Discussions(
        about=f"{MEASURES[measure].title}, {place.area.short_name}" if measure else place.area.short_name,
        threads=listed(found),
        all_address=f"{reverse('forum')}?{urlencode(asked)}",
        start_address=f"{reverse('start-thread')}?{urlencode(asked | of_function)}",
    )
