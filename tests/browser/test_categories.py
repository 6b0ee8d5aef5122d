"""Categories, tags, events and polls in a browser: one is chosen in, and every page of them is looked at."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from forum.models import Category, Event
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import administrator, member, poll, space, tagged, thread, trusted

pytestmark = pytest.mark.django_db(transaction=True)


def event(**fields) -> Event:
    starts: datetime = timezone.now() + timedelta(days=3)
    return Event.objects.create(
        thread=thread(kind="event", **fields),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="Leeds",
        address="https://example.org/an-address-that-is-long-and-cannot-be-broken-anywhere-at-all",
    )


def test_a_member_starts_a_poll_in_a_category_and_chooses_in_it(desktop: Page, sign_in, axe_clean):
    sign_in(desktop, trusted(member()))
    desktop.goto("/forum/")
    desktop.get_by_role("link", name="Theatres and surgery").first.click()
    desktop.get_by_role("button", name="Start a thread here").click()
    desktop.get_by_role("navigation", name="Kind of thread").get_by_role("link", name="Poll").click()
    expect(desktop.get_by_label("Category")).to_have_value("theatres")
    desktop.get_by_label("Title").fill("When do you start?")
    desktop.get_by_label("Text", exact=True).fill("Say what holds.")
    desktop.get_by_label("Options", exact=True).fill("Early\nLate")
    desktop.get_by_label("Tags").fill("theatre starts")
    desktop.get_by_role("button", name="Start the thread").click()

    expect(desktop.get_by_role("heading", name="Poll", exact=True)).to_be_visible()
    desktop.get_by_label("Late").check()
    desktop.get_by_role("button", name="Choose").click()

    expect(desktop.get_by_role("row", name="Late (your choice)")).to_contain_text("100%")
    expect(desktop.get_by_role("button", name="Change my choice")).to_be_visible()
    axe_clean(desktop)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_nothing_on_pages_of_categories(open_page, sign_in, axe_finds, width: int):
    theatres = Category.objects.get(slug="theatres")
    author = administrator()
    made = thread(author, category=theatres, kind="question", pinned_at=timezone.now())
    tagged(made, "theatre starts")
    several = poll(thread(category=theatres), "Early", "Late", takes_several=True)
    over = poll(thread(), closes_at=timezone.now() - timedelta(days=1))
    ours = space("QWO", name="West Yorkshire together")
    thread(category=ours)
    page = open_page(width=width)
    sign_in(page, author)

    found = []
    for address in [
        "/forum/",
        "/forum/?kind=question",
        "/forum/theatres/",
        reverse("category", args=[ours.slug]),
        reverse("tag", args=["theatre-starts"]),
        event().thread.get_absolute_url(),
        several.thread.get_absolute_url(),
        over.thread.get_absolute_url(),
        reverse("poll", args=[several.thread.pk]),
        reverse("thread-details", args=[made.pk]),
        reverse("thread-details", args=[several.thread.pk]),
        reverse("category-change", args=[ours.pk]),
    ]:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in [*filter(None, [axe_finds(page)]), *sticks_out(page)]]

    assert found == []
