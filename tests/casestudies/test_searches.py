"""Searches that people save, and being told once of what is new in them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import Restriction
from casestudies.actions.searching import MOST_SEARCHES
from casestudies.models import CaseStudy, SavedSearch
from casestudies.tasks import tell_of_new_case_studies
from tests.casestudies.lives import PATIENT
from tests.factories import case_study, member, moderator, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
SEARCHES = "/case-studies/searches/"


def saved(owner=None, query: str = "kind=attempt", name: str = "Attempts", **fields) -> SavedSearch:
    before = timezone.now() - timedelta(days=1)
    return SavedSearch.objects.create(
        **{"owner": owner or member(), "query": query, "name": name, "told_at": before} | fields
    )


def published(**fields) -> CaseStudy:
    return case_study(**{"state": "published", "kind": "attempt", "published_at": timezone.now()} | fields)


def subjects(owner) -> list[str]:
    return [notice.subject for notice in owner.notices.order_by("pk")]


def field(page: str, name: str) -> str:
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    return unescape(re.search(r'value="([^"]*)"', tag).group(1))


def save_form(client, asked: str) -> str:
    page = client.get(f"/case-studies/?{asked}").content.decode()
    found = re.search(rf'<form method="post" action="{SEARCHES}".*?</form>', page, re.DOTALL)
    return found.group() if found else ""


def test_what_was_asked_for_is_saved_under_a_name_in_words():
    published()
    owner = member()
    form = save_form(signed_in(owner), "q=clinics&kind=attempt&page=1&area=")
    sent = {name: field(form, name) for name in ("name", "query")}

    answer = signed_in(owner).post(SEARCHES, sent)

    assert answer.url == SEARCHES
    search = owner.saved_searches.get()
    assert search.name == "“clinics”, Something that did not work"
    assert search.query == "q=clinics&kind=attempt"
    assert (
        'href="/case-studies/?q=clinics&amp;kind=attempt"' in signed_in(owner).get(SEARCHES).content.decode()
    )


def test_nothing_is_offered_to_visitors_nor_where_nothing_was_asked_for(client):
    assert save_form(client, "kind=attempt") == ""
    assert save_form(signed_in(member()), "") == ""


def test_the_list_leads_people_to_what_they_saved(client):
    link = f'<a href="{SEARCHES}">Saved searches</a>'

    assert link in signed_in(member()).get("/case-studies/").content.decode()
    assert link not in client.get("/case-studies/").content.decode()


def test_the_same_search_again_is_renamed():
    owner = member()
    for name in ("First", "Second"):
        signed_in(owner).post(SEARCHES, {"name": name, "query": "kind=attempt"})

    assert owner.saved_searches.get().name == "Second"


@pytest.mark.parametrize("query", ["", "kind=nothing", "page=2", "q=" + "x" * 1200])
def test_what_cannot_be_asked_is_not_saved(query):
    answer = signed_in(member()).post(SEARCHES, {"name": "Mine", "query": query})

    assert "This search cannot be saved" in answer.content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("where", ["name", "words"])
def test_nothing_about_a_patient_is_saved(where):
    sent = {"name": "Mine", "query": "kind=attempt"}
    sent |= {"name": PATIENT[:120]} if where == "name" else {"query": f"q={PATIENT[:190]}"}

    assert signed_in(member()).post(SEARCHES, sent).status_code == 200
    assert not SavedSearch.objects.exists()


def test_there_is_an_end_to_how_many_are_saved():
    owner = member()
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=owner, name="One", query=f"q={number}") for number in range(MOST_SEARCHES)
    )

    answer = signed_in(owner).post(SEARCHES, {"name": "Mine", "query": "kind=attempt"})

    assert "Remove one, then save this." in answer.content.decode()
    assert owner.saved_searches.count() == MOST_SEARCHES


def test_its_owner_renames_and_removes_it_and_nobody_else():
    search = saved()
    address, browser = f"{SEARCHES}{search.pk}/", signed_in(search.owner)

    browser.post(address, {"act": "rename", "name": "What failed"})
    assert SavedSearch.objects.get().name == "What failed"
    assert signed_in(moderator()).post(address, {"act": "remove"}).status_code == 404

    browser.post(address, {"act": "remove"})
    assert not SavedSearch.objects.exists()


def test_its_owner_is_told_once_of_what_is_new_in_it():
    search = saved()
    published(published_at=search.told_at - timedelta(days=1))
    published(kind="practice")
    published()

    tell_of_new_case_studies()
    tell_of_new_case_studies()

    assert subjects(search.owner) == ["1 new case study: Attempts"]
    notice = search.owner.notices.get()
    assert notice.address == f"{SEARCHES}{search.pk}/"
    assert "You can stop these messages" in notice.text
    assert search.owner.letters.count() == 1

    published()
    tell_of_new_case_studies()

    assert len(subjects(search.owner)) == 2


def test_nothing_is_said_where_nothing_is_new_or_it_is_ones_own_or_it_is_hidden():
    search = saved()
    published(published_at=search.told_at - timedelta(days=1))
    published(author=search.owner)
    published(state="hidden")

    tell_of_new_case_studies()

    assert subjects(search.owner) == []


def test_who_does_not_want_to_be_told_is_not_and_hears_later_only_of_what_comes_then():
    search = saved()
    address = f"{SEARCHES}{search.pk}/"
    signed_in(search.owner).post(address, {"act": "stop"})
    published()

    tell_of_new_case_studies()
    signed_in(search.owner).post(address, {"act": "tell"})
    tell_of_new_case_studies()

    assert subjects(search.owner) == []


def test_nobody_is_told_who_is_suspended_or_left_or_unverified():
    suspended, gone = saved().owner, saved().owner
    unverified = saved(person()).owner
    Restriction.objects.create(user=suspended, kind="suspension", reason="Adverts", by=moderator())
    close_account(user=gone)
    published()

    tell_of_new_case_studies()

    assert subjects(suspended) == subjects(gone) == subjects(unverified) == []


def test_a_search_that_cannot_be_asked_any_more_stops_no_other():
    broken, whole = saved(query="technology=gone&%%%&kind=attempt"), saved()
    published()

    tell_of_new_case_studies()

    assert subjects(broken.owner) == []
    assert len(subjects(whole.owner)) == 1


def test_it_is_looked_for_once_a_day():
    scheduled = settings.CELERY_BEAT_SCHEDULE["tell-of-new-case-studies"]

    assert scheduled == {"task": tell_of_new_case_studies.name, "schedule": 24 * 3600.0}


def test_ten_searches_cost_what_one_does(django_assert_max_num_queries):
    one, ten = saved().owner, member()
    for number in range(10):
        saved(ten, query=f"q={number}")
    costs = []
    for owner in (one, ten):
        browser = signed_in(owner)
        browser.get(SEARCHES)
        with django_assert_max_num_queries(12) as asked:
            browser.get(SEARCHES)
        costs.append(len(asked))

    assert costs[0] == costs[1]
