"""Reading in a browser: what is new, following, bookmarks with a reminder, what is like a thread, and “For you”."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from forum.actions.following import follow
from forum.models import Bookmark, FigureWatch, Thread
from metrics.models import Area
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import member, post, thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader() -> User:
    who = member(name="Ray Reader")
    User.objects.filter(pk=who.pk).update(date_joined=timezone.now() - timedelta(days=9))
    who.refresh_from_db()
    return who


def two_alike() -> Thread:
    made = thread(title="Theatre start times", measure="median-wait")
    post(made, text="Half an hour, mostly.")
    thread(title="Beds in winter", measure="median-wait")
    return made


def looked_at(page: Page, axe_clean) -> None:
    axe_clean(page)
    assert sticks_out(page) == []


def test_a_reader_finds_what_is_new_follows_bookmarks_and_finds_it_again(
    desktop: Page, sign_in, axe_clean, reader
):
    made = two_alike()
    sign_in(desktop, reader)
    desktop.goto("/forum/")
    row = desktop.locator(".app-threads__row", has_text="Theatre start times")
    expect(row.get_by_text("2 new")).to_be_visible()
    looked_at(desktop, axe_clean)

    row.get_by_role("link", name="2 new").click()
    expect(desktop).to_have_url(re.compile(rf"{re.escape(made.get_absolute_url())}#post-1$"))
    desktop.get_by_text("Follow this thread: Tracking").or_(
        desktop.get_by_text("Follow this thread: Normal")
    ).click()
    desktop.get_by_label("How closely").select_option("watching")
    desktop.get_by_role("button", name="Save how closely you follow this thread").click()
    expect(desktop.get_by_text("Follow this thread: Watching")).to_be_visible()

    desktop.get_by_role("button", name="Bookmark post 2").click()
    desktop.get_by_role("link", name="Your bookmark of post 2").click()
    desktop.get_by_label("Note (optional)").fill("For the board")
    desktop.get_by_label("In a week").check()
    desktop.get_by_role("button", name="Save", exact=True).click()
    expect(desktop.get_by_role("heading", name="My bookmarks")).to_be_visible()
    expect(desktop.get_by_text("we remind you on")).to_be_visible()
    looked_at(desktop, axe_clean)

    post(made, text="A quarter now.")
    desktop.get_by_role("link", name="For you").click()
    expect(desktop.get_by_text("You watch this thread")).to_be_visible()
    looked_at(desktop, axe_clean)
    desktop.get_by_role("link", name="What I watch").click()
    desktop.get_by_role("button", name="Remove your choice for Theatre start times").click()
    expect(desktop.get_by_text("You no longer follow Theatre start times")).to_be_visible()
    assert not reader.watches.filter(level="watching").exists()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_of_reading_are_accessible_at_every_width(open_page, sign_in, axe_clean, reader, width):
    made = two_alike()
    follow(person=reader, thread=made, level="watching")
    follow(person=reader, measure="median-wait", level="muted")
    Bookmark.objects.create(person=reader, post=made.posts.first(), note="x" * 200)
    wakefield = Area.objects.get(code="03R")
    watched = FigureWatch.objects.create(
        person=reader, what="concern", area=wakefield, measure="median-wait", checked_month=date(2025, 5, 1)
    )
    page = open_page(width=width)
    sign_in(page, reader)

    for name, of in [
        ("for-you", []),
        ("following", []),
        ("bookmarks", []),
        ("bookmark", [made.posts.first().pk]),
        ("figure-watch", [watched.pk]),
        ("related", [made.pk]),
    ]:
        page.goto(reverse(name, args=of))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looked_at(page, axe_clean)


def test_what_is_like_a_thread_comes_when_one_has_read_so_far(desktop: Page, sign_in, axe_clean, reader):
    made = two_alike()
    sign_in(desktop, reader)
    desktop.goto(made.get_absolute_url())

    desktop.locator(".app-related").scroll_into_view_if_needed()

    expect(desktop.get_by_role("heading", name="Like this thread")).to_be_visible()
    expect(desktop.get_by_role("link", name="Beds in winter")).to_be_visible()
    looked_at(desktop, axe_clean)


def test_all_of_it_works_without_scripts(open_page, sign_in, reader):
    made = two_alike()
    page = open_page(java_script_enabled=False)
    sign_in(page, reader)
    page.goto(made.get_absolute_url())
    page.get_by_role("link", name="Threads and case studies like this one").click()
    expect(page.get_by_role("link", name="Beds in winter")).to_be_visible()

    page.goto("/forum/")
    page.get_by_role("button", name="Mark all of the forum as read").click()
    expect(page.get_by_text("All is marked as read.")).to_be_visible()
    expect(page.locator(".app-new")).to_have_count(0)


def test_a_bookmark_that_is_wrong_is_asked_again_accessibly(desktop: Page, sign_in, axe_clean, reader):
    written = thread().posts.get()
    sign_in(desktop, reader)
    desktop.goto(reverse("bookmark", args=[written.pk]))
    desktop.get_by_label("On a day that I choose").check()

    desktop.get_by_role("button", name="Save", exact=True).click()

    expect(desktop.get_by_role("alert")).to_contain_text("Enter the day on which we remind you.")
    looked_at(desktop, axe_clean)
