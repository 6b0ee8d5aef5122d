"""What may become of a thread: in order, locked, moved, merged, and what its first post takes with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.urls import reverse

from forum.actions.moderation import content, erasing, merging, standing, threads
from forum.actions.reporting import report
from forum.models import Erasure, Reason, Thread
from metrics.models import Area
from tests.factories import administrator, member, thread
from tests.forum.moderated import WHY, Case, To, check, decide_erasure, decision, propose, signed

pytestmark = pytest.mark.django_db


@dataclass
class ThreadCase(Case):
    into: Thread = field(default_factory=lambda: thread(title="Theatres"))


def _thread(**fields) -> ThreadCase:
    author = member()
    made = thread(author, title="Start times", **fields)
    return ThreadCase(
        author, report(by=member(), reason=Reason.SPAM, thread=made).item, written=made.posts.get().pk
    )


def _put(act: Callable, **more) -> ThreadCase:
    made = _thread()
    if act in (merging.merge, standing.close_as_duplicate):
        more = {"into": made.into}
    act(**made.now, why=WHY, **more)
    return made


def _elsewhere() -> dict:
    return {"area": Area.objects.get(code="03R"), "measure": "", "function": ""}


def _erased_thread() -> ThreadCase:
    made = _thread()
    proposal = erasing.propose(**made.now, why=Erasure.Why.LAW)
    erasing.approve(erasure=proposal, by=administrator(), version=made.now["version"])
    return made


THREAD_STATES: dict[str, Callable[[], ThreadCase]] = {
    "open": _thread,
    "locked": lambda: _put(threads.lock),
    "moved": lambda: _put(threads.move, **_elsewhere()),
    "duplicate": lambda: _put(standing.close_as_duplicate),
    "pinned": lambda: _put(standing.pin),
    "slow": lambda: _put(standing.slow, minutes=30),
    "merged": lambda: _put(merging.merge),
    "hidden": lambda: _put(content.hide),
    "removed": lambda: _put(content.remove),
    "erased": _erased_thread,
}


def state_of_thread(case: ThreadCase) -> str:
    made = Thread.objects.get(pk=case.item.thread_id)
    first = made.posts.filter(number=1).first()
    if first is None:
        assert made.merged.into == case.into
        return "merged"
    words = [] if first.state == "published" else [first.state]
    words += ["locked"] if made.is_locked and not made.duplicate_of else []
    words += ["duplicate"] if made.is_locked and made.duplicate_of == case.into else []
    words += ["moved"] if made.area else []
    words += ["pinned"] if made.pinned_at else []
    words += ["slow"] if made.slow_minutes == 30 else []
    words += ["to be erased"] if Erasure.objects.waiting().filter(post=first).exists() else []
    return _named(*words)


def _named(*words: str) -> str:
    """Return how a thread stands, in one order whatever became of it first."""
    order = [*("hidden", "returned", "removed", "erased", "locked", "duplicate", "moved", "pinned", "slow")]
    return ", ".join(sorted(words, key=[*order, "to be erased"].index)) or "open"


def _on_thread(act: str, **more) -> Callable[[ThreadCase], None]:
    def send(case: ThreadCase) -> None:
        into = {"into": case.into.pk} if act in ("merge", "duplicate") else {}
        decision(act, **more, **into)(case)

    return send


def _reply(case: ThreadCase) -> None:
    """Reply as somebody whom nobody needs to wait for."""
    signed(case.chief).post(
        reverse("reply", args=[case.item.thread_id]), {"text": "So do we.", "key": str(uuid4())}
    )


def _report_thread(case: ThreadCase) -> None:
    address = reverse("report-thread", args=[case.item.thread_id])
    signed(case.flagger).post(address, {"reason": Reason.SPAM, "words": ""})


THREAD_ACTS: dict[str, Callable[[ThreadCase], None]] = {
    "lock": _on_thread("lock"),
    "unlock": _on_thread("unlock"),
    "close as a duplicate": _on_thread("duplicate"),
    "pin": _on_thread("pin"),
    "unpin": _on_thread("unpin"),
    "slow down": _on_thread("slow", minutes="30"),
    "end slow mode": _on_thread("unslow"),
    "move": _on_thread("move", area="03R"),
    "merge": _on_thread("merge"),
    "split": _on_thread("split", title="Start times"),
    "keep": _on_thread("keep"),
    "hide": _on_thread("hide"),
    "return": _on_thread("return"),
    "remove": _on_thread("remove"),
    "edit": _on_thread("edit", title="Starting", text="We start late.", note="Shorter"),
    "ignore": _on_thread("ignore"),
    "warn": _on_thread("warn"),
    "propose to erase": propose,
    "erase": decide_erasure("erase"),
    "report": _report_thread,
    "reply": _reply,
}


def _in_order(state: str, *, hidden: str = "") -> dict[str, To]:
    """Return what puts a thread in order from a state: whatever its first post is, but for what is so already."""
    was = {one for one in (state, hidden) if one not in ("", "open")}
    table = {
        "lock": To(_named(*was, "locked"), ("locked",), ("lock",)),
        "close as a duplicate": To(
            _named(*was - {"locked"}, "duplicate"), ("duplicate",), ("close as duplicate",)
        ),
        "move": To(_named(*was, "moved"), ("moved",), ("move",)),
        "pin": To(_named(*was, "pinned"), ("pinned",), ("pin",)),
        "slow down": To(_named(*was, "slow"), ("slowed",), ("slow",)),
        "unlock": To(_named(*was - {"locked", "duplicate"}), ("unlocked",), ("unlock",)),
        "unpin": To(_named(*was - {"pinned"}), ("unpinned",), ("unpin",)),
        "end slow mode": To(_named(*was - {"slow"}), ("unslowed",), ("unslow",)),
        "warn": To(_named(*was), ("warned",), ("warn",)),
        "merge": To("merged", ("merged",), ("merge",)),
    }
    closed = state in ("locked", "duplicate")
    not_now = {"lock"} if closed else {"unlock"}
    not_now |= {"pin"} if state == "pinned" else {"unpin"}
    not_now |= {"slow down"} if state == "slow" else {"end slow mode"}
    not_now |= {"move"} if state == "moved" else set()
    not_now |= {"close as a duplicate"} if state == "duplicate" else set()
    return {act: to for act, to in table.items() if act not in not_now}


def _shown(state: str) -> dict[str, To]:
    """Return what may become of a thread that members read."""
    was = [] if state == "open" else [state]
    return {
        "keep": To(_named(*was), ("kept",), ("keep",)),
        "hide": To(_named("hidden", *was), ("hidden",), ("hide",)),
        "return": To(_named("returned", *was), ("returned",), ("return",)),
        "remove": To(_named("removed", *was), ("removed",), ("remove",)),
        "edit": To(_named(*was), ("edited",), ("edit",)),
        "report": To(_named(*was), ("reported",), ("report",)),
        "propose to erase": To(_named("hidden", *was, "to be erased"), ("proposed",), ("propose erasure",)),
        **({} if state in ("locked", "duplicate") else {"reply": To(_named(*was))}),
        **({"ignore": To("open", ("ignored",), ("ignore report",))} if state == "open" else {}),
    }


SHOWN = ("open", "locked", "moved", "duplicate", "pinned", "slow")
THREAD_TABLE = {
    **{state: _in_order(state) | _shown(state) for state in SHOWN},
    # Its posts are elsewhere: nothing is left to decide but what concerns its author.
    "merged": {"warn": To("merged", ("warned",), ("warn",))},
    "hidden": _in_order("", hidden="hidden")
    | {
        "keep": To("open", ("unhidden",), ("unhide",)),
        "return": To("returned", ("returned",), ("return",)),
        "edit": To("open", ("edited",), ("edit",)),
        "remove": To("removed", ("removed",), ("remove",)),
        "propose to erase": To("hidden, to be erased", ("proposed",), ("propose erasure",)),
        "reply": To("hidden"),  # staff read it, and may
    },
    "removed": _in_order("", hidden="removed")
    | {
        "keep": To("open", ("restored",), ("restore",)),
        "propose to erase": To("removed, to be erased", ("proposed",), ("propose erasure",)),
        "reply": To("removed"),
    },
    "erased": _in_order("", hidden="erased") | {"reply": To("erased")},
}


@pytest.mark.parametrize("act", THREAD_ACTS)
@pytest.mark.parametrize("state", THREAD_STATES)
def test_every_act_from_every_state_of_a_thread(state, act):
    case = THREAD_STATES[state]()
    assert state_of_thread(case) == state

    check(case, THREAD_ACTS[act], THREAD_TABLE[state].get(act), state_of_thread)
