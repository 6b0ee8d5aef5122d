"""Moderation tried as a table: a case and its people, what they do on pages, and what is to come of each act.

Every act is sent as a whole form. What is refused changes no row of the forum and writes nothing down.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.models import Restriction, User
from forum.actions.clashes import version_of
from forum.actions.discussions import edit_post
from forum.actions.moderation.deciding import Why
from forum.actions.reporting import report
from forum.models import Erasure, Post, Reason, ReviewEvent, ReviewItem
from forum.models.reasons import FITTING
from safety.models import AuditEntry
from tests.accounts.test_people import confirm
from tests.factories import administrator, member, moderator, post, thread, trusted
from tests.forum.reviewed import opened

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


def published(is_held: bool = False) -> Case:
    author = trusted(member())
    written = post(thread(), author, text="We start late.")
    edit_post(post=written, by=author, text="We often start late.")
    if is_held:
        Post.objects.get(pk=written.pk).put(Post.State.HELD, because="first posts")
        item = opened(Post.objects.get(pk=written.pk))
    else:
        item = report(by=member(), reason=Reason.SPAM, post=written).item
    return Case(author, item, written=written.pk)


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


def propose(case: Case) -> None:
    sent = {"version": case.now["version"], "why": "law", "words": ""}
    signed(case.other).post(reverse("moderation-erase", args=[case.item.pk]), sent)


def decide_erasure(what: str) -> Callable[[Case], None]:
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
        changed = {"text": text, "version": version_of(case.post)}
        signed(case.author).post(reverse("post-edit", args=[case.written]), changed)

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
    "propose to erase": propose,
    "erase": decide_erasure("erase"),
    "do not erase": decide_erasure("keep"),
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
