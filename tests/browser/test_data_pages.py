"""Where figures come from and how they are brought in, in a browser."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from metrics.demo import write_month
from metrics.models import Refresh
from tests.factories import MAY, administrator, published

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough password"


def sign_in(page: Page, on_the_way_to: str) -> None:
    """Sign an administrator in by the page that asks for it."""
    made = administrator(name="Ada Admin", password=PASSWORD)
    page.goto(on_the_way_to)
    page.get_by_label("Email address").fill(made.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_a_form_in_error_is_accessible_and_takes_one_to_the_field(desktop, axe_clean):
    sign_in(desktop, "/data/refreshes/")

    desktop.get_by_role("button", name="Fetch").click()
    expect(desktop.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe_clean(desktop)
    desktop.get_by_role("link", name="Paste the link.").click()

    expect(desktop.get_by_label("Link", exact=True)).to_be_focused()


def test_a_link_elsewhere_is_refused_in_words(desktop):
    sign_in(desktop, "/data/refreshes/")

    desktop.get_by_label("Link", exact=True).fill("https://example.org/Full-CSV-data-file-May25.zip")
    desktop.locator("[name=link-reason]").fill("June is out early")
    desktop.get_by_role("button", name="Fetch").click()

    said = desktop.get_by_role("alert").get_by_role("link")
    expect(said).to_have_text("The link must be on www.england.nhs.uk.")
    expect(desktop.get_by_text("No work has been asked for yet.")).to_be_visible()


def test_uploads_are_seen_to_be_refused_or_to_become_figures_without_a_reload(
    desktop, axe_clean, live_worker, tmp_path: Path
):
    whole = write_month(MAY, tmp_path, size="small")
    sign_in(desktop, "/data/refreshes/")

    upload(desktop, damaged(whole))
    state = seen_to_become(desktop, "Refused")
    state.get_by_role("link").click()
    expect(desktop.get_by_role("cell", name="Total All")).to_be_visible()
    expect(desktop.get_by_role("cell", name="n/a")).to_be_visible()
    axe_clean(desktop)
    desktop.goto("/areas/QWO/")
    expect(desktop.get_by_role("heading", name="No figures yet")).to_be_visible()

    desktop.goto("/data/refreshes/")
    upload(desktop, whole)
    state = seen_to_become(desktop, "Done")
    state.get_by_role("link", name="Bring in May 2025").click()
    desktop.get_by_role("link", name="May 2025: versions").click()
    expect(desktop.get_by_text("To see it work")).to_be_visible()
    desktop.goto("/areas/QWO/")
    expect(desktop.get_by_text("West Yorkshire in May 2025")).to_be_visible()


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Zip file").set_input_files(file)
    page.locator("[name=upload-reason]").fill("To see it work")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Queued. Its progress is shown below.")).to_be_visible()


def seen_to_become(page: Page, state: str) -> Locator:
    """Return the row of the newest file once it is in a state, on a page that is not loaded again meanwhile."""
    rows = page.locator("#work tbody").get_by_role("row")
    row = rows.filter(has_not_text="Work out where areas stand").first
    page.evaluate("window.isTheSamePage = true")
    expect(row.get_by_text(state, exact=True)).to_be_visible(timeout=60_000)
    assert page.evaluate("window.isTheSamePage")
    return row


def damaged(file: Path) -> Path:
    """Return a copy of a month's zip in which the last number of the last row is none."""
    with zipfile.ZipFile(file) as archive:
        name = archive.namelist()[0]
        lines = archive.read(name).decode().splitlines(keepends=True)
    lines[-1] = f"{lines[-1].rstrip().rpartition(',')[0]},n/a\r\n"
    copy = file.with_name("Full-CSV-data-file-May25-damaged.zip")
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "".join(lines))
    return copy


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
    assert Refresh.objects.get(kind=Refresh.Kind.DISCOVER).reason == "June is out"
