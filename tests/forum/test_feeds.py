"""Private feeds: whoever knows the address reads as its owner, what the owner may read at that moment."""

import uuid
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Restriction, User
from forum.actions.feeds import end_token, new_token, reader_by
from forum.calendar import calendar_of
from forum.models import Category, Event, FeedToken, Notification, Post
from metrics.models import Area
from tests.factories import administrator, member, post, signed_in, thread, trusted

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("forum-feed", "notifications-feed", "events-feed")
WHO_MAY_NOT = {
    "no member": lambda one: one.claims.update(state="ended", ended_at=timezone.now()),
    "not verified": lambda one: one.emailaddress_set.update(verified=False),
}
GONE = {
    "suspended": lambda one: restrict(
        user=one, kind=Restriction.Kind.SUSPENSION, by=administrator(), reason="Adverts."
    ),
    "closed": lambda one: close_account(user=one),
    "ended": lambda one: end_token(person=one),
    "made anew": lambda one: new_token(person=one),
}


def read(name: str, token: str, *more: str, **headers):
    return Client().get(reverse(name, args=[token, *more]), headers=headers)


def titles(answer) -> list[str]:
    found = ElementTree.fromstring(answer.content)
    return [entry.find(f"{ATOM}title").text for entry in found.findall(f"{ATOM}entry")]


@pytest.fixture
def owner() -> User:
    return member()


@pytest.fixture
def token(owner) -> str:
    return new_token(person=owner)


def event(title: str = "Theatre day", **fields) -> Event:
    opened = thread(title=title, kind="event", **fields)
    starts = timezone.now() + timedelta(days=3)
    return Event.objects.create(thread=opened, starts_at=starts, ends_at=starts + timedelta(hours=2))


def test_the_forums_feed_has_its_newest_posts(token):
    talk = thread(member(name="Ann Author"), title="Theatre start times", text="We start **late**.")
    post(talk)

    answer = read("forum-feed", token)

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert titles(answer) == ["Theatre start times: reply 2", "Theatre start times"]
    entry = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")[1]
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000/threads/{talk.pk}/posts/1/"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Ann Author"
    assert "<strong>late</strong>" in entry.find(f"{ATOM}summary").text


def test_the_feed_of_a_category_has_its_posts_alone(token):
    category = Category.objects.create(name="Beds", slug="beds")
    thread(title="In it", category=category)
    thread(title="Elsewhere")

    answer = read("category-feed", token, "beds")

    assert titles(answer) == ["In it"]
    assert "Exemplar: Beds" in answer.content.decode()
    assert read("category-feed", token, "none").status_code == 404


def test_the_feed_of_notifications_says_what_their_page_does(owner, token):
    one = post(thread(title="Theatre start times"), member(name="Ann Author"))
    Notification.objects.create(person=owner, kind="mention", post=one, by=one.author)

    assert titles(read("notifications-feed", token)) == ["Ann Author mentioned you in “Theatre start times”"]


def test_the_calendar_has_events_to_come_and_of_late(token):
    event("Theatre day")
    old = event("Long ago")
    Event.objects.filter(pk=old.pk).update(
        starts_at=timezone.now() - timedelta(days=101), ends_at=timezone.now() - timedelta(days=100)
    )

    answer = read("events-feed", token)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Theatre day\r\n" in answer.content.decode()
    assert "Long ago" not in answer.content.decode()


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed"])
def test_nothing_is_in_them_that_not_everybody_reads(state, token, owner):
    fields = {"state": state, "held_because": "patient data" if state == "held" else ""}
    mine = thread(owner, title="Mine unseen", **fields)
    under = post(mine, text="Under it.")
    Notification.objects.create(person=owner, kind="mention", post=under)
    post(thread(title="Seen"), text="An unseen reply.", **fields)
    event("An unseen day", **fields)

    said = "".join(read(name, token).content.decode() for name in FEEDS)

    assert "Seen" in said
    for words in ("Mine unseen", "Under it", "An unseen"):
        assert words not in said


@pytest.mark.parametrize("change", WHO_MAY_NOT.values(), ids=WHO_MAY_NOT)
def test_who_may_read_the_forum_no_longer_reads_nothing_by_them(change, owner, token):
    Notification.objects.create(person=owner, kind="mention", post=thread(title="Secret").posts.get())
    event("A secret day")
    change(owner)

    answers = [read(name, token) for name in FEEDS]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not any("ecret" in answer.content.decode() for answer in answers)


def test_a_private_space_is_in_the_feeds_of_its_people_alone(token):
    space = Category.objects.create(name="Space", slug="space", group="space")
    space.areas.add(Area.objects.get(code="QWO"))
    thread(member("03R"), title="In the space", category=space)
    elsewhere = new_token(person=member("02P"))

    assert titles(read("category-feed", token, "space")) == ["In the space"]
    assert read("category-feed", elsewhere, "space").status_code == 404
    assert titles(read("forum-feed", elsewhere)) == []


