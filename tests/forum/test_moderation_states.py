"""Moderation as a table: from each state, what each act leads to and what is written down, or that it is refused.

Every pair is tried on the pages, with whole forms. What is refused changes no row of the forum and writes nothing down.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Restriction, User
from forum.actions.discussions import edit_post
from forum.actions.moderation import content, erasing, escalating, threads
from forum.actions.moderation.appealing import appeal
from forum.actions.moderation.deciding import Why
from forum.actions.reporting import report
from forum.models import Appeal, Erasure, Post, Reason, ReviewEvent, ReviewItem, Thread
from forum.models.reasons import FITTING
from metrics.models import Area
from safety.models import AuditEntry
from tests.accounts.test_people import confirm
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.reviewed import opened

pytestmark = pytest.mark.django_db
NUMBER = "Seen: NHS number 943 476 5919"
WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.")
NO_ROW = 999_999_999


class To(NamedTuple):
    """Where an act leads, the events it leaves at the review, and its entries in the audit log."""

    state: str
    events: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass
class Case:
    """A reported reply, or thread, and the people who have to do with it."""

    author: User
    item: ReviewItem
    flagger: User = field(default_factory=member)
    by: User = field(default_factory=moderator)  # who decided so far
    other: User = field(default_factory=moderator)  # who decides now
    chief: User = field(default_factory=administrator)

    @property
    def now(self) -> dict:
        item = ReviewItem.objects.get(pk=self.item.pk)
        return {"item": item, "version": item.version, "by": self.by}

    @property
    def post(self) -> Post:
        return Post.objects.get(pk=self.written)

    written: int = 0


# How a reply comes into each state.


def _published(is_held: bool = False) -> Case:
    author = member()
    written = post(thread(), author, text="We start late.")
    edit_post(post=written, by=author, text="We often start late.")
    if is_held:
        Post.objects.get(pk=written.pk).put(Post.State.HELD, because="first posts")
        item = opened(Post.objects.get(pk=written.pk))
    else:
        item = report(by=member(), reason=Reason.SPAM, post=written).item
    return Case(author, item, written=written.pk)


def _decided(act: Callable) -> Case:
    made = _published()
    act(**made.now, why=WHY)
    return made


def _appealed(act: Callable) -> Case:
    made = _decided(act)
    decision = made.item.events.filter(act__in=ReviewEvent.APPEALABLE).get()
    appeal(decision=decision, by=made.author, words="It is about theatres.")
    return made


def _proposed() -> Case:
    made = _published()
    erasing.propose(**made.now, why=Erasure.Why.LAW)
    return made


def _passed_on() -> Case:
    made = _published()
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
    "published": _published,
    "held": lambda: _published(is_held=True),
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


# What people do, on pages.


def signed(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def decision(act: str, **more) -> Callable[[Case], None]:
    def send(case: Case) -> None:
        item = ReviewItem.objects.get(pk=case.item.pk)
        sent = {
            "version": item.version,
            "reason": FITTING.get(act, [""])[0],
            "words": "Please keep to theatres.",
        }
        signed(case.other).post(reverse("moderation-decide", args=[item.pk, act]), sent | more)

    return send


def _claim(case: Case) -> None:
    signed(case.other).post(reverse("moderation-claim", args=[case.item.pk]))


def _propose(case: Case) -> None:
    sent = {"version": case.now["version"], "why": "law", "words": ""}
    signed(case.other).post(reverse("moderation-erase", args=[case.item.pk]), sent)


def _decide_erasure(what: str) -> Callable[[Case], None]:
    def send(case: Case) -> None:
        erasure = Erasure.objects.filter(post=case.written).first()
        client = Client()
        confirm(client, case.chief)
        sent = {"version": case.now["version"], "decision": what, "note": "It may stay."}
        client.post(reverse("moderation-erasure", args=[erasure.pk if erasure else NO_ROW]), sent)

    return send


def _report(reason: str, by: str = "flagger") -> Callable[[Case], None]:
    def send(case: Case) -> None:
        address = reverse("report-post", args=[case.written])
        signed(getattr(case, by)).post(address, {"reason": reason, "words": ""})

    return send


def _appeal(case: Case) -> None:
    against = case.item.events.filter(act__in=ReviewEvent.APPEALABLE).order_by("pk").last()
    address = reverse("moderation-appeal", args=[against.pk if against else NO_ROW])
    signed(case.author).post(address, {"words": "It is about theatres."})


def _answer(is_upheld: str) -> Callable[[Case], None]:
    def send(case: Case) -> None:
        sent = {"version": case.now["version"], "is_upheld": is_upheld, "words": "We looked again."}
        signed(case.other).post(reverse("moderation-answer", args=[case.item.pk]), sent)

    return send


def _edit(text: str) -> Callable[[Case], None]:
    def send(case: Case) -> None:
        signed(case.author).post(reverse("post-edit", args=[case.written]), {"text": text})

    return send


def _put_back(case: Case) -> None:
    signed(case.author).post(
        reverse("post-revisions", args=[case.written]), {"version": "1", "note": "As it was"}
    )


ACTS: dict[str, Callable[[Case], None]] = {
    "keep": decision("keep"),
    "hide": decision("hide"),
    "return": decision("return"),
    "edit": decision("edit", text="Theatres start late.", note="Took a word out"),
    "remove": decision("remove"),
    "ignore": decision("ignore"),
    "split": decision("split", title="Start times"),
    "warn": decision("warn"),
    "silence": decision("silence", days="7"),
    "suspend": decision("suspend", days="7"),
    "pass on": decision("escalate", private_note="A colleague wrote it."),
    "take back": decision("take-back"),
    "lock": decision("lock"),
    "move": decision("move", area="03R"),
    "take on": _claim,
    "propose to erase": _propose,
    "erase": _decide_erasure("erase"),
    "do not erase": _decide_erasure("keep"),
    "report": _report(Reason.SPAM),
    "report a patient": _report(Reason.PATIENT),
    "report, as a moderator": _report(Reason.SPAM, by="other"),
    "appeal": _appeal,
    "uphold the appeal": _answer("yes"),
    "refuse the appeal": _answer("no"),
    "edit one’s own": _edit("We rarely start late."),
    "bring patient data in": _edit(NUMBER),
    "put an earlier version back": _put_back,
}

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


def everything() -> dict[str, list]:
    """Return all rows of the forum and of what people are told, kept from or may say, as they are now."""
    models = [*apps.get_app_config("forum").get_models(), Restriction, apps.get_model("accounts", "Notice")]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def written_down() -> tuple[int, int]:
    """Return the numbers of the latest event and of the latest entry of the audit log."""
    event, entry = ReviewEvent.objects.order_by("pk").last(), AuditEntry.objects.order_by("number").last()
    return (event.pk if event else 0), (entry.number if entry else 0)


def since(before: tuple[int, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the events and the entries that were written since."""
    events = ReviewEvent.objects.filter(pk__gt=before[0]).order_by("pk").values_list("act", flat=True)
    entries = AuditEntry.objects.filter(number__gt=before[1]).order_by("number").values_list("act", flat=True)
    return tuple(events), tuple(entries)


