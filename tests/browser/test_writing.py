"""Case studies are written in a browser: on a phone, through a crash, beside others, by keyboard, without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from casestudies.actions.versions import keep
from casestudies.actions.writing import save
from casestudies.models import Authorship, CaseStudy, FieldComment
from metrics.models import Area
from tests.browser.keyboard import tab_to
from tests.browser.test_kept_text import PASSWORD, end_session
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import case_study, member, outcome, technology

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Kept as your draft"
PUT_BACK = "We put back what you had typed here"


def written(author, **fields) -> CaseStudy:
    case = case_study(author, **fields)
    keep(case=case, by=author)
    return case


def page_of(case: CaseStudy, group: str = "problem") -> str:
    return reverse("case-study-section", args=[case.pk, group])


def box(page: Page, name: str = "What was the problem?") -> Locator:
    return page.get_by_role("textbox", name=name)


def test_a_case_study_is_written_on_a_phone_from_its_first_line_to_its_preview(
    phone: Page, sign_in, axe_clean
):
    sign_in(phone, member(name="Ann Author"))
    phone.goto("/case-studies/mine/")
    phone.get_by_role("button", name="Begin a case study").click()

    phone.get_by_role("button", name="Begin").click()
    axe_clean(phone)
    phone.get_by_label("Title").fill("Same-day clinics")
    phone.get_by_role("button", name="Begin").click()

    expect(phone.get_by_role("heading", name="The short form", level=1)).to_be_visible()
    phone.get_by_text("Example of an answer to “What did you do?”").click()
    expect(phone.get_by_text("We booked consultation, test and small procedure")).to_be_visible()
    box(phone, "Summary").fill("People are seen once, not three times.")
    box(phone).fill("People came **three times**.")
    box(phone, "What did you do?").fill("One visit for all.")
    phone.get_by_label("Ear, nose and throat").check()
    assert sticks_out(phone) == []
    axe_clean(phone)
    phone.get_by_role("button", name="Preview").click()
    expect(phone.locator("strong", has_text="three times")).to_be_visible()
    phone.get_by_role("button", name="Save", exact=True).click()

    expect(phone.get_by_role("heading", name="Missing before you can send it in")).to_be_visible()
    phone.get_by_role("link", name="At least one outcome").click()
    box(phone, "What changed, in words").fill("More are seen in time.")
    box(phone, "First month of the change").fill("April 2024")
    phone.get_by_role("button", name="Add this outcome").click()
    expect(phone.get_by_role("heading", name="More are seen in time.")).to_be_visible()
    phone.get_by_role("link", name="All pages, and what is missing").click()
    phone.get_by_role("link", name="Preview").click()
    expect(phone.get_by_role("heading", name="What was the problem?")).to_be_visible()
    axe_clean(phone)
    assert sticks_out(phone) == []


def test_what_did_not_work_is_told_on_a_phone_in_a_few_fields_and_sent_in(phone: Page, sign_in, axe_clean):
    sign_in(phone, member(name="Ann Author"))
    phone.goto("/case-studies/new/?kind=attempt")
    phone.get_by_label("Title").fill("Saturday clinics")
    phone.get_by_role("button", name="Begin").click()

    expect(phone.get_by_role("heading", name="What did not work", level=1)).to_be_visible()
    assert phone.locator("form.app-writing .nhsuk-textarea:visible").count() == 3
    box(phone, "Summary").fill("Nobody came on Saturdays.")
    box(phone, "What did you do?").fill("Two clinics.")
    box(phone, "What is the most important lesson?").fill("Ask people first.")
    axe_clean(phone)
    assert sticks_out(phone) == []
    phone.get_by_role("button", name="Save", exact=True).click()
    phone.get_by_role("link", name="At least one barrier: what stood in the way").click()
    expect(phone.get_by_label("Leadership or ownership")).to_be_in_viewport()
    phone.get_by_label("The benefit was not seen").check()
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    phone.get_by_role("button", name="Send it in for review").click()

    expect(phone.get_by_text("It is sent in.")).to_be_visible()
    assert CaseStudy.objects.get().state == "submitted"


def test_several_are_found_by_parts_of_their_names_and_kept(phone: Page, sign_in, axe_clean):
    author = member()
    case = written(author)
    technology("Portable <i>scope</i>")
    Area.objects.create(code="RXF", kind="provider", name="Mid Yorkshire", short_name="Mid Yorkshire")
    sign_in(phone, author)

    phone.goto(page_of(case, "about"))
    finder = phone.get_by_role("combobox", name="Find an area to add")
    finder.press_sequentially("wakef")
    phone.get_by_role("option", name="Wakefield (03R)").click()
    finder.press_sequentially("West York")
    expect(phone.get_by_role("option", name="West Yorkshire (QWO)")).to_be_visible()
    phone.keyboard.press("Enter")
    expect(finder).to_have_value("")
    expect(finder).to_be_focused()
    finder.press_sequentially("mid york")
    phone.get_by_role("option", name="Mid Yorkshire (RXF)").click()
    lines = box(phone, "Areas and providers").input_value().splitlines()
    assert lines[-3:] == ["Wakefield (03R)", "West Yorkshire (QWO)", "Mid Yorkshire (RXF)"]
    expect(phone.get_by_text(KEPT)).to_be_visible()
    axe_clean(phone)
    assert sticks_out(phone) == []

    phone.goto(page_of(case, "what"))
    phone.get_by_role("combobox", name="Find a technology to add").press_sequentially("scope")
    phone.get_by_role("option", name="Portable <i>scope</i>").click()
    expect(box(phone, "Technologies of the register")).to_have_value("Portable <i>scope</i>")
    phone.get_by_role("button", name="Save", exact=True).click()

    expect(phone.get_by_role("heading", name="Write", exact=True)).to_be_visible()
    assert [one.name for one in case.technologies.all()] == ["Portable <i>scope</i>"]


def test_what_was_typed_outlives_a_crash(open_page, sign_in, axe_clean):
    author = member()
    case = written(author)
    crashed = open_page()
    sign_in(crashed, author)
    crashed.goto(page_of(case))
    box(crashed).press_sequentially("Nine hundred waited.")
    expect(crashed.get_by_text(KEPT)).to_be_visible()
    crashed.context.close()  # nothing of that browser is left: no page, no storage

    page = open_page()
    sign_in(page, author)
    page.goto(page_of(case))

    expect(page.get_by_text(PUT_BACK)).to_be_visible()
    expect(box(page)).to_have_value("Nine hundred waited.")
    axe_clean(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    page.goto(page_of(case))
    expect(page.get_by_text(PUT_BACK)).to_have_count(0)
    expect(box(page)).to_have_value("Nine hundred waited.")


def test_what_was_put_back_can_be_discarded(desktop: Page, sign_in):
    author = member()
    case = written(author, answers={"problem": "Long waits."})
    sign_in(desktop, author)
    desktop.goto(page_of(case))
    box(desktop).fill("Something else.")
    expect(desktop.get_by_text(KEPT)).to_be_visible()
    desktop.goto(page_of(case))

    desktop.get_by_role("button", name="Discard it").click()

    expect(box(desktop)).to_have_value("Long waits.")
    expect(desktop.get_by_text(PUT_BACK)).to_have_count(0)


def test_what_cannot_be_kept_is_said_and_kept_once_one_signed_in_again(
    chromium: Browser, live_server, sign_in, client
):
    author = member(email="ann@nhs.net", password=PASSWORD)
    case = written(author)
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    sign_in(page, author)
    page.goto(page_of(case))
    end_session(client)

    box(page).fill("Nine hundred waited.")
    expect(page.get_by_text("is not kept: you are signed out")).to_be_visible()
    other = context.new_page()
    other.goto("/accounts/sign-in/")
    other.get_by_label("Email address").fill("ann@nhs.net")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()

    expect(page.get_by_text(KEPT)).to_be_visible()
    assert case.drafts.get().fields["problem"] == "Nine hundred waited."
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    context.close()


def test_what_the_guard_finds_is_said_as_one_types(desktop: Page, sign_in, axe_clean):
    author = member()
    case = written(author)
    sign_in(desktop, author)
    desktop.goto(page_of(case))

    box(desktop).fill("She is 943 476 5919.")

    expect(desktop.get_by_role("status").get_by_text("seems to have an NHS number (word 3)")).to_be_visible()
    axe_clean(desktop)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_second_of_two_is_shown_both_and_chooses(open_page, sign_in, axe_finds, width):
    ann, bob = member(name="Ann Author"), member("15F", name="Bob Brown")
    case = written(ann, answers={"problem": "Waits."})
    Authorship.objects.create(case=case, person=bob)
    page = open_page(width=width)
    sign_in(page, ann)
    page.goto(page_of(case))
    box(page).fill("Ann’s words.")
    save(case=case, by=bob, version=1, fields={"problem": "Bob’s words."})

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Somebody else changed this while you wrote")).to_be_visible()
    expect(page.get_by_role("region", name="Saved meanwhile")).to_contain_text("Bob’s")
    expect(page.get_by_role("region", name="What you typed")).to_contain_text("Ann’s")
    found = [*filter(None, [axe_finds(page)]), *sticks_out(page)]
    assert found == []
    page.get_by_label("Keep both").check()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    assert CaseStudy.objects.get().answers["problem"] == "Bob’s words.\n\nAnn’s words."


def test_text_is_formatted_with_the_keyboard_alone(desktop: Page, sign_in):
    author = member()
    case = written(author, answers={"problem": "one\ntwo"})
    sign_in(desktop, author)
    desktop.goto(page_of(case))
    text, bar = box(desktop), desktop.get_by_role("toolbar", name="What was the problem?")
    text.focus()

    for keys in ("Control+A", "Control+B"):
        desktop.keyboard.press(keys)
    expect(text).to_have_value("**one\ntwo**")
    desktop.keyboard.press("Control+B")
    expect(text).to_have_value("one\ntwo")
    desktop.keyboard.press("Control+A")
    desktop.keyboard.press("Shift+Tab")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    for _ in range(4):
        desktop.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="List")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(text).to_have_value("- one\n- two")
    expect(text).to_be_focused()
    desktop.keyboard.press("Shift+Tab")
    expect(bar.get_by_role("button", name="List")).to_be_focused()
    for keys, name in (
        ("Home", "Bold"),
        ("ArrowLeft", "Footnote"),
        ("ArrowRight", "Bold"),
        ("End", "Footnote"),
    ):
        desktop.keyboard.press(keys)
        expect(bar.get_by_role("button", name=name)).to_be_focused()
    desktop.keyboard.press("Tab")
    expect(text).to_be_focused()
    desktop.keyboard.press("Control+Z")
    expect(text).to_have_value("one\ntwo")


def test_a_link_is_made_with_the_keyboard_and_all_of_it_is_saved(desktop: Page, sign_in):
    author = member()
    case = written(author)
    sign_in(desktop, author)
    desktop.goto(page_of(case))
    text = box(desktop)
    text.fill("guideline")
    text.press("Control+A")
    text.press("Control+k")
    desktop.keyboard.type("https://www.nice.org.uk/")

    expect(text).to_have_value("[guideline](https://www.nice.org.uk/)")
    tab_to(desktop.get_by_role("button", name="Save", exact=True))
    desktop.keyboard.press("Enter")

    expect(desktop.get_by_text("Your changes are saved.")).to_be_visible()
    assert CaseStudy.objects.get().answers["problem"] == "[guideline](https://www.nice.org.uk/)"


def test_everything_is_written_without_scripts(open_page, sign_in):
    author = member()
    page = open_page(java_script_enabled=False)
    sign_in(page, author)
    page.goto("/case-studies/new/?kind=attempt")
    page.get_by_label("Title").fill("Saturday clinics")
    page.get_by_role("button", name="Begin").click()
    expect(box(page)).not_to_be_visible()
    box(page, "What did you do?").fill("Two clinics a week.")
    page.get_by_label("Staff: too few, or not trained").check()
    page.get_by_text("Say more, now or later").click()
    box(page).fill("People came three times.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    assert CaseStudy.objects.get().answers == {
        "problem": "People came three times.",
        "done": "Two clinics a week.",
    }
    assert CaseStudy.objects.get().barriers.get().barrier == "staff"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_of_writing_is_clear_at_every_width(open_page, sign_in, axe_finds, width):
    author = member(name="Ann Author")
    long_word = "Donaudampfschifffahrtsgesellschaft" * 3
    case = written(
        author, title=f"Clinics {long_word}", answers={"problem": f"She is 943 476 5919 {long_word}"}
    )
    CaseStudy.objects.update(state="returned", held_because="patient data")
    Authorship.objects.create(case=case, person=member(name=long_word))
    FieldComment.objects.create(case=case, question="problem", text=f"Say more {long_word}")
    made = outcome(case, claim=f"More {long_word}")
    waiting = written(author, state="submitted")
    page = open_page(width=width)
    sign_in(page, author)

    found = []
    for address in [
        "/case-studies/mine/",
        reverse("case-study-write", args=[case.pk]),
        reverse("case-study-write", args=[waiting.pk]),
        page_of(case),
        page_of(case, "about"),
        page_of(case, "what"),
        reverse("case-study-outcomes", args=[case.pk]),
        reverse("case-study-outcome", args=[case.pk, made.pk]),
        reverse("case-study-preview", args=[case.pk]),
        reverse("case-study-authors", args=[case.pk]),
    ]:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in [*filter(None, [axe_finds(page)]), *sticks_out(page)]]

    assert found == []
