"""What goes along with posts when threads are merged or split, and comes back when that is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.moderation.merging import HasItsOwn, merge
from forum.actions.moderation.threads import split
from forum.models import (
    Ask,
    Bookmark,
    ChartKept,
    Draft,
    Event,
    Link,
    Mention,
    Poll,
    Post,
    Reaction,
    ReadUpTo,
    Tag,
    Thread,
    Watch,
)
from forum.models.links import MOST_LINKS
from metrics.models import Area
from tests.factories import member, post, thread
from tests.forum.reviewed import reported
from tests.forum.test_moderation_undoing import upheld
from tests.forum.test_threads_in_order import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def left() -> Thread:
    """A thread with a reply."""
    made = thread(title="Late starts")
    post(made)
    return made


@pytest.fixture
def into() -> Thread:
    return thread(title="Theatre start times")


def merged(left: Thread, into: Thread):
    return decided(merge, reported(thread=left), into=into)


def rows(model, **fields) -> list:
    return list(model.objects.order_by("pk").values(*fields or ["thread", "pk"]))


def test_what_people_did_with_a_post_stays_with_it(left, into):
    ann, answer = member(), left.posts.get(number=2)
    later = post(left, reply_to=answer)
    made = [
        Reaction.objects.create(post=answer, person=ann, kind="thanks"),
        Bookmark.objects.create(post=answer, person=ann),
        Mention.objects.create(post=answer, person=ann),
    ]

    decision = merged(left, into)

    later.refresh_from_db()
    assert later.reply_to.thread == into
    assert later.reply_to.number == 3
    for one in made:
        one.refresh_from_db()
        assert one.post.thread == into
    upheld(decision)
    assert Post.objects.get(pk=later.pk).reply_to.number == 2


def test_watchers_go_along_unless_they_chose_already_and_come_back(left, into):
    ann, bob = member(), member()
    for one, level in ((ann, "watching"), (bob, "muted")):
        Watch.objects.create(person=one, thread=left, level=level)
    Watch.objects.create(person=bob, thread=into, level="tracking")

    decision = merged(left, into)

    levels = lambda: dict(Watch.objects.filter(thread=into).values_list("person", "level"))  # noqa: E731
    assert levels() == {ann.pk: "watching", bob.pk: "tracking"}
    upheld(decision)
    assert levels() == {bob.pk: "tracking"}
    assert Watch.objects.filter(thread=left).count() == 2


@pytest.mark.parametrize(
    ("read_there", "read_here", "then"),
    [(1, 2, 3), (1, 1, 2), (1, None, 1), (0, 2, 0), (None, 2, None)],
    ids=["all of both", "one of two", "none of it", "not all of the other", "nothing of the other"],
)
def test_what_was_read_counts_as_read_and_nothing_unread_is_passed_over(
    left, into, read_there, read_here, then
):
    ann = member()
    for made, number in ((into, read_there), (left, read_here)):
        if number is not None:
            ReadUpTo.objects.create(person=ann, thread=made, number=number)

    merged(left, into)

    assert ReadUpTo.objects.filter(person=ann, thread=into).values_list("number", flat=True).first() == then


def test_what_somebody_had_begun_to_reply_goes_along_and_nothing_is_written_over(left, into):
    ann, bob = member(), member()
    for one in (ann, bob):
        Draft.objects.create(person=one, thread=left, text="So do we, since")
    Draft.objects.create(person=bob, thread=into, text="Another thought")

    decision = merged(left, into)

    texts = lambda: sorted(Draft.objects.values_list("person", "thread", "text"))  # noqa: E731
    assert texts() == sorted(
        [
            (ann.pk, into.pk, "So do we, since"),
            (bob.pk, left.pk, "So do we, since"),
            (bob.pk, into.pk, "Another thought"),
        ]
    )
    upheld(decision)
    assert Draft.objects.get(person=ann).thread == left


def test_tags_and_links_go_along_once_and_come_back(left, into):
    both, own = (Tag.objects.create(name=name, slug=name) for name in ("theatres", "starts"))
    left.tags.set([both, own])
    into.tags.set([both])
    for code, made in (("03R", left), ("36J", left), ("36J", into)):
        Link.objects.create(thread=made, area=Area.objects.get(code=code), measure="median-wait")

    decision = merged(left, into)

    assert set(into.tags.all()) == {both, own}
    codes = lambda made: sorted(made.about_too.values_list("area__code", flat=True))  # noqa: E731
    assert codes(into) == ["03R", "36J"]
    upheld(decision)
    assert set(into.tags.all()) == {both}
    assert codes(into) == ["36J"]
    assert codes(left) == ["03R", "36J"]


def test_tags_that_went_along_twice_leave_both_when_the_first_comes_back(left, into):
    last, own, of_last = thread(), *(Tag.objects.create(name=name, slug=name) for name in ("starts", "lists"))
    left.tags.set([own, of_last])
    last.tags.set([of_last])
    decision = merged(left, into)
    merged(into, last)
    assert set(last.tags.all()) == {own, of_last}

    upheld(decision)

    assert set(left.tags.all()) == {own, of_last}
    assert set(into.tags.all()) == set()
    assert set(last.tags.all()) == {of_last}


def test_no_more_links_go_along_than_a_thread_has_room_for(left, into):
    areas = Area.objects.filter(kind="sicbl").order_by("pk")
    for area in areas[: MOST_LINKS - 1]:
        Link.objects.create(thread=into, area=area)
    for area in areas[MOST_LINKS : MOST_LINKS + 3]:
        Link.objects.create(thread=left, area=area)

    merged(left, into)

    assert into.about_too.count() == MOST_LINKS


def chart(made: Thread) -> ChartKept:
    return ChartKept.objects.create(thread=made, finding="We wait.", address="/areas/03R/", svg="<svg/>")


def asked(made: Thread) -> Ask:
    return Ask.objects.create(thread=made, area=Area.objects.get(code="03R"))


@pytest.mark.parametrize("make", [chart, asked], ids=["chart", "question for an area"])
@pytest.mark.parametrize("has_its_own", [True, False], ids=["has its own", "has none"])
def test_what_a_thread_has_one_of_goes_along_where_there_is_none(left, into, make, has_its_own):
    made = make(left)
    if has_its_own:
        make(into)

    decision = merged(left, into)

    made.refresh_from_db()
    assert made.thread == (left if has_its_own else into)
    upheld(decision)
    made.refresh_from_db()
    assert made.thread == left


@pytest.mark.parametrize("kind", [Poll, Event], ids=["poll", "event"])
def test_a_poll_or_an_event_is_not_merged_away(left, into, kind):
    now = timezone.now()
    more = {"starts_at": now, "ends_at": now + timedelta(hours=1)} if kind is Event else {}
    kind.objects.create(thread=left, **more)

    with pytest.raises(HasItsOwn):
        merged(left, into)
    merged(into, left)

    assert left.posts.count() == 3


def question(made: Thread, answer: Post | None) -> None:
    made.kind, made.accepted = "question", answer
    made.accepted_at = answer and timezone.now()
    made.save()


@pytest.mark.parametrize("kind", ["question", "discussion"])
def test_an_accepted_answer_goes_along_to_a_question_alone_and_comes_back(left, into, kind):
    answer = left.posts.get(number=2)
    question(left, answer)
    Thread.objects.filter(pk=into.pk).update(kind=kind)

    decision = merged(left, into)

    left.refresh_from_db()
    into.refresh_from_db()
    assert left.accepted is None
    assert into.accepted == (answer if kind == "question" else None)
    upheld(decision)
    left.refresh_from_db()
    into.refresh_from_db()
    assert left.accepted == answer
    assert left.accepted_at is not None
    assert into.accepted is None


def test_the_answer_of_the_other_question_stands(left, into):
    own = post(into)
    question(into, own)
    question(left, left.posts.get(number=2))

    merged(left, into)

    into.refresh_from_db()
    assert into.accepted == own


def test_a_duplicate_of_what_was_merged_leads_to_where_it_went_and_back(left, into):
    duplicate = thread(duplicate_of=left, is_locked=True)

    decision = merged(left, into)

    duplicate.refresh_from_db()
    assert duplicate.duplicate_of == into
    upheld(decision)
    duplicate.refresh_from_db()
    assert duplicate.duplicate_of == left


def test_a_split_reply_takes_tags_and_watchers_with_it_and_is_read_by_who_read_it(left):
    ann, bob = member(), member()
    left.tags.set([Tag.objects.create(name="theatres", slug="theatres")])
    Watch.objects.create(person=ann, thread=left, level="watching")
    for one, number in ((ann, 2), (bob, 1)):
        ReadUpTo.objects.create(person=one, thread=left, number=number)

    decided(split, reported(post=left.posts.get(number=2)), title="Something else")

    made = Thread.objects.get(title="Something else")
    assert [tag.name for tag in made.tags.all()] == ["theatres"]
    assert list(Watch.objects.filter(thread=made).values_list("person", "level")) == [(ann.pk, "watching")]
    assert list(ReadUpTo.objects.filter(thread=made).values_list("person", "number")) == [(ann.pk, 1)]


def test_the_answer_of_a_question_that_is_split_off_answers_it_no_longer_until_it_is_back(left):
    answer = left.posts.get(number=2)
    question(left, answer)

    decision = decided(split, reported(post=answer), title="Something else")

    left.refresh_from_db()
    assert (left.accepted, left.accepted_at) == (None, None)
    upheld(decision)
    left.refresh_from_db()
    assert left.accepted == answer
