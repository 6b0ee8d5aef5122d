"""“Did it work?” in a browser: from a record to its answer, by the keyboard; every page looked at."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.models import EffectQuestion, MeasuredEffect
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.casestudies.measuring import START, answered
from tests.casestudies.test_effect_pages import forest
from tests.factories import adoption, case_study, outcome, technology

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_record_leads_to_what_the_figures_say_by_the_keyboard(desktop: Page):
    record = adoption("03R", since=START)
    answered(record)
    desktop.goto(record.get_absolute_url())

    desktop.get_by_role("link", name="Waiting 18 weeks or less, Wakefield").focus()
    desktop.keyboard.press("Enter")

    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Changed for the better")
    desktop.locator("main summary").first.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("columnheader", name="Mix of other areas")).to_be_visible()
    desktop.get_by_role("link", name="How it is worked out").click()
    expect(desktop.get_by_role("heading", name="Did it work?")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_every_answer_is_accessible_and_fits(open_page, axe_clean, width):
    record, case = adoption("03R", since=START), case_study(state="published")
    outcome(case, starts=START)
    page: Page = open_page(width=width)
    found = [answered(record), answered(record, name="later", after=3), answered(case, shift=0.0)]
    scope = technology()
    forest(scope, (0.1, 0.1, -0.1, 0.0))
    EffectQuestion.objects.bulk_create(
        EffectQuestion(name=name)
        for name in (*MeasuredEffect.objects.values_list("name", flat=True), "to come")
    )
    together = reverse("technology-effects", args=[scope.slug])
    all_of_them = reverse("effects")
    for address in [all_of_them, *(one.get_absolute_url() for one in (*found, record, case)), together]:
        page.goto(address)
        axe_clean(page)
        assert not sticks_out(page), address


def test_how_far_answers_are_goes_on_by_itself(open_page):
    EffectQuestion.objects.create(name=answered(adoption("03R", since=START)).name)
    waiting = EffectQuestion.objects.create(name="to come")
    page: Page = open_page()
    page.goto(reverse("effects"))
    bar = page.get_by_label("Being worked out for the newest figures:")
    expect(bar).to_have_attribute("value", "1")

    waiting.delete()

    expect(bar).to_have_count(0, timeout=15_000)
