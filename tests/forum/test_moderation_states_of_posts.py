"""What may become of a post: what each act leads to from each state and what is written down, or that it is refused."""

from collections.abc import Callable

import pytest

from forum.actions.moderation import content, erasing, escalating
from forum.actions.moderation.appealing import appeal
from forum.models import Appeal, Erasure, ReviewEvent, ReviewItem
from tests.factories import administrator
from tests.forum.moderated import ACTS, WHY, Case, To, check, published

pytestmark = pytest.mark.django_db


# How a reply comes into each state.


def _decided(act: Callable) -> Case:
    made = published()
    act(**made.now, why=WHY)
    return made


def _appealed(act: Callable) -> Case:
    made = _decided(act)
    decision = made.item.events.filter(act__in=ReviewEvent.APPEALABLE).get()
    appeal(decision=decision, by=made.author, words="It is about theatres.")
    return made


def _proposed() -> Case:
    made = published()
    erasing.propose(**made.now, why=Erasure.Why.LAW)
    return made


def _passed_on() -> Case:
    made = published()
    administrator()
    escalating.escalate(**made.now, why=WHY)
    return made


def _erased() -> Case:
    made = _proposed()
    erasing.approve(
        erasure=Erasure.objects.get(post=made.written), by=administrator(), version=made.now["version"]
    )
    return made


STATES: dict[str, Callable[[], Case]] = {
    "published": published,
    "held": lambda: published(is_held=True),
    "hidden": lambda: _decided(content.hide),
    "returned": lambda: _decided(content.return_for_changes),
    "removed": lambda: _decided(content.remove),
    "hidden, appealed": lambda: _appealed(content.hide),
    "returned, appealed": lambda: _appealed(content.return_for_changes),
    "removed, appealed": lambda: _appealed(content.remove),
    "hidden, to be erased": _proposed,
    "erased": _erased,
    "published, passed on": _passed_on,
}
PASSED_ON = "published, passed on"


def state_of(case: Case) -> str:
    words = case.post.state
    if Appeal.objects.filter(decision__item=case.item, state="waiting").exists():
        words += ", appealed"
    if Erasure.objects.waiting().filter(post=case.written).exists():
        words += ", to be erased"
    if ReviewItem.objects.get(pk=case.item.pk).is_for_administrators:
        words += ", passed on"
    return words


