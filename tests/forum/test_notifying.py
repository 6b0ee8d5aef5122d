"""Who is told of a post on the site, why, and that it happens once: never of what they may not read."""

import json
from datetime import time, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Lead, Restriction, User
from accounts.personal_data import all_about
from forum.actions import notifying
from forum.actions.discussions import reply, start_thread
from forum.actions.feeds import new_token
from forum.actions.quiet import set_quiet_hours
from forum.models import (
    Ask,
    Category,
    FeedToken,
    Mention,
    Notification,
    Post,
    QuietHours,
    Reaction,
    Thread,
    Watch,
)
from forum.queries import notifying as concerned
from forum.queries.notifying import how_many_new
from forum.tasks import sweep_notifications, tell_of_post
from metrics.models import Area
from tests.at_once import at_once
from tests.factories import administrator, member, moderator, person, post, thread, trusted
from tests.places import area

pytestmark = pytest.mark.django_db


def told(one: Post) -> dict[int, str]:
    """Tell of a post; return why each person was told."""
    notifying.tell_of(one.pk)
    return dict(Notification.objects.filter(post=one).values_list("person", "kind"))


def mention(one: Post, *named: User | Area) -> Post:
    for each in named:
        Mention.objects.create(post=one, **{"area" if isinstance(each, Area) else "person": each})
    return one


def watch(one: Thread, who: User, level: str = "watching") -> User:
    Watch.objects.create(person=who, thread=one, level=level)
    return who


# Whom, and why


def test_whoever_a_post_names_answers_or_interests_is_told_why():
    opener, replied_to, named, watching, other = (member() for _ in range(5))
    talk = thread(opener)
    first = post(talk, replied_to)
    watch(talk, watching)

    answer = mention(post(talk, member(), reply_to=first), named)

    assert told(answer) == {
        opener.pk: "reply",
        replied_to.pk: "reply",
        named.pk: "mention",
        watching.pk: "watched",
    }
    assert other.pk not in told(answer)


def test_the_most_direct_reason_is_told_alone():
    opener = member()
    talk = thread(opener)
    watch(talk, opener)

    assert told(mention(post(talk), opener, area("03R"))) == {opener.pk: "mention"}


def test_nobody_is_told_of_what_they_wrote_themselves():
    opener = member()
    talk = thread(opener)
    watch(talk, opener)

    assert told(mention(post(talk, opener), opener, area("03R"))) == {}


def test_an_area_that_is_named_has_its_people_and_those_of_its_parts_told():
    of_the_board, of_a_part, elsewhere = member("QWO"), member("03R"), member("02P")
    lead = member("02P")
    Lead.objects.create(user=lead, area=area("QWO"))
    writer = member("02P")

    of_board = told(mention(thread(writer).posts.get(), area("QWO")))

    assert of_board == dict.fromkeys([of_the_board.pk, of_a_part.pk, lead.pk], "area")
    assert elsewhere.pk not in of_board


def test_of_a_large_area_its_leads_and_who_came_last_are_told(monkeypatch):
    monkeypatch.setattr(concerned, "MOST_OF_AN_AREA", 2)
    now = timezone.now()
    lead, _, came = member("QWO"), member("QWO"), member("QWO", last_login=now)
    Lead.objects.create(user=lead, area=area("QWO"))
    member("QWO", last_login=now - timedelta(days=9))

    assert set(told(mention(thread(member("02P")).posts.get(), area("QWO")))) == {lead.pk, came.pk}


def test_the_people_of_an_area_that_is_asked_are_told_of_the_question_and_of_no_reply_to_it():
    asked = member("QWO")
    question = thread(member("02P"), kind="question")
    Ask.objects.create(thread=question, area=area("QWO"))

    assert told(question.posts.get()) == {asked.pk: "asked"}
    assert asked.pk not in told(post(question, member("02P")))


@pytest.mark.parametrize("level", ["muted", "tracking", "normal"])
def test_how_closely_one_follows_says_what_one_is_told(level):
    talk = thread(member())
    named, only_follows = watch(talk, member(), level), watch(talk, member(), level)

    assert (named.pk in told(mention(post(talk), named))) == (level != "muted")
    assert only_follows.pk not in told(post(talk))


def test_who_watches_a_category_is_told_of_its_threads():
    category = Category.objects.create(name="Test", slug="test")
    watching = member()
    Watch.objects.create(person=watching, category=category, level="watching")

    assert told(thread(member(), category=category).posts.get()) == {watching.pk: "watched"}


# Never of what they may not read

WHO_MAY_NOT = {
    "no member": lambda one: one.claims.update(state="ended", ended_at=timezone.now()),
    "not verified": lambda one: one.emailaddress_set.update(verified=False),
    "suspended": lambda one: restrict(
        user=one, kind=Restriction.Kind.SUSPENSION, by=administrator(), reason="Adverts."
    ),
    "closed": lambda one: close_account(user=one),
}


