"""Pages of the API: each row once however many a page has, fields by name, and answers that are known already."""

import pytest
from django.urls import reverse

from forum.models import Thread
from tests.api.world import World, world
from tests.factories import MAY, figures, member, post, signed_in, thread

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def made() -> World:
    return world()


def walked(client, address: str) -> list[dict]:
    """Return the rows of all pages of one row each."""
    rows, following = [], f"{address}&page_size=1"
    while following:
        answer = client.get(following).json()
        assert len(answer["results"]) <= 1
        rows, following = rows + answer["results"], answer["next"]
    return rows


def test_a_row_a_page_is_the_same_as_all_at_once(made):
    client = made.client
    for name, address in made.lists.items():
        if name == "api-measures":
            continue
        whole = client.get(f"{address}&page_size=1000").json()

        assert whole["count"] == len(whole["results"]) > 2, name
        assert whole["next"] is None
        assert walked(client, address) == whole["results"], name


def test_measures_are_one_page_however_many_are_asked_for(client):
    answer = client.get(reverse("api-measures"), {"page_size": 1}).json()

    assert (len(answer["results"]), answer["next"]) == (answer["count"], None)


def test_what_comes_meanwhile_moves_no_row_to_another_page(made):
    client, address = made.client, made.lists["api-threads"]
    first = client.get(f"{address}&page_size=1").json()

    thread(member("15F"), title="Newer than all")
    second = client.get(first["next"]).json()["results"]

    older = Thread.objects.exclude(title="Newer than all").order_by("-last_post_at", "-pk")
    assert [first["results"][0]["number"], second[0]["number"]] == [one.pk for one in older[:2]]


def test_what_goes_meanwhile_loses_no_row(made):
    client, address = made.client, made.lists["api-posts"]
    first = client.get(f"{address}&page_size=2").json()

    made.thread.posts.get(number=2).put("hidden")
    second = client.get(first["next"]).json()["results"]

    assert [row["number"] for row in first["results"] + second] == [1, 2, 3, 4]


@pytest.mark.parametrize("cursor", ["", "x", "2", "WyIwMlAiXQ:made-up", "%00", "é" * 300])
def test_a_cursor_that_is_made_up_is_refused_by_name(client, cursor):
    answer = client.get(reverse("api-areas"), {"cursor": cursor})

    assert answer.status_code == 400
    assert "cursor" in answer.json()["errors"]


def test_the_cursor_of_another_list_is_refused(made):
    client, lists = made.client, made.lists
    following = client.get(f"{lists['api-areas']}&page_size=1").json()["next"]

    answer = client.get(following.replace("/areas/", "/technologies/").replace("kind=icb&", ""))

    assert list(answer.json()["errors"]) == ["cursor"]


def test_a_page_costs_as_many_queries_behind_many_rows_as_the_first(made, django_assert_num_queries):
    client, address = made.client, made.lists["api-posts"]
    for _ in range(30):
        post(made.thread, member("15F"))
    first = f"{address}&page_size=25"
    following = client.get(first).json()["next"]

    for page in (first, following):
        with django_assert_num_queries(7):
            client.get(page)


# Fields chosen by name


def test_fields_are_chosen_by_name_in_every_list(made):
    client = made.client
    for name, address in made.lists.items():
        whole = client.get(address).json()["results"]
        some = list(whole[0])[1:3]

        chosen = client.get(f"{address}&fields={','.join(some)}").json()["results"]

        assert chosen == [{one: row[one] for one in some} for row in whole], name


def test_fields_of_one_thing_and_of_the_rows_of_an_answer(client):
    world()
    case = client.get(reverse("api-area", args=["03R"]), {"fields": "code,kind"}).json()
    ranks = {"measure": "within-18-weeks", "kind": "sicbl"}
    whole = client.get(reverse("api-ranks"), ranks).json()
    chosen = client.get(reverse("api-ranks"), ranks | {"fields": "area,value"}).json()

    assert case == {"code": "03R", "kind": "sicbl"}
    assert chosen["measure"] == whole["measure"]
    assert chosen["results"] == [{"area": row["area"], "value": row["value"]} for row in whole["results"]]


def test_fields_of_one_post(made):
    post = reverse("api-post", args=[made.thread.pk, 1])

    assert made.client.get(post, {"fields": "number,version"}).json() == {"number": 1, "version": 1}
    assert made.client.get(post, {"fields": "happiness"}).status_code == 400


def test_fields_are_columns_of_the_csv(client):
    text = client.get(reverse("api-areas"), {"search": "03R", "fields": "code,kind", "format": "csv"}).text

    assert text.splitlines() == ["code,kind", "03R,sicbl"]


@pytest.mark.parametrize("fields", ["happiness", "code,happiness", ",", "password"])
def test_a_field_that_is_not_there_is_refused_by_name(client, fields):
    answer = client.get(reverse("api-areas"), {"fields": fields})

    assert answer.status_code == 400
    assert "Known: code," in answer.json()["errors"]["fields"][0]


# What is known already


def test_who_knows_an_answer_already_is_told_so_alone(made):
    client = made.client
    for name, address in made.lists.items():
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b""), name
        assert again["ETag"] == first["ETag"]
        assert "RateLimit-Remaining" in again
        other = client.get(f"{address}&page_size=1", headers={"if-none-match": first["ETag"]})
        assert other.status_code == (304 if name == "api-measures" else 200), name


def test_an_answer_that_changed_is_told_again(made):
    client, address = made.client, made.lists["api-posts"]
    known = client.get(address)["ETag"]

    post(made.thread, member("15F"))

    assert client.get(address, headers={"if-none-match": known}).status_code == 200


def test_a_json_answer_is_not_taken_for_its_csv(client):
    known = client.get(reverse("api-areas"))["ETag"]

    answer = client.get(reverse("api-areas"), {"format": "csv"}, headers={"if-none-match": known})

    assert answer.status_code == 200


def test_what_members_read_is_kept_by_nobody_in_between(made):
    first = made.client.get(made.lists["api-threads"])
    again = made.client.get(made.lists["api-threads"], headers={"if-none-match": first["ETag"]})

    assert "private" in first["Cache-Control"]
    assert "private" in again["Cache-Control"]
    assert signed_in(member()).get(made.lists["api-notifications"]).json()["results"] == []


# Figures, kept as they were written


def test_figures_asked_for_again_are_not_made_again_and_are_the_same(client, django_assert_num_queries):
    world()
    address = reverse("api-figures") + "?month=2025-05"
    first = client.get(address)

    with django_assert_num_queries(1):
        again = client.get(address)

    assert again.content == first.content
    for name in ("Content-Type", "X-Total-Count", "ETag", "Vary"):
        assert again[name] == first[name], name
    assert client.get(address, headers={"accept": "text/csv"})["Content-Type"].startswith("text/csv")


def test_figures_kept_are_not_told_once_others_are_published(client):
    row = {"area": "03R", "incomplete": 100, "within_18": 61}
    figures(MAY, row)
    address = reverse("api-figures") + "?area=03R"
    known = client.get(address)

    figures(MAY, row | {"within_18": 40})

    told = client.get(address, headers={"if-none-match": known["ETag"]})
    assert told.status_code == 200
    assert told.json()["results"][0]["within_18"] == 40


def test_the_address_of_the_next_page_is_of_the_site_that_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    world()
    address = reverse("api-figures") + "?month=2025-05&page_size=1"

    following = [
        client.get(address, headers={"host": host}).json()["next"] for host in settings.ALLOWED_HOSTS
    ]

    assert following[0].startswith("http://one.example/")
    assert following[1].startswith("http://two.example/")
