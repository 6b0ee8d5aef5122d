"""Papers taken away: a person presses the button, opens the file and finds the figures of the page."""

import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Locator, Page

from tests.published import APRIL, MARCH, MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)


def taken(page: Page, link: Locator, folder: Path) -> Path:
    """Press a link that gives a file; return the file, under the name that a person sees."""
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def words(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def figures_of(table: Locator, column: str) -> list[str]:
    return table.locator(f"tbody td[data-label='{column}']").all_inner_texts()


def test_a_board_pack_holds_the_headlines_of_its_page(desktop, tmp_path):
    publish(MARCH, APRIL, MAY)

    desktop.goto("/areas/03R/")
    shown = figures_of(desktop.locator("#headlines"), "This area")
    file = taken(desktop, desktop.get_by_role("button", name="Download board pack (PDF)"), tmp_path)

    assert file.name == "demonstration-exemplar-board-pack-03R-2025-05.pdf"
    assert len(shown) == 8
    said = words(file)
    assert all(figure in said for figure in shown)


def test_a_report_is_built_and_taken_away_to_print_and_to_work_with(desktop, tmp_path):
    publish(MARCH, APRIL, MAY)

    desktop.goto("/reports/variation/")
    desktop.get_by_label("Measure").select_option("within-18-weeks")
    desktop.get_by_label("Areas").select_option("icb")
    desktop.get_by_role("button", name="Show report").click()
    best = desktop.get_by_role("main").get_by_role("table").first.get_by_role("row").nth(1)
    name, figure = best.locator("th, td").nth(0).inner_text(), best.locator("th, td").nth(2).inner_text()
    printed = taken(desktop, desktop.get_by_role("link", name="This report as PDF"), tmp_path)
    written = taken(desktop, desktop.get_by_role("link", name="This report as Excel"), tmp_path)

    assert re.search(rf"{re.escape(name)} .*{re.escape(figure)}", words(printed))
    first = openpyxl.load_workbook(written)["Ranking"][2]
    assert first[1].value == name
    assert f"{first[4].value:.1f}" == figure.removesuffix("%")
