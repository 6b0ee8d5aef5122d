"""Letters with what is new: to whom, when, and nothing in them that their reader may not read."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.profile import set_interests, set_notifications
from accounts.actions.restricting import restrict
from accounts.models import Claim, Letter, NotificationChoice, Restriction, User
from accounts.queries import chosen_notifications
from forum.actions.telling import tell_what_is_new
from forum.models import Notification, Post, Thread, Watch
from forum.tasks import gather_letters
from metrics.models import Area, Publication
from tests.accounts.outbox import deliver
from tests.factories import administrator, member, person, post, published, signed_in, thread, verified

pytestmark = pytest.mark.django_db
ABOUT = [each.value for each in NotificationChoice.About]
# A Wednesday.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def reader(how_often: str = "at once", *about: str, **fields) -> User:
    """Return a member who is told of these things so often, and of nothing else."""
    made = member(**fields)
    chosen = {name: how_often if name in (about or ABOUT) else "never" for name in ABOUT}
    set_notifications(user=made, choices=chosen)
    User.objects.filter(pk=made.pk).update(date_joined=NOON - timedelta(days=100))
    return made


def sent_at(now: datetime | None = None) -> list[str]:
    """Queue and send what is due; return the texts."""
    mail.outbox.clear()
    tell_what_is_new(now=now or timezone.now() + timedelta(minutes=1))
    return [letter.body for letter in deliver()]


def published_on(day: datetime, written: Post) -> None:
    Post.objects.filter(pk=written.pk).update(published_at=day)
    written.thread.count_posts()


def chosen_only_by(one: User) -> None:
    """Let nobody else be told anything."""
    for other in User.objects.exclude(pk=one.pk):
        set_notifications(user=other, choices=dict.fromkeys(ABOUT, "never"))


# What


def test_several_mentions_in_a_thread_are_one_line_of_a_letter_that_leads_to_the_first():
    kim = reader("at once", "replies")
    talk = thread(title="Theatre start times")
    for _ in range(3):
        Notification.objects.create(person=kim, kind="mention", post=post(talk))
    Notification.objects.create(person=kim, kind="area", post=post(talk, member(name="Ann Author")))
    chosen_only_by(kim)

    (told,) = sent_at()

    lead = f"http://localhost:8000/threads/{talk.pk}/posts/"
    assert f"- 3 new posts mention you in “Theatre start times”\n  {lead}2/\n" in told
    assert "- Ann Author mentioned your area in “Theatre start times”" in told
    assert told.count("Theatre start times") == 2


def test_a_reply_is_told_at_once_and_once():
    kim = reader("at once", "replies")
    talk = thread(kim, title="Theatre start times")
    answer = post(talk, text="So did we, and then we did not.")
    chosen_only_by(kim)

    (told,) = sent_at()

    assert "Theatre start times (1 new)" in told
    assert f"http://localhost:8000/threads/{talk.pk}/posts/{answer.number}/" in told
    assert "So did we" not in told
    assert mail.outbox[0].subject == "Exemplar: 1 new reply"
    assert sent_at() == []


def test_replies_are_those_of_others_after_ones_own_in_discussions_that_one_wrote_in():
    kim = reader("at once", "replies")
    talk = thread(member(), title="Before me")
    post(talk)
    post(talk, kim)
    thread(member(), title="Without me")
    chosen_only_by(kim)

    assert sent_at() == []


def test_new_discussions_about_ones_areas_and_interests_are_told_each_once():
    kim = reader("daily", "areas", "interests", code="QWO")
    set_interests(user=kim, functions=["C_110"], technologies=["digital"])
    part = Area.objects.get(code="03R")
    about = [
        thread(title="About a part", area=part, treatment_function="C_110"),
        thread(title="On orthopaedics", treatment_function="C_110"),
        thread(title="About neither", area=Area.objects.get(code="02P")),
        thread(kim, title="My own", area=part),
    ]
    for each in about:
        published_on(NOON - timedelta(hours=12), each.posts.get())
    chosen_only_by(kim)

    (told,) = sent_at(NOON)

    assert told.count("About a part") == 1
    assert told.index("About your areas".lower()) < told.index("About a part") < told.index("On orthopaedics")
    assert "About neither" not in told
    assert "My own" not in told


def surrounded_by(state: str, who: str) -> User:
    """Return somebody told everything at once, with a discussion, a reply and an opening of that state around them."""
    area, why = Area.objects.get(code="03R"), "patient data" if state == "held" else ""
    kim = person(is_moderator=who == "moderator", is_superuser=who == "administrator")
    EmailAddress.objects.create(user=kim, email=kim.email, primary=True, verified=True)
    Claim.objects.create(user=kim, area=area, state="approved", decided_at=timezone.now())
    set_notifications(user=kim, choices=dict.fromkeys(ABOUT, "at once"))
    of_it = {"state": state, "held_because": why}
    thread(title="A new one", area=area, **of_it)
    post(thread(kim, title="With a reply"), **of_it)
    under = thread(title="Under such an opening", **of_it)
    post(under, kim), post(under)
    chosen_only_by(kim)
    return kim


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed"])
@pytest.mark.parametrize("who", ["member", "moderator", "administrator"])
def test_what_not_everybody_may_read_is_told_to_nobody(state, who):
    surrounded_by(state, who)

    assert sent_at() == []


@pytest.mark.parametrize("who", ["member", "moderator", "administrator"])
def test_what_everybody_may_read_is_told_to_each(who):
    surrounded_by("published", who)

    (told,) = sent_at()

    for title in ("A new one", "With a reply (1 new)", "Under such an opening (1 new)"):
        assert title in told


def test_what_was_hidden_between_queueing_and_sending_is_not_told():
    kim = reader()
    answer = post(thread(kim))
    chosen_only_by(kim)
    tell_what_is_new(now=timezone.now() + timedelta(minutes=1))
    answer.put(Post.State.HIDDEN)

    assert deliver() == []
    assert Letter.objects.get().state == "dropped"


def test_a_new_month_of_figures_is_told_and_a_revision_of_it_is_not():
    kim = reader("at once", "figures")
    published()
    chosen_only_by(kim)

    (told,) = sent_at()
    assert "May 2025\n  http://localhost:8000/data/2025-05/" in told
    assert mail.outbox[0].subject == "Exemplar: figures of May 2025"

    Publication.objects.update(at=timezone.now() - timedelta(days=30))
    Letter.objects.all().delete()
    published()
    assert sent_at() == []


def test_invented_figures_are_not_told():
    reader("at once", "figures")
    published(of={"is_demonstration": True})

    assert sent_at() == []


# To whom


@pytest.mark.parametrize(
    "change",
    [
        lambda kim: kim.claims.update(state="ended", ended_at=timezone.now()),
        lambda kim: kim.emailaddress_set.update(verified=False),
        lambda kim: restrict(
            user=kim, kind=Restriction.Kind.SUSPENSION, by=administrator(), reason="Adverts."
        ),
        lambda kim: set_notifications(user=kim, choices=dict.fromkeys(ABOUT, "never")),
        lambda kim: close_account(user=kim),
    ],
    ids=["no member", "not verified", "suspended", "wants none", "closed"],
)
def test_who_may_be_told_is_asked_when_the_letter_is_sent(change):
    kim = reader()
    post(thread(kim))
    chosen_only_by(kim)
    tell_what_is_new(now=timezone.now() + timedelta(minutes=1))
    assert Letter.objects.count() == 1

    change(kim)

    assert [sent.subject for sent in deliver() if sent.subject.startswith("Exemplar")] == []


def test_who_belongs_to_no_area_hears_of_figures_alone():
    sam = verified()
    set_notifications(user=sam, choices=dict.fromkeys(ABOUT, "at once"))
    thread(title="About a part", area=Area.objects.get(code="03R"))
    published()
    chosen_only_by(sam)

    (told,) = sent_at()

    assert "A new month of figures" in told
    assert "About a part" not in told


# When


def test_daily_and_weekly_letters_gather_and_come_once_whatever_ticks_twice():
    daily, weekly = reader("daily"), reader("weekly")
    for kim in (daily, weekly):
        talk = thread(kim, title=f"Of {kim.pk}")
        for _ in range(3):
            published_on(NOON - timedelta(days=4), post(talk))
        published_on(NOON - timedelta(hours=12), post(talk))
    for other in User.objects.exclude(pk__in=[daily.pk, weekly.pk]):
        set_notifications(user=other, choices=dict.fromkeys(ABOUT, "never"))

    told = sent_at(NOON)
    assert sent_at(NOON + timedelta(minutes=1)) == []
    monday = sent_at(NOON + timedelta(days=5))

    assert [text for text in told if f"Of {daily.pk} (1 new)" in text]
    assert [text for text in told if f"Of {weekly.pk} (3 new)" in text]
    assert [text for text in monday if f"Of {weekly.pk} (1 new)" in text]


def test_days_without_a_beat_are_made_up_for():
    kim = reader("daily")
    talk = thread(kim)
    chosen_only_by(kim)
    sent_at(NOON - timedelta(days=3))
    for days in (2.5, 1.5, 0.5):
        published_on(NOON - timedelta(days=days), post(talk, person()))

    (told,) = sent_at(NOON)

    assert "(3 new)" in told


def test_what_was_told_in_a_letter_that_failed_is_told_again():
    kim = reader("daily")
    published_on(NOON - timedelta(hours=30), post(thread(kim)))
    chosen_only_by(kim)
    sent_at(NOON - timedelta(days=1))
    Letter.objects.update(state="failed")

    later = sent_at(NOON)

    assert later == []
    assert Letter.objects.order_by("pk").last().since == NOON.replace(hour=6) - timedelta(days=1)


def test_nobody_is_told_of_a_week_before_they_came():
    kim = reader("weekly")
    User.objects.filter(pk=kim.pk).update(date_joined=NOON)
    chosen_only_by(kim)

    sent_at(NOON)

    assert not Letter.objects.filter(user=kim).exists()


def test_the_task_does_it():
    kim = reader()
    post(thread(kim))
    chosen_only_by(kim)
    Post.objects.update(published_at=timezone.now() - timedelta(minutes=1))

    gather_letters()

    assert [sent.to for sent in deliver()] == [[kim.email]]


def test_a_letter_costs_the_same_with_little_and_with_much_that_is_new(django_assert_max_num_queries):
    kim = reader("at once", "replies", "areas", "interests")
    area = Area.objects.get(code="03R")

    def queries() -> int:
        tell_what_is_new(now=timezone.now() + timedelta(minutes=1))
        with django_assert_max_num_queries(25) as seen:
            deliver()
        return len(seen)

    post(thread(kim))
    chosen_only_by(kim)
    few = queries()
    Letter.objects.all().delete()
    writer = member()
    for number in range(10):
        post(thread(kim, title=f"Mine {number}"), writer)
        thread(writer, title=f"Other {number}", area=area)
    chosen_only_by(kim)

    assert queries() == few


# Ending it


@pytest.fixture
def told(client) -> User:
    """Somebody who was just told something at once."""
    kim = reader("at once", "replies", "areas")
    set_notifications(user=kim, choices={"figures": "weekly"})
    post(thread(kim))
    chosen_only_by(kim)
    assert len(sent_at()) == 1
    return kim


def stop_address() -> str:
    return mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")


def test_a_letter_says_how_it_is_ended_to_people_and_to_mail_programs(told):
    (letter,) = mail.outbox

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop emails like this one: http://localhost:8000{stop_address()}" in letter.body
    assert "http://localhost:8000/accounts/profile/notifications/" in letter.body


def test_looking_at_the_link_ends_nothing_and_its_button_does(client, told):
    page = client.get(stop_address()).content.decode()
    assert "Stop these emails?" in page
    assert chosen_notifications(told)["replies"] == "at once"

    page = client.post(stop_address()).content.decode()

    assert "These emails have stopped" in page
    assert chosen_notifications(told) == {
        "replies": "never",
        "watched": "never",
        "areas": "never",
        "interests": "never",
        "figures": "weekly",
        "digest": "never",
    }


def test_a_mail_program_ends_it_with_one_request_of_its_own(told):
    program = Client(enforce_csrf_checks=True)

    answer = program.post(stop_address(), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert chosen_notifications(told)["replies"] == "never"


def test_a_forged_or_cut_link_ends_nothing(client, told):
    for forged in (stop_address()[:-2] + "/", reverse("stop-letters", args=["x"])):
        assert client.post(forged).status_code == 404
    assert chosen_notifications(told)["replies"] == "at once"


def test_the_link_of_a_closed_account_is_not_there(client, told):
    close_account(user=told)

    assert client.get(stop_address()).status_code == 404


# What was told on the site, and what one watches


def mentioned(kim: User, kind: str = "mention", **fields) -> Post:
    """Return a post of which somebody was told on the site."""
    one = post(thread(title="Recovery rooms", **fields), member(name="Ann Author"))
    Notification.objects.create(person=kim, kind=kind, post=one, by=one.author)
    return one


def test_a_mention_is_told_with_a_link_to_reply():
    kim = reader("at once", "replies")
    one = mentioned(kim)
    chosen_only_by(kim)

    (told,) = sent_at()

    assert "- Ann Author mentioned you in “Recovery rooms”" in told
    assert f"  http://localhost:8000/threads/{one.thread_id}/posts/{one.number}/\n" in told
    assert f"  Reply: http://localhost:8000/threads/{one.thread_id}/reply/\n" in told
    assert mail.outbox[0].subject == "Exemplar: 1 about you"
    assert sent_at() == []


def test_a_locked_thread_has_no_link_to_reply():
    kim = reader("at once", "replies")
    mentioned(kim, is_locked=True)
    chosen_only_by(kim)

    assert "Reply:" not in sent_at()[0]


def test_a_mention_in_ones_own_discussion_is_told_once():
    kim = reader("at once", "replies")
    answer = post(thread(kim, title="Mine"))
    Notification.objects.create(person=kim, kind="mention", post=answer)
    chosen_only_by(kim)

    assert sent_at()[0].count("“Mine”") == 1
    assert "(1 new)" not in mail.outbox[0].body


def test_what_one_watches_is_told_by_discussion_as_often_as_one_chose():
    kim = reader("at once", "watched")
    talk = thread(title="Recovery rooms")
    for _ in range(2):
        Notification.objects.create(person=kim, kind="watched", post=post(talk))
    chosen_only_by(kim)

    (told,) = sent_at()

    assert "New posts in what you watch\n\n- Recovery rooms (2 new)" in told
    assert mail.outbox[0].subject == "Exemplar: 2 new posts in what you watch"


@pytest.mark.parametrize("state", ["hidden", "removed", "held"])
def test_nothing_is_told_of_a_mention_in_what_was_hidden_before_the_letter_was_sent(state):
    kim = reader("at once", "replies")
    one = mentioned(kim)
    chosen_only_by(kim)
    tell_what_is_new(now=timezone.now() + timedelta(minutes=1))
    one.put(state, because="patient data" if state == "held" else "")

    assert deliver() == []


def test_nothing_is_told_of_what_one_muted():
    kim = reader("at once", "replies", "areas")
    talk = thread(kim)
    post(talk)
    about = thread(title="About a part", area=Area.objects.get(code="03R"))
    for muted in (talk, about):
        Watch.objects.create(person=kim, thread=muted, level="muted")
    chosen_only_by(kim)

    assert sent_at() == []


def test_what_was_seen_on_the_site_is_not_told_again_by_letter():
    kim = reader("at once", "replies")
    for number in (1, 2):
        made = post(thread(title=f"Thread {number}"))
        Notification.objects.create(person=kim, kind="mention", post=made)
    chosen_only_by(kim)
    signed_in(kim).get(Thread.objects.get(title="Thread 1").get_absolute_url())

    (letter,) = sent_at()

    assert "Thread 2" in letter
    assert "Thread 1" not in letter
