"""What moderators do with a case study: hidden, removed, returned for changes, and put back as it was."""

from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import Act, State, locked, note, require, save_as_changed
from casestudies.models import CaseStudy

SHOWN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED, State.RETIRED)
FROM = {
    Act.HIDDEN: SHOWN,
    Act.REMOVED: (*SHOWN, State.HIDDEN),
    Act.UNHIDDEN: (State.HIDDEN,),
    Act.RESTORED: (State.REMOVED,),
}
TO = {Act.HIDDEN: State.HIDDEN, Act.REMOVED: State.REMOVED}
RETURNABLE = (State.PUBLISHED, State.HIDDEN)
# What is held is its authors' still: returned, they are told what to take out.
RETURNABLE_IF_HELD = (*RETURNABLE, State.DRAFT, State.RETURNED)
# In which states an act has been done already.
DONE = {
    Act.HIDDEN: (State.HIDDEN,),
    Act.REMOVED: (State.REMOVED,),
    Act.UNHIDDEN: SHOWN,
    Act.RESTORED: SHOWN,
}


@transaction.atomic
def put(*, case: CaseStudy, act: str, by: User | None, words: str = "") -> CaseStudy:
    """Hide, show again, remove or restore a case study (`CaseEvent.Act`); `by` None: the site itself. Raises NotNow.

    What is shown again is in the state that it was in. Whoever decides it puts it on record and tells its authors.
    """
    case = locked(case)
    if case.state in DONE[act]:
        return case
    require(case, FROM[act])
    case.state = TO.get(act) or before(case)
    save_as_changed(case, "state")
    note(case, act, by, words)
    return case


@transaction.atomic
def return_for_changes(*, case: CaseStudy, by: User, words: str) -> CaseStudy:
    """Give a case study that others read, or that is hidden or held, back to its authors. Raises NotNow.

    Whoever decides it puts it on record and tells its authors.
    """
    case = locked(case)
    if case.state == State.RETURNED and not case.held_because:
        return case
    require(case, RETURNABLE_IF_HELD if case.held_because else RETURNABLE)
    case.state, case.submitted_at, case.retired_because = State.RETURNED, None, ""
    save_as_changed(case, "state", "submitted_at", "retired_because")
    note(case, Act.RETURNED, by, words)
    return case


@transaction.atomic
def show_as_before(*, case: CaseStudy, by: User) -> CaseStudy:
    """Publish a case study again that moderators had asked to change: they need no change after all. Raises NotNow."""
    case = locked(case)
    if case.state == State.PUBLISHED:
        return case
    require(case, [State.RETURNED])
    case.state = State.PUBLISHED
    save_as_changed(case, "state")
    note(case, Act.PUBLISHED, by)
    return case


def mark_reported(case: CaseStudy, is_reported: bool) -> None:
    """Keep whether a report of a case study waits: moderators then see it whatever its state."""
    CaseStudy.objects.filter(pk=case.pk).update(is_reported=is_reported)
    case.is_reported = is_reported


def before(case: CaseStudy) -> str:
    """Return the state that a case study is in when no moderator keeps it from being seen."""
    if _waits_for_changes(case):
        return State.RETURNED
    if case.published_at:
        return State.RETIRED if case.retired_because else State.PUBLISHED
    if case.submitted_at:
        return State.SUBMITTED
    return State.DRAFT


def _waits_for_changes(case: CaseStudy) -> bool:
    """Say whether its authors were asked for changes and have not sent it in again."""
    acts = (Act.RETURNED, Act.WITHDRAWN, Act.SUBMITTED, Act.PUBLISHED, Act.CONFIRMED, Act.RETIRED)
    last = case.events.filter(act__in=acts).last()
    return last is not None and last.act == Act.RETURNED
