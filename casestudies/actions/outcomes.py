"""The outcomes that a case study claims: added, changed and taken out by its authors, each change a version."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import LifeRefused, hold_if_needed, locked, require, save_as_changed
from casestudies.actions.versions import keep
from casestudies.actions.writing import (
    ChangedMeanwhile,
    PatientDataFound,
    changed_and_clashing,
    discard_draft,
    plain,
)
from casestudies.models import CaseStudy, Outcome

FIELDS = ("claim", "measure", "area", "treatment_function", "starts", "ends", "before", "after", "role")
MOST_OUTCOMES = 20
# The page of drafts of an outcome that is not there yet.
NEW = "outcome"


class TooManyOutcomes(LifeRefused):
    def __init__(self):
        super().__init__(f"A case study has {MOST_OUTCOMES} outcomes at most. Take one out first.")


class OutcomeGone(LifeRefused):
    def __init__(self):
        super().__init__(
            "Somebody took this outcome out while you wrote. What you typed is below: add it as a new one, or leave it."
        )


@transaction.atomic
def add_outcome(*, case: CaseStudy, by: User, fields: Mapping[str, object]) -> Outcome:
    """Add what a case study claims to have changed; the same again adds nothing. Raises LifeRefused."""
    case = _opened(case)
    if same := case.outcomes.filter(**fields).first():
        return same
    if case.outcomes.count() >= MOST_OUTCOMES:
        raise TooManyOutcomes
    made = Outcome.objects.create(case=case, **fields)
    _keep(case, by, NEW)
    return made


@transaction.atomic
def change_outcome(
    *, case: CaseStudy, by: User, number: int, was: Mapping[str, object], fields: Mapping[str, object]
) -> Outcome:
    """Change an outcome that `by` saw as `was`; what others changed meanwhile stays.

    Raises OutcomeGone, ChangedMeanwhile, PatientDataFound or LifeRefused, and then nothing is saved.
    """
    case = _opened(case)
    outcome = case.outcomes.select_related("area").filter(pk=number).first()
    if outcome is None:
        raise OutcomeGone
    seen = {name: was.get(name) for name in FIELDS}
    typed = {name: plain_of(fields[name]) for name in FIELDS}
    changed, clashes = changed_and_clashing(content(outcome), seen, typed)
    if clashes:
        raise ChangedMeanwhile(case, clashes)
    for name in changed:
        setattr(outcome, name, fields[name])
    outcome.save()
    _keep(case, by, page_of(outcome))
    return outcome


@transaction.atomic
def remove_outcome(*, case: CaseStudy, by: User, number: int) -> None:
    """Take an outcome out; one that is gone is gone. Earlier versions have it still."""
    case = _opened(case)
    if case.outcomes.filter(pk=number).delete()[0]:
        _keep(case, by, f"{NEW}-{number}")


def page_of(outcome: Outcome) -> str:
    """Return the name under which drafts of an outcome are kept."""
    return f"{NEW}-{outcome.pk}"


def content(outcome: Outcome) -> dict[str, object]:
    """Return what an outcome says, as JSON can hold it."""
    return {name: plain_of(getattr(outcome, name)) for name in FIELDS}


def plain_of(value: object) -> object:
    return getattr(value, "code", None) or plain(value)


def _opened(case: CaseStudy) -> CaseStudy:
    case = locked(case)
    require(case, CaseStudy.EDITABLE)
    if not case.versions.exists():
        keep(case=case, by=None)
    return case


def _keep(case: CaseStudy, by: User, page: str) -> None:
    if hold_if_needed(case) and case.state in CaseStudy.PUBLIC:
        raise PatientDataFound
    save_as_changed(case, "held_because")
    keep(case=case, by=by)
    discard_draft(case=case, by=by, group=page)
