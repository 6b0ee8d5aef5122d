"""The register of technologies in a browser: proposed on a phone and listed by a moderator; every page looked at."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.actions.registering import change, seen
from casestudies.forms.technologies.register import WriteTechnology, values_of
from casestudies.models import StageEvent, Technology
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import adoption, case_study, member, moderator, technology
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db(transaction=True)


def used() -> Technology:
    """Return a technology with all that its page can show."""
    made = technology("Pocket scanner", purpose="For **all** of them.")
    made.guidance.create(type="DG", number=12, recommendation="recommended", published=date(2021, 5, 12))
    made.funding_years.create(year=2021, criteria="Saves money")
    made.functions.create(treatment_function="C_110")
    adoption("03R", of=made, since=date(2024, 1, 10), stage="paused")
    stopped = adoption("15F", of=made, since=date(2024, 3, 1))
    StageEvent.objects.create(
        adoption=stopped, number=2, stage="stopped", day=date(2025, 1, 5), reasons=["staff"]
    )
    adoption("02T", of=made, since=date(2025, 2, 1), stage="considering")
    case_study(technologies=[made], state="published")
    return made


def test_a_member_proposes_on_a_phone_and_a_moderator_lists_it(open_page, sign_in, client):
    author = open_page(width=PHONE)
    sign_in(author, member(name="Ann Author"))
    author.goto("/technologies/")
    author.get_by_role("link", name="Propose a technology").click()
    author.get_by_label("Name", exact=True).fill("Pocket scanner")
    author.get_by_label("Kind").select_option("Medical devices")
    author.get_by_label("NICE guidance").fill("XY12")
    author.get_by_role("button", name="Propose it").click()
    expect(author.get_by_role("alert")).to_contain_text("“XY12” is no NICE guidance")
    author.get_by_label("Summary").fill("An ultrasound scanner for the pocket.")
    author.get_by_label("NICE guidance").fill("DG12, recommended, 2021-05-12")
    author.get_by_role("button", name="Propose it").click()
    expect(author.get_by_text("Pocket scanner is proposed: a moderator looks at it.")).to_be_visible()

    client.cookies.clear()
    staff = open_page()
    sign_in(staff, moderator(name="Mo Moderator"))
    staff.goto("/technologies/")
    staff.get_by_role("link", name="1 proposal waits to be decided").click()
    staff.get_by_role("link", name="Pocket scanner").click()
    staff.get_by_role("link", name="Decide whether to list it").click()
    staff.get_by_label("Take it into the register").check()
    staff.get_by_label("Reason").fill("It is in use.")
    staff.get_by_role("button", name="Decide").click()
    expect(staff.get_by_text("Pocket scanner: listed.")).to_be_visible()

    author.goto("/technologies/?q=pocket")
    expect(author.get_by_role("link", name="Pocket scanner")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_it_is_accessible_and_fits(open_page, sign_in, axe_clean, width):
    publish(MAY)
    made = used()
    page: Page = open_page(width=width)
    sign_in(page, moderator())
    for address in ("", "?area=99&measure=median-wait", "edit/", "decide/"):
        page.goto(f"{made.get_absolute_url()}{address}")
        axe_clean(page)
        assert not sticks_out(page), address


def change_summary(made: Technology, summary: str) -> None:
    form = WriteTechnology(values_of(made) | {"summary": summary})
    assert form.is_valid()
    change(technology=made, entry=form.entry, by=moderator(), seen_as=seen(made))


def test_what_was_typed_into_what_the_register_said_before_undoes_nothing(desktop, sign_in):
    made = technology("Pocket scanner", summary="A scanner.")
    path = reverse("technology-edit", args=[made.slug])
    sign_in(desktop, moderator())
    desktop.goto(path)
    desktop.get_by_label("Supplier").fill("Acme")
    desktop.goto(path)
    expect(desktop.get_by_text("We put back what you had typed.")).to_be_visible()
    expect(desktop.get_by_label("Supplier")).to_have_value("Acme")
    change_summary(made, "A scanner for the pocket.")

    desktop.goto(path)

    expect(desktop.get_by_label("Summary")).to_have_value("A scanner for the pocket.")
    expect(desktop.get_by_label("Supplier")).to_have_value("")


def test_who_was_overtaken_keeps_their_own_words_beside_what_it_says_now(desktop, sign_in, axe_clean):
    made = technology("Pocket scanner", summary="A scanner.")
    sign_in(desktop, moderator())
    desktop.goto(reverse("technology-edit", args=[made.slug]))
    desktop.get_by_label("Supplier").fill("Acme")
    change_summary(made, "A scanner for the pocket.")
    desktop.get_by_role("button", name="Save").click()

    both = desktop.get_by_role("region", name="Both versions")
    expect(both).to_contain_text("A scanner for the pocket.")
    expect(both).to_contain_text("Acme")
    expect(desktop.get_by_label("Supplier")).to_have_value("Acme")
    expect(desktop.get_by_label("Summary")).to_have_value("A scanner for the pocket.")
    axe_clean(desktop)
    desktop.get_by_role("button", name="Save").click()

    expect(desktop.get_by_text("Pocket scanner is changed.")).to_be_visible()
    made.refresh_from_db()
    assert (made.supplier, made.summary) == ("Acme", "A scanner for the pocket.")