def check(case, act: Callable, to: To | None, state_of: Callable) -> None:
    before, written, was = everything(), written_down(), state_of(case)

    act(case)

    events, entries = since(written)
    if to is None:
        assert (events, entries, state_of(case)) == ((), (), was)
        assert everything() == before
    else:
        assert (state_of(case), sorted(events), sorted(entries)) == (
            to.state,
            sorted(to.events),
            sorted(to.entries),
        )


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_every_act_from_every_state_of_a_post(state, act):
    case = STATES[state]()
    assert state_of(case) == state

    check(case, ACTS[act], TABLE[state].get(act), state_of)


# Threads: in order, locked, moved, merged, and what becomes of them with their first post.


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
    "propose to erase": _propose,
    "erase": _decide_erasure("erase"),
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


# People: what they may still do, and what may be done to them.


def _kept_from(kind: Restriction.Kind) -> Case:
    made = _published()
    restrict(user=made.author, kind=kind, by=made.by, reason="Rude")
    return made


def _closed() -> Case:
    made = _published()
    close_account(user=made.author)
    return made


def _warned() -> Case:
    made = _published()
    ACTS["warn"](made)
    return made


PERSON_STATES: dict[str, Callable[[], Case]] = {
    "free": _published,
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
        # The posts of a new member are held.
        found |= dict.fromkeys(("reply", "start a thread"), To(state, ("opened",), ("hold",)))
        found |= {
            "edit one’s own": To(state),
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
