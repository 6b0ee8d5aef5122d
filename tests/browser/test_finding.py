"""Finding case studies in a browser: by the keyboard, on a phone, and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import tab_to
from tests.browser.test_pages import sticks_out
from tests.factories import case_study

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/case-studies/"


@pytest.fixture(autouse=True)
def two_cases(db) -> None:
    case_study(title="Booked at once", state="published", functions=["C_120"])
    case_study(title="Called twice", state="published", kind="attempt", barriers=["staff"])


def finds_one(page: Page) -> None:
    expect(page.get_by_role("heading", name="1 of 2 case studies")).to_be_visible()
    expect(page.get_by_role("link", name="Called twice")).to_be_visible()
    expect(page.get_by_role("link", name="Booked at once")).to_have_count(0)


def filters(page: Page):
    return page.locator("summary", has_text="Filters")


def test_a_facet_is_chosen_and_given_up_by_the_keyboard(desktop: Page, axe_clean):
    desktop.goto(LIST)
    tab_to(desktop.locator("summary", has_text="What stood in the way"))
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    tab_to(desktop.get_by_role("button", name="Apply filters"))
    desktop.keyboard.press("Enter")

    finds_one(desktop)
    axe_clean(desktop)
    tab_to(desktop.get_by_role("link", name="Remove all"))
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="2 case studies")).to_be_visible()


def test_filters_open_on_a_phone(phone: Page, axe_clean):
    phone.goto(LIST)
    filters(phone).tap()
    phone.locator("summary", has_text="What came of it").tap()
    phone.locator("label", has_text="(1)").locator("visible=true").last.tap()
    phone.get_by_role("button", name="Apply filters").tap()

    finds_one(phone)
    assert not sticks_out(phone)
    filters(phone).tap()
    axe_clean(phone)
    assert not sticks_out(phone)


def test_a_mistyped_word_and_months_lead_to_what_was_meant_on_a_phone(phone: Page, axe_clean):
    phone.goto(LIST)
    phone.get_by_label("Words").fill("bookd")
    phone.get_by_role("main").get_by_role("button", name="Search").tap()
    expect(phone.get_by_text("No case study has these words.")).to_be_visible()
    axe_clean(phone)
    assert not sticks_out(phone)
    phone.get_by_role("link", name="booked", exact=True).tap()
    expect(phone.get_by_role("link", name="Booked at once")).to_be_visible()

    phone.goto(LIST)
    filters(phone).tap()
    phone.get_by_label("Began in or after").fill("January 2100")
    phone.get_by_role("button", name="Apply filters").tap()
    expect(phone.get_by_text("No case study is like this")).to_be_visible()
    phone.get_by_role("link", name="Remove began in or after: January 2100").tap()
    expect(phone.get_by_role("heading", name="2 case studies")).to_be_visible()


def test_without_scripts_facets_work_alike(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(LIST)
    page.locator("summary", has_text="What stood in the way").click()
    page.locator("input[name=barrier]").first.check()
    page.get_by_role("button", name="Apply filters").click()

    finds_one(page)