ABOUT_THE_AUTHOR = {
    state: {
        "warn": To(state, ("warned",), ("warn",)),
        "silence": To(state, ("silenced",), ("silence",)),
        "suspend": To(state, ("suspended",), ("suspension",)),
    }
    for state in STATES
    if state != PASSED_ON
}
# While something waits, it is taken on and passed on; a moderator may report whatever can still be read.
WHILE_IT_WAITS = {
    state: {
        # What is to be erased waits for an administrator: a moderator keeps it from nobody.
        **({} if "to be erased" in state else {"take on": To(state, (), ("claim item",))}),
        "pass on": To(f"{state}, passed on", ("escalated",), ("pass on",)),
    }
    for state in ("published", "held", "hidden, to be erased", *(one for one in STATES if "appealed" in one))
}
REPORTED_BY_MODERATORS = {
    state: {"report, as a moderator": To(state, ("reported",), ("report",))}
    for state in STATES
    if state != "erased"
}
PROPOSED = {
    state: {"propose to erase": To(after, ("proposed",), ("propose erasure",))}
    for state, after in {
        **dict.fromkeys(("published", "held", "hidden", "returned"), "hidden, to be erased"),
        "removed": "removed, to be erased",
        **dict.fromkeys(("hidden, appealed", "returned, appealed"), "hidden, appealed, to be erased"),
        "removed, appealed": "removed, appealed, to be erased",
    }.items()
}
HELD_AGAIN = To("held", ("opened",), ("hold",))
DECIDED = {
    "published": {
        "keep": To("published", ("kept",), ("keep",)),
        "hide": To("hidden", ("hidden",), ("hide",)),
        "return": To("returned", ("returned",), ("return",)),
        "edit": To("published", ("edited",), ("edit",)),
        "remove": To("removed", ("removed",), ("remove",)),
        "ignore": To("published", ("ignored",), ("ignore report",)),
        "split": To("published", ("split",), ("split",)),
        "report": To("published", ("reported",), ("report",)),
        # Two things happen, each written down: somebody reports it, and this site hides it.
        "report a patient": To("hidden", ("reported", "hidden"), ("report", "hide")),
        "edit one’s own": To("published"),
        "bring patient data in": HELD_AGAIN,
        "put an earlier version back": To("published", (), ("restore revision",)),
    },
    "held": {
        "keep": To("published", ("approved",), ("approve",)),
        "hide": To("hidden", ("hidden",), ("hide",)),
        "return": To("returned", ("returned",), ("return",)),
        "edit": To("published", ("edited",), ("edit",)),
        "remove": To("removed", ("removed",), ("remove",)),
        "split": To("held", ("split",), ("split",)),
        "edit one’s own": To("held"),
        "bring patient data in": HELD_AGAIN,
        "put an earlier version back": To("held", (), ("restore revision",)),
    },
    "hidden": {
        "keep": To("published", ("unhidden",), ("unhide",)),
        "return": To("returned", ("returned",), ("return",)),
        "edit": To("published", ("edited",), ("edit",)),
        "remove": To("removed", ("removed",), ("remove",)),
        "split": To("hidden", ("split",), ("split",)),
        "appeal": To("hidden, appealed", ("appealed",), ("appeal",)),
    },
    "returned": {
        "remove": To("removed", ("removed",), ("remove",)),
        "split": To("returned", ("split",), ("split",)),
        "appeal": To("returned, appealed", ("appealed",), ("appeal",)),
        "edit one’s own": HELD_AGAIN,
        "bring patient data in": HELD_AGAIN,
        "put an earlier version back": To("held", ("opened",), ("hold", "restore revision")),
    },
    "removed": {
        "keep": To("published", ("restored",), ("restore",)),
        "appeal": To("removed, appealed", ("appealed",), ("appeal",)),
    },
    **{
        f"{state}, appealed": {
            "uphold the appeal": To("published", ("overturned",), ("overturn",)),
            "refuse the appeal": To(state, ("stands",), ("uphold",)),
        }
        for state in ("hidden", "removed")
    },
    "returned, appealed": {
        "uphold the appeal": To("published", ("overturned",), ("overturn",)),
        "refuse the appeal": To("returned", ("stands",), ("uphold",)),
        "edit one’s own": To("held, appealed", ("opened",), ("hold",)),
        "bring patient data in": To("held, appealed", ("opened",), ("hold",)),
        "put an earlier version back": To("held, appealed", ("opened",), ("hold", "restore revision")),
    },
    "hidden, to be erased": {
        "erase": To("erased", ("erased",), ("erase",)),
        "do not erase": To("hidden", ("spared",), ("refuse erasure",)),
    },
    "erased": {},
    # Administrators alone decide; what members do goes on.
    PASSED_ON: {
        "report": To(PASSED_ON, ("reported",), ("report",)),
        "report a patient": To("hidden, passed on", ("reported", "hidden"), ("report", "hide")),
        "edit one’s own": To(PASSED_ON),
        "bring patient data in": To("held, passed on", ("opened",), ("hold",)),
        "put an earlier version back": To(PASSED_ON, (), ("restore revision",)),
    },
}
EVERY = (ABOUT_THE_AUTHOR, WHILE_IT_WAITS, REPORTED_BY_MODERATORS, PROPOSED, DECIDED)
TABLE = {state: {act: to for part in EVERY for act, to in part.get(state, {}).items()} for state in STATES}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_every_act_from_every_state_of_a_post(state, act):
    case = STATES[state]()
    assert state_of(case) == state

    check(case, ACTS[act], TABLE[state].get(act), state_of)
