"""Searching the whole site: what each person finds, in which order, and what is never found; on both databases."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.closing import close_account
from casestudies.actions import registering
from casestudies.actions.registering import Entry
from config import prepare
from forum.models import Category, Post
from forum.queries.finding import among_for
from metrics.compute.measures import MEASURES
from metrics.models import Area
from safety import search
from safety.models import Document
from tests.factories import (
    case_study,
    collection,
    member,
    moderator,
    person,
    post,
    signed_in,
    technology,
    thread,
    verified,
)
from tests.forum.searched import ROW, kinds, offered, rows, shown, titles

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def prepared():
    prepare.search()


def one_of_everything() -> dict[str, str]:
    """Make a thing of each kind that is found by “wobble”. Returns their addresses by kind."""
    opened = thread(title="Wobble boards")
    replied = post(opened, text="We wobble too.")
    case = case_study(state="published", title="Wobble clinics")
    case.save()
    scope = technology("Wobblescope", summary="It does wobble.")
    curated = collection(None, case, title="All that wobble")
    somebody = member(name="Wilma Wobble")
    return {
        "Discussion": opened.posts.get(number=1).get_absolute_url(),
        "Reply": replied.get_absolute_url(),
        "Case study": case.get_absolute_url(),
        "Collection": curated.get_absolute_url(),
        "Technology": scope.get_absolute_url(),
        "Person": reverse("person", args=[somebody.pk]),
    }


def test_members_find_things_of_every_kind():
    made = one_of_everything()

    found = rows(signed_in(member()), "wobble")

    assert {facts.split(" · ")[0]: address for address, _, facts in found} == made


def test_visitors_and_people_who_are_no_members_find_neither_discussions_nor_people(client):
    one_of_everything()

    for reader in (client, signed_in(verified())):
        assert sorted(kinds(reader, "wobble")) == ["Case study", "Collection", "Technology"]
        assert "iscussions and people" in shown(reader, "wobble")
        assert {kind for _, kind, _ in offered(reader, "wobble")} == {
            "Case study",
            "Collection",
            "Technology",
        }


def test_a_member_is_not_told_that_members_alone_find_more():
    assert "iscussions and people" not in shown(signed_in(member()), "qqqqqqqq")


def test_areas_are_found_by_name_and_code_and_measures_by_what_they_are(client):
    wakefield = ("/areas/03R/", "Wakefield (03R)", "Area")

    assert rows(client, "wakefield")[0] == wakefield
    assert rows(client, "03r") == [wakefield]
    assert (reverse("measure", args=["within-18-weeks"]), "Waiting 18 weeks or less", "Measure") in rows(
        client, "18 weeks or less"
    )


def test_a_reply_is_shown_with_its_thread_its_author_its_day_its_category_and_the_words_in_their_place():
    theatres = Category.objects.get(slug="theatres")
    opened = thread(title="Late starts", category=theatres)
    author = member(name="Ada Byron")
    post(opened, author, text="Our **wobble** board starts lists on time.", published_at="2026-03-04T12:00Z")

    said = shown(signed_in(member()), "wobble")

    assert ROW.findall(said) == [
        (
            reverse("post", args=[opened.pk, 2]),
            "Late starts",
            f"Reply · Ada Byron · 4 March 2026 · {theatres.name}",
        )
    ]
    assert "Our <mark>wobble</mark> board starts lists on time" in said


def test_what_fits_best_comes_first():
    opened = thread(title="Nothing")
    post(opened, text="A wobble, once.")
    thread(title="Wobble boards")

    assert kinds(signed_in(member()), "wobble") == ["Discussion", "Reply"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("ENT", "Ear, nose and throat lists"),
        ("T&O", "Trauma and orthopaedics"),
        ("waiting list", "Incomplete pathways"),
    ],
)
def test_words_of_the_field_that_mean_the_same_are_found(asked, title):
    thread(title=title)

    assert titles(signed_in(member()), asked, kind="discussion") == [title]


def test_what_nothing_has_is_looked_for_as_it_was_probably_meant(client):
    case_study(state="published", title="Cataract lists")

    said = shown(client, "catarcat lists")

    assert ROW.findall(said)[0][1] == "Cataract lists"
    assert "Nothing has “catarcat lists”. Showing what has <strong>cataract lists</strong>." in said
    assert titles(client, "wakefeild") == titles(client, "wakefield")


@pytest.mark.parametrize("asked", ["RTT", "referral to treatment"])
def test_measures_are_found_by_what_they_measure(client, asked):
    found = rows(client, asked, kind="measure") + rows(client, asked, kind="measure", page=2)
    assert {title for _, title, _ in found} == {one.title for one in MEASURES.values()}


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("orthopedics", "Trauma and orthopaedics"),
        ("gynecology", "In gynaecology"),
        ("dermatolgy", "In skin clinics"),
        ("ophthalmolgy", "Eye clinics"),
    ],
)
def test_other_spellings_and_mistyped_words_of_the_field_are_found(client, asked, text):
    case_study(state="published", title="Lists", summary=text).save()

    assert titles(client, asked) == ["Lists"]


def test_a_less_near_word_that_is_there_is_found_where_the_nearest_of_the_field_is_not(client):
    case_study(state="published", title="Telemedicina").save()

    assert titles(client, "telemedicin") == ["Telemedicina"]


def test_the_parts_of_a_technology_stand_apart_in_its_excerpt(client):
    technology("Wobblescope", summary="It does wobble", supplier="Acme").save()

    excerpt = re.sub("</?mark>", "", shown(client, "wobble"))
    assert "It does wobble. " in re.sub(r"\s+", " ", excerpt)


def test_nothing_unseen_is_ever_meant(client):
    thread(title="Zygomatic clinics")
    held = thread(title="Xylophone therapy")
    held.posts.get().put(Post.State.HIDDEN)

    assert "Zygomatic clinics" in shown(signed_in(member()), "zygomatc")
    assert "zygomatic" not in shown(client, "zygomatc").lower()
    assert "xylophone" not in shown(signed_in(moderator()), "xylophon therapi").lower().replace(
        "xylophon ", ""
    )


def test_nothing_found_says_so(client):
    assert "Nothing was found" in shown(client, "qqqqqqqq")
    assert "Enter words" in shown(client, "")
    assert "Nothing was found" in shown(client, "the of and")


@pytest.mark.parametrize("state", [one for one in Post.State if one != Post.State.PUBLISHED])
@pytest.mark.parametrize("number", [1, 2], ids=["thread", "reply"])
def test_what_is_not_published_is_found_by_nobody_and_is_not_in_the_index(state, number):
    author = member()
    opened = thread(author, title="Wobble boards", text="wobble")
    post(opened, author, text="wobble")
    found = opened.posts.get(number=number)
    if state == Post.State.ERASED:
        found.text = ""
        found.save()
    found.put(state, because="a reason" if state == Post.State.HELD else "")

    assert not Document.objects.filter(number=found.pk, kind__in=["discussion", "reply"]).exists()
    for reader in (author, member(), moderator()):
        addresses = [address for address, _, _ in rows(signed_in(reader), "wobble")]
        assert found.get_absolute_url() not in addresses
    call_command("rebuild_search", verbosity=0)
    assert not Document.objects.filter(number=found.pk, kind__in=["discussion", "reply"]).exists()


def test_replies_are_not_found_while_the_first_post_of_their_thread_is_hidden():
    opened = thread(title="Boards")
    post(opened, text="wobble")
    opened.posts.get(number=1).put(Post.State.HIDDEN)

    assert rows(signed_in(member()), "wobble") == []
    assert offered(signed_in(member()), "boar") == []
    assert len(rows(signed_in(moderator()), "wobble")) == 1

    opened.posts.get(number=1).put(Post.State.PUBLISHED)

    assert len(rows(signed_in(member()), "wobble")) == 1


def test_a_private_space_is_searched_by_its_own_people_alone():
    space = Category.objects.create(name="Ours", slug="ours", group=Category.Group.SPACE)
    space.areas.add(Area.objects.get(code="03R"))
    opened = thread(title="Wobble boards", category=space)
    post(opened, text="wobble")

    for reader, count in ((member("03R"), 2), (member("15F"), 0), (moderator(), 2)):
        client = signed_in(reader)
        assert len(rows(client, "wobble")) == count
        assert len(offered(client, "wobb")) == count / 2
        assert ("Wobble" in shown(client, "wobbel boards")) == bool(count)
        assert ('value="ours"' in shown(client, "x")) == bool(count)


def test_a_post_is_found_by_its_new_words_and_a_thread_by_its_new_title():
    opened = thread(title="Wobble boards")
    first = opened.posts.get()
    first.text = "A carousel."
    first.save()
    opened.title = "Carousels of theatres"
    opened.save(update_fields=["title"])

    client = signed_in(member())

    assert rows(client, "wobble") == []
    assert titles(client, "carousel theatre") == ["Carousels of theatres"]


def test_a_post_that_opens_another_thread_or_follows_in_it_is_found_there_once():
    left, joined = thread(title="Left"), thread(title="Joined")
    moved = post(left, text="wobble")
    moved.thread, moved.number = joined, 2
    moved.save(update_fields=["thread", "number", "published_at"])
    client = signed_in(member())

    assert [row[:2] for row in rows(client, "wobble")] == [(reverse("post", args=[joined.pk, 2]), "Joined")]

    split = thread(title="Split")
    split.posts.all().delete()
    moved.thread, moved.number = split, 1
    moved.save(update_fields=["thread", "number", "published_at"])

    assert [(title, facts[:10]) for _, title, facts in rows(client, "wobble")] == [("Split", "Discussion")]
    assert titles(client, "split") == ["Split"]


def test_people_are_found_by_name_and_role_until_they_leave():
    ada = member(name="Ada Wobble", job_role="Theatre planner")
    client = signed_in(member())
    assert rows(client, "theatre planner", kind="person") == [
        (reverse("person", args=[ada.pk]), "Ada Wobble", "Person")
    ]

    close_account(user=ada)

    assert rows(client, "wobble") == rows(client, "theatre planner", kind="person") == []
    assert not Document.objects.filter(kind="person", number=ada.pk).exists()


def test_a_person_who_is_named_in_a_post_leaves_no_name_in_the_index():
    ada = member(name="Ada Byron")
    made = thread(text=f"Ask @Ada-Byron:{ada.pk} about the wobble.")

    (kept,) = Document.objects.filter(kind="discussion", number=made.posts.get().pk)

    assert kept.body == "Ask about the wobble."


def test_areas_and_measures_that_a_post_names_are_found_and_shown_by_the_names_on_its_page():
    names = {code: Area.objects.get(code=code).short_name for code in ("03R", "QWO", "15F")}
    said = "@03R & @QWO wobble on #within-18-weeks and #QWO/median-wait, not @ZZZ."
    made = thread(text=said, area=Area.objects.get(code="15F"))
    reader = signed_in(member())

    assert rows(reader, f"{names['03R']} wobble")[0][0] == made.posts.get().get_absolute_url()
    excerpt = re.sub("</?mark>", "", shown(reader, "wobble"))
    assert (
        f"{names['03R']} & {names['QWO']} wobble on Waiting 18 weeks or less, {names['15F']} and "
        f"{MEASURES['median-wait'].title}, {names['QWO']}, not @ZZZ"
    ) in excerpt


def test_rebuilding_names_areas_as_they_are_called_by_then():
    for _ in range(3):
        made = thread(text="In @03R we wobble.")
    Area.objects.filter(code="03R").update(short_name="Wakefield district")

    with CaptureQueriesContext(connection) as asked:
        call_command("rebuild_search", verbosity=0)

    kept = Document.objects.get(kind="discussion", number=made.posts.get().pk)
    assert kept.body == "In Wakefield district we wobble."
    # Once for threads and once for replies, however many there are.
    assert len([one for one in asked if one["sql"].startswith('SELECT "metrics_area"."code"')]) == 2


def test_people_without_a_profile_that_members_read_are_not_found():
    person(name="Wanda Wobble")

    assert rows(signed_in(member()), "wobble") == []
    assert offered(signed_in(member()), "wanda") == []


def test_a_technology_is_found_by_its_other_names_until_it_is_withdrawn(client):
    scope = registering.enter(
        entry=Entry({"name": "Zoomscope", "kind": "device", "summary": "S"}, aliases=("Peeker",)),
        by=moderator(),
        is_proposal=False,
    )
    assert titles(client, "peeker") == ["Zoomscope"]

    registering.decide(technology=scope, state="withdrawn", by=moderator(), reason="Gone")

    assert titles(client, "peeker") == []


def test_suggestions_take_any_text(client):
    for typed in ("", "a", "x" * 10_000, "wake\x00field", "%%%", "___", "wake' --", '"wake"', "the"):
        refused = "\x00" in typed
        assert client.get(reverse("search-suggestions"), {"q": typed}).status_code == (
            400 if refused else 200
        )


def test_titles_are_offered_while_one_types_those_that_begin_so_first(client):
    case_study(state="published", title="How Wakefield books")

    assert offered(client, "wakef")[0] == ("Wakefield (03R)", "Area", "/areas/03R/")
    assert [title for title, _, _ in offered(client, "books wakef")] == ["How Wakefield books"]
    assert len(offered(client, "a")) == 0
    assert len(offered(client, "nhs")) <= 8


def test_more_than_a_hundred_are_said_to_be_more_and_the_newest_are_shown(monkeypatch):
    monkeypatch.setattr("safety.search.everything.MOST", 3)
    monkeypatch.setattr("forum.presenters.finding.MOST", 3)
    opened = thread(title="Boards")
    for number in range(5):
        post(opened, text=f"wobble {number}")
    client = signed_in(member())

    said = shown(client, "wobble")

    assert [address for address, _, _ in ROW.findall(said)] == [
        reverse("post", args=[opened.pk, number]) for number in (6, 5, 4)
    ]
    assert "Replies (3+)" in said
    assert "Of replies the newest 3 are shown" in said


def test_a_page_shows_twenty_and_the_next_goes_on():
    opened = thread(title="Boards")
    for _ in range(25):
        post(opened, text="wobble")
    client = signed_in(member())

    one, two = rows(client, "wobble"), rows(client, "wobble", page=2)

    assert (len(one), len(two)) == (20, 5)
    assert not {row[0] for row in one} & {row[0] for row in two}


@pytest.mark.parametrize("count", [1, 100])
def test_a_member_costs_ten_queries_at_most_however_much_is_found(count, django_assert_num_queries):
    one_of_everything()
    theatres = Category.objects.get(slug="theatres")
    opened = thread(title="Boards", category=theatres, area=Area.objects.get(code="03R"))
    for _ in range(count):
        post(opened, text="wobble")
    client = signed_in(member())
    shown(client, "")

    with django_assert_num_queries(9):
        shown(client, "wobble")
    with django_assert_num_queries(10):
        shown(client, "wobbel")
    with django_assert_num_queries(10):
        shown(client, "wobble", area="03R", category="theatres")
    with django_assert_num_queries(3):
        offered(client, "wobb")


def test_a_visitor_costs_five_queries_at_most(client, django_assert_num_queries):
    one_of_everything()
    shown(client, "")

    for words in ("wobble", "wakefield"):
        with django_assert_num_queries(4):
            shown(client, words)
    with django_assert_num_queries(5):
        shown(client, "wobbel")
    with django_assert_num_queries(1):
        offered(client, "wobb")


def test_every_kind_that_is_searched_can_be_read_again():
    one_of_everything()
    kinds_there = {one.kind for one in among_for(member())}
    before = sorted(Document.objects.values_list("kind", "number", "title", "body", "name", "address"))

    counts = search.rebuild()

    assert set(counts) == kinds_there
    assert (
        sorted(Document.objects.values_list("kind", "number", "title", "body", "name", "address")) == before
    )


def test_posts_that_were_there_before_the_search_are_found_after_the_next_start():
    thread(title="Wobble boards")
    Document.objects.all().delete()

    prepare.search()

    assert titles(signed_in(member()), "wobble") == ["Wobble boards"]
