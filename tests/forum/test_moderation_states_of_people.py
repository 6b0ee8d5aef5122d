"""What people may still do, and what may be done to them, as they are warned, silenced, suspended or gone."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Restriction, User
from forum.models import Reason, ReviewEvent
from tests.forum.moderated import ACTS, Case, To, check, published, signed

pytestmark = pytest.mark.django_db


def _kept_from(kind: Restriction.Kind) -> Case:
    made = published()
    restrict(user=made.author, kind=kind, by=made.by, reason="Rude")
    return made


def _closed() -> Case:
    made = published()
    close_account(user=made.author)
    return made


def _warned() -> Case:
    made = published()
    ACTS["warn"](made)
    return made


PERSON_STATES: dict[str, Callable[[], Case]] = {
    "free": published,
    "warned": _warned,
    "silenced": lambda: _kept_from(Restriction.Kind.SILENCE),
    "suspended": lambda: _kept_from(Restriction.Kind.SUSPENSION),
    "a former member": _closed,
}


def state_of_person(case: Case) -> str:
    author = User.objects.get(pk=case.author.pk)
    kinds = set(Restriction.objects.in_force().filter(user=author).values_list("kind", flat=True))
    words = ["a former member"] if author.closed_at else []
    words += [
        named for kind, named in (("silence", "silenced"), ("suspension", "suspended")) if kind in kinds
    ]
    is_warned = ReviewEvent.objects.filter(about=author, act="warned").exists()
    return " and ".join(words) or ("warned" if is_warned else "free")


def _author_sends(route: str, **sent) -> Callable[[Case], None]:
    def send(case: Case) -> None:
        place = {"reply": case.post.thread_id, "start-thread": None}.get(route, case.written)
        address = reverse(route, args=[place] if place else [])
        key = {"key": str(uuid4())} if route in ("reply", "start-thread") else {}
        signed(case.author).post(address, sent | key)

    return send


def _report_another(case: Case) -> None:
    first = case.post.thread.posts.get(number=1)
    signed(case.author).post(reverse("report-post", args=[first.pk]), {"reason": Reason.SPAM, "words": ""})


PERSON_ACTS: dict[str, Callable[[Case], None]] = {
    **{act: ACTS[act] for act in ("warn", "silence", "suspend", "hide", "keep")},
    "reply": _author_sends("reply", text="So do we."),
    "start a thread": _author_sends("start-thread", title="Clinics", text="We start late."),
    "edit one’s own": ACTS["edit one’s own"],
    "put an earlier version back": ACTS["put an earlier version back"],
    "report": _report_another,
}


def _of_person(state: str) -> dict[str, To]:
    both = "silenced and suspended"
    is_there = state != "a former member"
    found = {"hide": To(state, ("hidden",), ("hide",)), "keep": To(state, ("kept",), ("keep",))}
    if is_there:
        after = "warned" if state == "free" else state
        found |= {"warn": To(after, ("warned",), ("warn",))}
    if is_there and state != "silenced":
        after = both if state == "suspended" else "silenced"
        found |= {"silence": To(after, ("silenced",), ("silence",))}
    if is_there and state != "suspended":
        after = both if state == "silenced" else "suspended"
        found |= {"suspend": To(after, ("suspended",), ("suspension",))}
    if state in ("free", "warned"):
        found |= dict.fromkeys(("reply", "start a thread", "edit one’s own"), To(state))
        found |= {
            "put an earlier version back": To(state, (), ("restore revision",)),
        }
    if state in ("free", "warned", "silenced"):
        found |= {"report": To(state, ("reported",), ("report",))}
    return found


@pytest.mark.parametrize("act", PERSON_ACTS)
@pytest.mark.parametrize("state", PERSON_STATES)
def test_every_act_of_and_about_a_person_in_every_state(state, act):
    case = PERSON_STATES[state]()
    assert state_of_person(case) == state

    check(case, PERSON_ACTS[act], _of_person(state).get(act), state_of_person)
