"""A lead of a board rebases a control chart, in a browser."""

import pytest
from playwright.sync_api import expect

from accounts.actions.leads import appoint_lead
from metrics.models import Area
from tests.factories import figures, person, verified
from tests.forum.test_limits import LIMITS, MONTHS, PAGE, row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def months() -> None:
    for place, month in enumerate(MONTHS):
        figures(month, row("ENGLAND", 600), row("03R", 500 + 10 * (place % 2) + 200 * (place >= 8)))


def test_a_lead_rebases_the_limits_and_sees_it_on_the_chart(desktop, sign_in, axe_clean, months):
    lee = person(name="Lee Lead")
    appoint_lead(user=lee, area=Area.objects.get(code="QWO"))
    sign_in(desktop, lee)
    desktop.goto(PAGE)
    desktop.get_by_role("link", name="Limits and rebase dates").click()

    desktop.get_by_role("button", name="Set the rebase date").click()
    axe_clean(desktop)
    desktop.get_by_role("link", name="Choose a month.").click()
    expect(desktop.get_by_label("Month from which the limits start anew")).to_be_focused()

    desktop.get_by_label("Month from which the limits start anew").select_option("January 2025")
    desktop.get_by_label("Reason").first.fill("A second treatment centre opened")
    desktop.get_by_role("button", name="Set the rebase date").click()

    expect(desktop.get_by_text("The limits start anew in January 2025.")).to_be_visible()
    expect(desktop.get_by_text("Set by Lee Lead on")).to_be_visible()
    axe_clean(desktop)
    desktop.goto(PAGE)
    chart = desktop.locator(".app-figure__wide .app-chart--control").first
    expect(chart.get_by_text("Limits anew: A second treatment centre opened")).to_be_visible()
    assert chart.locator(".chart-mean").count() == 2


def test_every_shape_of_a_chart_is_read_with_the_arrow_keys(desktop, months):
    desktop.goto(PAGE)
    frame = desktop.locator(".app-measure .app-figure__chart").first

    frame.focus()
    desktop.keyboard.press("Home")
    spoken = frame.locator("[aria-live]")
    expect(spoken).to_have_text("May 2024: 50.0%, concern: below the lower limit")


def test_a_visitor_is_led_to_the_page_after_signing_in(desktop, months):
    ada = verified(name="Ada", password="a long enough password")

    desktop.goto(LIMITS)
    desktop.get_by_role("main").get_by_role("link", name="Sign in").click()
    desktop.get_by_label("Email address").fill(ada.email)
    desktop.get_by_label("Password", exact=True).fill("a long enough password")
    desktop.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(desktop.get_by_role("heading", name="Limits of the control chart")).to_be_visible()
    expect(desktop.get_by_role("button", name="Set the rebase date")).to_have_count(0)
