"""A case study as its page shows it: what it is about, its answers by group, how old and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from casestudies.models import CaseStudy
from casestudies.models.vocabulary import Barrier, Strength
from casestudies.presenters.claims import claims_shown
from casestudies.presenters.effects import effects_of_case
from casestudies.presenters.files import files_shown
from casestudies.queries.reading import About, about_of
from casestudies.questions import GROUPS, questions_of
from metrics.charts import numbers
from metrics.compute.extract import TREATMENT_FUNCTIONS

STATES = {
    CaseStudy.State.DRAFT: "This is a draft. Its authors and the leads of its board see it.",
    CaseStudy.State.SUBMITTED: "It waits for review. Its authors, the leads of its board and moderators see it.",
    CaseStudy.State.RETURNED: "Changes were asked for. Its authors and the leads of its board see it.",
    CaseStudy.State.HIDDEN: "It is hidden. Its authors and moderators see it.",
    CaseStudy.State.REMOVED: "It was removed. Moderators see it.",
}

# Titles that speak to who writes, as readers see them.
TO_READERS = {"what": "What was done"}


@dataclass(frozen=True)
class Answered:
    label: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """A group of questions with what was answered."""

    slug: str
    title: str
    answers: Sequence[Answered]


@dataclass(frozen=True)
class Fact:
    """A line of what it is about: `links` are pairs (words, address), shown in place of the words."""

    name: str
    words: str = ""
    links: Sequence[tuple[str, str]] = ()


def shown(case: CaseStudy) -> dict:
    """Return what a case study says, as its page and its preview show it. Of `casestudies.queries.reading.case_for`."""
    about = about_of(case)
    return {
        "case": case,
        "about": about,
        "facts": facts_of(case, about),
        "age": age_of(case, timezone.localdate()),
        "parts": parts_of(case),
        "claims": claims_shown(case),
        "effects": effects_of_case(case),
        "files": files_shown(case.files.select_related("upload")) if case.has_files else [],
        "has_contact": bool(case.contact_role or case.contact_email),
    }


def parts_of(case: CaseStudy) -> list[Part]:
    """Return the groups of which something was answered; what changed is always there, for its figures."""
    titles = {group.slug: group.title for group in GROUPS} | TO_READERS
    found = [Part(slug, title, _answers(case, slug)) for slug, title in titles.items()]
    has_claims = bool(case.outcomes.all())
    return [part for part in found if part.answers or (part.slug == "results" and has_claims)]


def _answers(case: CaseStudy, group: str) -> list[Answered]:
    # Made safe when it was saved: see `safety.markdown.rendered`.
    answered = ((question.label, case.html.get(question.slug)) for question in questions_of(group))
    return [Answered(label, mark_safe(html)) for label, html in answered if html]


def facts_of(case: CaseStudy, about: About) -> list[Fact]:
    """Return what the case study is about and rests on, without what is not known."""
    functions = [TREATMENT_FUNCTIONS.get(code, code) for code in about.functions]
    known = [
        Fact("Areas", links=[(name, _address("area", code)) for name, code in about.areas]),
        Fact("Treatment functions", ", ".join(functions)),
        Fact(
            "Technologies",
            links=[(name, _address("technology", slug)) for name, slug in about.technologies],
        ),
        Fact("Care setting", case.get_care_setting_display()),
        Fact("When", _when(case)),
        Fact("How it was evaluated", case.get_design_display()),
        Fact("Strength of the evidence", _strength(case)),
        Fact("What stood in the way", "; ".join(Barrier(code).label for code in about.barriers)),
    ]
    return [one for one in known if one.words or one.links]


def _address(name: str, key: str) -> str:
    return reverse(name, args=[key])


def _when(case: CaseStudy) -> str:
    if case.started is None:
        return f"To {numbers.month_name(case.ended)}" if case.ended else ""
    start = numbers.month_name(case.started)
    return f"{start} to {numbers.month_name(case.ended)}" if case.ended else f"Since {start}"


def _strength(case: CaseStudy) -> str:
    """Return how strong the evidence is by its authors, and by whoever reviewed it."""
    said = []
    if case.author_rating != Strength.NOT_RATED:
        said.append(f"{case.get_author_rating_display()} (its authors say)")
    if case.confirmed_rating != Strength.NOT_RATED:
        said.append(f"{case.get_confirmed_rating_display()} (confirmed at review)")
    return "; ".join(said)


def age_of(case: CaseStudy, today: date) -> str:
    """Return when it was published and last confirmed, and whether it is time to ask again."""
    if case.confirmed_on is None:
        return ""
    confirmed = f"Last confirmed by its authors on {numbers.day_name(case.confirmed_on)}."
    published = f"Published on {numbers.day_name(published_on(case))}."
    if case.confirmed_at is None:
        confirmed = "Not confirmed again since."
    due = " More than 18 months have passed, so it may have changed." if case.review_due < today else ""
    return f"{published} {confirmed}{due}"


def published_on(case: CaseStudy) -> date | None:
    return case.published_at and timezone.localdate(case.published_at)


def cited(case: CaseStudy, about: About, address: str) -> str:
    """Return how to cite a case study. `address`: its permanent link, whole."""
    day = published_on(case)
    areas = ", ".join(name for name, _ in about.areas) or case.home.short_name
    confirmed = f" Last confirmed {numbers.day_name(case.confirmed_on)}." if case.confirmed_at else ""
    published = f" ({day.year})" if day else ""
    title = case.title if case.title.endswith((".", "?", "!")) else f"{case.title}."
    return f"{areas}{published}. {title} Exemplar, case study {case.pk}.{confirmed} {address}"
