"""What a thread is, changed later: its kind, its category, its tags, and what its kind needs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.kind_refusals import HasAnAnswer, OptionsStay, ReasonMissing, StaysWhereItIs
from forum.actions.kinds import Details, EventAsked, PollAsked, change_details, choose, details_of
from forum.actions.refusals import StaysAsItIs
from forum.models import Category, Post, ReviewItem, Thread, WatchedWord
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, post, space, tagged, thread, trusted
from tests.forum.kinds import JUNE, numbers, start
from tests.forum.pages import text

pytestmark = pytest.mark.django_db


def test_its_author_changes_kind_category_and_tags_and_it_is_recorded(client):
    author = trusted(member())
    made = thread(author)
    tagged(made, "old")
    client.force_login(author)
    address = reverse("thread-details", args=[made.pk])
    assert 'value="old"' in text(client, address)

    shown = client.post(f"{address}?kind=question", {"category": "theatres", "tags": "new"}, follow=True)

    made.refresh_from_db()
    assert (made.kind, made.category.slug, [tag.name for tag in made.tags.all()]) == (
        "question",
        "theatres",
        ["new"],
    )
    assert "Your change is saved." in shown.content.decode()
    entry = AuditEntry.objects.get(act="change details")
    assert (entry.by, entry.details["changed"]) == (author.pk, ["kind", "category", "tags"])
    assert entry.details["kinds"] == ["discussion", "question"]


def test_staff_say_why_they_change_it():
    made = thread()

    with pytest.raises(ReasonMissing):
        change_details(thread=made, by=moderator(), details=Details(kind="question"))
    change_details(thread=made, by=moderator(), details=Details(kind="question"), reason="It asks.")

    assert AuditEntry.objects.get(act="change details").reason == "It asks."


def test_nothing_changed_is_nothing_recorded():
    author = trusted(member())
    made = start(author, kind="event", event=EventAsked(JUNE), tags=["hubs"])

    change_details(thread=made, by=author, details=details_of(made))

    assert not AuditEntry.objects.filter(act="change details").exists()


def test_others_do_not_change_it_nor_its_author_once_it_is_locked(client):
    author = trusted(member())
    made = thread(author)
    client.force_login(member())
    address = reverse("thread-details", args=[made.pk])

    assert client.post(address, {"tags": "mine"}).status_code == 403
    made.is_locked = True
    made.save()
    client.force_login(author)
    assert client.post(address, {"tags": "mine"}).status_code == 403
    with pytest.raises(StaysAsItIs):
        change_details(thread=made, by=author, details=Details(tags=["mine"]))

    assert not made.tags.exists()


def test_an_event_is_moved_and_what_is_no_event_any_more_has_no_times():
    author = trusted(member())
    made = start(author, kind="event", event=EventAsked(JUNE))

    change_details(
        thread=made, by=author, details=Details("event", event=EventAsked(JUNE + timedelta(days=1)))
    )
    assert Thread.objects.get(pk=made.pk).event.starts_at == JUNE + timedelta(days=1)
    change_details(thread=made, by=author, details=Details())

    assert not hasattr(Thread.objects.get(pk=made.pk), "event")


def test_options_change_until_somebody_chose_and_then_only_when_it_closes():
    author = trusted(member())
    made = start(author, kind="poll", poll=PollAsked(("Early", "Late")))
    change = lambda *options, **more: change_details(  # noqa: E731
        thread=made, by=author, details=Details("poll", poll=PollAsked(options, **more))
    )

    change("Early", "Late", "Never")
    one = Thread.objects.get(pk=made.pk).poll
    choose(poll=one, by=member(), options=[3])
    with pytest.raises(OptionsStay):
        change("Early", "Late")
    with pytest.raises(OptionsStay):
        change_details(thread=made, by=author, details=Details())
    change("Early", "Late", "Never", closes_at=timezone.now() + timedelta(days=1))

    one.refresh_from_db()
    assert one.closes_at is not None
    assert numbers(one) == [0, 0, 1]


def test_an_answered_question_stays_a_question():
    author = trusted(member())
    made = thread(author, kind="question")
    made.accepted = post(made)
    made.save()

    with pytest.raises(HasAnAnswer):
        change_details(thread=made, by=author, details=Details())


@pytest.mark.parametrize("to", ["out of", "into"])
def test_no_thread_leaves_or_enters_a_private_space_this_way(to):
    author, ours = trusted(member("QWO")), space("QWO")
    made = thread(author, category=ours if to == "out of" else None)

    for by, why in ((author, ""), (administrator(), "Tidier")):
        with pytest.raises(StaysWhereItIs):
            change_details(
                thread=made,
                by=by,
                details=Details(category=None if to == "out of" else ours),
                reason=why,
            )

    made.refresh_from_db()
    assert made.category == (ours if to == "out of" else None)


def test_a_thread_stays_in_a_category_that_was_closed_since():
    author = trusted(member())
    theatres = Category.objects.get(slug="theatres")
    made = thread(author, category=theatres)
    theatres.closed_at = timezone.now()
    theatres.save()

    change_details(thread=made, by=author, details=Details(category=theatres, tags=["hubs"]))

    assert made.tags.exists()


def test_words_that_moderators_look_at_first_hold_what_was_seen_already():
    WatchedWord.objects.create(words="snake oil")
    author = trusted(member())
    made = thread(author)

    change_details(thread=made, by=author, details=Details(tags=["snake oil"]))

    opening: Post = made.posts.get(number=1)
    assert (opening.state, opening.held_because) == ("held", "watched word")
    assert ReviewItem.objects.waiting().filter(post=opening).exists()
