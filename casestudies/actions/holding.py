"""Holds that the guard put on a case study for no reason: its authors ask, and moderators lift them of just its words.

Who may do it is asked before: its authors, and moderators who wrote none of it.
"""

from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import (
    Act,
    LifeRefused,
    ReadAnOlderOne,
    fingerprint,
    is_held,
    locked,
    note,
    put_on_record,
    require,
    save_as_changed,
)
from casestudies.models import CaseEvent, CaseStudy
from casestudies.queries.lives import asked_to_lift


class NotHeld(LifeRefused):
    def __init__(self):
        super().__init__("It is not held any more.")


class ReasonMissing(LifeRefused):
    def __init__(self):
        super().__init__("Say why no patient can be identified: it is kept in the audit log.")


@transaction.atomic
def ask_to_lift(*, case: CaseStudy, by: User, words: str) -> CaseEvent:
    """Ask moderators to let a case study through that is held: `words` say why nobody can be identified.

    They are asked once, until it is changed or they answer. Raises ReasonMissing, NotHeld or NotNow.
    """
    if not words.strip():
        raise ReasonMissing
    case = locked(case)
    require(case, CaseStudy.EDITABLE)
    if not case.held_because:
        raise NotHeld
    if asked := asked_to_lift(case):
        return asked
    asked = note(case, Act.ASKED, by, words.strip())
    put_on_record(case, "ask to lift hold", by)
    return asked


@transaction.atomic
def lift(*, case: CaseStudy, by: User, words: str, read: int | None = None) -> CaseStudy:
    """Let what is held through: exactly these texts. One that says anything else is held again.

    `read`: the version that the moderator read. Whoever decides it puts it on record and tells its authors. Raises
    ReasonMissing or ReadAnOlderOne.
    """
    if not words.strip():
        raise ReasonMissing
    case = locked(case)
    if read not in (None, case.version):
        raise ReadAnOlderOne
    if not case.held_because:
        return case
    cleared = {fingerprint(text) for text in case.texts() if is_held(case, text)}
    case.cleared, case.held_because = sorted({*case.cleared, *cleared}), ""
    save_as_changed(case, "cleared", "held_because")
    note(case, Act.LIFTED, by, words.strip())
    return case
