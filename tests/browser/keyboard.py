"""Getting about a page by the tab key."""

from playwright.sync_api import Locator

MOST_STEPS = 400


def tab_to(target: Locator) -> None:
    """Press tab until something has the focus; fails when it is not reached."""
    place = target.element_handle()
    for _ in range(MOST_STEPS):
        target.page.keyboard.press("Tab")
        if place.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"The tab key does not reach {target} in {MOST_STEPS} steps.")
