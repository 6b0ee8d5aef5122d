"""Pages by the keyboard alone: everything is reached, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import MOST_STEPS, tab_to
from tests.published import APRIL, MAY, publish

# In the page: what can be reached, how it looks without the focus, and what is wrong where the focus is now.
WATCH = """() => {
    const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const look = (one) => [one, ...one.querySelectorAll("text, use, path, polygon")].slice(0, 3).map((part) => {
        const style = getComputedStyle(part);
        const outline = style.outlineStyle === "none" ? "" : style.outline;
        return [outline, style.boxShadow, style.backgroundColor, style.fill, style.stroke].join();
    }).join();
    const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled;
    const name = (one) => `${one.tagName} ${one.id} “${one.textContent.trim().slice(0, 60)}”`;
    window.unreached = new Map(
        Array.from(document.querySelectorAll(kinds)).filter(isShown).map((one) => [one, look(one)]),
    );
    window.here = () => {
        const one = document.activeElement;
        if (one === document.body) return null;
        const box = one.getBoundingClientRect();
        const x = box.left + box.width / 2;
        const y = Math.min(box.top + box.height / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
        const top = document.elementFromPoint(x, y);
        const wrong = [];
        if (look(one) === unreached.get(one)) wrong.push(`the focus does not show: ${name(one)}`);
        if (!top || !(one.contains(top) || top.contains(one))) wrong.push(`the focus is hidden: ${name(one)}`);
        unreached.delete(one);
        return wrong;
    };
    window.left = () => Array.from(unreached.keys(), (one) => `never reached: ${name(one)}`);
}"""


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/areas/QWO/",
        "/areas/QWO/measures/within-18-weeks/",
        "/measures/within-18-weeks/",
        "/data/2025-05/",
        "/accounts/sign-in/",
    ],
)
def test_the_tab_key_reaches_everything_and_one_sees_where_one_is(desktop, address):
    publish(APRIL, MAY)
    desktop.goto(address)
    desktop.evaluate(WATCH)

    wrong = walk(desktop)

    assert wrong == []


def walk(page: Page) -> list[str]:
    """Press tab until the page has no more; return what was wrong on the way, and what was never reached."""
    wrong = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate("here()")
        if found is None:
            break
        wrong += found
    return wrong + page.evaluate("left()")


def test_the_skip_link_leads_past_the_menu(desktop):
    desktop.goto("/")
    skip = desktop.get_by_role("link", name="Skip to main content")

    desktop.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")

    expect(desktop.get_by_role("main").get_by_role("combobox")).to_be_focused()


def test_the_table_of_a_chart_opens_and_closes(desktop):
    publish(MAY)
    desktop.goto("/areas/QWO/measures/within-18-weeks/")
    table = desktop.locator("#parts table")

    tab_to(desktop.locator("#parts summary"))
    desktop.keyboard.press("Enter")
    expect(table).to_be_visible()
    desktop.keyboard.press("Enter")

    expect(table).to_be_hidden()


def test_the_arrow_keys_read_a_chart(desktop):
    publish(APRIL, MAY)
    desktop.goto("/areas/QWO/measures/within-18-weeks/")
    chart = desktop.locator("figure").first.locator(".app-figure__chart")

    tab_to(chart)
    desktop.keyboard.press("Home")
    expect(chart.locator(".app-bubble")).to_contain_text("April 2025")
    desktop.keyboard.press("End")

    expect(chart.locator(".app-bubble")).to_contain_text("May 2025")
    expect(chart.locator("[aria-live]")).to_contain_text("May 2025")
