"""Reporting case studies, records and collections, and a saved search, in a browser: as opened, and as refused."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from casestudies.models import SavedSearch
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import adoption, case_study, collection, member

pytestmark = pytest.mark.django_db(transaction=True)
# Where each form lies, of a thing that is not one's own.
FORMS: dict[str, Callable[[User], str]] = {
    "case study": lambda _: reverse("report-case-study", args=[case_study(state="published").pk]),
    "record": lambda _: reverse("report-adoption", args=[adoption().pk]),
    "collection": lambda _: reverse("report-collection", args=[collection().pk]),
    "saved search": lambda owner: reverse("saved-search", args=[_search(owner).pk]),
}


def _search(owner: User) -> SavedSearch:
    return SavedSearch.objects.create(owner=owner, name="Clinics", query="kind=practice")


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("what", FORMS)
def test_a_form_is_accessible_and_says_what_is_missing(open_page, sign_in, axe_clean, what, width):
    somebody = member(name="Flo Flagger")
    page = open_page(width=width)
    sign_in(page, somebody)
    page.goto(FORMS[what](somebody))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe_clean(page)
    assert sticks_out(page) == []

    if what == "saved search":
        page.get_by_label("Its name").fill("")
    page.locator("main form[novalidate] button[type=submit]").first.click()

    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    axe_clean(page)
    assert sticks_out(page) == []
