"""Lists of threads and pages of one, the names on them, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.closing import close_account
from accounts.models import Restriction
from forum.actions.discussions import edit_post
from forum.models import Thread
from metrics.models import Area
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.pages import text
from tests.places import area
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db


def test_threads_are_found_by_area_with_its_parts_and_by_measure(client):
    client.force_login(member())
    thread(title="On Wakefield", area=area("03R"), measure="median-wait")
    thread(title="On anything")

    def shown(asked: str, status: int = 200) -> list[bool]:
        page = text(client, f"/forum/{asked}", status)
        return ["On Wakefield" in page, "On anything" in page]

    assert shown("") == [True, True]
    assert shown("?area=QWO") == [True, False]
    assert shown("?area=Wakefield+(03R)&measure=median-wait") == [True, False]
    assert shown("?measure=waiting-list") == [False, False]
    assert shown("?area=Nowhere", 400) == [True, True]


def test_a_long_thread_has_pages_by_number_and_links_that_last(client):
    client.force_login(member())
    made, author = thread(), member()
    for _ in range(24):
        post(made, author)
    made.posts.get(number=3).put("hidden")

    first, second = text(client, made.get_absolute_url()), text(client, f"{made.get_absolute_url()}?page=2")

    assert 'id="post-20"' in first
    assert 'id="post-3"' not in first
    assert 'id="post-21"' not in first
    assert 'id="post-21"' in second
    permanent = client.get(reverse("post", args=[made.pk, 21])).headers["Location"]
    assert permanent == f"{made.get_absolute_url()}?page=2#post-21"


def test_the_words_of_an_address_may_change(client):
    client.force_login(member())
    made = thread()

    response = client.get(f"/threads/{made.pk}-old-words/?page=2")

    assert (response.status_code, response.headers["Location"]) == (301, f"{made.get_absolute_url()}?page=2")


def test_people_are_named_but_never_by_their_address(client):
    nameless = member()
    thread(nameless)
    client.force_login(member())

    page = text(client, "/forum/") + text(client, Thread.objects.get().get_absolute_url())

    assert nameless.email not in page


@pytest.mark.parametrize("address", ["/forum/", "thread"])
def test_names_lead_to_profiles_that_there_are(client, address: str):
    ann = member(name="Ann Able")
    made = thread(ann, area=Area.objects.get(code="03R"))
    page = made.get_absolute_url() if address == "thread" else address
    client.force_login(member())
    link = f'<a href="/people/{ann.pk}/">Ann Able</a>'
    assert link in client.get(page).text
    assert client.get(f"/people/{ann.pk}/").status_code == 200

    suspended = Restriction.objects.create(user=ann, kind="suspension", reason="Rude", by=moderator())
    assert link not in client.get(page).text
    assert "Ann Able" in client.get(page).text
    suspended.delete()

    close_account(user=ann)
    assert "Former member" in client.get(page).text
    assert f"/people/{ann.pk}/" not in client.get(page).text


def test_visitors_of_an_area_are_told_that_members_discuss_it(client):
    publish(MAY)
    thread(title="Not for you", area=area("03R"))

    page = text(client, "/areas/03R/")

    assert "sign in as a member</a> to read what they say" in page
    assert "Not for you" not in page


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def queries_again(client, address: str) -> int:
    """Return what a page costs whose figures are kept and whose posts were read before: the first time writes down what
    was read."""
    client.get(address)
    return queries(client, address)


@pytest.mark.parametrize("someone", [member, moderator, administrator])
def test_pages_cost_the_same_with_one_and_with_ten(client, someone):
    publish(MAY)
    reader = someone()
    client.force_login(reader)
    made = thread(reader, area=area("03R"), measure="median-wait")
    edited = post(made)
    edit_post(post=edited, by=moderator(), text="Edited", note="Clearer")
    addresses = ["/forum/", made.get_absolute_url(), "/areas/03R/", "/areas/03R/measures/median-wait/"]
    with_one = [queries_again(client, address) for address in addresses]

    for _ in range(9):
        thread(area=area("03R"), measure="median-wait")
        replied = post(made)
        edit_post(post=replied, by=moderator(), text="Edited", note="Clearer")
        post(made, reader)

    assert [queries_again(client, address) for address in addresses] == with_one
    assert max(with_one[:2]) <= 13
    assert max(with_one[2:]) <= 13


def test_an_area_costs_a_visitor_no_more_for_its_discussions(client):
    publish(MAY)
    thread(area=area("03R"))

    assert queries(client, "/areas/03R/") <= 8
