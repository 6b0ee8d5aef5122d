"""Collections in a browser: begun from a case study, put in order by keyboard, shared; with scripts and without."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.models import Collection
from tests.browser.test_pages import sticks_out
from tests.factories import case_study, collection, member, technology

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 375]


def focused(page: Page, name: str) -> None:
    """Go on by keyboard to a button or a link."""
    target = page.get_by_role("button", name=re.compile(name))
    for _ in range(60):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_collection_is_begun_filled_ordered_and_shared(open_page, sign_in, scripts):
    by = member()
    first, second = (
        case_study(title=title, state="published") for title in ("Same-day clinics", "Nine cataracts")
    )
    page = open_page(width=375, java_script_enabled=scripts)
    sign_in(page, by)

    page.goto(first.get_absolute_url())
    page.get_by_role("link", name="Add to a collection").click()
    page.get_by_label("Name of the new collection").fill("Seen once")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("is in your collection “Seen once”")).to_be_visible()
    page.goto(second.get_absolute_url())
    page.get_by_role("link", name="Add to a collection").click()
    page.get_by_label("Why it is in there").fill("Read this first.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("is in your collection “Seen once”")).to_be_visible()

    made = Collection.objects.get()
    page.goto(reverse("collection-contents", args=[made.pk]))
    focused(page, "Move up.*Nine cataracts")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Nine cataracts” is moved up.")).to_be_visible()
    expect(page.locator("main li h2")).to_have_text(["Nine cataracts", "Same-day clinics"])

    page.goto(reverse("collection-edit", args=[made.pk]))
    page.get_by_label(re.compile("Everybody")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your collection is changed.")).to_be_visible()
    visitor = open_page(width=375)
    visitor.goto(made.get_absolute_url())
    expect(visitor.locator("main li h3")).to_have_text(["Nine cataracts", "Same-day clinics"])
    expect(visitor.get_by_text("Read this first.")).to_be_visible()


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_every_page_of_a_collection_is_whole(open_page, sign_in, axe_clean, width):
    by = member()
    case, scope = case_study(title="Clinics" + "x" * 60, state="published"), technology("Pocket scope")
    made = collection(by, case, scope, title="Seen once", about="Fewer visits.\n\nSee also " + "y" * 80)
    made.entries.update(note="Read this first. " + "z" * 60)
    entry = made.entries.first().pk
    page = open_page(width=width, height=812)
    sign_in(page, by)

    for address in (
        reverse("collections"),
        made.get_absolute_url(),
        reverse("collection-edit", args=[made.pk]),
        reverse("collection-contents", args=[made.pk]),
        reverse("collection-entry", args=[made.pk, entry]),
        reverse("collection-delete", args=[made.pk]),
        reverse("collection-add", args=[case.pk]),
        reverse("collection-add-technology", args=[scope.pk]),
        reverse("collections-mine"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe_clean(page)
        assert not sticks_out(page), address


def test_what_is_wrong_is_said_beside_it(open_page, sign_in, axe_clean):
    case = case_study(state="published")
    page = open_page(width=375)
    sign_in(page, member())
    page.goto(reverse("collection-add", args=[case.pk]))

    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_role("link", name="Enter a name for the collection.")).to_be_visible()
    axe_clean(page)


def test_a_copy_is_made_by_a_button(open_page, sign_in):
    theirs = collection(None, case_study(title="Same-day clinics", state="published"), title="Seen once")
    by = member()
    page = open_page(width=1280)
    sign_in(page, by)
    page.goto(theirs.get_absolute_url())

    page.get_by_role("button", name="Make a copy of my own").click()

    expect(page.get_by_text("Collection by you")).to_be_visible()
    expect(page.get_by_role("link", name="Same-day clinics")).to_be_visible()
    assert by.collections.get().is_shared is False
