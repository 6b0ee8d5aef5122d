"""How moderators put threads in order: pinned, slowed down, closed as duplicates, and moved to where they belong."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from forum.actions import pace
from forum.actions.discussions import reply
from forum.actions.moderation import standing, threads
from forum.actions.moderation.deciding import NotFromHere
from forum.actions.moderation.merging import OtherReaders, merge
from forum.actions.moderation.standing import AsSlowAlready, NotReadByAll
from forum.actions.moderation.threads import NoOtherThread, ReadersChange
from forum.actions.refusals import TooSoon
from forum.models import Before, Category, Post, ReviewEvent, ReviewItem, Thread
from forum.presenters.moderation.done import done
from metrics.models import Area
from safety.models import AuditEntry
from tests.factories import member, moderator, post, signed_in, thread, trusted
from tests.forum.reviewed import WHY, latest, reported, thread_reported
from tests.forum.test_moderation_undoing import assert_said, upheld

pytestmark = pytest.mark.django_db


def decided(act, item: ReviewItem, **more) -> ReviewEvent:
    return act(**latest(item), by=moderator(), why=WHY, **more)


def now(item: ReviewItem) -> Thread:
    return Thread.objects.get(pk=item.thread_id)


def space(*codes: str, name: str = "Elective hubs") -> Category:
    """Return a private space of some areas."""
    made = Category.objects.create(name=name, slug=name.lower().replace(" ", "-"), group="space")
    made.areas.set(Area.objects.filter(code__in=codes))
    return made


def to(category: Category | None, **more) -> dict:
    return {"area": None, "measure": "", "function": "", "category": category} | more


# Pinned


def test_a_pinned_thread_is_marked_in_lists_and_its_author_told():
    item = thread_reported(title="Read this first")

    event = decided(standing.pin, item)

    assert "it stands at the top of its category" in done(event)
    assert now(item).pinned_at is not None
    page = signed_in(member()).get(reverse("forum")).content.decode()
    assert "<strong>pinned</strong>" in page
    assert "it stands at the top of its category" in Notice.objects.get(user=item.thread.author).subject
    decided(standing.pin, item, is_pinned=False)
    assert now(item).pinned_at is None
    assert [one.act for one in AuditEntry.objects.order_by("-number")[:2]] == ["unpin", "pin"]


# Slow mode


@pytest.fixture
def slow_thread() -> Thread:
    return thread(slow_minutes=30)


def test_nobody_replies_twice_within_the_minutes_of_a_slow_thread(slow_thread):
    ann, bob = trusted(member()), trusted(member())
    first = reply(thread=slow_thread, by=ann, text="We start late.")

    with pytest.raises(TooSoon) as refused:
        reply(thread=slow_thread, by=ann, text="And we end late.")

    assert first.created_at + timedelta(minutes=30) <= refused.value.until
    assert refused.value.until < first.created_at + timedelta(minutes=31)
    assert reply(thread=slow_thread, by=bob, text="So do we.").number == 3
    Post.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=31))
    assert reply(thread=slow_thread, by=ann, text="And we end late.").number == 4


def test_a_reply_is_taken_at_the_time_that_was_said(slow_thread, monkeypatch):
    ann = trusted(member())
    reply(thread=slow_thread, by=ann, text="We start late.")
    with pytest.raises(TooSoon) as refused:
        reply(thread=slow_thread, by=ann, text="And we end late.")
    monkeypatch.setattr(pace, "timezone", SimpleNamespace(now=lambda: refused.value.until))

    assert reply(thread=slow_thread, by=ann, text="And we end late.").number == 3


def test_starting_a_slow_thread_is_no_reply_to_it():
    ann = trusted(member())
    own = thread(ann, slow_minutes=30)

    assert reply(thread=own, by=ann, text="One more thing.").number == 2


def test_staff_need_not_wait_in_a_slow_thread(slow_thread):
    ann = moderator()

    assert [
        reply(thread=slow_thread, by=ann, text=text).number for text in ("Please keep calm.", "Thanks.")
    ] == [
        2,
        3,
    ]


def test_a_reply_that_comes_too_soon_keeps_its_text_and_says_until_when(slow_thread):
    ann = trusted(member())
    reply(thread=slow_thread, by=ann, text="We start late.")
    key = "6f1b3c52-4f0c-4f57-9f6e-0c8f5f0e7d11"

    answered = signed_in(ann).post(
        reverse("reply", args=[slow_thread.pk]), {"text": "And we end late.", "key": key}
    )

    page = answered.content.decode()
    assert "each person waits 30 minutes between two replies. You can post yours from" in page
    assert "And we end late.</textarea>" in page
    assert slow_thread.posts.count() == 2


def test_readers_of_a_slow_thread_are_told_so(slow_thread):
    page = signed_in(member()).get(slow_thread.get_absolute_url()).content.decode()

    assert "each person waits 30 minutes between two replies" in page


def test_a_thread_is_made_slower_faster_and_as_it_was():
    item = thread_reported()
    first = decided(standing.slow, item, minutes=30)
    with pytest.raises(AsSlowAlready):
        decided(standing.slow, item, minutes=30)
    assert first.facts == "Each person waits 30 minutes between two replies"
    second = decided(standing.slow, item, minutes=60)

    assert_said(upheld(first), "Something else was decided about its pace since")
    assert now(item).slow_minutes == 60
    assert_said(upheld(second), "as long as they did before")
    assert now(item).slow_minutes == 30
    decided(standing.slow, item, minutes=0)
    with pytest.raises(NotFromHere):
        decided(standing.slow, item, minutes=0)


# Duplicates


def test_a_duplicate_is_locked_and_leads_to_where_it_goes_on():
    item, into = thread_reported(title="Late starts"), thread(title="Theatre start times")

    decided(standing.close_as_duplicate, item, into=into)

    closed, client = now(item), signed_in(member())
    assert (closed.is_locked, closed.duplicate_of) == (True, into)
    page = client.get(closed.get_absolute_url()).content.decode()
    assert f'goes on in <a href="{into.get_absolute_url()}">Theatre start times</a>' in page
    assert "closed as a duplicate" in client.get(reverse("forum")).content.decode()
    assert "it goes on in another thread" in Notice.objects.get(user=closed.author).subject


def test_a_duplicate_names_no_thread_that_its_reader_may_not_read():
    item, into = thread_reported(), thread(title="Zebra crossings")
    decided(standing.close_as_duplicate, item, into=into)
    into.posts.update(state="hidden")

    page = signed_in(member()).get(now(item).get_absolute_url()).content.decode()

    assert "Zebra" not in page
    assert "This thread was closed as a duplicate" in page


def test_a_thread_goes_on_in_none_that_leads_elsewhere_nor_in_itself_nor_in_one_that_others_cannot_read():
    item, into = thread_reported(), thread()
    other = thread_reported()
    decided(standing.close_as_duplicate, other, into=into)
    hidden = thread(state="hidden")

    for wrong in (other.thread, item.thread, hidden):
        with pytest.raises(NoOtherThread):
            decided(standing.close_as_duplicate, item, into=wrong)


def test_a_thread_of_all_members_does_not_go_on_where_some_cannot_follow():
    item, private = thread_reported(), thread(category=space("03R"))
    with pytest.raises(NotReadByAll):
        decided(standing.close_as_duplicate, item, into=private)
    inside = reported(thread=thread(category=private.category))

    for into in (private, thread()):
        upheld(decided(standing.close_as_duplicate, inside, into=into))
    assert now(inside).duplicate_of is None


def test_only_threads_that_all_its_readers_may_read_are_offered_to_go_on_in():
    private = space("03R")
    item = thread_reported()
    for title, category in (("Open", None), ("Shut", private)):
        thread(title=title, category=category)
    client = signed_in(moderator())

    for act in ("duplicate", "merge"):
        page = client.get(reverse("moderation-decide", args=[item.pk, act])).content.decode()
        assert "Open (" in page
        assert "Shut (" not in page


def test_unlocking_a_duplicate_lets_it_go_on_by_itself():
    item, into = thread_reported(), thread()
    decided(standing.close_as_duplicate, item, into=into)

    decided(threads.lock, item, is_locked=False)

    assert (now(item).is_locked, now(item).duplicate_of) == (False, None)


@pytest.mark.parametrize("was_locked", [True, False], ids=["locked before", "open before"])
def test_a_duplicate_goes_back_to_how_it_stood(was_locked):
    item = thread_reported(is_locked=was_locked)
    decision = decided(standing.close_as_duplicate, item, into=thread())

    answered = upheld(decision)

    assert (now(item).is_locked, now(item).duplicate_of) == (was_locked, None)
    assert_said(answered, "It stays locked" if was_locked else "It takes replies again.")


def test_a_lock_undone_opens_no_duplicate():
    item = thread_reported()
    lock = decided(threads.lock, item)
    decided(standing.close_as_duplicate, item, into=thread())

    assert_said(upheld(lock), "It was closed as a duplicate since")
    assert now(item).is_locked


# Moved


def test_a_thread_is_moved_to_another_category_and_back():
    theatres, outpatients = Category.objects.exclude(group="space").order_by("pk")[:2]
    item = thread_reported(category=theatres)

    decision = decided(threads.move, item, **to(outpatients))

    assert now(item).category == outpatients
    assert decision.facts == f"From {theatres} to {outpatients}"
    assert_said(upheld(decision), "where it was before")
    assert now(item).category == theatres


def test_nobody_moves_a_thread_to_other_readers_without_knowing_it():
    private = space("03R")
    for inside, outside in ((None, private), (private, None)):
        item = thread_reported(category=inside)
        with pytest.raises(ReadersChange):
            decided(threads.move, item, **to(outside))
        assert now(item).category == inside

        event = decided(threads.move, item, **to(outside, knows_readers=True))

        assert now(item).category == outside
        assert "a private space" in event.facts
        assert "Elective hubs" not in event.facts
        assert "Other people read it from then on" in Notice.objects.get(user=item.thread.author).text


def test_what_goes_into_a_private_space_is_lost_to_others():
    item = thread_reported(author=member("36J"))
    decided(threads.move, item, **to(space("03R"), knows_readers=True))

    assert not Thread.objects.visible_to(item.thread.author).filter(pk=item.thread_id).exists()
    assert Thread.objects.visible_to(member("03R")).filter(pk=item.thread_id).exists()


def test_what_was_posted_in_a_private_space_stays_there_when_an_appeal_is_upheld():
    author = trusted(member("03R"))
    item = thread_reported(author=author)
    decision = decided(threads.move, item, **to(space("03R"), knows_readers=True))
    reply(thread=now(item), by=author, text="Among ourselves: we start late.")

    answered = upheld(decision)

    assert now(item).category.is_private
    assert_said(answered, "meant for those who read it there")


def test_a_move_of_before_there_were_categories_is_still_undone():
    item = thread_reported()
    wakefield = Area.objects.get(code="03R")
    decision = decided(threads.move, item, **to(None, area=wakefield))
    Before.objects.filter(decision=decision).update(
        facts={"was": [None, "", ""], "now": [wakefield.pk, "", ""]}
    )

    upheld(ReviewEvent.objects.get(pk=decision.pk))

    assert now(item).area is None


def test_the_page_to_move_a_thread_warns_of_private_spaces_and_asks_whether_one_knows():
    private, item, client = space("03R"), thread_reported(), signed_in(moderator())
    address = reverse("moderation-decide", args=[item.pk, "move"])
    assert "others who wrote in the thread lose it" in client.get(address).content.decode()
    sent = {"version": latest(item)["version"], "reason": "readers", "words": "", "category": private.slug}

    asked = client.post(address, sent).content.decode()

    wakefield = Area.objects.get(code="03R").short_name
    assert f"Tick that you know who will be able to read it: members of {wakefield} alone." in asked
    assert now(item).category is None
    assert client.post(address, sent | {"knows_readers": "on"}).status_code == 302
    assert now(item).category == private


# Threads of other readers


def test_threads_that_other_people_read_are_not_merged():
    private, other = space("03R"), space("36J", name="Other hubs")
    for inside, outside in ((private, None), (None, private), (private, other)):
        with pytest.raises(OtherReaders):
            decided(merge, thread_reported(category=inside), into=thread(category=outside))


def test_a_reply_split_off_in_a_private_space_stays_in_it():
    private = space("03R")
    item = reported(post=post(thread(category=private), member("03R")))

    decided(threads.split, item, title="Something else")

    assert Thread.objects.get(title="Something else").category == private


def test_threads_are_not_put_together_again_where_other_people_read_one_by_now():
    private = space("03R")
    item = reported(post=post(thread()))
    split = decided(threads.split, item, title="Something else")
    made = Thread.objects.get(title="Something else")
    made.category = private
    made.save()
    of_merged, into = thread_reported(), thread()
    merged = decided(merge, of_merged, into=into)
    into.category = private
    into.save()

    assert_said(upheld(split), "Other people read the two threads now")
    assert_said(upheld(merged), "Other people read the two threads now")


def test_mail_names_no_title_that_is_read_in_a_private_space_alone():
    item = reported(thread=thread(title="Zebra crossings", category=space("03R")))

    decided(threads.lock, item)

    assert "Zebra" not in Notice.objects.get(user=item.thread.author).subject
