"""Where figures come from and how they are brought in, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics.demo import write_month
from metrics.models import Refresh
from tests.factories import MAY, administrator, published

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough password"


def sign_in(page: Page, on_the_way_to: str) -> None:
    """Sign an administrator in by the page that asks for it."""
    made = administrator(name="Ada Admin", password=PASSWORD)
    page.goto(on_the_way_to)
    page.get_by_label("E-mail address").fill(made.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_form_in_error_is_accessible_and_takes_one_to_the_field(desktop, axe_clean):
    sign_in(desktop, "/data/refreshes/")

    desktop.get_by_role("button", name="Fetch").click()
    expect(desktop.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe_clean(desktop)
    desktop.get_by_role("link", name="Paste the link.").click()

    expect(desktop.get_by_label("Link", exact=True)).to_be_focused()


def test_an_upload_is_seen_to_become_figures_without_a_reload(desktop, live_worker, tmp_path: Path):
    sign_in(desktop, "/data/refreshes/")

    desktop.get_by_label("Zip file").set_input_files(write_month(MAY, tmp_path, size="small"))
    desktop.locator("[name=upload-reason]").fill("To see it work")
    desktop.get_by_role("button", name="Upload").click()

    expect(desktop.locator("#work").get_by_text("Done")).to_be_visible(timeout=60_000)
    desktop.get_by_role("link", name="Bring in May 2025").click()
    desktop.get_by_role("link", name="May 2025: versions").click()
    expect(desktop.get_by_text("To see it work")).to_be_visible()


def test_everything_is_done_without_a_script(open_page):
    published(), published()
    page = open_page(java_script_enabled=False)
    sign_in(page, "/data/2025-05/versions/1/")

    page.get_by_label("Reason").fill("Leeds was wrong")
    page.get_by_role("button", name="Roll back").click()

    expect(page.get_by_text("May 2025: rolled back to version 1")).to_be_visible()
    page.goto("/data/refreshes/")
    page.locator("[name=look-reason]").fill("June is out")
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_role("link", name="Reload to see how far it is")).to_be_visible()
    assert Refresh.objects.get().reason == "June is out"
