"""How closely people follow a thread: what they chose, the most particular first, and never who may not read it."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import Restriction
from forum.models import Category, Link, Tag, Thread, Watch
from forum.queries.watching import PARTICULAR_FIRST, level_from, readers_of, watchers_of
from tests.factories import administrator, member, moderator, person, technology, thread, verified
from tests.places import area

Level = Watch.Level


@pytest.mark.parametrize(
    ("chosen", "level"),
    [
        ({}, Level.NORMAL),
        ({"category": ["watching"]}, Level.WATCHING),
        ({"category": ["watching"], "tag": ["muted"]}, Level.MUTED),
        ({"thread": ["muted"], "tag": ["watching"], "category": ["watching"]}, Level.MUTED),
        ({"thread": ["normal"], "area": ["muted"]}, Level.NORMAL),
        ({"tag": ["muted", "tracking"]}, Level.TRACKING),
        ({"tag": ["tracking", "watching"]}, Level.WATCHING),
        ({"board": ["watching"], "area": ["muted"]}, Level.MUTED),
        ({"category": ["muted"], "board": ["tracking"]}, Level.TRACKING),
        ({"measure": ["normal"], "area": ["watching"]}, Level.NORMAL),
        ({"technology": ["tracking"], "measure": ["watching"]}, Level.TRACKING),
    ],
)
def test_the_most_particular_choice_decides(chosen, level):
    assert level_from(chosen) is level


def test_of_any_two_kinds_the_more_particular_decides():
    for (first, one), (second, other) in product(enumerate(PARTICULAR_FIRST), repeat=2):
        if first < second:
            assert level_from({one: ["muted"], other: ["watching"]}) is Level.MUTED


def watch(who, level: str = "watching", **thing) -> None:
    Watch.objects.create(person=who, level=level, **thing)


@pytest.mark.django_db
def test_watchers_are_those_of_anything_that_a_thread_belongs_to():
    scope, tag = technology(), Tag.objects.create(name="theatres", slug="theatres")
    category = Category.objects.create(name="Made for this", slug="made-for-this")
    made = thread(category=category, area=area("03R"), measure="within-18-weeks", technology=scope)
    made.tags.add(tag)
    things = {
        "category": category,
        "thread": made,
        "tag": tag,
        "area": area("03R"),
        "measure": "within-18-weeks",
        "technology": scope,
    }
    people = {kind: member() for kind in things}
    for kind, thing in things.items():
        watch(people[kind], **{kind: thing})
    of_the_board = member()
    watch(of_the_board, "tracking", area=area("QWO"))
    watch(member(), measure="median-wait")
    watch(member(), area=area("QOQ"))

    expected = {one.pk: Level.WATCHING for one in people.values()} | {of_the_board.pk: Level.TRACKING}
    assert watchers_of(made) == expected


@pytest.mark.django_db
def test_what_a_thread_links_to_counts_as_its_own():
    made, scope = thread(), technology()
    Link.objects.create(thread=made, area=area("03R"), measure="median-wait")
    Link.objects.create(thread=made, technology=scope)
    of_measure, of_technology, of_area, of_board = member(), member(), member(), member()
    watch(of_measure, measure="median-wait")
    watch(of_technology, technology=scope)
    watch(of_area, "muted", area=area("03R"))
    watch(of_area, area=area("QWO"))
    watch(of_board, area=area("QWO"))

    assert watchers_of(made) == {
        of_measure.pk: Level.WATCHING,
        of_technology.pk: Level.WATCHING,
        of_area.pk: Level.MUTED,
        of_board.pk: Level.WATCHING,
    }


@pytest.mark.django_db
def test_a_muted_thread_is_muted_whatever_else_one_watches():
    made, who = thread(area=area("03R")), member()
    watch(who, area=area("03R"))
    watch(who, "muted", thread=made)

    assert watchers_of(made) == {who.pk: Level.MUTED}


def everybody() -> list:
    """Return people of every kind, some of whom may not read."""
    gone, suspended, silenced = member(is_active=False), member(), member()
    for who, kind in ((suspended, "suspension"), (silenced, "silence")):
        until = timezone.now() + timedelta(days=1)
        Restriction.objects.create(user=who, kind=kind, reason="for a test", until=until)
    closed = member()
    closed.closed_at, closed.is_active = timezone.now(), False
    closed.save()
    members = [member("03R"), member("QWO"), member("QOQ"), gone, suspended, silenced, closed]
    return [*members, moderator(), administrator(), verified(), person()]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["published", "held", "hidden", "returned", "removed"])
@pytest.mark.parametrize("space", ["none", "QWO", "03R"])
def test_readers_are_those_whom_the_question_of_what_is_seen_lets_read(state, space):
    category = None
    if space != "none":
        category = Category.objects.create(name="A space", slug="a-space", group="space")
        category.areas.add(area(space))
    people = everybody()
    because = {"state": state, "held_because": "first posts" if state == "held" else ""}
    made = thread(people[0], category=category, **because)

    seen = {one.pk for one in people if Thread.objects.visible_to(one).filter(pk=made.pk).exists()}

    assert {one.pk for one in readers_of(made)} & {one.pk for one in people} == seen
    for one in people:
        watch(one, thread=made)
    assert set(watchers_of(made)) == seen


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 12])
def test_watchers_cost_the_same_number_of_queries_however_many_there_are(many, django_assert_max_num_queries):
    made = thread(area=area("03R"), measure="within-18-weeks")
    for number in range(many):
        made.tags.add(Tag.objects.create(name=f"tag {number}", slug=f"tag-{number}"))
        watch(member(), area=area("03R"))
    made = Thread.objects.select_related("category").get(pk=made.pk)

    with django_assert_max_num_queries(5):
        assert len(watchers_of(made)) == many
