"""Nothing that people write runs in a reader's browser, even on a page without a content policy."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from safety.markdown import rendered
from tests.safety.payloads import PAYLOADS, TYPED_HTML

# What a reader may do to what was written, and more; following a link away from the page is not done.
TOUCH_EVERYTHING = """() => {
  addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    if (link && ["http:", "https:", "mailto:"].includes(link.protocol)) event.preventDefault();
  }, true);
  const events = ["click", "mouseover", "focus", "pointerenter", "toggle", "error", "load", "animationstart"];
  for (const element of document.body.querySelectorAll("*")) {
    for (const event of events) element.dispatchEvent(new Event(event, {bubbles: true, cancelable: true}));
    element.click?.();
  }
  return document.body.querySelectorAll("a").length;
}"""


ADDRESS = "http://exemplar.test/"


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """Shows HTML on a page without any policy: `show(html)` returns the page and what scripts on it say."""
    context, said = chromium.new_context(), []

    def show(html: str) -> tuple[Page, list[str]]:
        page = context.new_page()
        page.route("**", lambda route: route.abort())
        page.route(
            ADDRESS,
            lambda route: route.fulfill(
                content_type="text/html; charset=utf-8", body=f"<!doctype html>{html}"
            ),
        )
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(ADDRESS)
        return page, said

    yield show
    context.close()


def test_no_payload_runs(show):
    page, said = show("".join(f"<article>{rendered(one)}</article>" for one in PAYLOADS))

    links = page.evaluate(TOUCH_EVERYTHING)
    page.wait_for_timeout(300)

    assert said == []
    assert page.url == ADDRESS
    assert links > 0
    assert page.locator("article").count() == len(PAYLOADS)
    assert page.locator("article :is(script, img, svg, iframe, style, form, input)").count() == 0


def test_some_of_the_same_payloads_run_where_nothing_stands_in_their_way(show):
    """Without this, the test above might pass because the page notices nothing."""
    page, said = show("".join(one for one in TYPED_HTML if one.startswith("<img src=x on")))
    page.wait_for_timeout(300)

    assert said == ["1"]
