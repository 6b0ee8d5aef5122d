"""Pages in a real Chromium, as wide as a desk's screen and as narrow as a phone."""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from accounts.models import User
from tests.browser.settled import let_settle
from tests.servers import chromium_path

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# All of WCAG 2.2 at level AA that a program can check, and what axe calls best practice.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 20_000  # milliseconds: a page is made anew in each test, on a machine that may be busy
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = chromium_path()
    if not program:
        pytest.skip("no Chromium here (make test installs it)")
    # Playwright's loop runs in the tests' own thread, where Django then suspects every query of being asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens pages of a given size on the test's server: `open_page(width=375, height=812, java_script_enabled=False)`.

    A request that leaves the server, a script's error, a breach of the content policy or any other complaint of the
    browser fails the test.
    """
    site, contexts, troubles = live_server.url, [], []

    def open_page(*, width: int = 1280, height: int = 900, **options) -> Page:
        viewport = {"width": width, "height": height}
        contexts.append(chromium.new_context(base_url=site, viewport=viewport, **options))
        contexts[-1].route(lambda address: not address.startswith(site), lambda route: route.abort())
        page = contexts[-1].new_page()
        page.on("request", lambda asked: leaves(asked, site) and troubles.append(f"leaves: {asked.url}"))
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: is_complaint(said, page) and troubles.append(said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def leaves(request: Request, site: str) -> bool:
    return not request.url.startswith((f"{site}/", "data:"))


def is_complaint(said: ConsoleMessage, page: Page) -> bool:
    """Tell whether the browser complains. That a page is not found is for the test to say."""
    is_of_the_page_itself = "Failed to load resource" in said.text and said.location["url"] == page.url
    return said.type in ("error", "warning") and not is_of_the_page_itself


@pytest.fixture
def desktop(open_page) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(width=375, height=812, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(client: Client, live_server) -> Callable[[Page, User], None]:
    """Signs a person in without the sign-in page: `sign_in(page, person)`."""

    def enter(page: Page, person: User) -> None:
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return enter


@pytest.fixture(scope="session")
def axe_finds() -> Callable[[Page], str]:
    """Checks an open page with axe: `axe_finds(page)` returns what is wrong, nothing where nothing is."""
    axe = Axe()

    def check(page: Page) -> str:
        let_settle(page)
        found = axe.run(page, options=AXE_OPTIONS)
        return found.generate_report() if found.violations_count else ""

    return check


@pytest.fixture(scope="session")
def axe_clean(axe_finds) -> Callable[[Page], None]:
    """Fails with what axe finds on an open page: `axe_clean(page)`."""

    def check(page: Page) -> None:
        found = axe_finds(page)
        assert not found, f"{page.url}\n{found}"

    return check
