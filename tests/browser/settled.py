"""When a page has come to rest, and can be measured."""

from playwright.sync_api import Page

# The header lays its menu out anew in the frame after a page has loaded or changed its width.
AFTER_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def let_settle(page: Page) -> None:
    """Wait for what is still on its way: a page that a form just led to, the layout of its menu."""
    page.wait_for_load_state("load")
    page.evaluate(AFTER_TWO_FRAMES)
