"""From a claim to its approval, and the other pages of people, in a browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.actions.leads import appoint_lead
from accounts.actions.membership import claim_membership
from accounts.actions.restricting import restrict
from accounts.letters import stop_address
from accounts.models import EmailDomain, Restriction
from metrics.models import Area
from tests.factories import administrator, member, moderator, verified

PHONE = {"width": 375, "height": 812}


def lead():
    made = member("QWO", name="Lee Lead", job_role="Director of planned care")
    appoint_lead(user=made, area=Area.objects.get(code="QWO"))
    return made


def test_somebody_claims_a_lead_approves_and_the_person_is_told(open_page, sign_in):
    sam, page = verified("sam.shaw@leeds.nhs.uk", name="Sam Shaw"), open_page()

    sign_in(page, sam)
    page.goto("/accounts/")
    page.get_by_role("link", name="Your areas").click()
    choose_area(page, "Wakefield")
    page.get_by_label("What you do there").fill("I plan theatres.")
    page.get_by_role("button", name="Claim", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("You claimed to belong to Wakefield")

    sign_in(page, lead())
    page.goto("/accounts/")
    page.get_by_role("link", name="Claims of membership that wait for you").click()
    page.get_by_role("link", name="Sam Shaw: Wakefield").click()
    expect(page.get_by_text("I plan theatres.")).to_be_visible()
    page.get_by_label("Refuse").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why you refuse it.")
    page.get_by_label("Approve").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Sam Shaw now belongs to Wakefield.")).to_be_visible()

    sign_in(page, sam)
    page.goto("/notifications/")
    page.get_by_role("link", name="You are now a member of Wakefield").click()
    expect(page.get_by_role("heading", name="Wakefield").first).to_contain_text("Approved")


def choose_area(page: Page, name: str) -> None:
    box = page.get_by_label("Integrated care board or sub-ICB location")
    box.and_(page.locator(".autocomplete__input")).fill(name[:5])
    page.get_by_role("option", name=f"{name} (03R)").click()


SIZES = [{"width": 1280, "height": 900}, PHONE, {"width": 320, "height": 640}]
at_every_size = pytest.mark.parametrize("size", SIZES, ids=["desk", "phone", "small phone"])


@at_every_size
def test_pages_about_somebody_are_clean(open_page, sign_in, axe_clean, size):
    sam = member(
        name="Sam Shaw", job_role="Theatre manager", email="a.very.long.name.of.sam.shaw@leedsth.nhs.uk"
    )
    waiting = claim_membership(
        user=verified(name="Kim Waiting"), area=Area.objects.get(code="QWO"), note="Theatres."
    )
    by = moderator(name="Mo Moderator")
    restrict(user=sam, kind=Restriction.Kind.SILENCE, by=by, reason="Adverts.", private_note="Third time.")
    lead()
    page = open_page(**size)
    sign_in(page, administrator(name="Ada Admin"))

    for address in [
        f"/people/{sam.pk}/",
        f"/people/{sam.pk}/roles/",
        f"/people/{sam.pk}/restrictions/",
        "/people/claims/",
        f"/people/claims/{waiting.pk}/",
        f"/people/memberships/{sam.claims.get().pk}/end/",
        f"/people/domains/{EmailDomain.objects.get(domain='nhs.net').pk}/remove/",
        "/areas/QWO/people/",
        "/people/domains/",
        "/people/",
    ]:
        assert page.goto(address).status == 200, address
        axe_clean(page)
        assert fits(page), address


@at_every_size
def test_a_persons_own_pages_are_clean_with_what_is_wrong_too(open_page, sign_in, axe_clean, size):
    sam = member(name="Sam Shaw")
    restrict(user=verified(), kind=Restriction.Kind.SILENCE, by=moderator(), reason="Adverts.")
    page = open_page(**size)
    sign_in(page, sam)

    for address in [
        "/notifications/",
        "/accounts/membership/",
        f"/accounts/membership/{sam.claims.get().pk}/leave/",
        f"/people/{sam.pk}/",
        stop_address(sam, "weekly"),
    ]:
        assert page.goto(urlsplit(address).path).status == 200, address
        axe_clean(page)
        assert fits(page), address
    page.get_by_role("button", name="Stop these emails").click()
    expect(page.get_by_role("heading", name="These emails have stopped")).to_be_visible()
    axe_clean(page)
    for address, button in [
        ("/accounts/membership/", "Claim"),
        ("/accounts/delete/", "Delete your account"),
        ("/accounts/profile/about/", "Save"),
    ]:
        page.goto(address)
        for box in page.locator("main input[type=text]").all():
            box.fill("")
        page.get_by_role("button", name=button, exact=True).click()
        if address != "/accounts/delete/":
            expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        axe_clean(page)
        assert fits(page), address


def test_an_account_is_deleted_after_the_password_was_asked_for(open_page, sign_in):
    sam = member(name="Sam Shaw")
    sam.set_password("olive kettle drum")
    sam.save()
    page = open_page()
    sign_in(page, sam)

    page.goto("/accounts/delete/")
    page.get_by_label("I understand that this cannot be undone").check()
    page.get_by_role("button", name="Delete your account").click()
    page.get_by_label("Password", exact=True).fill("olive kettle drum")
    page.locator("main form button[type=submit]").first.click()

    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    sam.refresh_from_db()
    assert sam.closed_at


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
