"""Writing a case study together: what is typed is kept as a draft, and saving loses nothing of what others saved.

Who may do it is asked before (`casestudies.permissions.cases`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from casestudies.actions.changing import LifeRefused, hold_if_needed, locked, require, save_as_changed
from casestudies.actions.versions import COLUMNS, content_of, keep
from casestudies.models import CaseBarrier, CaseFunction, CaseStudy, Draft
from casestudies.questions import QUESTIONS

LINKS = ("areas", "technologies")
# What is typed into one page: more than its questions hold is nothing that can be saved.
LONGEST_DRAFT = 200_000


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed meanwhile: what it says now and what was typed, as versions have it."""

    name: str
    saved: object
    typed: object


def changed_and_clashing(
    now: Mapping[str, object], was: Mapping[str, object], typed: Mapping[str, object]
) -> tuple[list[str], list[Clash]]:
    """Return the names of the fields that somebody changed, and what of these others changed meanwhile.

    `was`: what the fields said when it was begun. What that was is not known of a field that is missing there: whatever
    was typed into it is a change, and clashes.
    """
    changed = [
        name
        for name, value in typed.items()
        if value != now[name] and (name not in was or value != was[name])
    ]
    clashing = [name for name in changed if name not in was or now[name] != was[name]]
    return changed, [Clash(name, now[name], typed[name]) for name in clashing]


class ChangedMeanwhile(LifeRefused):
    """Others changed the same fields since the page was opened. `clashes` has both of each; nothing was saved."""

    def __init__(self, case: CaseStudy, clashes: list[Clash]):
        self.case, self.clashes = case, clashes
        super().__init__("Somebody else changed the same text while you wrote. Choose what to keep.")


class PatientDataFound(LifeRefused):
    def __init__(self):
        super().__init__(
            "This seems to have something by which a patient may be known, and everybody reads this case study."
            " Take it out. What you typed is kept as your draft, which you alone see."
        )


class DraftTooLong(LifeRefused):
    def __init__(self):
        super().__init__("This is longer than what can be saved. Shorten it.")


@transaction.atomic
def save(
    *, case: CaseStudy, by: User, version: int, fields: Mapping[str, object], group: str = ""
) -> CaseStudy:
    """Write fields of a case study, which `by` began from a version of it; others' changes since then stay.

    `fields`: what a page's form read, by name. What `by` left as it was in that version stays as others made it. The
    draft of the page `group` goes. Saving the same again changes nothing. Raises ChangedMeanwhile, PatientDataFound or
    LifeRefused, and then nothing is saved.
    """
    case = locked(case)
    require(case, CaseStudy.EDITABLE)
    if not case.versions.exists():
        keep(case=case, by=None)
    changes = _merged(case, version, {name: plain(value) for name, value in fields.items()})
    _write(case, {name: fields[name] for name in changes})
    if hold_if_needed(case) and case.state in CaseStudy.PUBLIC:
        raise PatientDataFound
    save_as_changed(case, "held_because", *COLUMNS)
    keep(case=case, by=by)
    discard_draft(case=case, by=by, group=group)
    return case


@transaction.atomic
def keep_draft(*, case: CaseStudy, by: User, group: str, version: int, typed: Mapping[str, object]) -> Draft:
    """Keep what somebody typed on a page and did not save: the newest alone, which nobody else sees.

    NUL is left out: nobody sees it, and PostgreSQL takes none. Raises DraftTooLong.
    """
    if sum(len(str(value)) for value in typed.values()) > LONGEST_DRAFT:
        raise DraftTooLong
    fields = {name: _without_nul(value) for name, value in typed.items()}
    now = {"version": version, "fields": fields, "saved_at": timezone.now()}
    return Draft.objects.update_or_create(case=case, person=by, group=group, defaults=now)[0]


def _without_nul(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(each) for each in value]
    return value


def discard_draft(*, case: CaseStudy, by: User, group: str) -> bool:
    """Forget what somebody typed on a page and did not save. Returns whether there was anything."""
    return bool(Draft.objects.filter(case=case, person=by, group=group).delete()[0])


def says(content: Mapping) -> dict[str, object]:
    """Return a version's content by the names of the fields on the pages: each answer is a field of its own."""
    return dict.fromkeys(QUESTIONS, "") | content.get("answers", {}) | content


def plain(value: object) -> object:
    """Return what a form read as versions hold it."""
    match value:
        case date():
            return value.isoformat()
        case list():
            return sorted(_name(each) for each in value)
    return value


def _name(each: object) -> str:
    return each if isinstance(each, str) else getattr(each, "slug", None) or each.code


def _merged(case: CaseStudy, version: int, typed: Mapping[str, object]) -> list[str]:
    """Return the names of the fields to write. Raises ChangedMeanwhile."""
    now = says(content_of(case))
    changed, clashes = changed_and_clashing(
        now, now if version == case.version else _said(case, version), typed
    )
    if clashes:
        raise ChangedMeanwhile(case, clashes)
    return changed


def _said(case: CaseStudy, number: int) -> dict[str, object]:
    """Return what an earlier version said, nothing where it was not kept."""
    kept = case.versions.filter(number=number).first()
    return says(kept.written) if kept and kept.content else {}


def _write(case: CaseStudy, fields: Mapping[str, object]) -> None:
    """Put fields into a case study; its own columns are for the caller to save."""
    for name, value in fields.items():
        if name in QUESTIONS:
            case.answers[name] = value
        elif name in LINKS:
            getattr(case, name).set(value)
        elif name == "functions":
            case.functions.all().delete()
            CaseFunction.objects.bulk_create(
                CaseFunction(case=case, treatment_function=code) for code in value
            )
        elif name == "barriers":
            case.barriers.all().delete()
            CaseBarrier.objects.bulk_create(CaseBarrier(case=case, barrier=barrier) for barrier in value)
        else:
            setattr(case, name, value)
