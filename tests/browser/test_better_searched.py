"""From the box in the header to who does better: somebody without an area is asked for one."""

import pytest
from playwright.sync_api import Page, expect

from config import prepare
from tests.browser.test_pages import DESK, PHONE
from tests.casestudies.measuring import months_published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_question_in_words_leads_to_who_does_better(open_page, axe_clean, width):
    months_published(areas=106)
    prepare.search()
    page: Page = open_page(width=width)

    page.goto("/about/")
    page.get_by_role("combobox", name="Search the site").fill("better than us at T&O")
    page.keyboard.press("Enter")
    first = page.get_by_role("region", name="Which similar areas do better in trauma and orthopaedics?")
    expect(first).to_be_visible()
    axe_clean(page)

    first.get_by_label("Which area?").fill("Wakefield")
    first.get_by_role("option", name="Wakefield (03R)").click()
    first.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Who does better than Wakefield").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Who does better?")
    expect(page.locator(".nhsuk-caption-l")).to_contain_text("trauma and orthopaedics")
