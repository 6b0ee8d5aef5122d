"""What a person chooses to follow: kept, shown, changed, and never what they may not see."""

import random
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.models import User
from forum.actions import following
from forum.actions.discussions import reply, start_thread
from forum.actions.following import TooManyFollowed, follow, stop_following
from forum.models import Category, Link, Tag, Thread, Watch
from forum.queries.following import chosen_level, followed_by, new_posts_unless_muted, with_level
from forum.queries.watching import watchers_of
from metrics.models import Area
from tests.factories import administrator, member, moderator, signed_in, technology, thread, trusted, verified
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db
Level = Watch.Level
CODES = ["03R", "15F", "QWO", "QOQ"]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MEASURES = ["within-18-weeks", "median-wait"]


def tag(name: str = "theatres") -> Tag:
    return Tag.objects.create(name=name, slug=name)


def category(slug: str = "made-for-this") -> Category:
    return Category.objects.create(name=slug.capitalize(), slug=slug)


def space(*codes: str) -> Category:
    made = Category.objects.create(name="A space", slug="a-space", group="space")
    made.areas.set(Area.objects.filter(code__in=codes))
    return made


def send(user, kind: str, thing: object, level: str = "watching", **more) -> object:
    named = getattr(thing, "pk", thing)
    sent = {"kind": kind, "thing": named, "level": level} | more
    return signed_in(user).post(reverse("follow"), sent)


def test_the_last_choice_for_a_thing_counts_and_there_is_one():
    made, who = thread(), member()
    follow(person=who, thread=made, level="watching")
    follow(person=who, thread=made, level="muted")

    assert [watch.level for watch in who.watches.all()] == ["muted"]


def test_to_stop_forgets_the_choice_and_is_safe_to_repeat():
    made, who = thread(), member()
    follow(person=who, thread=made, level="watching")
    for _ in range(2):
        stop_following(person=who, thread=made)

    assert not who.watches.exists()


def test_nobody_follows_without_end(monkeypatch):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    who = member()
    follow(person=who, measure="median-wait", level="watching")

    with pytest.raises(TooManyFollowed):
        follow(person=who, measure="within-18-weeks", level="watching")
    follow(person=who, measure="median-wait", level="muted")


def test_what_a_person_writes_in_is_tracked():
    author, other = trusted(member()), trusted(member())
    Watch.objects.all().delete()
    made = start_thread(by=author, title="Theatres", text="We start late.")
    reply(thread=made, by=other, text="So do we.")

    assert watchers_of(made) == {author.pk: Level.TRACKING, other.pk: Level.TRACKING}


@pytest.mark.parametrize("chosen", ["thread", "area"])
@pytest.mark.parametrize("level", Level.values)
def test_what_a_person_chose_stays_when_they_write(chosen, level):
    made, who = thread(area=Area.objects.get(code="03R")), trusted(member())
    Watch.objects.all().delete()
    follow(person=who, level=level, **{chosen: made if chosen == "thread" else made.area})

    reply(thread=made, by=who, text="So do we.")

    assert who.watches.count() == 1
    assert watchers_of(made) == {who.pk: level}


def test_who_follows_other_things_tracks_what_they_write_in_all_the_same():
    made, who = thread(), trusted(member())
    follow(person=who, level="muted", measure="median-wait")

    reply(thread=made, by=who, text="So do we.")

    assert watchers_of(made) == {who.pk: Level.TRACKING}


@pytest.mark.parametrize("seed", range(4))
def test_for_many_threads_at_once_the_levels_are_those_of_each(seed, django_assert_num_queries):
    dice, who = random.Random(seed), moderator()
    tags, categories = [tag("one"), tag("two")], [category("one"), category("two")]
    areas, scopes = [Area.objects.get(code=code) for code in CODES], [technology(), technology()]
    things = {
        "tag": tags,
        "category": categories,
        "area": areas,
        "technology": scopes,
        "measure": MEASURES,
    }
    author = member()
    for _ in range(12):
        made = thread(
            author,
            area=dice.choice([None, *areas]),
            category=dice.choice([None, *categories]),
            technology=dice.choice([None, *scopes]),
            measure=dice.choice(["", *MEASURES]),
        )
        made.tags.set(dice.sample(tags, dice.randrange(3)))
        if dice.random() < 0.5:
            Link.objects.create(thread=made, area=dice.choice(areas), measure=dice.choice(["", *MEASURES]))
        if dice.random() < 0.3:
            Link.objects.create(thread=made, technology=dice.choice(scopes))
        if dice.random() < 0.2:
            follow(person=who, thread=made, level=dice.choice(Level.values))
    for kind, several in things.items():
        for one in several:
            if dice.random() < 0.5:
                follow(person=who, level=dice.choice(Level.values), **{kind: one})

    with django_assert_num_queries(2):
        found = dict(with_level(Thread.objects.all(), who).values_list("pk", "level"))

    each = {one.pk: watchers_of(one).get(who.pk, Level.NORMAL) for one in Thread.objects.all()}
    assert found == each
    assert len(set(each.values())) > 1
    User.objects.filter(pk=who.pk).update(date_joined=LONG_AGO)
    who.refresh_from_db()
    with django_assert_num_queries(1):
        new = dict(new_posts_unless_muted(Thread.objects.all(), who).values_list("pk", "new_posts"))
    assert new == {number: int(level != Level.MUTED) for number, level in each.items()}


