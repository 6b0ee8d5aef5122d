"""Moderators look at what nobody reported: from every thread and post that they read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.moderation import content
from forum.actions.moderation.deciding import OwnContent
from forum.actions.moderation.opening import open_review
from forum.models import Post, ReviewItem, Thread
from forum.queries.counts import quarters
from forum.queries.moderation import queue
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, post, signed_in, thread
from tests.forum.reviewed import WHY, hidden, latest, waiting

pytestmark = pytest.mark.django_db
STAFF = [moderator, administrator]


def address(found: Post | Thread) -> str:
    return reverse("moderate-post" if isinstance(found, Post) else "moderate-thread", args=[found.pk])


def reads(client: Client, made: Thread) -> str:
    return client.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_staff_are_offered_to_moderate_a_thread_and_each_post_but_their_own(role):
    someone = role()
    made = thread()
    own, others = post(made, someone), post(made)

    page = reads(signed_in(someone), made)

    assert address(made) in page
    assert address(made.posts.get(number=1)) in page
    assert address(others) in page
    assert address(own) not in page
    assert address(thread(someone)) not in reads(signed_in(someone), thread(someone))


def test_members_are_offered_it_nowhere_and_refused():
    made, reader = thread(), signed_in(member())

    assert "Moderate" not in reads(reader, made)
    for found in (made, made.posts.get()):
        assert reader.post(address(found)).status_code == 403
    assert not ReviewItem.objects.exists()


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("kind", ["post", "thread"])
def test_moderating_leads_to_a_review_that_says_who_opened_it(role, kind):
    someone, made = role(name="Mo Moderator"), thread()
    found = made if kind == "thread" else made.posts.get()

    led = signed_in(someone).post(address(found))

    item = ReviewItem.objects.get(**{kind: found})
    assert led["Location"] == item.get_absolute_url()
    page = signed_in(someone).get(led["Location"]).content.decode()
    assert "Opened by a moderator" in page
    assert "Waited for a moderator</strong>, Mo Moderator" in page
    assert "Hide it" in page
    assert item in queue(user=someone)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.about) == ("open review", someone.pk, f"{kind}:{found.pk}")


def test_what_was_opened_is_decided_like_what_was_reported():
    someone, written = moderator(), post(thread())
    item = open_review(by=someone, post=written)

    content.hide(**latest(item), by=someone, why=WHY)

    written.refresh_from_db()
    assert written.state == Post.State.HIDDEN
    assert not ReviewItem.objects.get().is_waiting


def test_asked_again_it_leads_to_the_same_review_and_changes_nothing():
    written, first, second = post(thread()), moderator(), moderator()
    item = open_review(by=first, post=written)
    before = ReviewItem.objects.values().get()

    assert open_review(by=second, post=written) == item

    assert ReviewItem.objects.values().get() == before
    assert AuditEntry.objects.count() == 1


def test_what_was_decided_is_not_opened_anew():
    decision = hidden()
    before = ReviewItem.objects.values().get()

    led = signed_in(moderator()).post(address(decision.item.post))

    assert led["Location"] == decision.item.get_absolute_url()
    assert ReviewItem.objects.values().get() == before


def test_what_waits_keeps_why_it_waits():
    item = waiting(because="first posts")

    open_review(by=moderator(), post=item.post)

    assert ReviewItem.objects.get().because == "first posts"


def test_nobody_opens_a_review_of_their_own():
    someone = moderator()
    made = thread(someone)

    assert signed_in(someone).post(address(made)).status_code == 403
    assert signed_in(someone).post(address(made.posts.get())).status_code == 403
    with pytest.raises(OwnContent):
        open_review(by=someone, thread=made)
    assert not ReviewItem.objects.exists()


def test_it_counts_neither_as_held_nor_as_reported():
    open_review(by=moderator(), post=post(thread()))

    assert set(quarters()[-1].counts.values()) == {0}


@pytest.mark.parametrize("role", STAFF)
def test_offering_it_costs_no_query_more_for_ten_posts_than_for_one(role):
    someone = role()
    client, asked = signed_in(someone), []
    for count in (1, 10):
        made = thread()
        for _ in range(count):
            post(made)
        reads(client, made)
        with CaptureQueriesContext(connection) as queries:
            reads(client, made)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 12
