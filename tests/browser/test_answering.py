"""Answering posts in a browser: thanks, naming somebody, drafts, the accepted answer, and keys."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Request, expect

from accounts.models import User
from forum.models import Draft, Thread
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import member, post, thread, trusted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asker() -> User:
    return trusted(member(name="Ann Lee"))


def asked_by(asker: User) -> Thread:
    made = thread(
        asker, kind="question", text="When do you begin?[^1]\n\n[^1]: In theatres. QWO/within-18-weeks"
    )
    post(made, member(name="Bob Jones"), text="At eight.", reply_to=made.posts.get(number=1))
    post(made, member(name="Cat Smith"), text="At nine.")
    return made


def looked_at(page: Page, axe_clean) -> None:
    axe_clean(page)
    assert sticks_out(page) == []


def keeps(words: str, asked: Request) -> bool:
    return asked.url.endswith("/draft/") and words in (asked.post_data or "")


def test_one_thanks_names_somebody_and_accepts_an_answer(desktop: Page, sign_in, axe_clean, asker):
    made = asked_by(asker)
    sign_in(desktop, asker)
    desktop.goto(made.get_absolute_url())

    desktop.get_by_role("button", name="Thank you for post 2").click()
    expect(desktop.get_by_role("button", name="Thank you (1) for post 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    box = desktop.get_by_label("Your reply")
    box.press_sequentially("Thanks, @Cat")
    expect(desktop.get_by_role("option", name=re.compile("Cat Smith"))).to_be_visible()
    box.press("ArrowDown")
    looked_at(desktop, axe_clean)
    with desktop.expect_response(lambda one: keeps("@Cat-Smith:", one.request)):
        box.press("Enter")
    expect(box).to_have_value(re.compile(r"Thanks, @Cat-Smith:\d+ $"))
    expect(desktop.get_by_text("Your draft was kept")).to_be_visible()
    assert Draft.objects.get().text.startswith("Thanks, @Cat-Smith:")

    desktop.locator("#post-2").get_by_role("button", name="Accept as the answer").click()
    expect(desktop.get_by_role("heading", name="Answered")).to_be_visible()
    expect(desktop.get_by_text("Accepted answer")).to_be_visible()
    looked_at(desktop, axe_clean)


def test_keys_lead_from_post_to_post_and_may_be_turned_off(desktop: Page, sign_in, asker):
    made = asked_by(asker)
    sign_in(desktop, asker)
    desktop.goto(made.get_absolute_url())

    desktop.keyboard.press("j")
    desktop.keyboard.press("j")
    expect(desktop.locator("#post-2")).to_be_focused()
    desktop.keyboard.press("q")
    expect(desktop).to_have_url(re.compile(r"reply/\?to=2&quote=yes$"))
    box = desktop.get_by_label("Your reply")
    expect(box).to_have_value(re.compile(r"^> Bob Jones wrote in \[#2\]"))
    box.focus()
    box.press("?")
    expect(box).to_have_value(re.compile(r"\?"))

    desktop.goto(made.get_absolute_url())
    desktop.keyboard.press("/")
    search = desktop.get_by_role("banner").get_by_label("Search the site")
    expect(search).to_be_focused()
    desktop.keyboard.type("j")
    expect(search).to_have_value("j")

    desktop.goto(made.get_absolute_url())
    desktop.keyboard.press("?")
    expect(desktop.get_by_text("Go to the search box at the top of the page")).to_be_visible()
    desktop.get_by_label("Turn these keys off in this browser").check()
    desktop.goto(made.get_absolute_url())
    desktop.keyboard.press("j")
    expect(desktop.locator("#post-1")).not_to_be_focused()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_fit_and_axe_finds_nothing(open_page, sign_in, axe_clean, asker, size):
    made = asked_by(asker)
    page = open_page(width=size, height=800)
    sign_in(page, asker)
    for address in (
        made.get_absolute_url(),
        reverse("reactions", args=[made.posts.get(number=2).pk]),
        f"{reverse('reply', args=[made.pk])}?to=2&quote=yes",
    ):
        page.goto(address)
        looked_at(page, axe_clean)


def test_without_a_script_one_replies_names_somebody_and_keeps_a_draft(open_page, sign_in, asker):
    made = asked_by(asker)
    page = open_page(width=DESK, height=800, java_script_enabled=False)
    sign_in(page, asker)
    page.goto(made.get_absolute_url())
    page.get_by_role("button", name="Thank you for post 2").click()
    expect(page.get_by_role("button", name="Thank you (1) for post 2")).to_be_visible()
    page.get_by_role("link", name="Reply to post 3").click()
    page.get_by_label("Your reply").fill("Ask @Bob")
    page.get_by_role("button", name="Find who is named").click()
    page.get_by_role("button", name=re.compile("Bob Jones")).click()
    expect(page.get_by_label("Your reply")).to_have_value(re.compile(r"^Ask @Bob-Jones:\d+"))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("heading", name="My drafts")).to_be_visible()
    page.get_by_role("link", name="Reply to").click()
    page.get_by_role("button", name="Post your reply").click()
    expect(page.get_by_text("In reply to #3 by Cat Smith")).to_be_visible()
