"""Pages in a real Chromium, as wide as a desk's screen and as narrow as a phone."""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = chromium_path()
    if not program:
        pytest.skip("no Chromium here (make test installs it)")
    # Playwright's loop runs in the tests' own thread, where Django then suspects every query of being asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens pages of a given size on the test's server: `open_page(width=375, height=812, java_script_enabled=False)`.

    A page may reach nothing but the server; a script's error or a breach of the content policy fails the test.
    """
    contexts, troubles = [], []

    def open_page(*, width: int = 1280, height: int = 900, **options) -> Page:
        viewport = {"width": width, "height": height}
        contexts.append(chromium.new_context(base_url=live_server.url, viewport=viewport, **options))
        contexts[-1].route(
            lambda address: not address.startswith(live_server.url), lambda route: route.abort()
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: "Content Security Policy" in said.text and troubles.append(said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def desktop(open_page) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(width=375, height=812, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def axe_clean() -> Callable[[Page], None]:
    """Checks an open page with axe: `axe_clean(page)` fails with what it found."""
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
