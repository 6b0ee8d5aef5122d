"""What stands beside a thread: each thing that it is about, with the newest figure of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Someone
from forum.models import Thread
from forum.models.links import About
from forum.queries.links import links_seen_by
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.newest import USUAL_MEASURE, Named, Newest, newest_of

SHOWN_AT_ONCE = 3  # a row where there is room


@dataclass(frozen=True)
class Panel:
    """One thing that a thread is about. `figure`: None where it is not one of figures; `note`: what else is known."""

    words: str
    href: str
    figure: Newest | None = None
    note: str = ""


@dataclass(frozen=True)
class Beside:
    """`panels`: shown at once; `more`: those after them."""

    panels: Sequence[Panel]
    more: Sequence[Panel]


def beside_thread(user: Someone, thread: Thread) -> Beside:
    """Return what stands beside a thread that came by `queries.with_practice`, and `for_its_page`.

    As many queries for one thing as for eleven: one for the links, and those for figures not asked for before.
    """
    links = links_seen_by(user, thread) if thread.has_links else []
    shown = [*_main(thread), *((link.about, link) for link in links)]
    asked = {about: named for about, known in shown if (named := _named(about, known))}
    newest = newest_of(set(asked.values()))
    panels = [_panel(about, known, newest.get(asked.get(about))) for about, known in shown]
    return Beside(panels[:SHOWN_AT_ONCE], panels[SHOWN_AT_ONCE:])


def _main(thread: Thread) -> list[tuple[About, object]]:
    """Return the main subject of a thread, as far as its reader sees it, each with what bears what is known of it."""
    case, technology, record = thread.case_study_seen, thread.technology_seen, thread.adoption_seen
    practice = [(About(case_study=case), case)] if case else []
    practice += [(About(technology=technology), technology)] if technology else []
    practice += [(About(technology=record.technology), record)] if record and not technology else []
    figures = About(thread.area, thread.measure, thread.treatment_function)
    return practice + ([(figures, None)] if any(figures) else [])


def _named(about: About, known: object) -> Named | None:
    """Return of what a figure is shown: of a case study, what it says changed first."""
    if about.technology:
        return None
    if about.case_study:
        return _claimed(dict(known.claim or {}))
    measure = about.measure if about.measure in MEASURES else USUAL_MEASURE
    function = about.function if about.function in TREATMENT_FUNCTIONS else ALL_FUNCTIONS
    return Named(about.area, measure, function)


def _claimed(claim: dict) -> Named | None:
    measure, function = claim.pop("measure", ""), claim.pop("function", "")
    return Named(Area(**claim), measure, function) if measure in MEASURES else None


def _panel(about: About, known: object, figure: Newest | None) -> Panel:
    if case := about.case_study:
        note = "A case study. What it says changed:" if figure else "A case study."
        return Panel(case.title, case.get_absolute_url(), figure, note)
    if technology := about.technology:
        return Panel(technology.name, technology.get_absolute_url(), note=_in_use(known.areas_using))
    return Panel(_words(about), _address(about), figure)


def _in_use(areas: int) -> str:
    used = (
        f"In use in {areas} area{'' if areas == 1 else 's'}."
        if areas
        else "No area says that it uses it yet."
    )
    return f"A technology. {used}"


def _words(about: About) -> str:
    """Return the name of what figures are of: `Wakefield, urology`, `Clearance time, Wakefield`."""
    words = [MEASURES[about.measure].title] if about.measure in MEASURES else []
    words += [about.area.short_name] if about.area else []
    if name := TREATMENT_FUNCTIONS.get(about.function):
        words.append(name.lower() if words else name)
    return ", ".join(words)


def _address(about: About) -> str:
    """Return the page of what figures are of."""
    query = f"?function={about.function}" if about.function else ""
    if about.area and about.measure in MEASURES:
        return reverse("area-measure", args=[about.area.code, about.measure]) + query
    if about.area and not about.function:
        return reverse("area", args=[about.area.code])
    if about.area:
        return reverse("area-measure", args=[about.area.code, USUAL_MEASURE]) + query
    return reverse("measure", args=[about.measure if about.measure in MEASURES else USUAL_MEASURE]) + query
