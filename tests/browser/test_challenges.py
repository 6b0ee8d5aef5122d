"""Persistent challenges and pockets in a browser: asked for by the keyboard, taken away as they are shown."""

import csv
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from metrics.models import Analysis
from tests.analysed import analysed, stands, trails
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)
NARROWEST = 320


@pytest.fixture
def analysis(transactional_db) -> Analysis:
    found = analysed()
    trails(found, "03R")
    trails(found, "15F", running=14, behind_since=date(2024, 4, 1), is_trial=True)
    trails(found, "36J", running=0, behind_since=None)
    trails(found, "02T", treatment_function="C_110", shortfall=-1)
    stands(found, "QWO", value=61)
    return found


def narrow(page: Page) -> int:
    """Return how wide the page is on the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": 600})
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("width", [1280, 375])
def test_both_pages_can_be_used_by_everybody(analysis, open_page, axe_clean, width):
    page = open_page(width=width)

    for address in ("/reports/challenges/?state=year", "/reports/pockets/", "/reports/pockets/?function=any"):
        page.goto(address)
        axe_clean(page)

    assert narrow(page) <= NARROWEST


def test_what_is_chosen_by_the_keyboard_is_the_file_that_one_takes_away(analysis, desktop):
    desktop.goto("/reports/challenges/")

    box = desktop.get_by_label("Show", exact=True)
    tab_to(box)
    desktop.keyboard.type("Also")
    tab_to(desktop.get_by_role("button", name="Show", exact=True))
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("state=year"))
    with desktop.expect_download() as taken:
        desktop.get_by_role("link", name="All rows as CSV").click()
    with taken.value.path().open() as file:
        rows = list(csv.DictReader(file))

    shown = desktop.get_by_role("region", name="Persistent challenges").get_by_role("row")
    assert [row["name"] for row in rows] == ["Leeds", "Wakefield", "Bradford District and Craven"]
    for place, row in enumerate(rows, start=1):
        expect(shown.nth(place)).to_contain_text(row["name"])
        expect(shown.nth(place)).to_contain_text(f"{float(row['shortfall']):.1f}")
