"""Reviewing a case study in a browser: a comment at a question on a phone, publishing; every page looked at."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from casestudies.actions import lives
from casestudies.actions.files import add_file
from casestudies.actions.versions import keep
from casestudies.models import CaseStudy
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.casestudies.lives import lead, whole_case
from tests.factories import member, moderator
from tests.safety.made_files import pdf

pytestmark = pytest.mark.django_db(transaction=True)


def sent_in(author) -> CaseStudy:
    """Return a case study with all that its pages can show, waiting for its second review."""
    case = whole_case(author)
    keep(case=case, by=author)
    add_file(case=case, file=SimpleUploadedFile("Plan.pdf", pdf()), caption="How it runs", by=author)
    lives.submit(case=case, by=author)
    lives.ask_for_changes(case=case, by=moderator(), words="Say since when.", comments={"done": "Who calls?"})
    return lives.submit(case=case, by=author)


def test_a_lead_comments_at_a_question_on_a_phone_and_publishes_what_comes_back(open_page, sign_in):
    author, by = member(name="Ann Author"), lead(user=member(name="Lee Lead"))
    case = whole_case(author)
    lives.submit(case=case, by=author)
    page = open_page(width=PHONE)
    sign_in(page, by)

    page.goto("/case-studies/reviews/")
    page.get_by_role("link", name="Same-day clinics").click()
    page.get_by_text("Comment on “What did you do?”").click()
    page.get_by_label("What should change in “What did you do?”").fill("Who calls?")
    page.get_by_label("Ask its authors for changes").check()
    page.get_by_role("button", name="Decide, and tell its authors").click()
    expect(page.get_by_text("went back to its authors")).to_be_visible()

    lives.submit(case=case, by=author)
    page.reload()
    page.get_by_role("link", name="Same-day clinics").click()
    expect(page.get_by_text("its authors say that it is dealt with")).to_be_visible()
    page.get_by_label("Publish it").check()
    page.get_by_role("button", name="Decide, and tell its authors").click()
    expect(page.get_by_text("is published. Its authors are told.")).to_be_visible()
    assert CaseStudy.objects.get().state == "published"


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_its_pages_are_whole_and_pass_axe(open_page, sign_in, axe_clean, width):
    author, by = member(name="Ann Author"), lead(user=member(name="Lee Lead"))
    case = sent_in(author)
    page = open_page(width=width)
    sign_in(page, by)
    for address in ("/case-studies/reviews/", f"/case-studies/{case.pk}/review/"):
        look(page, address, axe_clean)
    lives.publish(case=case, by=by)
    for name in ("review", "history", "confirm"):
        look(page, f"/case-studies/{case.pk}/{name}/", axe_clean)
    other = open_page(width=width)
    sign_in(other, author)
    for name in ("files", "history", "confirm"):
        look(other, f"/case-studies/{case.pk}/{name}/", axe_clean)


def look(page: Page, address: str, axe_clean) -> None:
    page.goto(address)
    axe_clean(page)
    assert not sticks_out(page), address