@pytest.mark.parametrize(
    "page", ["/forum/", "/forum/?page=1", "category", "/forum/tags/hubs/", "/areas/03R/"]
)
def test_no_list_calls_a_muted_thread_new(page):
    publish(MAY)
    who, theatres = member("03R"), category()
    User.objects.filter(pk=who.pk).update(date_joined=LONG_AGO)
    made = [
        thread(area=Area.objects.get(code="03R"), category=theatres, title=name) for name in ("One", "Two")
    ]
    for one in made:
        one.tags.add(Tag.objects.get_or_create(slug="hubs", defaults={"name": "hubs"})[0])
    address = theatres.get_absolute_url() if page == "category" else page
    assert signed_in(who).get(address).text.count("<strong>1 new</strong>") == 2

    follow(person=who, thread=made[0], level="muted")

    shown = signed_in(who).get(address).text
    assert "One</a>" in shown
    assert shown.count("<strong>1 new</strong>") == 1


def test_members_and_staff_have_a_level_and_nobody_else():
    made, who = thread(), member()
    follow(person=who, thread=made, level="muted")

    assert chosen_level(who, thread=made) is Level.MUTED
    assert chosen_level(member(), thread=made) is Level.NORMAL
    assert chosen_level(administrator(), thread=made) is Level.NORMAL
    assert chosen_level(verified(), thread=made) is None
    assert chosen_level(AnonymousUser(), thread=made) is None


def test_a_member_follows_each_kind_of_thing_and_finds_them_all_on_one_page():
    made, who, scope, theatres = thread(title="Late starts"), member(), technology("Scope"), tag()
    made.tags.add(theatres)
    area, challenge = Area.objects.get(code="QWO"), category()
    named = {
        "thread": made,
        "category": challenge,
        "tag": theatres,
        "area": area,
        "measure": "median-wait",
        "technology": scope,
    }
    for kind, thing in named.items():
        assert send(who, kind, thing, is_listed="yes").url == reverse("following")

    page = signed_in(who).get(reverse("following")).text

    assert who.watches.count() == len(named)
    for words in ("Late starts", challenge.name, "theatres", area.short_name, "Median wait", "Scope"):
        assert words in page
    assert page.count(" selected>Watching") == len(named)


def test_what_is_stopped_is_gone_from_the_page():
    made, who = thread(title="Late starts"), member()
    send(who, "thread", made)

    answer = send(who, "thread", made, stop="yes", is_listed="yes")

    assert "Late starts</a>" not in signed_in(who).get(answer.url).text
    assert not who.watches.exists()


def test_the_page_says_no_title_that_its_reader_may_no_longer_read():
    who, made = member(), thread(title="Late starts")
    closed = space("QOQ")
    follow(person=who, thread=made, level="watching")
    follow(person=who, category=closed, level="watching")
    made.posts.get().put("hidden")

    assert followed_by(who) == []
    assert "Late starts" not in signed_in(who).get(reverse("following")).text


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("measure", "no-measure"),
        ("thread", "none"),
        ("thread", "9" * 40),
        ("area", "0"),
        ("moon", "1"),
        ("tag", "-1"),
    ],
)
def test_what_is_not_there_cannot_be_followed(kind, thing):
    assert send(member(), kind, thing).status_code == 404
    assert not Watch.objects.filter(level="watching").exists()


def test_what_others_alone_may_see_cannot_be_followed():
    hidden, closed = thread(state="hidden"), space("QOQ")
    unseen = tag()
    thread(category=closed).tags.add(unseen)
    proposed = technology(state="proposed")

    for kind, thing in (("thread", hidden), ("category", closed), ("tag", unseen), ("technology", proposed)):
        assert send(member("03R"), kind, thing).status_code == 404
    assert not Watch.objects.filter(level="watching").exists()


def test_the_page_of_a_thread_says_how_closely_its_reader_follows_it():
    made, who = thread(), member()
    assert "Follow this thread: Normal" in signed_in(who).get(made.get_absolute_url()).text

    answer = send(who, "thread", made, "muted")

    assert answer.url == made.get_absolute_url()
    assert "Follow this thread: Muted" in signed_in(who).get(answer.url).text


@pytest.mark.parametrize(
    ("address", "words"), [("/areas/QWO/", "threads about this area"), ("scope", "about this technology")]
)
def test_members_alone_are_offered_to_follow_what_a_page_is_about(address, words):
    if address == "scope":
        address = technology().get_absolute_url()

    assert words in signed_in(member()).get(address).text
    assert words not in signed_in(verified()).get(address).text
    assert words not in Client().get(address).text


def test_the_page_of_all_that_one_follows_asks_as_much_for_many_as_for_one(django_assert_max_num_queries):
    who = member()
    for _ in range(9):
        follow(person=who, thread=thread(), level="watching")
        follow(person=who, technology=technology(), level="tracking")
    browser = signed_in(who)

    with django_assert_max_num_queries(12):
        assert browser.get(reverse("following")).text.count("app-followed") >= 18


def test_the_pages_of_a_category_and_of_a_tag_let_one_follow_them():
    challenge, theatres, who = category(), tag(), member()
    thread(category=challenge).tags.add(theatres)

    assert "Follow threads in this category: Normal" in signed_in(who).get(challenge.get_absolute_url()).text
    assert "Follow threads with this tag: Normal" in signed_in(who).get("/forum/tags/theatres/").text
    assert "Mark all in" in signed_in(who).get(challenge.get_absolute_url()).text


def test_what_is_in_no_category_has_a_button_of_its_own_that_marks_nothing_else():
    thread()

    shown = signed_in(member()).get(reverse("category", args=["everything-else"])).text

    assert "Mark all in Everything else as read" in shown
    assert "Mark all of the forum" not in shown
