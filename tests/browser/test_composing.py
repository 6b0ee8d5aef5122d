"""Writing in a browser: a preview follows what is typed, a toolbar formats it, two who change the same see both."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from forum.actions.kinds import Details, change_details
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import member, moderator, post, thread, trusted
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "Preview: not posted yet"
TABLE = "| Heading | Figures |\n|---|--:|\n| Words | 12 |\n"


def to_reply(page: Page, sign_in) -> None:
    made = thread()
    sign_in(page, member())
    page.goto(made.get_absolute_url())


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_preview_follows_what_is_typed(open_page, sign_in, axe_finds, width):
    page = open_page(width=width)
    to_reply(page, sign_in)
    shown, box = page.get_by_role("region", name=HEADING), page.get_by_label("Your reply")

    box.press_sequentially("We begin **late**.")
    expect(shown.locator("strong")).to_have_text("late")
    expect(page.get_by_role("status").filter(has_text="shown below the box as you type")).to_have_count(1)
    expect(box).to_be_focused()
    box.fill(f"We begin *early*.[^1]\n\n{TABLE}\n[^1]: In May.")
    expect(shown.locator("em")).to_have_text("early")
    expect(shown.locator("strong")).to_have_count(0)
    expect(shown.get_by_role("table")).to_be_visible()
    found = [*filter(None, [axe_finds(page)]), *sticks_out(page)]
    assert found == []
    assert shown.evaluate("one => !one.closest('[aria-live], [role=status]')")

    box.fill("")
    expect(shown).to_be_hidden()


def test_a_preview_that_was_asked_for_goes_on_below_the_box(desktop: Page, sign_in):
    made = post(thread(), trusted(member()))
    sign_in(desktop, made.author)
    desktop.goto(f"/posts/{made.pk}/edit/")
    box = desktop.get_by_label("Text", exact=True)
    box.fill("We **do**.")
    with desktop.expect_navigation():
        desktop.get_by_role("button", name="Preview").click()
    expect(box).to_have_value("We **do**.")

    box.fill("We **did**.")

    expect(desktop.get_by_role("region", name=HEADING).locator("strong")).to_have_text("did")
    expect(desktop.get_by_role("heading", name=HEADING)).to_have_count(1)


def test_without_a_script_the_button_shows_it(open_page, sign_in):
    page = open_page(java_script_enabled=False)
    to_reply(page, sign_in)
    expect(page.get_by_role("toolbar")).to_have_count(0)

    page.get_by_label("Your reply").fill("We **do**.")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("region", name=HEADING).locator("strong")).to_have_text("do")


def test_a_reply_is_formatted_with_the_keyboard_alone(desktop: Page, sign_in):
    to_reply(desktop, sign_in)
    box, bar = desktop.get_by_label("Your reply"), desktop.get_by_role("toolbar", name="Formatting")
    box.fill("We begin late")
    desktop.keyboard.press("Control+A")
    desktop.keyboard.press("Control+B")
    expect(box).to_have_value("**We begin late**")
    box.press("End")

    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("End")
    expect(bar.get_by_role("button", name="Footnote")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(box).to_be_focused()
    desktop.keyboard.type("In May.")
    expect(box).to_have_value("**We begin late**[^1]\n\n[^1]: In May.")
    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("ArrowLeft")
    expect(bar.get_by_role("button", name="Table")).to_be_focused()
    desktop.keyboard.press("Enter")
    desktop.keyboard.type("Day")
    expect(box).to_have_value(re.compile(re.escape("In May.\n\n" + TABLE.replace("Heading", "Day"))))


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_who_changes_the_same_detail_second_is_shown_both_and_saves_theirs(
    open_page, sign_in, axe_finds, width
):
    made = thread(trusted(member()))
    page = open_page(width=width)
    sign_in(page, made.author)
    page.goto(reverse("thread-details", args=[made.pk]))
    page.get_by_label("Tags (optional)").fill("late lists")
    change_details(thread=made, by=moderator(), details=Details(tags=("hubs",)), reason="As others are.")

    page.get_by_role("button", name="Save the change").click()

    expect(page.get_by_role("region", name="This was changed while you wrote")).to_contain_text("hubs")
    expect(page.get_by_label("Tags (optional)")).to_have_value("late lists")
    found = [*filter(None, [axe_finds(page)]), *sticks_out(page)]
    assert found == []
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("Your change is saved.")).to_be_visible()
    expect(page.get_by_role("link", name="#late lists")).to_be_visible()


def test_the_preview_of_a_new_thread_is_of_the_area_that_is_chosen(desktop: Page, sign_in):
    publish(MAY)
    sign_in(desktop, member())
    desktop.goto("/forum/start/")
    shown = desktop.get_by_role("region", name=HEADING)
    desktop.get_by_label("Text", exact=True).fill("#within-18-weeks")
    expect(shown).to_contain_text("England")

    desktop.get_by_role("combobox", name="Area (optional)").fill("03R")

    expect(shown).to_contain_text("Wakefield")
