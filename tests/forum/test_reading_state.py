"""What is new to a person: as lists say it, against every post asked one by one."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.reading import call_all_read, read_up_to
from forum.models import AllRead, Category, Post, ReadUpTo, Thread
from forum.queries.discussions import POSTS_A_PAGE
from forum.queries.reading import first_new_post, with_new_posts, with_something_new
from tests.at_once import at_once
from tests.factories import member, moderator, person, post, signed_in, thread

pytestmark = pytest.mark.django_db
NOW = timezone.now()
STATES = ["published", "published", "published", "held", "hidden", "removed"]


def category(name: str = "Made for this", **fields) -> Category:
    return Category.objects.create(name=name, slug=name.lower().replace(" ", "-"), **fields)


def new_to(user) -> dict[int, int]:
    """Return how many posts of each thread are new to somebody, as lists say it."""
    return dict(with_new_posts(Thread.objects.all(), user).values_list("pk", "new_posts"))


def plainly_new_to(user) -> dict[int, list[int]]:
    """Return the numbers of the posts of each thread that are new to somebody: each post asked by itself."""
    read = {one.thread_id: one.number for one in ReadUpTo.objects.filter(person=user)}
    called = list(AllRead.objects.filter(person=user))
    found = {one.pk: [] for one in Thread.objects.all()}
    for one in Post.objects.select_related("thread").order_by("number"):
        if one.state != "published" or one.author_id == user.pk:
            continue
        if one.number <= read.get(one.thread_id, 0) or one.published_at <= user.date_joined:
            continue
        if any(
            one.published_at <= each.until
            for each in called
            if each.category_id is None or each.category_id == one.thread.category_id
        ):
            continue
        found[one.thread_id].append(one.number)
    return found


def long_ago(user, days: int = 30):
    user.date_joined = NOW - timedelta(days=days)
    user.save(update_fields=["date_joined"])
    return user


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_an_obvious_way_to_count(seed):
    dice = random.Random(seed)
    reader, author = long_ago(member(), dice.choice([3, 30])), member()
    categories = [None, category("One"), category("Two")]
    for _ in range(8):
        made = thread(author, category=dice.choice(categories))
        for _ in range(dice.randrange(9)):
            state = dice.choice(STATES)
            because = "first posts" if state == "held" else ""
            post(made, dice.choice([author, reader, None]) or author, state=state, held_because=because)
        for one in made.posts.all():
            at = NOW - timedelta(minutes=dice.randrange(60 * 24 * 10))
            Post.objects.filter(pk=one.pk).exclude(published_at=None).update(published_at=at)
        if dice.random() < 0.6:
            read_up_to(person=reader, thread=made, number=dice.randrange(1, 10))
    for each in dice.sample(categories, 2):
        until = NOW - timedelta(minutes=dice.randrange(60 * 24 * 10))
        call_all_read(person=reader, category=each, until=until)

    plain = plainly_new_to(reader)

    assert new_to(reader) == {pk: len(numbers) for pk, numbers in plain.items()}
    assert any(plain.values())
    first = {one.pk: first_new_post(reader, one) for one in Thread.objects.all()}
    assert {pk: one.number if one else None for pk, one in first.items()} == {
        pk: numbers[0] if numbers else None for pk, numbers in plain.items()
    }
    something = with_something_new(Thread.objects.all(), reader).values_list("pk", "new_posts")
    assert dict(something) == {pk: len(numbers) for pk, numbers in plain.items() if numbers}


def test_nothing_is_new_to_a_visitor():
    made = thread()

    found = with_new_posts(Thread.objects.all(), AnonymousUser())

    assert [(one.pk, one.new_posts) for one in found] == [(made.pk, 0)]


def test_what_was_written_before_a_person_joined_is_not_new_and_a_reply_since_is():
    made = thread()
    Post.objects.update(published_at=NOW - timedelta(days=400))
    reader = member()
    assert new_to(reader) == {made.pk: 0}

    post(made)

    assert new_to(reader) == {made.pk: 1}


def test_opening_a_page_reads_up_to_its_last_post_and_never_back():
    made, reader = thread(), long_ago(member())
    for _ in range(POSTS_A_PAGE + 3):
        post(made, made.author)
    browser = signed_in(reader)

    browser.get(f"{made.get_absolute_url()}?page=1")
    assert ReadUpTo.objects.get(person=reader).number == POSTS_A_PAGE
    assert new_to(reader) == {made.pk: 4}

    browser.get(f"{made.get_absolute_url()}?page=2")
    browser.get(f"{made.get_absolute_url()}?page=1")
    assert ReadUpTo.objects.get(person=reader).number == POSTS_A_PAGE + 4
    assert new_to(reader) == {made.pk: 0}


def test_a_page_read_before_costs_no_query_for_reading_it_again():
    made, browser = thread(), signed_in(member())
    address = made.get_absolute_url()
    browser.get(address)

    with CaptureQueriesContext(connection) as asked:
        browser.get(address)

    assert [one["sql"] for one in asked if one["sql"].lstrip().startswith(("INSERT", "UPDATE"))] == []


def test_reading_what_others_do_not_see_is_kept_for_nobody_else():
    made, reader = thread(), member()
    signed_in(moderator()).get(made.get_absolute_url())

    assert not ReadUpTo.objects.filter(person=reader).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time")
def test_of_many_windows_at_once_the_farthest_counts():
    made, reader = thread(), member()
    numbers = random.Random(7).sample(range(1, 41), 40)

    read = [lambda number=number: read_up_to(person=reader, thread=made, number=number) for number in numbers]

    assert not [raised for raised in at_once(*read) if isinstance(raised, Exception)]
    assert ReadUpTo.objects.get(person=reader, thread=made).number == 40


def test_a_list_says_how_many_posts_are_new_in_words_and_leads_to_the_first():
    made, reader = thread(title="Theatre start times"), long_ago(member())
    post(made)

    page = signed_in(reader).get("/forum/").text

    assert "<strong>2 new</strong>" in page
    assert reverse("first-new-post", args=[made.pk]) in page
    signed_in(reader).get(made.get_absolute_url())
    assert " new</strong>" not in signed_in(reader).get("/forum/").text


@pytest.mark.parametrize("gap", ["held", "hidden", "removed"])
def test_one_is_led_to_the_first_new_post_past_what_nobody_sees(gap):
    made, reader = thread(), long_ago(member())
    read_up_to(person=reader, thread=made, number=1)
    for _ in range(POSTS_A_PAGE):
        post(made, made.author, state=gap, held_because="first posts" if gap == "held" else "")
    first = post(made, made.author)
    post(made, made.author)

    answer = signed_in(reader).get(reverse("first-new-post", args=[made.pk]))

    assert answer.url == f"{made.get_absolute_url()}?page=2#post-{first.number}"


def test_one_who_has_read_all_is_led_to_the_last_post():
    made, reader = thread(), member()
    last = post(made)
    read_up_to(person=reader, thread=made, number=2)

    answer = signed_in(reader).get(reverse("first-new-post", args=[made.pk]))

    assert answer.url == f"{made.get_absolute_url()}#post-{last.number}"


def test_nobody_is_led_into_a_thread_that_they_may_not_read():
    made = thread(state="hidden")

    assert signed_in(member()).get(reverse("first-new-post", args=[made.pk])).status_code == 404


def test_all_of_a_category_is_marked_as_read_and_nothing_else():
    one, two = category("Made one"), category("Made two")
    inside, outside, reader = thread(category=one), thread(category=two), long_ago(member())

    answer = signed_in(reader).post(reverse("mark-read"), {"category": "made-one"})

    assert answer.url == one.get_absolute_url()
    assert new_to(reader) == {inside.pk: 0, outside.pk: 1}


def test_what_is_in_no_category_is_marked_as_read_and_nothing_else():
    inside, reader = thread(category=category()), long_ago(member())
    outside, later, read, unseen = (thread() for _ in range(4))
    post(outside)
    Post.objects.update(published_at=NOW - timedelta(hours=2))
    post(later)
    read_up_to(person=reader, thread=read, number=9)
    unseen.posts.update(state="held", held_because="first posts")

    until = (NOW - timedelta(hours=1)).isoformat()
    answer = signed_in(reader).post(reverse("mark-read"), {"everything_else": "yes", "until": until})

    assert answer.url == reverse("category", args=["everything-else"])
    assert new_to(reader) == {inside.pk: 1, outside.pk: 0, later.pk: 1, read.pk: 0, unseen.pk: 0}
    kept = dict(ReadUpTo.objects.filter(person=reader).values_list("thread", "number"))
    assert kept == {outside.pk: 2, later.pk: 1, read.pk: 9}
    assert not AllRead.objects.exists()


def test_many_threads_in_no_category_are_marked_as_read_at_once():
    reader = long_ago(member())
    costs = []
    for count in (1, 20):
        for _ in range(count):
            thread()
        client = signed_in(reader)
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("mark-read"), {"everything_else": "yes"})
        costs.append(sum("forum_readupto" not in one["sql"] for one in asked))
        assert set(new_to(reader).values()) == {0}

    assert costs[0] == costs[1]


def test_all_of_the_forum_is_marked_as_read():
    reader = long_ago(member())
    thread(category=category()), thread()

    signed_in(reader).post(reverse("mark-read"), follow=True)

    assert set(new_to(reader).values()) == {0}


def test_what_came_after_the_list_was_shown_stays_new():
    reader, made = long_ago(member()), thread()
    Post.objects.update(published_at=NOW - timedelta(hours=2))
    post(made)

    until = (NOW - timedelta(hours=1)).isoformat()
    signed_in(reader).post(reverse("mark-read"), {"until": until})

    assert new_to(reader) == {made.pk: 1}


def test_nothing_is_called_read_of_the_future_and_never_less_than_before():
    reader = member()
    until = (timezone.now() + timedelta(days=9)).isoformat()
    signed_in(reader).post(reverse("mark-read"), {"until": until})
    kept = AllRead.objects.get(person=reader)
    assert kept.until <= timezone.now()

    call_all_read(person=reader, until=NOW - timedelta(days=3))
    assert AllRead.objects.get(person=reader).until == kept.until


@pytest.mark.parametrize("sent", [{"category": "nowhere"}, {"until": "soon"}, {"category": "a-space"}])
def test_what_cannot_be_called_read_is_not_found(sent):
    category("A space", group="space")

    assert signed_in(member()).post(reverse("mark-read"), sent).status_code == 404
    assert not AllRead.objects.exists()


def test_who_is_no_member_marks_nothing():
    assert signed_in(person()).post(reverse("mark-read")).status_code == 403


def test_a_list_with_many_new_posts_asks_no_more_than_one_with_few():
    reader, counts = long_ago(member()), []
    for number in (1, 9):
        for _ in range(number):
            post(thread())
        browser = signed_in(reader)
        browser.get("/forum/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/forum/").text.count("2 new") == Thread.objects.count()
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
