"""Two hundred acts at random, one after another: what is seen and counted is what a slow, plain model says."""

from dataclasses import dataclass, field
from random import Random

import pytest

from accounts.models import User
from forum.actions.discussions import edit_post, reply, start_thread
from forum.actions.moderation import content, erasing, threads
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.deciding import DecisionRefused, Why
from forum.actions.refusals import PostRefused
from forum.actions.reporting import report
from forum.models import Appeal, Erasure, Post, Reason, ReviewEvent, ReviewItem, Thread
from forum.permissions.discussions import may_edit
from safety.models import AuditEntry
from safety.verifying import verify
from tests.factories import administrator, member, moderator, post, thread

pytestmark = pytest.mark.django_db
WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.")
NUMBER = "Seen: NHS number 943 476 5919"
ACTS = 200
SHOWN = "published"
OWN = ("held", "hidden", "returned")
# From which states a moderator's decision leads where: written down a second time, plainly.
DECISIONS = {
    "keep": (("published", "held", "hidden", "removed"), "published"),
    "hide": (("published", "held"), "hidden"),
    "return_for_changes": (("published", "held", "hidden"), "returned"),
    "remove": (("published", "held", "hidden", "returned"), "removed"),
    "edit": (("published", "held", "hidden"), "published"),
}


@dataclass
class Line:
    """What the model knows of one post."""

    author: int
    place: int  # the thread that it is in
    is_first: bool
    text: str = "We start late."
    state: str = SHOWN
    cause: int | None = None  # the decision that took it away
    appealed: int | None = None  # the decision that an appeal waits against
    is_proposed: bool = False


@dataclass
class Model:
    """A slow, plain record of what should be so: lists that are looked through whole."""

    posts: dict[int, Line] = field(default_factory=dict)
    locked: set[int] = field(default_factory=set)

    def seen_by(self, person: int) -> set[int]:
        return {
            pk
            for pk, one in self.posts.items()
            if self._is_shown(one, person) and self._is_shown(self.first_of(one.place), person)
        }

    def _is_shown(self, one: Line, person: int) -> bool:
        return one.state == SHOWN or (one.state in OWN and one.author == person)

    def first_of(self, place: int) -> Line:
        return next(one for one in self.posts.values() if one.place == place and one.is_first)

    def replies_in(self, place: int) -> int:
        return sum(
            1 for one in self.posts.values() if one.place == place and not one.is_first and one.state == SHOWN
        )


