"""Members discuss, in a browser: start, reply, edit, compare; and every page of it is looked at."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from forum.actions.discussions import edit_post
from metrics.models import Area
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import member, moderator, post, thread, trusted
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = """We start **late**.

> They said so.

1. One
2. Two

| Day | Minutes |
|---|--:|
| Monday | 31 |

```
a very long line of code that does not fit on the screen of a phone, nor on any other that is as narrow
```

https://example.org/a-very-long-address-that-cannot-be-broken-anywhere-at-all-and-goes-on-and-on
"""


def test_a_member_starts_a_thread_replies_edits_and_compares(desktop: Page, sign_in, axe_clean):
    publish(MAY)
    author = trusted(member(name="Ann Author"))
    sign_in(desktop, author)
    desktop.goto("/areas/03R/")
    desktop.get_by_role("link", name="Start a discussion about Wakefield").click()

    desktop.get_by_role("button", name="Start the thread").click()
    axe_clean(desktop)
    desktop.get_by_role("link", name="Enter a title.").click()
    expect(desktop.get_by_label("Title")).to_be_focused()
    desktop.get_by_label("Title").fill("Theatre start times")
    desktop.get_by_label("Text", exact=True).fill("We start **late**. Do you?")
    desktop.get_by_role("button", name="Preview").click()
    expect(desktop.get_by_role("heading", name="Preview: not posted yet")).to_be_visible()
    desktop.get_by_role("button", name="Start the thread").click()

    expect(desktop.get_by_role("heading", name="Theatre start times", level=1)).to_be_visible()
    expect(desktop.locator("#post-1 strong", has_text="late")).to_be_visible()
    desktop.get_by_label("Your reply").fill("Half an hour, mostly.")
    desktop.get_by_role("button", name="Post your reply").click()

    expect(desktop.locator("#post-2")).to_contain_text("Half an hour, mostly.")
    desktop.get_by_role("link", name="Edit post 2").click()
    desktop.get_by_label("Text", exact=True).fill("Twenty minutes, mostly.")
    desktop.get_by_role("button", name="Save the change").click()

    expect(desktop.locator("#post-2")).to_contain_text("Twenty minutes, mostly.")
    desktop.get_by_role("link", name="Versions of post 2").click()
    expect(desktop.locator("del").filter(has_text="Half an hour")).to_be_visible()
    expect(desktop.locator("ins").filter(has_text="Twenty minutes")).to_be_visible()
    axe_clean(desktop)
    desktop.get_by_role("button", name="Put it back").click()
    expect(desktop.get_by_text("Version 1 is put back")).to_be_visible()
    desktop.goto("/areas/03R/")
    expect(desktop.get_by_role("link", name="Theatre start times")).to_be_visible()


def test_a_wide_table_of_a_post_moves_inside_its_own_box(open_page, sign_in, axe_clean):
    months = "|".join(f"Month {number} of 2025" for number in range(1, 13))
    wide = f"| {months} |\n{'|---' * 12}|\n| {'|'.join(['12,345'] * 12)} |"
    opened = thread(text=f"Two tables.\n\n{wide}\n\nand\n\n{wide}")
    page = open_page(width=320, height=640)
    sign_in(page, member())
    page.goto(opened.get_absolute_url())

    assert sticks_out(page) == []
    axe_clean(page)
    box = page.get_by_role("group", name="Table").first
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)


def test_an_area_is_chosen_without_sending_the_form(desktop: Page, sign_in):
    sign_in(desktop, member())
    desktop.goto("/forum/start/")

    desktop.get_by_label("Area (optional)").press_sequentially("wakef")
    desktop.get_by_role("option", name="Wakefield (03R)").click()

    expect(desktop.get_by_label("Area (optional)")).to_have_value("Wakefield (03R)")
    expect(desktop.get_by_text("There is a problem")).to_have_count(0)


def test_a_thread_is_started_without_scripts(open_page, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, trusted(member()))
    page.goto("/forum/start/")

    page.get_by_label("Title").fill("Theatre start times")
    page.get_by_label("Text", exact=True).fill("We start late.")
    page.get_by_label("Area (optional)").fill("Wakefield")
    page.get_by_role("button", name="Start the thread").click()

    expect(page.get_by_role("main").get_by_role("link", name="Wakefield", exact=True).first).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_of_a_thread_is_clear_at_every_width(open_page, sign_in, axe_finds, width):
    author = trusted(member(name="Ann Author", job_role="Performance manager"))
    wakefield = Area.objects.get(code="03R")
    long_word = "Donaudampfschifffahrtsgesellschaft" * 3
    about = {"area": wakefield, "measure": "median-wait", "treatment_function": "C_110"}
    made = thread(author, title=f"Late starts {long_word}", text=EVERYTHING, **about)
    opening = edit_post(
        post=made.posts.get(), by=author, text=EVERYTHING.replace("late", f"early {long_word}")
    )
    held = post(made, author, text="It was 943 476 5919", state="held", held_because="patient data")
    for _ in range(25):
        post(made, moderator(name="Mo Moderator"))
    locked = thread(author, is_locked=True)
    page = open_page(width=width)
    sign_in(page, author)

    found = []
    for address in [
        "/forum/",
        made.get_absolute_url(),
        f"{made.get_absolute_url()}?page=2",
        locked.get_absolute_url(),
        reverse("reply", args=[made.pk]),
        reverse("thread-about", args=[made.pk]),
        reverse("post-edit", args=[opening.pk]),
        reverse("post-edit", args=[held.pk]),
        reverse("post-revisions", args=[opening.pk]),
        reverse("post-revisions", args=[held.pk]),
    ]:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in [*filter(None, [axe_finds(page)]), *sticks_out(page)]]

    assert found == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_who_edits_in_an_old_window_is_shown_both_texts_and_chooses(open_page, sign_in, axe_clean, width):
    author = trusted(member())
    made = thread(author, text="We start late, most days.").posts.get()
    page = open_page(width=width)
    sign_in(page, author)
    page.goto(reverse("post-edit", args=[made.pk]))
    edit_post(post=made, by=moderator(name="Mo Moderator"), text="We start late.", note="Kinder so")

    page.get_by_label("Text", exact=True).fill("We start late, every day.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", name="This was changed while you wrote", level=1)).to_be_visible()
    expect(page.get_by_text("Mo Moderator saved it on")).to_contain_text("Kinder so")
    expect(page.locator("mark").last).to_contain_text("every day")
    axe_clean(page)
    assert sticks_out(page) == []
    page.get_by_role("button", name="Go on with what I chose").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe_clean(page)
    page.get_by_label("Keep both, one below the other").check()
    page.get_by_role("button", name="Go on with what I chose").click()

    expect(page.get_by_label("Text", exact=True)).to_have_value("We start late.\n\nWe start late, every day.")
    axe_clean(page)
    assert sticks_out(page) == []
    page.get_by_label("Text", exact=True).fill("We start late. Every day, I think.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("#post-1")).to_contain_text("Every day, I think.")


def test_a_text_that_is_put_back_does_not_go_over_what_was_changed_since(desktop: Page, sign_in):
    author = trusted(member())
    made = thread(author, text="We start late.").posts.get()
    address = reverse("post-edit", args=[made.pk])
    sign_in(desktop, author)
    desktop.goto(address)
    desktop.get_by_label("Text", exact=True).fill("We start late, every day.")
    edit_post(post=made, by=moderator(), text="Some start late.", note="Kinder so")

    desktop.goto(address)
    expect(desktop.get_by_text("We put back what you had typed.")).to_be_visible()
    desktop.get_by_role("button", name="Save the change").click()
    expect(desktop.get_by_role("heading", name="This was changed while you wrote")).to_be_visible()

    desktop.goto(address)
    desktop.get_by_role("button", name="Discard it").click()
    desktop.get_by_label("Text", exact=True).fill("Some start late, I think.")
    desktop.get_by_role("button", name="Save the change").click()
    expect(desktop.locator("#post-1")).to_contain_text("Some start late, I think.")
