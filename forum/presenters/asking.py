"""Asking the people of an area, in words: what to ask, who is told, and what happens when nobody answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.permissions import Someone
from forum.models.discussions import LONGEST_TITLE
from forum.queries.asking import waiting_for
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.peers.group import KINDS
from metrics.queries import Place

NAMED_LEADS = 3
Link = tuple[str, str]  # words, and an address


def ask_links(areas: Mapping[str, str], asked: Mapping[str, str]) -> list[Link]:
    """Return where to ask the people of each of some areas (names by codes) about what is `asked`."""
    return [(areas[code], address) for code, address in ask_addresses(areas, asked).items()]


def ask_addresses(codes: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    query = urlencode({name: value for name, value in asked.items() if value})
    return {code: reverse("ask-area", args=[code]) + (f"?{query}" if query else "") for code in codes}


def title_for(area: Area, measure: str, function: str) -> str:
    """Return a title to begin with, "" where the address says nothing of what it is about."""
    if measure not in MEASURES:
        return ""
    title = f"What do you do in {area.short_name} about “{MEASURES[measure].title}”"
    title += f" in {SINGLE_FUNCTIONS[function].lower()}?" if function in SINGLE_FUNCTIONS else "?"
    return title if len(title) <= LONGEST_TITLE else ""


def subject_of(measure: str, function: str) -> str:
    """Return what is asked about, in words."""
    words = [MEASURES[measure].title] if measure in MEASURES else []
    words += [SINGLE_FUNCTIONS[function].lower()] if function in SINGLE_FUNCTIONS else []
    return ", ".join(words)


def who_is_told(area: Area, count: int, leads: Sequence[User]) -> list[str]:
    """Return who is told of a question and what happens when nobody answers, a sentence each."""
    name = area.short_name
    if not count and not leads:
        return [
            f"Nobody of {name} is a member yet, so nobody there is told.",
            f"Your question is posted all the same. It is listed on the page of {name} until somebody there answers,"
            " moderators see that it waits, and whoever joins from there finds it.",
        ]
    people = f"{count} {'person' if count == 1 else 'people'} of {name} {'is' if count == 1 else 'are'} told."
    return [people if count else f"Nobody of {name} itself is a member yet.", _of_leads(name, leads)]


def _of_leads(name: str, leads: Sequence[User]) -> str:
    if not leads:
        return f"If nobody of {name} has answered after a week, moderators see that it waits: {name} has no lead yet."
    named = ", ".join(lead.public_name for lead in leads[:NAMED_LEADS])
    lead = f"its lead, {named}, is" if len(leads) == 1 else f"its leads, among them {named}, are"
    return f"If nobody of {name} has answered after a week, {lead} reminded once."


@dataclass(frozen=True)
class QuestionsHere:
    """The questions that wait for the people of an area and of its parts, and where to ask one."""

    rows: list[tuple[str, str, str]]  # title, address, and the name of the area that is asked
    ask_address: str


def questions_here(user: Someone, place: Place) -> QuestionsHere | None:
    """Return what is asked of an area. None where nobody works for it; to visitors no question, at no query."""
    if place.area.kind not in KINDS or place.area.closed:
        return None
    found = waiting_for(user, [place.area, *place.parts]) if user.is_authenticated else []
    return QuestionsHere(
        rows=[(one.title, one.get_absolute_url(), one.ask.area.short_name) for one in found],
        ask_address=reverse("ask-area", args=[place.area.code]),
    )
