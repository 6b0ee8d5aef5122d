"""Files in a browser: added to a post, downloaded, removed; a picture of oneself."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import sticks_out
from tests.factories import case_study, member, thread, trusted
from tests.safety.made_files import pdf, photo_of_leeds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stored")]
PLAN = {"name": "Theatre plan.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PROGRAM = {"name": "a.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90"}
PHOTO = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo_of_leeds(size=(640, 480))}
LOOKED = "I have looked at every page and picture of it"
WIDE = {"name": "wide.jpg", "mimeType": "image/jpeg", "buffer": photo_of_leeds(size=(3000, 2000))}


def test_a_member_replies_with_a_file_and_takes_it_away_again(desktop: Page, sign_in, axe_clean):
    opened = thread(trusted(member()))
    sign_in(desktop, trusted(member()))
    desktop.goto(opened.get_absolute_url())
    desktop.get_by_label("Your reply").fill("Our plan is attached.")
    desktop.get_by_role("button", name="Post it and add files").click()

    expect(desktop.get_by_role("heading", name="Files of your post")).to_be_visible()
    desktop.get_by_label("File", exact=True).set_input_files(PROGRAM)
    desktop.get_by_role("checkbox", name=LOOKED).check()
    desktop.get_by_role("button", name="Add the file").click()
    desktop.get_by_role("link", name="Files of this kind are not taken").click()
    expect(desktop.get_by_label("File", exact=True)).to_be_focused()
    axe_clean(desktop)

    desktop.get_by_label("File", exact=True).set_input_files(PLAN)
    desktop.get_by_role("button", name="Add the file").click()
    desktop.get_by_role("link", name="Tick that you have looked at every page").click()
    expect(desktop.get_by_role("checkbox", name=LOOKED)).to_be_focused()
    desktop.get_by_label("File", exact=True).set_input_files(PLAN)
    desktop.get_by_role("checkbox", name=LOOKED).check()
    desktop.get_by_role("button", name="Add the file").click()
    expect(desktop.get_by_text("“Theatre plan.pdf” is added.")).to_be_visible()
    axe_clean(desktop)
    desktop.get_by_role("link", name="Back to your post").click()
    axe_clean(desktop)
    with desktop.expect_download() as fetched:
        desktop.locator("#post-2").get_by_role("link", name="Theatre plan.pdf").click()
    assert fetched.value.suggested_filename == "Theatre plan.pdf"
    assert fetched.value.path().read_bytes() == pdf()

    desktop.get_by_role("link", name="Files of post 2").click()
    desktop.get_by_role("button", name="Remove Theatre plan.pdf").click()
    expect(desktop.get_by_text("It has none yet.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_picture_shows_below_its_post_within_the_page(open_page, sign_in, axe_clean, width: int):
    author = trusted(member())
    opened = thread(author)
    page = open_page(width=width, height=812)
    sign_in(page, author)
    page.goto(f"/posts/{opened.posts.get().pk}/files/")
    page.get_by_role("checkbox", name=LOOKED).check()
    page.get_by_label("File", exact=True).set_input_files(WIDE)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_role("link", name="Say what the picture shows").click()
    expect(page.get_by_label("What does it show?")).to_be_focused()
    assert sticks_out(page) == []
    axe_clean(page)
    page.get_by_label("What does it show?").fill("The theatre’s door, open")
    page.get_by_role("checkbox", name=LOOKED).check()
    page.get_by_label("File", exact=True).set_input_files(WIDE)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_role("link", name="Back to your post").click()

    shown = page.get_by_role("img", name="The theatre’s door, open")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 2560)
    assert shown.bounding_box()["width"] <= width
    assert shown.bounding_box()["height"] <= 400
    assert sticks_out(page) == []
    axe_clean(page)


@pytest.mark.parametrize("width", [375, 320])
def test_the_files_of_a_post_fit_on_a_phone(open_page, sign_in, axe_clean, width: int):
    author = trusted(member())
    opened = thread(author)
    page = open_page(width=width, height=812)
    sign_in(page, author)
    page.goto(f"/posts/{opened.posts.get().pk}/files/")
    page.get_by_role("checkbox", name=LOOKED).check()
    page.get_by_label("File", exact=True).set_input_files(PLAN | {"name": f"{'long-name' * 12}.pdf"})
    page.get_by_role("button", name="Add the file").click()
    for address in (page.url, opened.get_absolute_url()):
        page.goto(address)
        expect(page.get_by_role("link", name="long-name").first).to_be_visible()
        assert sticks_out(page) == []
        axe_clean(page)


def test_a_member_shows_a_picture_of_themselves(desktop: Page, sign_in, axe_clean):
    sign_in(desktop, member(name="Ann Author"))
    desktop.goto("/accounts/profile/")
    desktop.get_by_role("link", name="Change your picture").click()
    desktop.get_by_label("Picture", exact=True).set_input_files(PHOTO)
    desktop.get_by_role("button", name="Save").click()

    picture = desktop.get_by_role("img", name="Your picture")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 256)
    axe_clean(desktop)
    desktop.get_by_role("link", name="Change your picture").click()
    axe_clean(desktop)
    desktop.get_by_role("button", name="Remove your picture").click()
    expect(desktop.get_by_text("Your picture is removed.")).to_be_visible()


def test_who_sends_too_large_a_file_finds_back_to_what_they_typed(open_page, sign_in, axe_clean, settings):
    settings.LARGEST_BODY = 1_000_000
    author = member()
    case = case_study(author)
    page = open_page(width=375, height=812)
    sign_in(page, author)
    page.goto(f"/case-studies/{case.pk}/files/")
    page.locator("[name=caption]").fill("How the clinic runs")
    page.get_by_role("checkbox", name=LOOKED).check()
    page.get_by_label("File", exact=True).set_input_files(PLAN | {"buffer": bytes(1_000_001)})
    page.get_by_role("button", name="Add the file").click()

    expect(page.get_by_role("heading", name="This is too large to send")).to_be_visible()
    assert sticks_out(page) == []
    axe_clean(page)
    page.get_by_role("button", name="Back to the form").click()
    expect(page.get_by_text("We put back what you had typed.")).to_be_visible()
    expect(page.locator("[name=caption]")).to_have_value("How the clinic runs")
