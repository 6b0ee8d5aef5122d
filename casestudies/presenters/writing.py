"""What pages of writing a case study show: what is answered and missing, what the guard found, what clashes."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.forms import CharField, EmailField, Field, Form
from django.urls import reverse
from django.utils.safestring import SafeString

from casestudies.actions.changing import is_held
from casestudies.actions.versions import content_of
from casestudies.actions.writing import Clash, says
from casestudies.checklist import missing
from casestudies.forms.fields import month_words
from casestudies.models import CaseStudy, Technology
from casestudies.questions import QUESTIONS
from casestudies.sections import ALL, FIRST, OF_SEVERAL, SECTIONS, Section
from metrics.models import Area
from safety.differences import sides
from safety.guard import CONFIRM, HOLD
from safety.guard_fields import Scanned, written

NOTHING = "Nothing"
HELD = (
    "It is kept, and nobody but its authors and moderators sees it. Take out what tells who a patient is, or ask"
    " moderators to look; until then it cannot be sent in."
)


@dataclass(frozen=True)
class Task:
    """A page of the list: how far it is, what reviewers ask for on it, and whether something typed waits there."""

    title: str
    about: str
    address: str
    state: str
    is_needed: bool
    asked: int
    has_draft: bool


def first_of(case: CaseStudy) -> Section:
    """Return the short form on which a case study of its kind begins."""
    return FIRST["attempt" if case.kind == CaseStudy.Kind.ATTEMPT else "short"]


def tasks(case: CaseStudy, reader) -> list[Task]:
    """Return the pages to write on, the short form first, at a constant number of queries."""
    content = says(content_of(case))
    lacking = {name: sum(each.group == name for each in missing(case)) for name in (*ALL, "outcomes")}
    asked = list(case.comments.filter(resolved_at__isnull=True).values_list("question", flat=True))
    drafts = set(case.drafts.filter(person=reader).values_list("group", flat=True))
    made = [
        _task(case, section, content, 0 if section.slug in FIRST else lacking[section.slug], asked, drafts)
        for section in (first_of(case), *SECTIONS)
    ]
    made.insert(-2, _outcomes(case, content, lacking["outcomes"], asked, drafts))
    return made


def _task(
    case: CaseStudy, section: Section, content: Mapping, needed: int, asked: Sequence[str], drafts: set[str]
) -> Task:
    filled = sum(_is_filled(content[name]) for name in section.fields)
    return Task(
        section.title,
        section.about,
        reverse("case-study-section", args=[case.pk, section.slug]),
        _state(filled, len(section.fields), needed),
        bool(needed),
        sum(slug in (*section.fields, section.slug) for slug in asked) if section in SECTIONS else 0,
        section.slug in drafts,
    )


def _outcomes(case: CaseStudy, content: Mapping, needed: int, asked: Sequence[str], drafts: set[str]) -> Task:
    count = len(content["outcomes"])
    written = f"{count} outcome{'' if count == 1 else 's'}" if count else "Empty"
    return Task(
        "Outcomes with figures",
        "Which published measure should show it. Its figures stand beside your words.",
        reverse("case-study-outcomes", args=[case.pk]),
        "1 needed" if needed else written,
        bool(needed),
        sum(slug == "outcomes" for slug in asked),
        any(name.startswith("outcome") for name in drafts),
    )


def _is_filled(value: object) -> bool:
    return bool(value) and value != "not rated"


def _state(filled: int, of: int, needed: int) -> str:
    if needed:
        return f"{needed} needed"
    if filled == of:
        return "All answered"
    return f"{filled} of {of} answered" if filled else "Empty"


@dataclass(frozen=True)
class Lacking:
    label: str
    address: str


def lacking(case: CaseStudy) -> list[Lacking]:
    """Return what is missing before a case study can be sent in, each with where it is written."""
    return [Lacking(each.label, _where(case, each.group, each.slug)) for each in missing(case)]


def _where(case: CaseStudy, group: str, slug: str) -> str:
    if group == "outcomes":
        return reverse("case-study-outcomes", args=[case.pk])
    first = "_0" if slug in OF_SEVERAL else ""  # a box to tick: the first of them
    return f"{reverse('case-study-section', args=[case.pk, group])}#id_{slug}{first}"


def found_in(form: Form, names: Iterable[str], typed: Mapping[str, object]) -> list[str]:
    """Say what the guard found in what was typed into fields, and where; nothing where nothing is."""
    said = []
    for name in filter(lambda name: _is_prose(form.fields[name]), names):
        scanned = Scanned(typed.get(name))
        if words := " and ".join(filter(None, [scanned.words(HOLD), scanned.words(CONFIRM)])):
            said.append(f"“{form.fields[name].label}” seems to have {words}.")
    return said


def _is_prose(field: Field) -> bool:
    return isinstance(field, CharField) and not isinstance(field, EmailField)


def found_in_case(case: CaseStudy) -> list[str]:
    """Say what of a case study is held, and where."""
    texts = {"Title": case.title, "Summary": case.summary, "Contact": case.contact_role}
    texts |= {QUESTIONS[slug].label: text for slug, text in case.answers.items() if slug in QUESTIONS}
    texts |= {f"Outcome {number}": outcome.texts() for number, outcome in enumerate(case.outcomes.all(), 1)}
    held = ((label, [one for one in written(text) if is_held(case, one)]) for label, text in texts.items())
    return [f"“{label}” seems to have {Scanned(found).words(HOLD)}." for label, found in held if found]


@dataclass(frozen=True)
class Both:
    """A field that two people changed: what each of them has, in words. `is_text`: both can be kept."""

    name: str
    label: str
    saved: str
    typed: str
    is_text: bool

    @cached_property
    def marked(self) -> tuple[SafeString | str, SafeString | str]:
        """What was saved and what was typed, in each the words marked that the other has not."""
        if NOTHING in (self.saved, self.typed):
            return self.saved, self.typed
        return sides(self.saved, self.typed)


def both(form: Form, clashes: Iterable[Clash], texts: Container[str] = QUESTIONS) -> list[Both]:
    """Return the fields that two people changed, in words. `texts`: the names of those of which both can be kept."""
    return [
        Both(
            clash.name,
            form.fields[clash.name].label,
            in_words(form.fields[clash.name], clash.name, clash.saved),
            in_words(form.fields[clash.name], clash.name, clash.typed),
            clash.name in texts,
        )
        for clash in clashes
    ]


def in_words(field: Field, name: str, value: object) -> str:
    """Return what a version holds of a field as people read it."""
    if not value:
        return NOTHING
    match name:
        case "areas":
            return _lines(Area.objects.filter(code__in=value).values_list("short_name", flat=True))
        case "area":
            return str(Area.objects.filter(code=value).first() or value)
        case "technologies":
            return _lines(Technology.objects.filter(slug__in=value).values_list("name", flat=True))
        case "started" | "ended" | "starts" | "ends":
            return month_words(date.fromisoformat(value))
    called = dict(getattr(field, "choices", ()))
    return _lines(called.get(each, each) for each in (value if isinstance(value, list) else [value]))


def _lines(words: Iterable[str]) -> str:
    return "\n".join(map(str, words))
