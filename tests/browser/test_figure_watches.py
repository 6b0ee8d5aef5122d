"""Watching a chart in a browser: from its page to what one is told."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from forum.tasks import check_figure_watches
from tests.browser.test_following import looked_at
from tests.browser.test_pages import DESK, PHONE
from tests.factories import figures, member
from tests.published import APRIL, MAY

pytestmark = pytest.mark.django_db(transaction=True)


def wakefield(month, within: int) -> None:
    figures(month, {"area": "03R", "incomplete": 1000, "within_18": within})


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_member_watches_a_chart_and_is_told(open_page, sign_in, axe_clean, width):
    wakefield(APRIL, 640)
    kim = member(name="Kim Watcher")
    page: Page = open_page(width=width)
    sign_in(page, kim)
    page.goto(reverse("area-measure", args=["03R", "within-18-weeks"]))
    page.get_by_role("link", name="Watch this chart").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Enter the value to be reached.")).to_be_visible()
    looked_at(page, axe_clean)
    page.get_by_label("Value to be reached").fill("65")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(
        page.get_by_role("link", name="Wakefield reaches 65.0% or more", exact=False).first
    ).to_be_visible()
    looked_at(page, axe_clean)

    wakefield(MAY, 661)
    check_figure_watches()
    page.goto(reverse("notifications"))
    expect(page.get_by_role("heading", name="Wakefield reached 65.0%")).to_be_visible()
    looked_at(page, axe_clean)

    page.goto(reverse("following"))
    expect(page.get_by_text("It is past that value already: 66.1% in May 2025.")).to_be_visible()
    page.get_by_role("link", name="Change, pause or delete").click()
    looked_at(page, axe_clean)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change, pause or delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("You are not following anything yet")).to_be_visible()
    assert not kim.figure_watches.exists()
