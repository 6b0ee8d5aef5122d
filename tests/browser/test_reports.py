"""The national report in a browser: put together with the keyboard, and taken away as it is shown."""

import csv

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import tab_to
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a select as one types, by the keyboard alone."""
    box = page.get_by_label(label, exact=True)
    tab_to(box)
    page.keyboard.type(words)
    expect(box.locator("option:checked")).to_have_text(words)


def ranked(page: Page) -> Locator:
    return page.get_by_role("region", name="All ICBs").get_by_role("row")


def test_a_report_put_together_by_the_keyboard_is_the_csv_that_one_takes_away(desktop):
    publish(APRIL, MAY)
    desktop.goto("/reports/")

    tab_to(desktop.get_by_role("main").get_by_role("link", name="National report on variation"))
    desktop.keyboard.press("Enter")
    choose(desktop, "Measure", "Waiting 18 weeks or less")
    choose(desktop, "Areas", "Integrated care boards (ICBs)")
    choose(desktop, "First month", "May 2025")
    tab_to(desktop.get_by_role("button", name="Show report"))
    desktop.keyboard.press("Enter")

    expect(desktop.get_by_role("heading", level=1)).to_contain_text("ICBs, May 2025")
    summary = desktop.locator("summary", has_text="Show all 42 in one table")
    tab_to(summary)
    desktop.keyboard.press("Enter")
    with desktop.expect_download() as taken:
        desktop.get_by_role("link", name="Its ranked table as CSV").click()
    with taken.value.path().open() as file:
        rows = list(csv.DictReader(file))

    assert rows[0]["rank"] == "1"
    assert ranked(desktop).count() == len(rows) + 1
    for place, row in enumerate(rows[:4], start=1):
        shown = ranked(desktop).nth(place)
        expect(shown).to_contain_text(row["name"])
        expect(shown).to_contain_text(f"{float(row['value']):.1f}%")
    expect(desktop.locator(".app-answer")).to_contain_text(rows[0]["name"])


def test_the_report_is_printed_with_its_charts_and_tables_and_without_its_form(desktop):
    publish(MAY)
    desktop.goto("/reports/variation/")

    desktop.emulate_media(media="print")

    assert desktop.get_by_role("combobox").all() == []
    expect(desktop.get_by_role("heading", name="Best and worst")).to_be_visible()
    for chart in desktop.locator("figure .app-figure__chart").all():
        expect(chart.locator("svg").filter(visible=True)).to_have_count(1)
    assert desktop.pdf(format="A4").startswith(b"%PDF-")
