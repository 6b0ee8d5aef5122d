"""The public counts beside a tally that is kept by hand, act by act, of what the words on the page say."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from accounts.models import User
from forum.actions.discussions import edit_post
from forum.actions.moderation import content, people
from forum.actions.moderation.deciding import DecisionRefused
from forum.actions.moderation.opening import open_review
from forum.actions.reporting import report
from forum.models import Post, Reason, ReviewItem
from forum.queries.counts import quarter_of, quarters
from tests.factories import administrator, case_study, member, moderator, post, thread, trusted
from tests.forum.reviewed import WHY, latest, opened, reported, waiting

pytestmark = pytest.mark.django_db
NUMBER = "Seen: NHS number 943 476 5919"
AWAY = ("hidden", "removed")
# What a decision is called on the page, by what became of it; what it is of is looked at before.
TAKEN = {
    content.hide: "hidden",
    content.return_for_changes: "returned",
    content.remove: "removed",
    content.edit: "edited",
}


class Tally:
    """Acts on a few posts at random, and what a reader of the page would count, by quarter."""

    def __init__(self, seed: int):
        self.chance = Random(seed)
        self.staff = [moderator() for _ in range(3)]
        self.counts: dict[date, Counter] = {}
        self.held: dict[date, set[int]] = {}
        self.now = datetime(2025, 11, 3, 9, tzinfo=UTC)
        self.posts = [self._written() for _ in range(4)]

    def _written(self) -> int:
        return post(thread(), trusted(member())).pk

    def count(self, name: str) -> None:
        self.counts.setdefault(quarter_of(self.now.date()), Counter())[name] += 1

    def state(self, pk: int) -> tuple[str, str]:
        return Post.objects.values_list("state", "held_because").get(pk=pk)

    def step(self) -> None:
        pk = self.chance.choice(self.posts)
        before = self.state(pk)
        act = self.chance.choice(
            [self.edit, self.report, self.keep, self.keep, self.take, self.take, self.warn]
        )
        act(pk, before[0])
        after = self.state(pk)
        if after[0] == "held" and after != before:
            self.held.setdefault(quarter_of(self.now.date()), set()).add(pk)

    def edit(self, pk: int, was: str) -> None:
        written = Post.objects.select_related("thread", "author").get(pk=pk)
        if was not in ("removed", "erased"):
            words = f"Take {self.chance.random()}."
            edit_post(post=written, by=written.author, text=self.chance.choice([words, f"{words} {NUMBER}"]))
            is_clear = (
                was == "held"
                and self.state(pk)[0] == "published"
                and not written.review.reports.open().exists()
            )
            if is_clear:
                self.count("put_right")

    def report(self, pk: int, was: str) -> None:
        flagger, reason = member(), self.chance.choice([Reason.SPAM, Reason.PATIENT])
        for _ in range(2):  # said again it is one report
            report(by=flagger, reason=reason, post=Post.objects.get(pk=pk))
        self.count("reported")
        if was == "published" and self.state(pk)[0] == "hidden":
            self.count("hidden_at_once")

    def decided(self, pk: int, act, **more) -> bool:
        item = ReviewItem.objects.filter(post=pk).first()
        if item is None:
            item = open_review(by=self.chance.choice(self.staff), post=Post.objects.get(pk=pk))
        try:
            act(**latest(item), by=self.chance.choice(self.staff), why=WHY, **more)
        except DecisionRefused:
            return False
        return True

    def keep(self, pk: int, was: str) -> None:
        if self.decided(pk, content.keep):
            self.count({"published": "kept", "held": "approved"}.get(was, "shown_again"))

    def take(self, pk: int, was: str) -> None:
        act = self.chance.choice(list(TAKEN))
        more = {"text": f"So: {self.chance.random()}.", "note": "Clearer"} if act is content.edit else {}
        if self.decided(pk, act, **more):
            self.count(TAKEN[act])

    def warn(self, pk: int, was: str) -> None:
        if self.decided(pk, people.warn):
            self.count("warned")


@pytest.mark.parametrize("seed", [3, 6])
def test_the_counts_are_what_a_tally_by_hand_says(time_machine, seed):
    tally = Tally(seed)
    for _ in range(80):
        time_machine.move_to(tally.now, tick=False)
        tally.step()
        tally.now += timedelta(days=4, hours=7)
    time_machine.move_to(tally.now, tick=False)

    found = {one.start: +Counter(one.counts) for one in quarters()}

    wanted = {start: Counter(counts) for start, counts in tally.counts.items()}
    for start, posts in tally.held.items():
        wanted.setdefault(start, Counter())["held"] = len(posts)
    assert len(wanted) > 3
    assert {start: found[start] for start in wanted} == wanted
    assert {"approved", "shown_again", "held", "hidden_at_once"} <= set(sum(wanted.values(), Counter()))


def now() -> dict[str, int]:
    return {name: count for name, count in quarters()[-1].counts.items() if count}


def test_what_a_report_hid_and_a_moderator_shows_is_shown_again_and_not_approved():
    item = reported(reason=Reason.PATIENT)
    content.keep(**latest(item), by=moderator(), why=WHY)
    case = reported(reason=Reason.PATIENT, case_study=case_study(state="published"))
    content.keep(**latest(case), by=moderator(), why=WHY)

    assert now() == {"reported": 2, "hidden_at_once": 2, "shown_again": 2}


def test_a_post_that_was_held_for_patient_data_is_approved():
    item = waiting(because="patient data")
    content.keep(**latest(item), by=moderator(), why=WHY)

    assert now() == {"held": 1, "approved": 1}


def test_a_post_is_held_once_a_quarter_however_often_it_is_changed():
    item = waiting()
    for _ in range(3):
        opened(item.post, "changed as asked")

    assert now() == {"held": 1}


def test_what_a_moderator_hid_whose_row_is_gone_was_not_hidden_at_once():
    item, chief = reported(), administrator()
    content.hide(**latest(item), by=chief, why=WHY)
    User.objects.filter(pk=chief.pk).delete()

    assert now() == {"reported": 1, "hidden": 1}


def test_what_its_author_settled_is_no_time_to_decide():
    author = trusted(member())
    written = post(thread(), author)
    edit_post(post=written, by=author, text=NUMBER)
    edit_post(post=Post.objects.get(pk=written.pk), by=author, text="We start late.")

    assert now() == {"held": 1, "put_right": 1}
    assert quarters()[-1].median is None
