"""Searching for an area in the page, and for anything in the header: what is typed arrives, and Enter or a click leads
on.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from config import prepare
from tests.factories import case_study
from tests.published import MAY, publish

# Where each box gets what it offers.
BOXES = {"main": "**/areas/names.json", "banner": "**/search/suggestions.json*"}


@pytest.fixture
def home(desktop) -> Page:
    publish(MAY)
    prepare.search()
    desktop.goto("/")
    return desktop


def box_in(page: Page, landmark: str) -> Locator:
    return page.get_by_role(landmark).get_by_role("combobox")


def wakefield_is_open(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Wakefield sub-ICB location")


def test_enter_searches_for_what_was_typed(home):
    box_in(home, "main").click()
    home.keyboard.type("wakefield")
    expect(home.get_by_role("option", name="Wakefield (03R)")).to_be_visible()

    home.keyboard.press("Enter")

    wakefield_is_open(home)


def test_enter_in_the_header_searches_everything_for_what_was_typed(home):
    case_study(state="published", title="How Wakefield books").save()
    box_in(home, "banner").click()
    home.keyboard.type("wakefield")
    expect(home.get_by_role("option", name="How Wakefield books Case study")).to_be_visible()

    home.keyboard.press("Enter")

    found = home.get_by_role("main").get_by_role("listitem")
    expect(found.get_by_role("link", name="How Wakefield books")).to_be_visible()
    found.get_by_role("link", name="Wakefield (03R)").click()
    wakefield_is_open(home)


def test_enter_searches_for_what_no_suggestion_matches(home):
    box_in(home, "main").click()
    home.keyboard.type("wakefeild")
    expect(home.get_by_text("Press Enter to search for this")).to_be_visible()

    home.keyboard.press("Enter")

    expect(home.get_by_role("main")).to_contain_text("No area matches “wakefeild”")


@pytest.mark.parametrize("landmark", BOXES)
def test_a_suggestion_that_is_clicked_leads_to_its_area(home, landmark):
    box_in(home, landmark).click()
    home.keyboard.type("wakef")

    home.get_by_role("option", name="Wakefield (03R)").click()

    wakefield_is_open(home)


def test_a_suggestion_confirmed_by_enter_leads_to_its_area(home):
    box_in(home, "banner").click()
    home.keyboard.type("wakef")
    expect(home.get_by_role("option", name="Wakefield (03R)")).to_be_visible()

    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")

    wakefield_is_open(home)


class HeldBack:
    """The names, kept on their way until they are let through; later requests for them pass."""

    def __init__(self, home, landmark):
        self.home, self.waiting, self.is_open = home, [], False
        home.route(BOXES[landmark], self.take)

    def take(self, route) -> None:
        route.continue_() if self.is_open else self.waiting.append(route)

    def let_through(self) -> None:
        while not self.waiting:
            self.home.wait_for_timeout(20)
        self.is_open = True
        for route in self.waiting:
            route.continue_()


@pytest.mark.parametrize("landmark", BOXES)
def test_no_letter_is_lost_while_the_names_are_on_their_way(home, landmark):
    names = HeldBack(home, landmark)
    box_in(home, landmark).click()
    home.keyboard.type("wakefield")

    expect(box_in(home, landmark)).to_have_value("wakefield")
    expect(box_in(home, landmark)).to_be_focused()
    names.let_through()
    expect(home.get_by_role("option", name="Wakefield (03R)")).to_be_visible()
    expect(box_in(home, landmark)).to_have_value("wakefield")


def test_names_that_arrive_late_leave_the_focus_where_it_went(home):
    names = HeldBack(home, "main")
    box_in(home, "main").click()
    home.keyboard.type("wake")
    box_in(home, "banner").click()
    with home.expect_response("**/areas/names.json"):
        names.let_through()
    home.keyboard.type("leeds")

    expect(box_in(home, "banner")).to_be_focused()
    expect(box_in(home, "banner")).to_have_value("leeds")
    expect(box_in(home, "main")).to_have_value("wake")


def test_without_names_enter_still_searches(home):
    home.route("**/areas/names.json", lambda route: route.fulfill(json={"names": []}))
    box_in(home, "main").click()
    home.keyboard.type("wakefield")

    home.keyboard.press("Enter")

    wakefield_is_open(home)
