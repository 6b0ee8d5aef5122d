"""What a person is told, on its page and in the header: new once, of what they may read, at few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.telling import tell
from forum.models import Notification, Reaction, Thread
from tests.factories import member, post, signed_in, thread

pytestmark = pytest.mark.django_db


def told(person, kind: str = "mention", **fields) -> Notification:
    one = fields.pop("post", None) or post(thread(title="Theatre start times"), member(name="Ann Author"))
    return Notification.objects.create(person=person, kind=kind, post=one, by=one.author, **fields)


def page(client: Client, query: str = "") -> str:
    return client.get(reverse("notifications") + query).content.decode()


def number(client: Client) -> str:
    return client.get(reverse("notifications-new")).content.decode()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("mention", "Ann Author mentioned you in “Theatre start times”"),
        ("asked", "Ann Author asks the people of your area: “Theatre start times”"),
        ("reply", "Ann Author replied to you in “Theatre start times”"),
        ("area", "Ann Author mentioned your area in “Theatre start times”"),
        ("watched", "Ann Author wrote in “Theatre start times”"),
        ("reminder", "You wanted to be reminded of a post in “Theatre start times”"),
    ],
)
def test_each_kind_says_what_happened_and_leads_to_the_post(kind, words):
    one = member()
    row = told(one, kind)

    shown = page(signed_in(one))

    assert f'<a href="{row.post.get_absolute_url()}">{words}</a>' in shown


def test_the_start_of_a_thread_that_one_watches_is_told_as_such():
    one = member()
    told(one, "watched", post=thread(member(name="Ann Author"), title="Recovery rooms").posts.get())

    assert "Ann Author started “Recovery rooms”" in page(signed_in(one))


def several(person, kind: str, count: int = 3, **fields) -> Thread:
    """Tell a person of the second post of a thread and of those after it."""
    made = thread(title="Theatre start times")
    for _ in range(count):
        told(person, kind, post=post(made, member(name="Ann Author")), **fields)
    return made


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("mention", "3 new posts mention you in “Theatre start times”"),
        ("reply", "3 new replies to you in “Theatre start times”"),
        ("area", "3 new posts mention your area in “Theatre start times”"),
        ("watched", "3 new posts in “Theatre start times”"),
        ("reminder", "You wanted to be reminded of 3 posts in “Theatre start times”"),
    ],
)
def test_what_is_new_of_a_kind_in_a_thread_is_one_entry_that_leads_to_the_first(kind, words):
    one = member()
    made = several(one, kind)
    client = signed_in(one)

    shown = page(client)

    assert f'<a href="{reverse("post", args=[made.pk, 2])}">{words}</a>' in shown
    assert shown.count("Theatre start times”</a>") == 1
    assert number(client) == "Notifications (3 new)"


def test_other_kinds_other_threads_and_what_was_seen_stay_entries_of_their_own():
    one = member()
    several(one, "reply", 2)
    several(one, "reply", 2)
    several(one, "mention", 2)
    several(one, "watched", 2, read_at=timezone.now())

    shown = page(signed_in(one))

    assert shown.count("2 new replies to you in") == 2 * 2  # and once each where it is marked as read
    assert shown.count("2 new posts mention you in") == 2
    assert shown.count("Ann Author wrote in") == 2


def test_posts_that_one_may_not_read_now_are_not_counted_in_an_entry():
    one = member()
    made = several(one, "reply")
    made.posts.filter(number=2).update(state="hidden")

    shown = page(signed_in(one))

    assert f'<a href="{reverse("post", args=[made.pk, 3])}">2 new replies to you in' in shown


def test_an_entry_is_as_new_as_the_last_that_it_tells_of():
    one = member()
    made, other = several(one, "reply", 2), told(one)
    now = timezone.now()
    for row, hours in ((other, 2), (Notification.objects.get(post__thread=made, post__number=2), 3)):
        Notification.objects.filter(pk=row.pk).update(at=now - timedelta(hours=hours))

    shown = page(signed_in(one))

    assert shown.index("2 new replies to you") < shown.index("Ann Author mentioned you")


def test_an_entry_is_marked_as_read_whole_and_alone():
    one, another = member(), member()
    made, kept = several(one, "reply"), told(one)
    elsewhere = told(another, "reply", post=made.posts.get(number=2))
    first = Notification.objects.get(person=one, post__thread=made, post__number=2)

    signed_in(one).post(reverse("notification-read", args=[first.pk]))

    new = Notification.objects.new()
    assert set(new) == {kept, elsewhere}


def test_thanks_and_other_reactions_are_told_together():
    one = member()
    row = told(one, "reaction", post=post(thread(title="Theatre start times"), one))
    for name, kind in (("Bo", "thanks"), ("Cy", "thanks"), ("Ann Author", "thanks")):
        Reaction.objects.create(post=row.post, person=member(name=name), kind=kind)
    client = signed_in(one)

    assert "Ann Author and 2 others thanked you for your post in “Theatre start times”" in page(client)
    Reaction.objects.create(post=row.post, person=member(name="Di"), kind="same")
    assert "Di and 3 others reacted to your post in “Theatre start times”" in page(client)


def test_who_left_is_no_longer_named():
    one = member()
    close_account(user=told(one).post.author)

    assert "Former member mentioned you" in page(signed_in(one))


def test_what_is_about_ones_account_stands_in_the_same_place_and_is_read_by_looking():
    one = member()
    tell(one, "You are now a member", "Welcome.")
    told(one)
    client = signed_in(one)

    assert number(client) == "Notifications (2 new)"
    shown = page(client)

    assert shown.index("Ann Author mentioned you") < shown.index("You are now a member")
    assert "<p>Welcome.</p>" in shown
    assert number(client) == "Notifications (1 new)"


def test_what_is_new_comes_first_then_the_newest():
    one = member()
    days = {"A": (1, True), "B": (3, False), "C": (2, False), "D": (0, True)}
    now = timezone.now()
    for title, (ago, is_read) in days.items():
        row = told(one, post=thread(title=f"Thread {title}").posts.get())
        at = now - timedelta(days=ago)
        Notification.objects.filter(pk=row.pk).update(at=at, read_at=now if is_read else None)

    shown = page(signed_in(one))

    assert sorted(days, key=lambda title: shown.index(f"Thread {title}")) == ["C", "B", "D", "A"]


@pytest.mark.parametrize("place", ["thread", "post"])
def test_whoever_visits_a_post_has_seen_it(place):
    one = member()
    row = told(one)
    client = signed_in(one)
    address = row.post.get_absolute_url() if place == "post" else row.post.thread.get_absolute_url()

    answer = client.get(address, follow=True).content.decode()

    assert ">Notifications</a>" in answer
    row.refresh_from_db()
    assert row.read_at is not None


def test_a_visit_to_another_page_of_the_thread_reads_nothing():
    one = member()
    talk, writer = thread(), member()
    for _ in range(20):
        post(talk, writer)
    row = told(one, post=post(talk, writer))
    client = signed_in(one)

    client.get(talk.get_absolute_url())
    assert number(client) == "Notifications (1 new)"
    client.get(f"{talk.get_absolute_url()}?page=2")
    assert number(client) == "Notifications"
    row.refresh_from_db()
    assert row.read_at is not None


def test_one_or_all_are_marked_as_read_by_a_button():
    one = member()
    rows = [told(one) for _ in range(3)]
    tell(one, "You are now a member", "Welcome.")
    client = signed_in(one)

    client.post(reverse("notification-read", args=[rows[0].pk]))
    assert number(client) == "Notifications (3 new)"
    client.post(reverse("notifications-read"))
    assert number(client) == "Notifications"
    assert "Mark all as read" not in page(client)


def test_nobody_marks_what_another_was_told():
    row = told(member())

    assert signed_in(member()).post(reverse("notification-read", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize("state", ["hidden", "removed", "held"])
def test_nothing_is_said_of_a_post_that_is_hidden(state):
    one = member()
    row = told(one)
    row.post.put(state, because="patient data" if state == "held" else "")
    client = signed_in(one)

    assert "Theatre start times" not in page(client)
    assert number(client) == "Notifications"


def test_the_number_is_answered_in_full_only_when_it_changed():
    one = member()
    client = signed_in(one)
    first = client.get(reverse("notifications-new"))
    same = client.get(reverse("notifications-new"), headers={"If-None-Match": first["ETag"]})
    told(one)
    changed = client.get(reverse("notifications-new"), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, same.content) == (200, 304, b"")
    assert changed.content == b"Notifications (1 new)"
    assert "no-store" not in first["Cache-Control"]
    assert {"private", "no-cache"} <= set(first["Cache-Control"].split(", "))


def test_a_page_that_is_open_with_nobody_there_keeps_nobody_signed_in(settings):
    client = signed_in(member())
    session = client.session
    session["last_seen_at"] -= 1000
    session.save()

    number(client)

    assert client.session["last_seen_at"] == session["last_seen_at"]
    page(client)
    assert client.session["last_seen_at"] > session["last_seen_at"]


def queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse(name))
    return len(seen)


def test_pages_cost_the_same_with_little_and_with_much_that_is_new():
    one = member()
    client = signed_in(one)
    page(client)  # That somebody is there is written down once a minute.

    def much(times: int) -> None:
        for _ in range(times):
            told(one)
            tell(one, "A thing", "It happened.")
            row = told(one, "reaction", post=post(thread(), one))
            Reaction.objects.create(post=row.post, person=member(), kind="thanks")

    much(1)
    few = {name: queries(client, name) for name in ("notifications", "notifications-new", "about")}
    much(10)
    many = {name: queries(client, name) for name in few}

    assert few == many
    assert few["notifications"] <= 12
    assert few["notifications-new"] <= 3