@pytest.mark.parametrize("change", WHO_MAY_NOT.values(), ids=WHO_MAY_NOT)
def test_who_may_not_read_it_is_not_told(change):
    named = member()
    change(named)

    assert told(mention(thread().posts.get(), named)) == {}


@pytest.mark.parametrize("change", WHO_MAY_NOT.values(), ids=WHO_MAY_NOT)
def test_who_may_read_it_no_longer_is_shown_nothing_of_it(change):
    named = member()
    told(mention(post(thread()), named))
    assert how_many_new(named) == 1

    change(named)

    assert not Notification.objects.shown_to(User.objects.get(pk=named.pk)).exists()


def test_of_a_private_space_only_its_people_are_told():
    space = Category.objects.create(name="Space", slug="space", group="space")
    space.areas.add(area("QWO"))
    inside, outside = member("03R"), member("02P")
    opened = thread(member("03R"), category=space)

    assert told(mention(opened.posts.get(), inside, outside)) == {inside.pk: "mention"}
    inside.claims.update(state="ended", ended_at=timezone.now())
    assert how_many_new(inside) == 0


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed", "erased"])
@pytest.mark.parametrize(
    "who", [member, moderator, administrator], ids=["member", "moderator", "administrator"]
)
class TestUnseen:
    def test_nobody_is_told_of_it(self, state, who):
        named = who()
        because = "patient data" if state == "held" else ""
        text = "" if state == "erased" else "Words."
        one = mention(post(thread(), state=state, held_because=because, text=text), named)

        assert told(one) == {}
        assert notifying.sweep() == list(Post.objects.filter(number=1).values_list("pk", flat=True))

    def test_nothing_is_shown_of_what_was_told_before(self, state, who):
        named = who()
        one = mention(post(thread()), named)
        told(one)

        Post.objects.filter(pk=one.pk).update(
            state=state, held_because="patient data" if state == "held" else "", text="", html=""
        )

        assert not Notification.objects.shown_to(named).exists()
        assert how_many_new(named) == 0

    def test_nobody_is_told_of_what_stands_under_such_an_opening(self, state, who):
        named = who()
        because = "patient data" if state == "held" else ""
        opened = thread(state=state, held_because=because, text="" if state == "erased" else "Words.")

        assert told(mention(post(opened), named)) == {}


def test_what_was_held_is_told_when_others_may_read_it():
    named = member()
    one = mention(thread(state="held", held_because="first posts").posts.get(), named)
    assert told(one) == {}

    one.put(Post.State.PUBLISHED)

    assert told(one) == {named.pk: "mention"}


def test_what_is_put_back_after_people_were_told_is_not_told_again():
    named = member()
    one = mention(post(thread()), named)
    told(one)
    Notification.objects.update(read_at=timezone.now())
    one = Post.objects.get(pk=one.pk)
    one.put(Post.State.HIDDEN)
    one.put(Post.State.PUBLISHED)

    assert notifying.tell_of(one.pk) == 0
    assert how_many_new(named) == 0


# Once, and not lost


def test_telling_again_changes_nothing():
    named = member()
    one = mention(thread().posts.get(), named)

    assert [notifying.tell_of(one.pk) for _ in range(2)] == [1, 0]
    Post.objects.update(told_at=None)
    assert notifying.tell_of(one.pk) == 0


def test_a_post_that_is_not_there_is_told_to_nobody():
    assert notifying.tell_of(10**9) == 0


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_person_once():
    named = [member() for _ in range(5)]
    posts = [mention(post(thread()), *named).pk for _ in range(5)]

    def work() -> None:
        for number in posts:
            tell_of_post(number)

    assert at_once(work, work) == [None, None]
    assert [how_many_new(one) for one in named] == [5] * 5
    assert not Post.objects.filter(pk__in=posts, told_at=None).exists()


@pytest.mark.parametrize("way", ["started", "replied", "approved"])
def test_a_worker_is_woken_when_it_is_committed(way, monkeypatch, django_capture_on_commit_callbacks):
    woken: list[int] = []
    monkeypatch.setattr(notifying, "wake", woken.append)
    writer = trusted(member())
    talk = thread()
    held = post(talk, state="held", held_because="first posts")

    with django_capture_on_commit_callbacks(execute=True):
        if way == "started":
            one = start_thread(by=writer, title="Recovery rooms", text="Ours are full.").posts.get()
        elif way == "replied":
            one = reply(thread=talk, by=writer, text="Ours are full.")
        else:
            one = held
            one.put(Post.State.PUBLISHED)
        assert woken == []

    assert set(woken) == {one.pk}


def test_a_held_post_wakes_nobody(django_capture_on_commit_callbacks):
    talk = thread()
    with django_capture_on_commit_callbacks() as callbacks:
        post(talk, person(), state="held", held_because="first posts")

    assert callbacks == []


