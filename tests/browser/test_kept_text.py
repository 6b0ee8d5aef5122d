"""What people type and have not sent: it outlives their session, and nothing else."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import member, thread, trusted

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "walnut harbour pencil"
TYPED = "We start half an hour late.\n\nMost days."
PUT_BACK = "We put back what you had typed."
KEPT = "Object.entries(sessionStorage).filter(([key]) => key.startsWith('typed in')).map(([, kept]) => kept)"


def end_session(client: Client) -> None:
    """Let the session that `sign_in` began be half an hour idle."""
    session = client.session
    session["last_seen_at"] = 0
    session.save()


def sign_in_again(page: Page, email: str) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_reply_sent_after_the_session_ended_is_there_again_once_signed_in(
    open_page, sign_in, client, axe_clean, width
):
    author, made = trusted(member(email="ann@nhs.net", password=PASSWORD)), thread()
    page = open_page(width=width)
    sign_in(page, author)
    page.goto(made.get_absolute_url())
    page.get_by_label("Your reply").fill(TYPED)
    end_session(client)

    page.get_by_role("button", name="Post your reply").click()
    expect(page.get_by_role("heading", name="What you wrote is not saved")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value(TYPED)
    axe_clean(page)
    assert sticks_out(page) == []
    sign_in_again(page, "ann@nhs.net")

    expect(page.get_by_text(PUT_BACK)).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value(TYPED)
    axe_clean(page)
    assert sticks_out(page) == []
    page.get_by_role("button", name="Post your reply").click()
    expect(page.locator("#post-2")).to_contain_text("We start half an hour late.")
    page.wait_for_load_state("load")
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(page.get_by_text(PUT_BACK)).to_have_count(0)
    assert page.evaluate(KEPT) == []


def test_what_was_put_back_is_discarded_with_the_keyboard(desktop: Page, sign_in):
    made = thread(text="We start late.", author=(author := member()))
    sign_in(desktop, author)
    address = reverse("post-edit", args=[made.posts.get().pk])
    desktop.goto(address)
    desktop.get_by_label("Text", exact=True).fill(TYPED)

    desktop.goto(address)
    expect(desktop.get_by_label("Text", exact=True)).to_have_value(TYPED)
    desktop.get_by_role("button", name="Discard it").focus()
    desktop.keyboard.press("Enter")

    expect(desktop.get_by_label("Text", exact=True)).to_have_value("We start late.")
    expect(desktop.get_by_label("Text", exact=True)).to_be_focused()
    desktop.goto(address)
    expect(desktop.get_by_label("Text", exact=True)).to_have_value("We start late.")
    expect(desktop.get_by_text(PUT_BACK)).to_have_count(0)


def test_a_form_that_comes_back_keeps_its_text_until_it_is_saved(desktop: Page, sign_in):
    sign_in(desktop, trusted(member()))
    desktop.goto("/forum/start/")
    desktop.get_by_label("Text", exact=True).fill(TYPED)
    desktop.get_by_role("button", name="Start the thread").click()
    expect(desktop.get_by_text("There is a problem")).to_be_visible()

    desktop.goto("/forum/start/")

    expect(desktop.get_by_text(PUT_BACK)).to_be_visible()
    expect(desktop.get_by_label("Text", exact=True)).to_have_value(TYPED)


def test_signing_out_and_somebody_else_signing_in_leave_nothing_behind(desktop: Page, sign_in, client):
    address = reverse("reply", args=[thread().pk])
    for leave in ("by signing out", "for somebody else"):
        client.cookies.clear()
        sign_in(desktop, member())
        desktop.goto(address)
        desktop.get_by_label("Your reply").fill(TYPED)
        assert len(desktop.evaluate(KEPT)) == 1
        if leave == "by signing out":
            desktop.get_by_role("button", name="Sign out").click()
            expect(desktop.get_by_role("link", name="Sign in").first).to_be_visible()
        else:
            client.cookies.clear()
            sign_in(desktop, member())
            desktop.goto(address)
            expect(desktop.get_by_label("Your reply")).to_have_value("")
        assert desktop.evaluate(KEPT) == [], leave


def test_a_text_is_forgotten_after_three_days(desktop: Page, sign_in):
    address = reverse("reply", args=[thread().pk])
    sign_in(desktop, member())
    desktop.goto(address)
    desktop.get_by_label("Your reply").fill(TYPED)
    desktop.evaluate("""() => {
        const key = Object.keys(sessionStorage).find((key) => key.startsWith("typed in"));
        const kept = JSON.parse(sessionStorage.getItem(key));
        sessionStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 3 * 24 * 3600 * 1000 }));
    }""")

    desktop.goto(address)

    expect(desktop.get_by_label("Your reply")).to_have_value("")
    assert desktop.evaluate(KEPT) == []


def quote(page: Page) -> None:
    page.get_by_role("link", name="Quote post 1").click()
    expect(page.get_by_role("heading", name="Reply", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_quotation_stands_under_what_was_typed_before(open_page, sign_in, width):
    made, box = thread(text="We start late."), "Your reply"
    page = open_page(width=width)
    sign_in(page, member())
    page.goto(made.get_absolute_url())
    page.get_by_label(box).fill(TYPED)

    quote(page)

    both = re.compile(rf"^{re.escape(TYPED)}\n\n> .* wrote in .*\n>\n> We start late\.\n\n$")
    expect(page.get_by_label(box)).to_have_value(both)
    page.get_by_label(box).press("End")
    page.get_by_label(box).press("Control+End")
    page.get_by_label(box).press_sequentially("So do we.")
    held = page.get_by_label(box).input_value()
    page.reload()
    expect(page.get_by_label(box)).to_have_value(held)
    page.goto(made.get_absolute_url())
    quote(page)
    expect(page.get_by_label(box)).to_have_value(held)


def test_a_quotation_stands_where_all_that_was_typed_was_taken_out_again(desktop: Page, sign_in):
    made = thread(text="We start late.")
    sign_in(desktop, member())
    desktop.goto(made.get_absolute_url())
    desktop.get_by_label("Your reply").fill(TYPED)
    desktop.get_by_label("Your reply").fill("")

    quote(desktop)

    expect(desktop.get_by_label("Your reply")).to_have_value(re.compile("> We start late"))
