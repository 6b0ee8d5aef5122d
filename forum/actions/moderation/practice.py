"""Deciding what becomes of case studies, adoption records and collections: kept, hidden, removed, or given back."""

from accounts.models import User
from casestudies.actions import moderating
from casestudies.actions.adoption import moderating as adoption_moderating
from casestudies.actions.collecting import put_into_state
from casestudies.actions.holding import lift
from casestudies.models import Adoption, CaseStudy, Collection
from casestudies.queries.lives import asked_to_lift
from forum.actions.holding import PATIENT_DATA
from forum.actions.moderation.deciding import Act, DecisionRefused, NotFromHere, Why, WordsMissing, settle
from forum.actions.practice_reviews import wait_for_review
from forum.models import Reason, Report, ReviewEvent, ReviewItem

Practice = CaseStudy | Adoption | Collection

SHOWN = (*moderating.SHOWN, Adoption.State.PUBLISHED)
HIDDEN, REMOVED = CaseStudy.State.HIDDEN, CaseStudy.State.REMOVED
FROM = {
    Act.HIDDEN: SHOWN,
    Act.REMOVED: (*SHOWN, HIDDEN),
    Act.UNHIDDEN: (HIDDEN,),
    Act.RESTORED: (REMOVED,),
    Act.IGNORED: SHOWN,
    Act.KEPT: SHOWN,
}
# Of an adoption record and of a collection alike.
OF_OTHERS = {
    Act.HIDDEN: Adoption.State.HIDDEN,
    Act.REMOVED: Adoption.State.REMOVED,
    Act.UNHIDDEN: Adoption.State.PUBLISHED,
    Act.RESTORED: Adoption.State.PUBLISHED,
}
KEEPING = {HIDDEN: Act.UNHIDDEN, REMOVED: Act.RESTORED}


class NotWithThis(DecisionRefused):
    def __init__(self):
        super().__init__("That cannot be done with a case study, an adoption record or a collection.")


def may_become(act: Act, found: Practice) -> bool:
    """Say whether a case study or a record, as it is, takes an act."""
    if act == Act.RETURNED:
        return isinstance(found, CaseStudy) and (
            found.state in moderating.RETURNABLE or asks_to_be_let_through(found)
        )
    return found.state in FROM.get(act, ())


def keeping(found: Practice) -> Act | None:
    """Return what letting it stand is called; None where nothing is left of it."""
    if asks_to_be_let_through(found):
        return Act.LIFTED
    act = KEEPING.get(found.state, Act.KEPT)
    return act if may_become(act, found) else None


def asks_to_be_let_through(found: Practice) -> bool:
    """Say whether it is a case study that is held, and its authors say that no patient can be identified in it."""
    is_held = isinstance(found, CaseStudy) and found.held_because and found.state in CaseStudy.EDITABLE
    return bool(is_held and asked_to_lift(found))


def waits_for_review(found: Practice) -> bool:
    """Say whether it is a case study that was sent in: its review page decides about it."""
    return isinstance(found, CaseStudy) and found.state == CaseStudy.State.SUBMITTED


def may_hold_patient_data(item: ReviewItem) -> bool:
    """Say whether something is held, or was taken away, since it could identify a patient as the guard or somebody
    said."""
    if asks_to_be_let_through(item.practice):
        return True
    reports = item.reports.filter(reason=Reason.PATIENT)
    said = reports.exclude(outcome__in=[Report.Outcome.NOT_UPHELD, Report.Outcome.IGNORED])
    is_away = item.practice.state in (HIDDEN, REMOVED)
    return is_away and (item.because == PATIENT_DATA or said.exists())


def keep(item: ReviewItem, *, by: User, why: Why) -> ReviewEvent:
    """Let it stand, or show it again. Raises DecisionRefused."""
    found = item.practice
    act = keeping(found)
    if act is None or (waits_for_review(found) and not item.reports.open().exists()):
        raise NotFromHere(found.get_state_display())
    done = act
    if may_hold_patient_data(item):
        if not why.words:
            raise WordsMissing
        done = Act.LIFTED if act == Act.LIFTED else Act.OVERRIDDEN
    put(found, act, by=by, words=why.words)
    was = ReviewEvent.WAS_HIDDEN if done == Act.OVERRIDDEN else ""
    return _settled(item, done, by, why, facts=was)


def take_away(act: Act, item: ReviewItem, *, by: User, why: Why) -> ReviewEvent:
    """Hide, remove or return it. Raises DecisionRefused."""
    found = item.practice
    _check(act, found)
    before = {"was": found.state, "version": getattr(found, "version", None)}
    put(found, act, by=by, words=why.words)
    return _settled(item, act, by, why, before=before)


def ignore(item: ReviewItem, *, by: User, why: Why) -> ReviewEvent:
    """Answer its reports and decide nothing. Raises DecisionRefused."""
    _check(Act.IGNORED, item.practice)
    return _settled(item, Act.IGNORED, by, why)


def put(found: Practice, act: Act, *, by: User | None, words: str = "") -> None:
    """Do an act, without a decision. What is kept as it is stays as it is."""
    if act == Act.KEPT:
        return
    if isinstance(found, Adoption):
        adoption_moderating.put(adoption=found, state=OF_OTHERS[act])
    elif isinstance(found, Collection):
        put_into_state(collection=found, state=OF_OTHERS[act])
    elif act == Act.LIFTED:
        lift(case=found, by=by, words=words)
    elif act == Act.RETURNED:
        moderating.return_for_changes(case=found, by=by, words=words)
    else:
        moderating.put(case=found, act=act, by=by, words=words)
    found.refresh_from_db(fields=["state"])


def _check(act: Act, found: Practice) -> None:
    if act == Act.RETURNED and not isinstance(found, CaseStudy):
        raise NotWithThis
    if not may_become(act, found):
        raise NotFromHere(found.get_state_display())


def _settled(item: ReviewItem, act: Act, by: User, why: Why, **more) -> ReviewEvent:
    """Close an item with a decision. A case study that waits for review goes on waiting."""
    event = settle(item, act, by=by, why=why, **more)
    go_on_waiting(item)
    return event


def go_on_waiting(item: ReviewItem) -> None:
    """Let a decided item wait again where it is about a case study that waits for review."""
    if item.practice and waits_for_review(item.practice):
        wait_for_review(item.case_study, by=None)
