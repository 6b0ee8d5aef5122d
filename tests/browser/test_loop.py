"""The whole way: a measure of one's area, a like one that does better, what it did, whom to ask, one's own adoption,
and what the figures did since."""

import pytest
from playwright.sync_api import Page, expect

from casestudies.actions.effects import plan, take_together, work_out
from casestudies.models import CaseStudy
from forum.models import Thread
from tests.browser.test_pages import DESK, PHONE
from tests.casestudies.adopting import lead
from tests.casestudies.measuring import START, months_published
from tests.factories import adoption, case_study, member, technology, trusted

pytestmark = pytest.mark.django_db(transaction=True)
HERE, THERE = "Wakefield", "Doncaster"


def figures_asked() -> None:
    """Do what workers do after a publication."""
    for names in plan():
        work_out(names)
    take_together()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_way_from_a_measure_to_what_an_own_adoption_did(open_page, sign_in, axe_clean, width):
    months_published(areas=106)
    clinics = technology("Same-day clinics")
    case_study(
        title="Clinics that see people once",
        home="02X",
        technologies=[clinics],
        state=CaseStudy.State.PUBLISHED,
    )
    adoption("02X", of=clinics, since=START)
    member("02X")
    page: Page = open_page(width=width)
    sign_in(page, trusted(lead()))

    page.goto("/areas/03R/measures/within-18-weeks/")
    page.get_by_role("link", name="Which similar areas do better?").first.click()
    expect(page.locator(".app-answer").first).to_contain_text(THERE)
    ahead = page.get_by_role("region", name="What they do, and who to ask")
    expect(ahead).to_contain_text("Clinics that see people once")
    axe_clean(page)

    ahead.get_by_role("link", name=f"Ask the people of {THERE}").click()
    page.get_by_label("Title").fill("How do you see people once?")
    page.get_by_label("Your question").fill("We call them back three times. What did you change first?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How do you see people once?")
    assert Thread.objects.get(title="How do you see people once?").area.code == "02X"

    page.go_back()
    page.go_back()
    ahead.get_by_role("link", name="Same-day clinics").click()
    page.get_by_role("link", name="Record what your area does with it").click()
    page.get_by_label("Area or provider").fill(f"{HERE} (03R)")
    page.get_by_label("Stage").select_option("adopted")
    page.get_by_label("From when on").fill("2025-03-01")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text(f"Recorded: Same-day clinics in {HERE}.")).to_be_visible()
    figures_asked()

    page.reload()
    answers = page.get_by_role("region", name="Did it work?")
    answers.get_by_role("link", name=f"Waiting 18 weeks or less, {HERE}").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Changed for the better")
    expect(page.locator(".app-answer").first).to_contain_text("from March 2025 on the figure was")
    expect(page.get_by_text("It does not show that the start caused it.").first).to_be_visible()
    axe_clean(page)
