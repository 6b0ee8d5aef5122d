"""A case study in a browser: its page at every width, its figures, and its paper."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from casestudies.models import CaseFile, CaseStudy
from casestudies.questions import QUESTIONS
from safety.actions.uploads import keep_upload
from safety.models import Upload
from tests.browser.test_pages import sticks_out
from tests.casestudies.test_reading import START, publish
from tests.factories import case_study, member, outcome
from tests.safety.made_files import photo_of_leeds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stored")]


@pytest.fixture
def case(db) -> CaseStudy:
    """A case study with everything that its page can show."""
    publish()
    author = member()
    made = case_study(
        author,
        state="published",
        functions=["C_120"],
        barriers=["staff"],
        started=START,
        contact_role="Service manager",
        contact_email="ent@example.nhs.uk",
        answers={slug: question.example for slug, question in QUESTIONS.items()},
    )
    outcome(made, starts=START, claim="More people are seen in time.")
    outcome(made, starts=START, claim="The list got shorter.", measure="waiting-list")
    outcome(made, starts=START, claim="Waits did not get longer.", measure="over-52-weeks", role="balancing")
    file = SimpleUploadedFile("room.jpg", photo_of_leeds(size=(640, 480)))
    stored = keep_upload(file=file, purpose=Upload.Purpose.CASE_STUDY, owner=author)
    CaseFile.objects.create(case=made, upload=stored, number=1, caption="The room")
    return made


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_page_is_whole_at_every_width(open_page, axe_clean, case, width: int):
    page = open_page(width=width, height=812)
    page.goto(case.get_absolute_url())

    expect(page.get_by_role("heading", name="What the figures show").first).to_be_visible()
    assert not sticks_out(page)
    for summary in page.get_by_text("Show before and after, with England").all():
        summary.click()
    axe_clean(page)
    assert not sticks_out(page)


def test_its_author_is_led_on_and_members_see_whom_to_ask(desktop: Page, sign_in, axe_clean, case):
    sign_in(desktop, case.authorships.get().person)
    desktop.goto(case.get_absolute_url())

    expect(desktop.get_by_role("link", name="ent@example.nhs.uk")).to_be_visible()
    desktop.get_by_role("heading", name="Files and pictures").scroll_into_view_if_needed()
    expect(desktop.get_by_role("img", name="The room")).to_be_visible()
    axe_clean(desktop)
    with desktop.expect_download() as fetched:
        desktop.get_by_role("link", name="Two pages to print (PDF)").click()
    assert fetched.value.suggested_filename.endswith(f"exemplar-case-study-{case.pk}.pdf")
