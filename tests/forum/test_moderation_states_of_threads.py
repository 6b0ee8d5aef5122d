"""What may become of a thread: in order, locked, moved, merged, and what its first post takes with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.urls import reverse

from forum.actions.moderation import content, erasing, threads
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
    if act == threads.merge:
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
    "merged": lambda: _put(threads.merge),
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
    words += ["locked"] if made.is_locked else []
    words += ["moved"] if made.area else []
    words += ["to be erased"] if Erasure.objects.waiting().filter(post=first).exists() else []
    return ", ".join(words) or "open"


def _on_thread(act: str, **more) -> Callable[[ThreadCase], None]:
    def send(case: ThreadCase) -> None:
        into = {"into": case.into.pk} if act == "merge" else {}
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
    first = [hidden] if hidden else []
    was = [one for one in (state,) if one in ("locked", "moved")]
    named = lambda *marks: ", ".join([*first, *marks]) or "open"  # noqa: E731
    lock = {"unlock": To(named(), ("unlocked",), ("unlock",))}
    if state != "locked":
        lock = {"lock": To(named("locked", *was), ("locked",), ("lock",))}
    move = {} if state == "moved" else {"move": To(named(*was, "moved"), ("moved",), ("move",))}
    warned = {"warn": To(named(*was), ("warned",), ("warn",))}
    return lock | move | warned | {"merge": To("merged", ("merged",), ("merge",))}


def _shown(state: str) -> dict[str, To]:
    """Return what may become of a thread that members read."""
    was = [] if state == "open" else [state]
    named = lambda *marks: ", ".join([*marks, *was]) or "open"  # noqa: E731
    return {
        "keep": To(named(), ("kept",), ("keep",)),
        "hide": To(named("hidden"), ("hidden",), ("hide",)),
        "return": To(named("returned"), ("returned",), ("return",)),
        "remove": To(named("removed"), ("removed",), ("remove",)),
        "edit": To(named(), ("edited",), ("edit",)),
        "report": To(named(), ("reported",), ("report",)),
        "propose to erase": To(
            ", ".join(["hidden", *was, "to be erased"]), ("proposed",), ("propose erasure",)
        ),
        **({} if state == "locked" else {"reply": To(named())}),
        **({"ignore": To("open", ("ignored",), ("ignore report",))} if state == "open" else {}),
    }


THREAD_TABLE = {
    **{state: _in_order(state) | _shown(state) for state in ("open", "locked", "moved")},
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
