"""Discussions, search and notifications through the API: what the pages show, to whom they show it."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.tokens import make_token
from forum.models import Notification
from metrics.models import Area
from tests.factories import (
    case_study,
    category,
    member,
    moderator,
    post,
    signed_in,
    space,
    tagged,
    technology,
    thread,
    verified,
)
from tests.forum.peers import MONTHS, share_of
from tests.forum.searched import titles

pytestmark = pytest.mark.django_db
EXAMPLE = re.compile(r'Try it: <a class="app-address" href="([^"]+)"')
UNSEEN = ("held", "hidden", "returned", "removed", "erased")


def answer(client: Client, name: str, *args, status: int = 200, **asked):
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == status, response.content
    return response.json()


def results(client: Client, name: str, *args, **asked) -> list[dict]:
    return answer(client, name, *args, **asked)["results"]


def numbers(rows: list[dict]) -> list[int]:
    return [row["number"] for row in rows]


def rows_of_csv(client: Client, name: str, *args, **asked) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=args), asked | {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def unseen(state: str, **fields):
    words = {"text": ""} if state == "erased" else {}
    because = {"held_because": "a name"} if state == "held" else {}
    return thread(state=state, **words, **because, **fields)


@pytest.fixture
def reader() -> Client:
    return signed_in(member("QKS"))


# Threads


def test_a_thread_is_told_with_what_it_is_about(reader):
    scope, theatre = technology("Pocket scope"), category("Start times")
    made = thread(
        member(name="Ann Author"),
        title="Theatre start times",
        kind="question",
        category=theatre,
        area=Area.objects.get(code="03R"),
        measure="within-18-weeks",
        technology=scope,
    )
    tagged(made, "theatres")
    post(made)

    [row] = results(reader, "api-threads")

    assert (row["number"], row["title"], row["kind"]) == (made.pk, "Theatre start times", "question")
    assert (row["author"], row["category"], row["area"]) == ("Ann Author", theatre.slug, "03R")
    assert (row["measure"], row["technology"], row["tags"]) == (
        "within-18-weeks",
        "pocket-scope",
        ["theatres"],
    )
    assert (row["replies"], row["case_study"], row["is_answered"]) == (1, None, False)
    assert row["url"].endswith(made.get_absolute_url())


def test_the_case_study_that_a_thread_is_about_is_named_to_who_may_read_it(reader):
    draft, author = case_study(author := member(), state="draft"), author
    thread(case_study=draft)

    assert results(reader, "api-threads")[0]["case_study"] is None
    assert results(signed_in(author), "api-threads")[0]["case_study"] == draft.pk


@pytest.mark.parametrize("name", ["api-threads", "api-notifications"])
def test_visitors_are_asked_who_they_are(client, name):
    answer(client, name, status=401)


def test_who_is_no_member_reads_no_discussions():
    made = thread()
    stranger = signed_in(verified())

    answer(stranger, "api-threads", status=403)
    answer(stranger, "api-posts", made.pk, status=403)


@pytest.mark.parametrize("state", UNSEEN)
def test_threads_that_others_do_not_see_are_not_there(reader, state):
    hidden = unseen(state)

    assert results(reader, "api-threads") == []
    answer(reader, "api-posts", hidden.pk, status=404)


def test_private_spaces_are_read_by_their_own_people_alone(reader):
    secret = thread(category=space("QWO"), title="Secret plans")

    assert results(reader, "api-threads") == []
    answer(reader, "api-posts", secret.pk, status=404)
    answer(reader, "api-threads", status=400, category=secret.category.slug)
    assert numbers(results(signed_in(member("QWO")), "api-threads")) == [secret.pk]
    assert results(reader, "api-search", q="secret plans") == []


def test_threads_are_found_by_what_they_are_about(reader):
    scope, theatre = technology("Pocket scope"), category("Start times")
    here = thread(
        area=Area.objects.get(code="03R"), category=theatre, technology=scope, treatment_function="C_110"
    )
    tagged(here, "theatres")
    there = thread(measure="within-18-weeks", kind="question")

    def found(**asked) -> set[int]:
        return set(numbers(results(reader, "api-threads", **asked)))

    assert found() == {here.pk, there.pk}
    assert found(area="03R") == found(area="QWO") == found(category=theatre.slug) == {here.pk}
    assert found(tag="theatres") == found(technology="pocket-scope") == {here.pk}
    assert found(treatment_function="C_110") == {here.pk}
    assert found(measure="within-18-weeks") == found(kind="question") == found(unanswered="yes") == {there.pk}
    assert found(category="none") == {there.pk}


def test_threads_cost_as_many_queries_for_a_hundred_as_for_one(reader, django_assert_num_queries):
    author = member()
    thread(author)
    costs = []
    for more in (0, 99):
        for _ in range(more):
            thread(author, area=Area.objects.get(code="03R"))
        with django_assert_num_queries(6):
            costs.append(len(results(reader, "api-threads", page_size=100)))
    assert costs == [1, 100]


# Posts


def test_posts_are_told_by_their_numbers_as_the_page_shows_them(reader):
    made = thread(member(name="Ann Author"), text="We start *late*.", kind="question")
    reply = post(made, text="So did we.", reply_to=made.posts.get())
    made.accepted = reply
    made.save()

    first, second = results(reader, "api-posts", made.pk)

    assert (first["number"], first["author"], first["reply_to"]) == (1, "Ann Author", None)
    assert "We start <em>late</em>." in first["html"]
    assert (second["number"], second["reply_to"], second["is_answer"]) == (2, 1, True)
    assert first["html"] in reader.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", UNSEEN)
def test_posts_that_others_do_not_see_are_left_out(reader, state):
    made = thread()
    because = {"held_because": "a name"} if state == "held" else {}
    post(made, text="" if state == "erased" else "Secret words.", state=state, **because)

    assert numbers(results(reader, "api-posts", made.pk)) == [1]


def test_authors_read_what_is_held_of_theirs_and_moderators_too():
    author = member()
    made = thread()
    post(made, author, state="held", held_because="a name")

    for person in (author, moderator()):
        rows = results(signed_in(person), "api-posts", made.pk)
        assert [row["state"] for row in rows] == ["published", "held"]


def test_who_closed_their_account_is_named_no_more(reader):
    author = member(name="Ann Author")
    made = thread(author)
    close_account(user=author)

    for name, of in (("api-threads", ()), ("api-posts", (made.pk,))):
        assert "Ann Author" not in str(results(reader, name, *of))


def test_posts_cost_as_many_queries_for_a_hundred_as_for_one(reader, django_assert_num_queries):
    author = member()
    made = thread(author)
    costs = []
    for more in (0, 99):
        for _ in range(more):
            post(made, author, reply_to=made.posts.first())
        with django_assert_num_queries(7):
            costs.append(len(results(reader, "api-posts", made.pk, page_size=100)))
    assert costs == [1, 100]


# Search


def test_search_finds_what_the_page_finds(client, reader):
    thread(title="Theatre start times")
    case_study(state="published", title="Theatre lists that begin on time")

    for who in (client, reader):
        found = results(who, "api-search", q="theatre")
        assert [row["title"] for row in found] == [unescape(title) for title in titles(who, "theatre")]
    assert {row["kind"] for row in results(reader, "api-search", q="theatre")} == {"discussion", "case study"}
    assert {row["kind"] for row in results(client, "api-search", q="theatre")} == {"case study"}


def test_search_is_narrowed_down(reader):
    made = thread(title="Theatre start times", area=Area.objects.get(code="03R"), measure="within-18-weeks")
    thread(title="Theatre teams")
    case_study(state="published", title="Theatre lists", home="15F")

    def found(**asked) -> list[str]:
        return [row["title"] for row in results(reader, "api-search", q="theatre", **asked)]

    assert found(area="QWO", kind="discussion") == [made.title]
    assert found(measure="within-18-weeks") == [made.title]
    assert found(kind="case study") == ["Theatre lists"]
    assert found(last="2001-01-01") == found(first="9999-12-31", last="9999-12-31") == []
    assert len(found(last="9999-12-31")) == 3


def test_visitors_cannot_narrow_discussions_down(client):
    assert "Sign in" in str(answer(client, "api-search", status=400, q="theatre", author="Ann"))


def test_search_costs_as_many_queries_for_twenty_as_for_one(reader, django_assert_num_queries):
    author = member()
    thread(author, title="Theatre start times")
    costs = []
    for more in (0, 19):
        for _ in range(more):
            thread(author, title="Theatre start times")
        with django_assert_num_queries(6):
            costs.append(len(results(reader, "api-search", q="theatre")))
    assert costs == [1, 20]


# Notifications


def told(person, made, **fields) -> Notification:
    one = post(made, member(name="Ann Author"))
    return Notification.objects.create(person=person, kind="mention", post=one, by=one.author, **fields)


def test_people_are_told_their_own_alone_and_reading_marks_nothing():
    one, made = member(), thread(title="Theatre start times")
    mine = told(one, made)
    told(member(), made)

    [row] = results(signed_in(one), "api-notifications")

    assert (row["number"], row["kind"], row["read_at"]) == (mine.pk, "mention", None)
    assert row["words"] == "Ann Author mentioned you in “Theatre start times”"
    assert (row["thread"], row["post"]) == (made.pk, mine.post.number)
    mine.refresh_from_db()
    assert mine.read_at is None


def test_nothing_is_told_of_what_one_reads_no_longer():
    one = member()
    row = told(one, thread())
    row.post.put("hidden")

    assert results(signed_in(one), "api-notifications") == []


def test_what_is_new_is_asked_for():
    one, made = member(), thread()
    told(one, made, read_at=timezone.now())
    new = told(one, made)

    assert numbers(results(signed_in(one), "api-notifications", new="yes")) == [new.pk]


def test_notifications_cost_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    one, made = member(), thread()
    reader = signed_in(one)
    told(one, made)
    costs = []
    for more in (0, 20):
        for _ in range(more):
            told(one, made)
        with django_assert_num_queries(5):
            costs.append(len(results(reader, "api-notifications")))
    assert costs == [1, 21]


# All of them


def test_every_address_is_csv_too():
    one, made = member(), thread(title="Theatre start times")
    told(one, made)
    reader = signed_in(one)

    assert rows_of_csv(reader, "api-threads")[0]["area"] == ""
    assert rows_of_csv(reader, "api-posts", made.pk)[0]["number"] == "1"
    assert rows_of_csv(reader, "api-search", q="theatre")[0]["title"] == made.title
    assert rows_of_csv(reader, "api-notifications")[0]["kind"] == "mention"


def test_every_example_of_the_page_of_the_api_works(reader):
    share_of(("03R", 0.6), ("15F", 0.7), months=MONTHS[-2:])
    page = reader.get(reverse("api-docs")).content.decode()

    examples = [unescape(one) for one in EXAMPLE.findall(page)]

    assert len(examples) >= 16
    assert {one: reader.get(one).status_code for one in examples} == dict.fromkeys(examples, 200)


@pytest.mark.parametrize(
    ("name", "asked", "field", "words"),
    [
        ("api-threads", {"author": "Ann"}, "author", "There is no such filter here."),
        ("api-threads", {"category": "nothing"}, "category", "Not known here: nothing."),
        ("api-threads", {"kind": "wonder"}, "kind", "wonder"),
        ("api-search", {}, "q", "required"),
        ("api-search", {"q": "x", "first": "May"}, "first", "Enter a day like 2026-01-31."),
        ("api-search", {"q": "x", "page": "0"}, "page", "greater than or equal to 1"),
        ("api-notifications", {"person": "1"}, "person", "There is no such filter here."),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(reader, name, asked, field, words):
    said = str(answer(reader, name, status=400, **asked))

    assert words in said
    assert field in said


def test_tokens_read_what_they_were_made_for():
    one, made = member(), thread()
    told(one, made)

    def status(name: str, *scopes: str) -> int:
        _, secret = make_token(user=one, name="Report", scopes=list(scopes), last_day=date(2099, 1, 1))
        bearer = {"authorization": f"Bearer {secret}"}
        return Client().get(reverse(name), headers=bearer).status_code

    assert (status("api-threads", "read"), status("api-threads", "write")) == (200, 403)
    assert status("api-notifications", "notifications") == 200
    assert status("api-notifications", "read") == 403
