"""What moderators do with a case study: hidden, removed, and put back as it was."""

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


def before(case: CaseStudy) -> str:
    """Return the state that a case study is in when no moderator keeps it from being seen."""
    if case.published_at:
        return State.RETIRED if case.retired_because else State.PUBLISHED
    if case.submitted_at:
        return State.SUBMITTED
    last = case.events.filter(act__in=[Act.RETURNED, Act.WITHDRAWN]).last()
    return State.RETURNED if last and last.act == Act.RETURNED else State.DRAFT
