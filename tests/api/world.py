"""A little of everything that the API tells of, and its lists."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from accounts.models import User
from casestudies.models import CaseStudy, EffectQuestion
from forum.models import Notification, Thread
from tests.casestudies.measuring import START, answered
from tests.factories import MAY, adoption, case_study, figures, member, post, signed_in, technology, thread

SOME = 3


@dataclass(frozen=True)
class World:
    reader: User
    thread: Thread
    case: CaseStudy

    @property
    def client(self) -> Client:
        return signed_in(self.reader)

    @property
    def lists(self) -> dict[str, Callable[..., str]]:
        """Every list of the API, and what must be asked of it."""
        return {
            "api-areas": reverse("api-areas") + "?kind=icb",
            "api-measures": reverse("api-measures") + "?",
            "api-figures": reverse("api-figures") + "?month=2025-05",
            "api-case-studies": reverse("api-case-studies") + "?",
            "api-technologies": reverse("api-technologies") + "?",
            "api-adoption-records": reverse("api-adoption-records") + "?",
            "api-effects": reverse("api-effects") + "?",
            "api-threads": reverse("api-threads") + "?",
            "api-posts": reverse("api-posts", args=[self.thread.pk]) + "?",
            "api-notifications": reverse("api-notifications") + "?",
        }


def world() -> World:
    """Return a member and what they may read: some of each, and some of these alike in what they are sorted by."""
    reader, author = member(), member("15F", name="Ann Author")
    rows = [
        {"area": code, "treatment_function": function, "incomplete": 100, "within_18": 61, "admitted": 10}
        for code in ("03R", "15F")
        for function in ("C_110", "C_999")
    ]
    figures(MAY, *rows)
    published = {"state": CaseStudy.State.PUBLISHED}
    cases = [case_study(title=f"Clinic {number}", home="15F", **published) for number in range(SOME)]
    for number in range(SOME):
        found = answered(adoption("03R", of=technology(f"Bench {number}"), since=START))
        EffectQuestion.objects.create(name=found.name)
    made = [thread(author, title=f"Theatre {number}") for number in range(SOME)]
    for _ in range(SOME):
        reply = post(made[0], author)
        Notification.objects.create(person=reader, kind="mention", post=reply, by=author)
    return World(reader, made[0], cases[0])
