"""Pages on paper: figures and words, no furniture."""

import pytest
from playwright.sync_api import expect

from tests.published import APRIL, MAY, publish

AREA, AREA_MEASURE, MEASURE = (
    "/areas/QWO/",
    "/areas/QWO/measures/within-18-weeks/",
    "/measures/within-18-weeks/",
)


@pytest.mark.parametrize("address", [AREA, AREA_MEASURE, MEASURE])
@pytest.mark.parametrize("width", [1280, 375])
def test_charts_and_tables_are_printed_but_nothing_that_one_clicks(open_page, width, address):
    publish(APRIL, MAY)
    page = open_page(width=width)
    page.goto(address)

    page.emulate_media(media="print")

    for furniture in ("search", "navigation", "button", "combobox"):
        assert page.get_by_role(furniture).all() == [], furniture
    for words in ("PNG", "Show the figures as a table"):
        assert page.get_by_text(words).filter(visible=True).count() == 0, words
    charts = page.locator("figure .app-figure__chart")
    assert charts.count() > 1
    for chart in charts.all():
        expect(chart.locator("svg").filter(visible=True)).to_have_count(1)
    expect(page.get_by_role("region", name="Demonstration figures")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
