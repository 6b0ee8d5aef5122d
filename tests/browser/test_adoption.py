"""A board's grid, records and what two people wrote at once, in a browser: by keyboard, and where no script runs."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.actions.adoption.recording import change, come_to
from casestudies.models import Adoption, Proposal
from tests.browser.test_pages import sticks_out
from tests.casestudies.adopting import BOARD, PLACE, SIBLING, area, lead, recorded, step
from tests.factories import MAY, adoption, member, moderator, technology

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 375]
WRITING = ["adoption-edit", "adoption-stage", "adoption-history"]


@pytest.fixture(params=WIDTHS)
def page(open_page, request) -> Page:
    return open_page(width=request.param)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_grid_is_filled_in_by_keyboard_alone(open_page, sign_in, width, scripts):
    by, of = lead(), technology("Pocket scope")
    kept = recorded(by, SIBLING, of=of)
    page = open_page(width=width, java_script_enabled=scripts)
    sign_in(page, by)
    page.goto(reverse("adoption-grid", args=[BOARD]))

    cell = page.get_by_label("Pocket scope in Wakefield")
    page.get_by_label("Why, in your words").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if cell.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.type("Stopped: st")
    expect(cell).to_have_value("stopped:staff")
    save = page.get_by_role("button", name="Save what you changed")
    for _ in range(30):
        page.keyboard.press("Tab")
        if save.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("Records: 1 new.")).to_be_visible()
    made = Adoption.objects.get(area=area(PLACE))
    kept.refresh_from_db()
    assert (made.stage, made.events.get().reasons, kept.version) == ("stopped", ["staff"], 1)


def test_a_grid_shows_what_somebody_else_saved_meanwhile(page, sign_in, axe_clean):
    by, of = lead(), technology("Pocket scope")
    record = recorded(by, of=of)
    sign_in(page, by)
    page.goto(reverse("adoption-grid", args=[BOARD]))
    axe_clean(page)
    come_to(adoption=record, version=1, step=step("adopted", MAY), by=lead())

    page.get_by_label("Pocket scope in Wakefield").select_option("paused")
    page.get_by_role("button", name="Save what you changed").click()

    expect(page.get_by_text("Somebody recorded “Adopted” meanwhile").first).to_be_visible()
    expect(page.get_by_label("Pocket scope in Wakefield")).to_have_value("paused")
    axe_clean(page)
    page.get_by_role("button", name="Save what you changed").click()
    expect(page.get_by_text("Records: 1 changed.")).to_be_visible()
    record.refresh_from_db()
    assert record.stage == "paused"


def test_who_was_overtaken_is_shown_both_and_saves_their_choice(page, sign_in, axe_clean):
    by, other = lead(), lead()
    other.name = "Olive Other"
    other.save()
    record = recorded(by, scope="Adults")
    sign_in(page, by)
    page.goto(reverse("adoption-edit", args=[record.pk]))
    change(adoption=record, version=1, fields={"scope": "Adults over 40", "help_wanted": "Money"}, by=other)

    page.get_by_label("For whom").fill("All adults")
    page.get_by_role("button", name="Save").click()

    both = page.get_by_role("region", name="Both versions")
    expect(both).to_contain_text("Adults over 40")
    expect(both).to_contain_text("All adults")
    expect(page.get_by_label("Help wanted")).to_have_value("Money")
    axe_clean(page)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(rf"/adoption/{record.pk}/$"))
    record.refresh_from_db()
    assert (record.scope, record.help_wanted, record.version) == ("All adults", "Money", 3)


def test_what_was_typed_into_an_older_version_undoes_nothing(desktop, sign_in):
    by = lead()
    record = recorded(by, scope="Adults")
    sign_in(desktop, by)
    path = reverse("adoption-edit", args=[record.pk])
    desktop.goto(path)
    desktop.get_by_label("For whom").fill("All adults")
    change(adoption=record, version=1, fields={"scope": "Children", "help_wanted": "Money"}, by=lead())

    desktop.goto(path)

    expect(desktop.get_by_label("Help wanted")).to_have_value("Money")
    expect(desktop.get_by_label("For whom")).to_have_value("Children")


def test_pages_of_a_record_are_clean(page, sign_in, axe_clean):
    by = lead()
    record = recorded(
        by,
        scope="Adults",
        functions=["C_110"],
        ratings={"time": ("complex", "It changes")},
        links="https://example.org/a-very-long-address-that-does-not-break-of-itself-anywhere-at-all",
        help_wanted="Who has a business case?",
    )
    come_to(adoption=record, version=1, step=step("stopped", MAY, "staff"), by=by)
    sign_in(page, by)
    for path in [
        record.get_absolute_url(),
        *(reverse(name, args=[record.pk]) for name in WRITING),
        "/adoption/",
    ]:
        page.goto(path)
        axe_clean(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_member_proposes_and_a_lead_takes_it_over(page, sign_in, axe_clean):
    proposer, by = member(PLACE), lead()
    technology("Pocket scope")
    sign_in(page, proposer)
    page.goto(f"{reverse('adoption-new')}?area={PLACE}&technology=pocket-scope")
    page.get_by_label("Stage").select_option("piloting")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", name="Proposals")).to_be_visible()

    sign_in(page, by)
    page.goto(reverse("adoption-proposal", args=[Proposal.objects.get().pk]))
    axe_clean(page)
    page.get_by_label("Take it over").check()
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_text("The proposal is taken over.")).to_be_visible()
    assert Adoption.objects.get().stage == "piloting"
    axe_clean(page)


def test_a_record_of_an_area_that_ended_reads_well_on_a_phone(phone, axe_clean):
    gone = area(SIBLING)
    gone.closed = MAY
    gone.save()
    adoption(SIBLING)

    phone.goto("/adoption/")

    expect(phone.get_by_text("ended on 1 May 2025")).to_be_visible()
    axe_clean(phone)


def test_a_moderator_asks_for_changes_and_the_lead_answers_on_a_phone(phone, sign_in, axe_clean):
    by = lead()
    record = recorded(by, scope="Adults")
    sign_in(phone, moderator())
    phone.goto(record.get_absolute_url())
    phone.get_by_role("link", name="Ask for changes").click()
    phone.get_by_label("What should be changed, and why").fill("Say since when.")
    axe_clean(phone)
    assert sticks_out(phone) == []
    phone.get_by_role("button", name="Ask for this").click()
    expect(phone.get_by_text("Those who look after it are asked.")).to_be_visible()

    sign_in(phone, by)
    phone.goto(record.get_absolute_url())
    phone.get_by_role("link", name="Read it and answer").click()
    expect(phone.get_by_role("heading", name="Changes are asked for")).to_be_visible()
    axe_clean(phone)
    phone.get_by_label("What you changed, or why you did not").fill("Since May.")
    phone.get_by_role("button", name="Answer").click()

    expect(phone.get_by_text("Your answer is kept, and whoever asked is told.")).to_be_visible()
    phone.get_by_role("link", name="What it said before").click()
    expect(phone.get_by_text("Since May.")).to_be_visible()
    axe_clean(phone)