@pytest.mark.parametrize("change", GONE.values(), ids=GONE)
def test_an_address_ends(change, owner, token):
    assert read("forum-feed", token).status_code == 200

    change(owner)

    assert [read(name, token).status_code for name in FEEDS] == [404] * 3


def test_the_secret_is_not_kept(owner, token):
    kept = FeedToken.objects.get(person=owner)

    assert token not in str(vars(kept))
    assert reader_by(kept.digest) is None
    assert len(token) >= 43


@pytest.mark.parametrize("name", FEEDS)
def test_it_is_sent_again_only_when_it_changed(name, owner, token):
    Notification.objects.create(person=owner, kind="mention", post=event().thread.posts.get())
    first = read(name, token)
    same = read(name, token, **{"If-None-Match": first["ETag"]})
    Notification.objects.create(person=owner, kind="mention", post=event("Another").thread.posts.get())
    changed = read(name, token, **{"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert "Another" in changed.content.decode()
    assert "private" in first["Cache-Control"]


def test_a_feed_without_entries_is_the_same_again(token):
    assert read("forum-feed", token).content == read("forum-feed", token).content


def test_it_costs_the_same_with_few_posts_and_with_many(token, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(6) as seen:
            read("forum-feed", token)
        return len(seen)

    talk, writer = thread(), member()
    few = queries()
    for _ in range(20):
        post(talk, writer)

    assert queries() == few


def test_the_page_makes_addresses_shows_them_once_and_ends_them(owner):
    client = signed_in(owner)
    assert "You have no private addresses yet" in client.get(reverse("feeds")).content.decode()

    shown = client.post(reverse("feeds"), {"make": "yes"}).content.decode()

    address = shown.partition("/feeds/")[2].partition("/forum.atom")[0]
    category = Category.objects.read_by(owner).first()
    assert f"{category.name}: <a" in shown
    assert reverse("category-feed", args=[address, category.slug]) in shown
    assert read("forum-feed", address).status_code == 200
    assert address not in client.get(reverse("feeds")).content.decode()
    client.post(reverse("feeds"), {"end": "yes"})
    assert read("forum-feed", address).status_code == 404


class TestOneEvent:
    def test_is_a_file_for_a_calendar(self, owner):
        one = event()

        answer = signed_in(owner).get(reverse("event-file", args=[one.thread_id]))

        assert answer["Content-Disposition"] == f'attachment; filename="event-{one.thread_id}.ics"'
        assert answer.content.decode().count("BEGIN:VEVENT") == 1

    def test_of_a_thread_that_is_none_or_is_hidden_is_not_there(self, owner):
        hidden = event()
        hidden.thread.posts.get().put(Post.State.HIDDEN)
        client = signed_in(owner)

        for number in (hidden.thread_id, thread().pk, 10**9):
            assert client.get(reverse("event-file", args=[number])).status_code == 404


class TestCalendar:
    def lines(self, **fields) -> list[str]:
        one = event(fields.pop("title", "Theatre day"))
        Event.objects.filter(pk=one.pk).update(**fields)
        text = calendar_of([Event.objects.select_related("thread").get(pk=one.pk)])
        assert text.endswith("\r\n")
        return text.split("\r\n")[:-1]

    def test_says_when_in_universal_time(self):
        lines = self.lines(
            starts_at=datetime(2026, 6, 10, 9, tzinfo=UTC), ends_at=datetime(2026, 6, 10, 10, 30, tzinfo=UTC)
        )

        assert "DTSTART:20260610T090000Z" in lines
        assert "DTEND:20260610T103000Z" in lines
        assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
        assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]

    def test_escapes_what_would_end_or_split_a_value(self):
        lines = self.lines(title="Beds; theatres, and \\ more", place="Leeds\r\nBEGIN:VALARM")

        assert r"SUMMARY:Beds\; theatres\, and \\ more" in lines
        assert r"LOCATION:Leeds\nBEGIN:VALARM" in lines

    @pytest.mark.parametrize("char", ["x", "é", "人", "🏥"])
    def test_folds_long_lines_by_octets_and_never_inside_a_character(self, char):
        title = char * 140

        lines = self.lines(title=title)

        assert max(len(line.encode()) for line in lines) <= 75
        assert f"SUMMARY:{title}" in "\r\n".join(lines).replace("\r\n ", "").split("\r\n")

    def test_an_event_keeps_its_number_when_it_is_moved(self):
        one = event()
        before = calendar_of([one])
        one.starts_at -= timedelta(days=1)

        number = f"UID:event-{one.thread_id}@localhost"
        assert number in before
        assert number in calendar_of([one])


def test_a_post_with_characters_that_nobody_sees_breaks_no_feed(owner, token):
    fields = {"title": "Beds\x07", "text": "a\x01\x02\x1b[31mred\x7f", "key": uuid.uuid4()}
    made = signed_in(trusted(member())).post(reverse("start-thread"), fields, follow=True)

    assert "[31mred" in made.content.decode()
    answer = read("forum-feed", token)
    assert answer.status_code == 200
    assert "Beds" in titles(answer)