def test_the_sweep_wakes_workers_for_what_was_left_lying(monkeypatch):
    woken: list[int] = []
    monkeypatch.setattr(notifying, "wake", woken.append)
    left, done = post(thread()), post(thread())
    Post.objects.exclude(pk=left.pk).update(told_at=timezone.now())

    sweep_notifications()

    assert woken == [left.pk]
    assert done.pk not in woken


def test_what_nobody_was_told_of_for_a_week_is_no_news():
    named = member()
    old = mention(post(thread()), named)
    Post.objects.update(published_at=timezone.now() - timedelta(days=8))

    assert notifying.sweep() == []
    assert told(old) == {}


def test_what_was_told_is_forgotten_when_it_is_old():
    named = member()
    for _ in range(4):
        told(mention(post(thread()), named))
    now, rows = timezone.now(), list(Notification.objects.filter(kind="mention").order_by("pk"))
    ages = [(100, 99), (100, 10), (100, None), (400, None)]
    for row, (days, read) in zip(rows, ages, strict=True):
        row.at = now - timedelta(days=days)
        row.read_at = read and now - timedelta(days=read)
    Notification.objects.bulk_update(rows, ["at", "read_at"])

    notifying.sweep()

    assert list(Notification.objects.filter(kind="mention").order_by("pk")) == rows[1:3]


def test_it_costs_the_same_for_few_people_and_for_many(django_assert_max_num_queries):
    def queries(people: int) -> int:
        talk = thread()
        one = post(talk)
        for _ in range(people):
            mention(one, watch(talk, member()))
        with django_assert_max_num_queries(25) as seen:
            notifying.tell_of(one.pk)
        return len(seen)

    assert queries(1) == queries(30)


# One click


def thank(one: Post, who: User, kind: str = "thanks") -> Reaction:
    made = Reaction.objects.create(post=one, person=who, kind=kind)
    notifying.tell_of_reaction(reaction=made)
    return made


def test_thanks_are_one_notification_a_post_new_again_when_another_thanks():
    writer = member()
    one = post(thread(), writer)
    first, second = member(), member()
    thank(one, first)
    notifying.mark_read(person=writer)
    thank(one, first, "agree")
    assert how_many_new(writer) == 0

    thank(one, second)

    assert how_many_new(writer) == 1
    assert Notification.objects.get(person=writer).by == second


def test_thanks_that_were_taken_back_are_not_shown():
    writer = member()
    made = thank(post(thread(), writer), member())

    made.delete()

    assert how_many_new(writer) == 0


@pytest.mark.parametrize("case", ["own", "muted", "no member"])
def test_nobody_is_told_of_thanks_who_gave_them_muted_it_or_may_not_read_it(case):
    writer = member()
    one = post(thread(), writer)
    if case == "muted":
        watch(one.thread, writer, "muted")
    elif case == "no member":
        writer.claims.update(state="ended", ended_at=timezone.now())

    thank(one, writer if case == "own" else member())

    assert not Notification.objects.filter(kind="reaction").exists()


def test_an_accepted_answer_is_told_to_who_wrote_it_while_it_is_accepted():
    asker, writer = member(), member()
    question = thread(asker, kind="question")
    question.accepted = post(question, writer)
    question.save()

    for _ in range(2):
        notifying.tell_of_accepted(thread=question, by=asker)

    assert [row.kind for row in Notification.objects.shown_to(writer)] == ["accepted"]
    Thread.objects.update(accepted=None)
    assert how_many_new(writer) == 0


def test_who_accepts_what_they_wrote_themselves_is_told_nothing():
    asker = member()
    question = thread(asker, kind="question")
    question.accepted = post(question, asker)

    notifying.tell_of_accepted(thread=question, by=asker)

    assert not Notification.objects.exists()


def test_what_one_was_told_is_handed_out_and_forgotten_with_the_account():
    one = member()
    told(mention(post(thread()), one))
    set_quiet_hours(person=one, hours=(time(22), time(7)))
    new_token(person=one)

    data = json.loads(json.dumps(all_about(one), cls=DjangoJSONEncoder))
    assert [row["kind"] for row in data["told_of_posts"]] == ["mention"]
    assert data["quiet_hours"] == [{"starts": "22:00:00", "ends": "07:00:00"}]
    assert list(data["feeds"][0]) == ["made_at"]
    close_account(user=one)

    for model in (Notification.objects.filter(person=one), QuietHours.objects, FeedToken.objects):
        assert not model.exists()


def test_whom_an_edit_names_is_told_and_nobody_else_again():
    opener, named, watching = member(), member(), member()
    talk = thread(opener)
    watch(talk, watching)
    one = post(talk)
    told(one)
    Notification.objects.filter(person=watching).delete()
    one.refresh_from_db()

    notifying.tell_of_mentions(post=mention(one, named, opener))

    assert dict(Notification.objects.values_list("person", "kind")) == {
        opener.pk: "reply",
        named.pk: "mention",
    }
