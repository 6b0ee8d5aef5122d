"""Every area on a measure, the list of areas and the page of the API, in a browser."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import DESK, PHONE
from tests.published import APRIL, MARCH, MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)
# Which labels of axes stand in others, in each drawing of a page that is seen.
OVERLAPPING = """() => [...document.querySelectorAll("svg")].flatMap((chart) => {
    const labels = [...chart.querySelectorAll("text.chart-tick")];
    const boxes = labels.map((one) => [one.textContent, one.getBoundingClientRect()]);
    const meets = ([, one], [, other]) =>
        one.left < other.right && other.left < one.right && one.top < other.bottom - 4 && other.top < one.bottom - 4;
    return boxes.filter(([, box]) => box.width).flatMap((one, place, all) =>
        all.slice(place + 1).filter((other) => meets(one, other)).map((other) => `${one[0]} | ${other[0]}`));
})"""


def test_without_scripts_one_chooses_other_areas_and_another_month(open_page):
    publish(MARCH, MAY)
    page = open_page(java_script_enabled=False)

    page.goto("/measures/")
    page.get_by_role("link", name="Waiting 18 weeks or less").click()
    page.get_by_label("Areas", exact=True).select_option("Sub-ICB locations")
    page.get_by_label("Month").select_option("March 2025")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", name="Sub-ICB locations in order")).to_be_visible()
    expect(page.get_by_text("All treatment functions, March 2025")).to_be_visible()


def test_the_table_is_taken_away_as_it_is_shown(desktop):
    publish(MAY)

    desktop.goto("/measures/within-18-weeks/")
    with desktop.expect_download() as taken:
        desktop.get_by_role("link", name="This table as CSV").click()
    with taken.value.path().open() as file:
        rows = list(csv.DictReader(file))

    shown = desktop.locator(".app-ranking tbody tr").first
    expect(shown.get_by_role("rowheader")).to_have_text(rows[0]["name"])
    expect(shown).to_contain_text(f"{float(rows[0]['value']):.1f}%")
    assert taken.value.suggested_filename == "demonstration-within-18-weeks-icb-C_999-2025-05.csv"


def test_a_funnel_is_read_with_the_arrow_keys_and_its_limits_changed_by_a_link(desktop):
    publish(MAY)

    desktop.goto("/measures/within-18-weeks/?level=sicbl")
    chart = desktop.locator("#funnel .app-figure__chart")
    chart.focus()
    chart.press("Home")
    expect(chart.locator(".app-bubble")).to_contain_text(
        re.compile(r": [0-9.]+% of [0-9,]+, (within|beyond) the ")
    )
    desktop.get_by_role("link", name="Show limits for chance alone").click()

    expect(desktop).to_have_url(re.compile("limits=unadjusted#funnel$"))
    expect(desktop.get_by_text("The limits are not adjusted")).to_be_visible()


def test_a_funnel_is_taken_away_with_the_limits_it_shows(desktop):
    publish(MAY)

    desktop.goto("/measures/within-18-weeks/?level=sicbl&limits=unadjusted")
    with desktop.expect_download() as taken:
        desktop.locator("#funnel").get_by_role("link", name="CSV").click()
    with taken.value.path().open() as file:
        rows = list(csv.DictReader(file))

    beyond = [row for row in rows if row["beyond_limit"]]
    expect(desktop.locator("#funnel figcaption")).to_contain_text(
        f"{len(beyond)} of {len(rows)} sub-ICB locations"
    )


def test_an_area_is_found_as_one_types(desktop):
    publish(MAY)

    desktop.goto("/areas/")
    box = desktop.get_by_role("main").get_by_label("Find an area")
    box.click()
    box = desktop.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("wakef")
    desktop.get_by_role("option", name="Wakefield (03R)").click()
    box.press("Enter")

    expect(desktop).to_have_url(re.compile(r"/areas/03R/$"))


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_label_of_an_axis_stands_in_another(open_page, width):
    publish(APRIL, MAY)
    page = open_page(width=width)

    for address in ("/gallery/", "/areas/03R/measures/within-18-weeks/", "/areas/QWO/variation/"):
        page.goto(address)
        page.locator("text.chart-tick:visible").first.wait_for()
        assert page.evaluate(OVERLAPPING) == [], address
