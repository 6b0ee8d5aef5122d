"""The first visit: find Wakefield, see it beside Leeds, open a measure, choose a treatment function, take it away."""

import csv
import re
import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from metrics.models import Figure
from tests.browser.keyboard import tab_to
from tests.published import APRIL, MAY, publish

PLACES = {"03R": "Wakefield", "15F": "Leeds"}
EVERYTHING, ORTHOPAEDICS = "C_999", "C_110"
Choose = Callable[[Locator], None]


def test_a_first_visit_with_the_keyboard_alone(open_page, axe_clean):
    publish(APRIL, MAY)
    page, another = open_page(), open_page()

    page.goto("/")
    find_by_typing(page, axe_clean)

    walk_from_wakefield(page, by_keyboard)
    the_link_opens_the_same_view(page, another)


def test_a_first_visit_without_scripts(open_page):
    publish(APRIL, MAY)
    page, another = open_page(java_script_enabled=False), open_page(java_script_enabled=False)

    page.goto("/")
    find_by_sending_the_form(page)

    walk_from_wakefield(page, by_pointing)
    the_link_opens_the_same_view(page, another)


# The ways to get about


def by_pointing(target: Locator) -> None:
    target.click()


def by_keyboard(target: Locator) -> None:
    tab_to(target)
    target.page.keyboard.press("Enter")


# The steps


def find_by_typing(page: Page, axe_clean: Callable[[Page], None]) -> None:
    tab_to(page.get_by_role("main").get_by_label("Find an area"))
    box = page.get_by_role("main").get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("wakef")
    expect(page.get_by_role("option", name="Wakefield (03R)")).to_be_visible()
    axe_clean(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def find_by_sending_the_form(page: Page) -> None:
    page.get_by_role("main").get_by_label("Find an area").fill("wakefield")
    page.get_by_role("main").get_by_role("button", name="Find").click()


def walk_from_wakefield(page: Page, choose: Choose) -> None:
    """Go up to West Yorkshire, on to a measure, on to one treatment function, and take its files away."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Wakefield sub-ICB location")

    choose(page.get_by_role("main").get_by_role("link", name="West Yorkshire").first)
    expect(heading).to_have_text("NHS West Yorkshire Integrated Care Board")
    assert set(PLACES.values()) <= set(words_of(page.locator("figure[id^=parts-]").first))

    choose(page.locator("#headlines").get_by_role("link", name="Waiting 18 weeks or less"))
    expect(heading).to_have_text("Waiting 18 weeks or less")
    wakefield_stands_beside_leeds(page, EVERYTHING)

    choose_orthopaedics(page, choose)
    expect(heading).to_have_text("Waiting 18 weeks or less: trauma and orthopaedics")
    wakefield_stands_beside_leeds(page, ORTHOPAEDICS)
    take_the_series_away(page, choose)
    take_the_parts_away(page, choose)


def choose_orthopaedics(page: Page, choose: Choose) -> None:
    box = page.get_by_label("Treatment function", exact=True)
    if choose is by_keyboard:
        tab_to(box)
        page.keyboard.type("Trauma")
    else:
        box.select_option(ORTHOPAEDICS)
    expect(box).to_have_value(ORTHOPAEDICS)
    choose(page.get_by_role("main").get_by_role("button", name="Show"))


def wakefield_stands_beside_leeds(page: Page, function: str) -> None:
    """Look at both in one chart, and in the table under it: their values are those of the database."""
    parts = page.locator("#parts")
    expected = {name: f"{within_18(kept(code, function)):.1f}%" for code, name in PLACES.items()}

    words = words_of(parts)
    assert {name: words[words.index(name) + 1] for name in expected} == expected

    parts.locator("summary").click()
    for name, value in expected.items():
        expect(parts.get_by_role("row").filter(has_text=name).get_by_role("cell").first).to_have_text(value)


def words_of(figure: Locator) -> list[str]:
    """Return what is written in the drawing that is shown: beside each name stands its value."""
    drawing = figure.locator(".app-figure__chart svg").filter(visible=True)
    return [words.strip() for words in drawing.locator("text").all_text_contents()]


def take_the_series_away(page: Page, choose: Choose) -> None:
    figure = page.locator("figure").first
    rows = {row["month"]: row for row in read_csv(taken_away(figure, "CSV", choose))}

    assert list(rows) == ["2025-04", "2025-05"]
    for month in (APRIL, MAY):
        row, figures = rows[f"{month:%Y-%m}"], kept("QWO", ORTHOPAEDICS, month)
        assert (int(row["numerator"]), int(row["denominator"])) == (figures.within_18, figures.incomplete)
        assert float(row["value"]) == pytest.approx(within_18(figures))
        assert float(row["england"]) == pytest.approx(within_18(kept("ENGLAND", ORTHOPAEDICS, month)))
    is_a_drawing(taken_away(figure, "SVG", choose))
    is_a_picture(taken_away(figure, "PNG", choose))


def take_the_parts_away(page: Page, choose: Choose) -> None:
    figure = page.locator("#parts")
    values = {row["name"]: float(row["value"]) for row in read_csv(taken_away(figure, "CSV", choose))}

    assert len(values) == 5
    for code, name in PLACES.items():
        assert values[name] == pytest.approx(within_18(kept(code, ORTHOPAEDICS)))
    is_a_drawing(taken_away(figure, "SVG", choose))
    is_a_picture(taken_away(figure, "PNG", choose))


def the_link_opens_the_same_view(page: Page, another: Page) -> None:
    link = page.locator("figure").first.get_by_role("link", name="Link to this chart")

    another.goto(link.get_attribute("href"))

    assert another.locator("main").text_content() == page.locator("main").text_content()


# What it is compared with


def kept(code: str, function: str, month: date = MAY) -> Figure:
    return Figure.objects.get(
        area__code=code, treatment_function=function, figure_set__published__month=month
    )


def within_18(figures: Figure) -> float:
    return 100 * figures.within_18 / figures.incomplete


def taken_away(figure: Locator, kind: str, choose: Choose) -> Path:
    with figure.page.expect_download() as taken:
        choose(figure.get_by_role("link", name=re.compile(f"^{kind}")))
    assert taken.value.suggested_filename.endswith(f".{kind.lower()}")
    return taken.value.path()


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_a_drawing(path: Path) -> None:
    drawing = ElementTree.parse(path).getroot()
    words = " ".join(drawing.itertext())
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "West Yorkshire" in words
    assert "these figures are invented" in words


def is_a_picture(path: Path) -> None:
    picture = path.read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert width >= 1000
    assert height >= 400
    assert len(picture) > 10_000
