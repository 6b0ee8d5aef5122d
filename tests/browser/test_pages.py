"""Every page, in every state that it has, for people who look, listen, zoom in or hold it in one hand."""

from collections.abc import Callable, Iterable

import pytest
from django.template.loader import render_to_string
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from tests.browser.pages import ADMINISTRATORS, MISTAKES, NO_PAGES, VISITORS, WITHOUT_FIGURES, addresses
from tests.browser.settled import let_settle
from tests.factories import administrator, person, refresh, version
from tests.published import A_YEAR_AGO, APRIL, MAY, REDRAWN, publish

DESK, PHONE, ZOOMED = 1280, 375, 320  # a screen 1280 pixels wide has 320 left when all is four times as large
PAGES_OF_CHARTS = {"area", "area-measure"}
FINDING = {
    "rule": "number",
    "severity": "Q",
    "file": "20250531-RTT-May-2025-full-extract.csv",
    "line": 12_345,
    "column": "Gt 03 To 04 Weeks SUM 1",
    "value": "n/a",
    "text": "must be a whole number from 0 to 9,999,999",
}
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE])


def test_every_page_is_looked_at():
    routes = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert routes == set(VISITORS) | set(ADMINISTRATORS) | set(NO_PAGES)


@pytest.fixture
def faults(axe_finds) -> Callable[..., str]:
    """Opens addresses one after the other, unfolds what is folded, and returns what is wrong with the pages."""

    def look(page: Page, addresses: Iterable[str], status: int = 200) -> str:
        found = []
        for address in addresses:
            answer = page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            wrong = [f"status {answer.status}"] if answer.status != status else []
            wrong += [*filter(None, [axe_finds(page)]), *sticks_out(page)]
            found += [f"{address}: {fault}" for fault in wrong]
        return "\n".join(found)

    return look


def sticks_out(page: Page) -> list[str]:
    """Return what one would have to scroll the page sideways for, on a phone also at the narrowest width."""
    size = page.viewport_size
    found = beyond_the_edge(page)
    if size["width"] == PHONE:
        page.set_viewport_size(size | {"width": ZOOMED})
        found += beyond_the_edge(page)
        page.set_viewport_size(size)
    return found


def beyond_the_edge(page: Page) -> list[str]:
    """Return what reaches beyond the screen; none if that cannot be scrolled to."""
    let_settle(page)
    return page.evaluate(
        """() => {
            const edge = document.documentElement.clientWidth;
            const beyond = (one) => one.getBoundingClientRect().right > edge + 1 && !one.closest(".app-scroll > *");
            const said = (one) => `${one.tagName} .${one.getAttribute("class")} beyond ${edge} pixels`;
            return document.documentElement.scrollWidth <= edge ? []
                : Array.from(document.body.querySelectorAll("*")).filter(beyond).slice(0, 8).map(said);
        }"""
    )


@WIDTHS
@pytest.mark.parametrize("are_charts", [True, False], ids=["pages of charts", "other pages"])
def test_pages_with_invented_figures(open_page, faults, width, are_charts):
    publish(A_YEAR_AGO, APRIL, MAY, REDRAWN)
    page = open_page(width=width)
    pages = {name: shown for name, shown in VISITORS.items() if (name in PAGES_OF_CHARTS) == are_charts}

    found = faults(page, addresses(pages))

    assert not found, found
    expect(page.get_by_role("region", name="Demonstration figures")).to_be_visible()


def test_pages_without_scripts_fit_a_zoom_of_400_percent_with_their_menu(open_page):
    publish(APRIL, MAY)
    page = open_page(width=ZOOMED, height=256, java_script_enabled=False)

    for address in ("/", "/areas/QWO/", "/areas/QWO/measures/within-18-weeks/", "/measures/within-18-weeks/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED, address
        for link in page.get_by_role("navigation", name="Menu").get_by_role("link").all():
            box = link.bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= ZOOMED, link.inner_text()


@WIDTHS
def test_pages_without_figures(open_page, faults, width):
    found = faults(open_page(width=width), WITHOUT_FIGURES)

    assert not found, found


@WIDTHS
def test_pages_while_figures_are_being_brought_in(open_page, faults, width):
    publish(MAY)
    refresh(month=APRIL, state="running", phase="Reading and checking the file", progress=30)
    page = open_page(width=width)

    found = faults(page, ["/data/", "/areas/QWO/", "/"])

    assert not found, found
    expect(page.get_by_text("Months of figures are being brought in:")).to_be_visible()


@WIDTHS
def test_pages_that_say_what_was_asked_wrongly(open_page, faults, width):
    publish(MAY)
    page = open_page(width=width)

    found = "\n".join(faults(page, [address], status) for address, status in MISTAKES.items()).strip()

    assert not found, found


@WIDTHS
@pytest.mark.parametrize("status", [400, 500])
def test_pages_that_say_what_went_wrong(open_page, faults, width, status):
    said = render_to_string(f"{status}.html")
    page = open_page(width=width)
    page.route("**/broken/", lambda route: route.fulfill(status=status, body=said, content_type="text/html"))

    found = faults(page, ["/broken/"], status)

    assert not found, found


@WIDTHS
def test_the_page_for_those_who_may_not(open_page, faults, sign_in, width):
    page = open_page(width=width)
    sign_in(page, person())

    found = faults(page, ["/data/refreshes/"], 403)

    assert not found, found


@WIDTHS
def test_pages_of_administrators(open_page, faults, sign_in, width):
    publish(MAY)
    version(state="held", held_because="QWO: people waiting went from 1 to 2 (+100%).", warnings=[FINDING])
    work = {
        "refused": refresh(state="quarantined", report={"findings": [FINDING]}, error=FINDING["text"]).pk,
        "running": refresh(month=APRIL, state="running", phase="Reading the file", progress=30).pk,
        "failed": refresh(state="failed", error="https://www.england.nhs.uk/" + "a" * 200).pk,
    }
    page = open_page(width=width)
    sign_in(page, administrator(name="Ada Admin"))

    found = faults(page, [address.format(**work) for address in addresses(ADMINISTRATORS)])

    assert not found, found