class Walk:
    """Does one act after another, here and in the model. Each says how many events and entries it should leave."""

    def __init__(self, seed: int):
        self.chance, self.model = Random(seed), Model()
        self.authors = [self._known() for _ in range(2)]
        self.decider, self.answerer, self.chief, self.reader = (
            moderator(),
            moderator(),
            administrator(),
            member(),
        )
        for author in self.authors:
            self.start(author)

    def _known(self) -> User:
        """Return somebody whose posts wait for nobody."""
        author = member()
        made = thread(author, title="Approved before")
        for _ in range(10):
            post(made, author)
        return author

    def step(self) -> tuple[int, int]:
        """Do one act; return how many events and entries it should leave."""
        author = self.chance.choice(self.authors)
        pk = self.chance.choice(sorted(self.model.posts))
        line = self.model.posts[pk]
        act = self.chance.choice(
            [self.start, self.answer]
            + 2 * [self.edit, self.appeal, self.uphold, self.refuse_appeal]
            + [
                self.bring_in,
                self.report,
                self.report_patient,
                self.propose,
                self.approve,
                self.spare,
                self.lock,
            ]
            + 6 * [self.decide]
        )
        return act(author) if act in (self.start, self.answer) else act(pk, line)

    def start(self, author: User) -> tuple[int, int]:
        text = f"We start late: {len(self.model.posts)}."
        made = start_thread(by=author, title="Start times", text=text).posts.get()
        self.model.posts[made.pk] = Line(author.pk, made.thread_id, True, text=text)
        return 0, 0

    def answer(self, author: User) -> tuple[int, int]:
        place = self.chance.choice(sorted({one.place for one in self.model.posts.values()}))
        if place in self.model.locked:
            with pytest.raises(PostRefused):
                reply(thread=Thread.objects.get(pk=place), by=author, text="So do we.")
            return 0, 0
        text = f"So do we: {len(self.model.posts)}."
        made = reply(thread=Thread.objects.get(pk=place), by=author, text=text)
        self.model.posts[made.pk] = Line(author.pk, place, False, text=text)
        return 0, 0

    def edit(self, pk: int, line: Line) -> tuple[int, int]:
        return self._edited(pk, line, f"We start {self.chance.choice(['early', 'late', 'often late'])}.")

    def bring_in(self, pk: int, line: Line) -> tuple[int, int]:
        return self._edited(pk, line, NUMBER)

    def _edited(self, pk: int, line: Line, text: str) -> tuple[int, int]:
        author, written = User.objects.get(pk=line.author), Post.objects.select_related("thread").get(pk=pk)
        may = line.state in ("published", "held", "returned")
        assert may_edit(author, written) == may
        if not may or text == line.text:
            return 0, 0
        if line.state == SHOWN and line.place in self.model.locked:
            with pytest.raises(PostRefused):
                edit_post(post=written, by=author, text=text)
            return 0, 0
        before, line.text = (line.state, written.held_because), text
        open_reports = written.review.reports.open().exists() if hasattr(written, "review") else False
        edit_post(post=written, by=author, text=text)
        if text == NUMBER:
            line.state = "held"
            return (0, 0) if before == ("held", "patient data") else (1, 1)
        if before == ("held", "patient data"):
            line.state = SHOWN
            return (0, 0) if open_reports or line.appealed else (1, 1)
        if line.state == "returned":
            line.state = "held"
            return 1, 1
        return 0, 0

    def report(self, pk: int, line: Line) -> tuple[int, int]:
        report(by=self.reader, reason=Reason.SPAM, post=Post.objects.get(pk=pk))
        return 1, 1

    def report_patient(self, pk: int, line: Line) -> tuple[int, int]:
        report(by=member(), reason=Reason.PATIENT, post=Post.objects.get(pk=pk))
        if line.state != SHOWN:
            return 1, 1
        line.state, line.cause = "hidden", None
        return 2, 2

    def decide(self, pk: int, line: Line) -> tuple[int, int]:
        act = self.chance.choice(sorted(DECISIONS))
        states, after = DECISIONS[act]
        item = ReviewItem.objects.filter(post=pk).first()
        if item is None:
            return 0, 0
        more = {"text": "Theatres start late.", "note": "Plainer"} if act == "edit" else {}
        asked = {"item": item, "by": self.decider, "version": item.version, "why": WHY}
        # An edit that changes nothing does not let out what may be about a patient.
        is_kept_back = item.post.held_because == "patient data" and more.get("text") == line.text
        if line.state not in states or line.appealed or line.is_proposed or is_kept_back:
            with pytest.raises(DecisionRefused):
                getattr(content, act)(**asked, **more)
            return 0, 0
        event = getattr(content, act)(**asked, **more)
        line.state, line.cause, line.text = after, event.pk, more.get("text", line.text)
        return 1, 1

    def lock(self, pk: int, line: Line) -> tuple[int, int]:
        is_locked = line.place in self.model.locked
        item = report(by=self.reader, reason=Reason.SPAM, thread=Thread.objects.get(pk=line.place)).item
        item.refresh_from_db()
        asked = {
            "item": item,
            "by": self.decider,
            "version": item.version,
            "why": WHY,
            "is_locked": not is_locked,
        }
        first = self.model.first_of(line.place)
        # Nor does anybody decide about a text by its thread while an appeal against them waits at its post.
        if first.is_proposed or first.appealed:
            with pytest.raises(DecisionRefused):
                threads.lock(**asked)
            return 1, 1
        threads.lock(**asked)
        self.model.locked ^= {line.place}
        return 2, 2

    def appeal(self, pk: int, line: Line) -> tuple[int, int]:
        against = ReviewEvent.objects.filter(item__post=pk, by=self.decider, appeal=None)
        decision = against.filter(act__in=ReviewEvent.APPEALABLE).order_by("pk").last()
        if decision is None or line.appealed or line.state == "erased":
            return 0, 0
        appeal(decision=decision, by=decision.about, words="It is about theatres.")
        line.appealed = decision.pk
        return 1, 1

    def uphold(self, pk: int, line: Line) -> tuple[int, int]:
        return self._answered(pk, line, is_upheld=True)

    def refuse_appeal(self, pk: int, line: Line) -> tuple[int, int]:
        return self._answered(pk, line, is_upheld=False)

    def _answered(self, pk: int, line: Line, *, is_upheld: bool) -> tuple[int, int]:
        waiting = Appeal.objects.filter(decision__item__post=pk, state="waiting").first()
        assert (waiting.decision_id if waiting else None) == line.appealed
        if waiting is None:
            return 0, 0
        version = ReviewItem.objects.get(post=pk).version
        asked = {"appeal": waiting, "by": self.answerer, "version": version, "words": "We looked."}
        if line.is_proposed:
            with pytest.raises(DecisionRefused):
                answer(**asked, is_upheld=is_upheld)
            return 0, 0
        was_edit = waiting.decision.act == "edited"
        answer(**asked, is_upheld=is_upheld)
        restored = 0
        if is_upheld and was_edit:
            # An edit that still stands is undone: the text of before is back, and an entry says so.
            now = Post.objects.get(pk=pk)
            restored = int(now.text != line.text)
            line.text = now.text
            line.state = now.state if restored else line.state
        elif is_upheld and line.cause == line.appealed and line.state in ("hidden", "returned", "removed"):
            line.state, line.cause = SHOWN, None
        line.appealed = None
        return 1, 1 + restored

    def propose(self, pk: int, line: Line) -> tuple[int, int]:
        item = ReviewItem.objects.filter(post=pk).first()
        if item is None:
            return 0, 0
        asked = {"item": item, "by": self.decider, "version": item.version, "why": Erasure.Why.LAW}
        if line.is_proposed or line.appealed or line.state == "erased":
            with pytest.raises(DecisionRefused):
                erasing.propose(**asked)
            return 0, 0
        erasing.propose(**asked)
        line.is_proposed = True
        if line.state != "removed":
            line.state, line.cause = "hidden", None
        return 1, 1

    def approve(self, pk: int, line: Line) -> tuple[int, int]:
        if not line.is_proposed:
            return 0, 0
        erasing.approve(**self._proposal(pk), by=self.chief)
        line.state, line.text, line.is_proposed, line.appealed = "erased", "", False, None
        return 1, 1

    def spare(self, pk: int, line: Line) -> tuple[int, int]:
        if not line.is_proposed:
            return 0, 0
        erasing.refuse(**self._proposal(pk), by=self.chief, note="It may stay.")
        line.is_proposed = False
        return 1, 1

    def _proposal(self, pk: int) -> dict:
        return {
            "erasure": Erasure.objects.waiting().get(post=pk),
            "version": ReviewItem.objects.get(post=pk).version,
        }

    def check(self) -> None:
        """Ask the model and the site the same."""
        ours = Post.objects.filter(pk__in=self.model.posts)
        now = {pk: (state, text) for pk, state, text in ours.values_list("pk", "state", "text")}
        assert now == {pk: (one.state, one.text) for pk, one in self.model.posts.items()}
        for who in (self.reader, *self.authors):
            seen = set(ours.visible_to(who).values_list("pk", flat=True))
            assert seen == self.model.seen_by(who.pk)
            places = {one.place for pk, one in self.model.posts.items() if one.is_first and pk in seen}
            listed = Thread.objects.visible_to(who).filter(posts__in=ours).distinct()
            assert {one.pk for one in listed} == places
        for made in Thread.objects.filter(posts__in=ours).distinct():
            assert (made.replies, made.is_locked) == (
                self.model.replies_in(made.pk),
                made.pk in self.model.locked,
            )


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_two_hundred_acts_at_random_lead_where_a_plain_model_says(seed):
    walk = Walk(seed)
    walk.check()

    for _ in range(ACTS):
        counts = ReviewEvent.objects.count(), AuditEntry.objects.count()
        events, entries = walk.step()
        assert (ReviewEvent.objects.count() - counts[0], AuditEntry.objects.count() - counts[1]) == (
            events,
            entries,
        )
        walk.check()

    assert list(verify()) == []
