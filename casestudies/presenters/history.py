"""The versions of a case study, and what changed between two of them, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from accounts.permissions import Someone, is_on_staff
from casestudies.models import CaseStudy, CaseVersion
from casestudies.models.vocabulary import Barrier, CareSetting, Design, Strength
from casestudies.presenters.reviewing import IN_SHORT, name_of
from casestudies.questions import QUESTIONS
from metrics.charts.numbers import month_name
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from safety.differences import difference
from safety.guard import HOLD, scan, worst

CHOSEN = {
    "kind": ("Kind", CaseStudy.Kind),
    "care_setting": ("Care setting", CareSetting),
    "design": ("How it was evaluated", Design),
    "author_rating": ("Strength of the evidence", Strength),
}
LISTS = {
    "areas": ("Areas", {}),
    "functions": ("Treatment functions", TREATMENT_FUNCTIONS),
    "technologies": ("Technologies", {}),
    "barriers": ("What stood in the way", dict(Barrier.choices)),
}
CONTACT = {"contact_role": "Contact", "contact_email": "Shared mailbox"}
MONTHS = {"started": "Began", "ended": "Ended"}


@dataclass(frozen=True)
class Kept:
    number: int
    by: str
    at: datetime
    note: str
    is_newest: bool
    is_erased: bool


@dataclass(frozen=True)
class Changed:
    label: str
    words: SafeString


@dataclass(frozen=True)
class Comparison:
    """Two versions and what differs; `is_held`: one of them has what this reader must not see."""

    before: int
    after: int
    changed: Sequence[Changed]
    is_held: bool = False


def kept(case: CaseStudy) -> list[Kept]:
    """Return the versions of a case study, newest first."""
    versions = case.versions.defer("content").select_related("by").order_by("-number")
    return [_kept(each, case) for each in versions]


def _kept(each: CaseVersion, case: CaseStudy) -> Kept:
    return Kept(
        number=each.number,
        by=name_of(each.by),
        at=each.at,
        note=each.note,
        is_newest=each.number == case.version,
        is_erased=each.erased_at is not None,
    )


def compared(before: CaseVersion, after: CaseVersion, *, shows_held: bool) -> Comparison:
    """Return what changed from one version to another, field by field; nothing of what held patient data."""
    old, new = words_of(before.written), words_of(after.written)
    if not shows_held and worst(map(scan, [*old.values(), *new.values()])) == HOLD:
        return Comparison(before.number, after.number, (), is_held=True)
    labels = [label for label in old | new if old.get(label, "") != new.get(label, "")]
    changed = [Changed(label, difference(old.get(label, ""), new.get(label, ""))) for label in labels]
    return Comparison(before.number, after.number, changed)


def shows_held(reader: Someone, case: CaseStudy) -> bool:
    """Say whether a reader sees versions that held patient data: its authors and staff, no leads."""
    return is_on_staff(reader) or case.authorships.filter(person=reader.pk).exists()


def words_of(content: dict) -> dict[str, str]:
    """Return what a version holds, as people read it, by the label of each field; nothing of an erased one."""
    if not content:
        return {}
    found = {label: content[name] for name, label in (IN_SHORT | CONTACT).items()}
    found |= {label: dict(of.choices).get(content[name], "") for name, (label, of) in CHOSEN.items()}
    found |= {label: _lines(content[name], of) for name, (label, of) in LISTS.items()}
    found |= {label: _month(content[name]) for name, label in MONTHS.items()}
    found |= {question.label: content["answers"].get(slug, "") for slug, question in QUESTIONS.items()}
    found["Outcomes with figures"] = "\n".join(map(_outcome, content["outcomes"]))
    found["Files"] = "\n".join(" – ".join(filter(None, map(str, file[1:]))) for file in content["files"])
    return found


def _lines(values: Sequence[str], names: dict[str, str]) -> str:
    return "\n".join(names.get(value, value) for value in values)


def _month(day: str | None) -> str:
    return month_name(date.fromisoformat(day)) if day else ""


def _outcome(one: dict) -> str:
    measure = MEASURES[one["measure"]].title if one["measure"] in MEASURES else one["measure"]
    function = TREATMENT_FUNCTIONS.get(one["treatment_function"], one["treatment_function"])
    until = f" to {_month(one['ends'])}" if one["ends"] else ""
    stated = "; ".join(filter(None, [one["before"], one["after"]]))
    return f"{one['claim']} {measure}, {function}, {one['area']}, from {_month(one['starts'])}{until}" + (
        f" ({stated})" if stated else ""
    )
