"""A search that is narrowed down, and one that cannot be asked so."""

from html import unescape

import pytest
from django.urls import reverse

from config import prepare
from forum.models import Category, Link, Tag
from metrics.models import Area
from tests.factories import case_study, member, signed_in, technology, thread
from tests.forum.searched import titles

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def prepared():
    prepare.search()


def a_narrowed_site() -> Category:
    theatres = Category.objects.get(slug="theatres")
    wakefield = Area.objects.get(code="03R")
    author = member(name="Ada Byron")
    one = thread(
        author,
        title="Wobble one",
        category=theatres,
        area=wakefield,
        measure="within-18-weeks",
        treatment_function="C_120",
    )
    one.posts.update(published_at="2026-03-04T12:00Z")
    one.tags.add(Tag.objects.create(name="day cases", slug="day-cases"))
    two = thread(title="Wobble two")
    two.posts.update(published_at="2026-05-04T12:00Z")
    Link.objects.create(thread=two, area=Area.objects.get(code="15F"), measure="median-wait")
    case_study(
        state="published",
        title="Wobble case",
        home="15F",
        functions=["C_110"],
        published_at="2026-04-01T12:00Z",
    ).save()
    technology("Wobblescope", summary="Wobble")
    return theatres


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Wobble case", "Wobble one", "Wobble two", "Wobblescope"]),
        ({"category": "theatres"}, ["Wobble one"]),
        ({"area": "03R"}, ["Wobble one"]),
        ({"area": "Wakefield (03R)", "function": "C_120"}, ["Wobble one"]),
        ({"area": "QWO"}, ["Wobble case", "Wobble one", "Wobble two"]),
        ({"area": "15F"}, ["Wobble case", "Wobble two"]),
        ({"measure": "median-wait"}, ["Wobble two"]),
        ({"function": "C_120"}, ["Wobble one"]),
        ({"function": "C_110"}, ["Wobble case"]),
        ({"tag": "Day cases"}, ["Wobble one"]),
        ({"author": "byron"}, ["Wobble one"]),
        ({"first": "2026-04-01"}, ["Wobble case", "Wobble two"]),
        ({"first": "2026-03-04", "last": "2026-03-04"}, ["Wobble one"]),
        ({"kind": "discussion"}, ["Wobble one", "Wobble two"]),
        ({"kind": "case study", "last": "2026-04-01"}, ["Wobble case"]),
        ({"tag": "nothing"}, []),
    ],
    ids=str,
)
def test_filters_narrow_down(asked, found):
    a_narrowed_site()

    assert sorted(titles(signed_in(member()), "wobble", **asked)) == found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "x" * 201}, "Search for at most 200 characters"),
        ({"q": "a\x00b"}, "could not be read"),
        ({"area": "Nowhere"}, "No area is called “Nowhere”"),
        ({"category": "none"}, "not one of the choices"),
        ({"kind": "none"}, "not one of the choices"),
        ({"first": "2026-02-30"}, "Enter a day"),
        ({"first": "2026-02-02", "last": "2026-02-01"}, "The last day is before the first"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_cannot_be_asked_is_said(asked, said):
    answer = signed_in(member()).get(reverse("search"), {"q": "wobble"} | asked)

    assert answer.status_code == 400
    assert said in unescape(answer.content.decode())


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '"wobble',
        "wobble OR",
        "title:wobble",
        "wob*",
        "'; DROP TABLE x; --",
        "%s %% %(q)s",
        "\\",
        "😀",
        "-wobble",
    ],
    ids=ascii,
)
def test_strange_words_do_no_harm(words):
    thread(title="Wobble boards")
    client = signed_in(member())

    assert client.get(reverse("search"), {"q": words}).status_code == 200
    assert client.get(reverse("search-suggestions"), {"q": words}).status_code == 200
