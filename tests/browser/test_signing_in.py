"""Creating an account, signing in and keeping it safe, as people do it in a browser."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from accounts.models import EmailDomain, User
from tests.accounts.outbox import deliver
from tests.factories import verified

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "walnut harbour pencil"
LINK = re.compile(r"https?://\S+")
WIDTHS = (1280, 375, 320)
OF_TWO_STEPS = {
    "/accounts/two-steps/": "Two-step sign-in",
    "/accounts/two-steps/codes/new/": "Make new recovery codes",
    "/accounts/two-steps/app/remove/": "Turn off the authenticator app",
}
OF_ONES_ACCOUNT = {
    "/accounts/password/": "Change your password",
    "/accounts/address/": "Change your email address",
    "/accounts/confirm/": "Confirm that it is you",
}


@pytest.fixture
def outbox(settings, tmp_path) -> Path:
    """The folder that mail is written to, as on one's own machine; addresses of NHSmail are let in."""
    EmailDomain.objects.get_or_create(domain="nhs.net", defaults={"organisation": "NHSmail"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    return tmp_path / "outbox"


def newest_link(outbox: Path) -> str:
    deliver()
    newest = max(outbox.iterdir(), key=lambda letter: letter.stat().st_mtime_ns)
    return LINK.search(newest.read_text().split("\n\n", 1)[1]).group(0)


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Say that it is oneself, where a page asks."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@pytest.fixture
def looks_right(axe_clean) -> Callable[[Page, str], None]:
    """Checks the page with this heading: axe finds nothing and nothing is cut off, on a desk and on phones."""

    def check(page: Page, heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        size = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            axe_clean(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
        page.set_viewport_size(size)

    return check


def test_somebody_creates_an_account_reads_the_mail_and_signs_in(desktop, outbox, looks_right):
    desktop.goto("/")
    desktop.get_by_role("link", name="Sign in").click()
    desktop.get_by_role("link", name="Create an account").click()
    desktop.get_by_label("Full name").fill("Ada Able")
    desktop.get_by_label("Email address").fill("ada.able@nhs.net")
    desktop.get_by_label("Password", exact=True).fill("password1234")
    desktop.get_by_role("button", name="Create account").click()
    looks_right(desktop, "There is a problem")
    desktop.get_by_role("link", name="The password is one that many people use").click()
    expect(desktop.get_by_label("Password", exact=True)).to_be_focused()

    desktop.get_by_label("Password", exact=True).fill(PASSWORD)
    desktop.get_by_role("button", name="Create account").click()
    expect(desktop.get_by_text(str(outbox))).to_be_visible()
    looks_right(desktop, "Check your email")

    desktop.goto(newest_link(outbox))
    looks_right(desktop, "Verify your email address")
    desktop.get_by_role("button", name="Yes, this is my address").click()
    if "sign-in" in desktop.url:
        sign_in(desktop, "ada.able@nhs.net")

    account = desktop.get_by_role("navigation", name="Account")
    expect(account).to_contain_text("Ada Able")
    account.get_by_role("link", name="Your account").click()
    expect(desktop.get_by_text("You are signed in as Ada Able")).to_be_visible()
    looks_right(desktop, "Your account")


def test_without_scripts_somebody_creates_an_account_too(open_page, outbox):
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/sign-up/")
    page.get_by_label("Full name").fill("Ada Able")
    page.get_by_label("Email address").fill("ada.able@nhs.net")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.goto(newest_link(outbox))
    page.get_by_role("button", name="Yes, this is my address").click()

    sign_in(page, "ada.able@nhs.net")

    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Ada Able")


def test_somebody_who_forgot_the_password_chooses_a_new_one(desktop, outbox, looks_right):
    verified("member@nhs.net", password="a password since forgotten")
    desktop.goto("/accounts/sign-in/")
    desktop.get_by_role("link", name="I have forgotten my password").click()
    desktop.get_by_label("Email address").fill("member@nhs.net")
    desktop.get_by_role("button", name="Send the link").click()
    desktop.goto(newest_link(outbox))
    looks_right(desktop, "Choose a new password")
    desktop.get_by_label("Password", exact=True).fill(PASSWORD)
    desktop.get_by_label("The same password again", exact=True).fill(PASSWORD)
    desktop.get_by_role("button", name="Save the new password").click()
    looks_right(desktop, "Your password is changed")
    desktop.get_by_role("main").get_by_role("link", name="Sign in").click()

    sign_in(desktop, "member@nhs.net")

    expect(desktop.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_member_sets_up_an_authenticator_app_and_signs_in_with_it(desktop, looks_right):
    verified("member@nhs.net", password=PASSWORD)
    sign_in(desktop, "member@nhs.net")
    desktop.goto("/accounts/two-steps/")
    desktop.get_by_role("link", name="Set up an authenticator app").click()
    looks_right(desktop, "Confirm that it is you")
    confirm(desktop)
    looks_right(desktop, "Set up an authenticator app")
    secret = desktop.locator(".app-key").inner_text()
    desktop.get_by_label("Code", exact=True).fill(code_of(secret, steps=-1))
    desktop.get_by_role("button", name="Turn on").click()
    looks_right(desktop, "Your recovery codes")
    for address, heading in OF_TWO_STEPS.items():
        desktop.goto(address)
        looks_right(desktop, heading)

    desktop.get_by_role("button", name="Sign out").click()
    sign_in(desktop, "member@nhs.net")
    looks_right(desktop, "The second step")
    desktop.get_by_label("Code", exact=True).fill(code_of(secret))
    desktop.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(desktop.get_by_role("button", name="Sign out")).to_be_visible()
    desktop.goto("/accounts/two-steps/confirm/")
    looks_right(desktop, "Confirm that it is you")


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_authenticator(page: Page) -> None:
    """Give the browser a device that answers for its owner."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def press(page: Page, name: str) -> None:
    """Press a button that asks for a passkey, once its script is there."""
    page.get_by_role("button", name=name).wait_for()
    page.wait_for_load_state()
    page.get_by_role("button", name=name).click()


def test_a_member_adds_a_passkey_and_signs_in_with_it_alone(desktop, looks_right):
    verified("member@nhs.net", password=PASSWORD)
    add_authenticator(desktop)
    sign_in(desktop, "member@nhs.net")
    desktop.goto("/accounts/passkeys/add/")
    confirm(desktop)
    looks_right(desktop, "Add a passkey")
    desktop.get_by_label("A name for it").fill("Work laptop")
    desktop.get_by_label("Sign in with it alone").check()
    press(desktop, "Add passkey")
    expect(desktop.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    desktop.goto("/accounts/passkeys/")
    expect(desktop.get_by_role("heading", name="Work laptop")).to_be_visible()
    looks_right(desktop, "Your passkeys")
    desktop.get_by_role("link", name="Rename Work laptop").click()
    looks_right(desktop, "Rename a passkey")
    desktop.goto("/accounts/passkeys/confirm/")
    looks_right(desktop, "Confirm that it is you")

    desktop.get_by_role("button", name="Sign out").click()
    desktop.goto("/accounts/sign-in/")
    press(desktop, "Sign in with a passkey")
    expect(desktop.get_by_role("button", name="Sign out")).to_be_visible()

    desktop.goto("/accounts/passkeys/")
    desktop.get_by_role("link", name="Remove Work laptop").click()
    confirm(desktop)
    looks_right(desktop, "Remove a passkey")
    desktop.get_by_role("button", name="Remove").click()
    expect(desktop.get_by_text("You have none.")).to_be_visible()


def test_a_device_that_gives_no_passkey_is_told_in_words(desktop):
    add_authenticator(desktop)
    desktop.goto("/accounts/sign-in/")

    press(desktop, "Sign in with a passkey")

    expect(desktop.get_by_role("alert")).to_have_text(
        "Your device gave no passkey. Try again, or use another way."
    )


def test_a_passkey_is_the_second_step_after_a_password(desktop):
    verified("member@nhs.net", password=PASSWORD)
    add_authenticator(desktop)
    sign_in(desktop, "member@nhs.net")
    desktop.goto("/accounts/passkeys/add/")
    confirm(desktop)
    press(desktop, "Add passkey")
    expect(desktop.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    desktop.get_by_role("button", name="Sign out").click()

    sign_in(desktop, "member@nhs.net")
    press(desktop, "Use a passkey")

    expect(desktop.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_member_sees_where_they_are_signed_in_and_ends_it(open_page, looks_right):
    verified("member@nhs.net", password=PASSWORD)
    desk, phone = open_page(), open_page(width=375)
    for page in (desk, phone):
        sign_in(page, "member@nhs.net")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    desk.goto("/accounts/sessions/")
    looks_right(desk, "Where you are signed in")

    desk.get_by_role("button", name="Sign out everywhere else").click()
    expect(desk.get_by_text("You are signed out there.")).to_be_visible()

    phone.goto("/accounts/")
    expect(phone.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.parametrize("address", OF_ONES_ACCOUNT)
def test_pages_of_ones_account_look_right_and_say_what_is_wrong(desktop, looks_right, address):
    verified("member@nhs.net", password=PASSWORD)
    sign_in(desktop, "member@nhs.net")
    expect(desktop.get_by_role("button", name="Sign out")).to_be_visible()
    desktop.goto(address)
    looks_right(desktop, OF_ONES_ACCOUNT[address])

    desktop.get_by_role("main").get_by_role("button").last.click()
    looks_right(desktop, "There is a problem")


def test_what_cannot_be_shown_otherwise_looks_right(desktop, looks_right):
    desktop.goto("/accounts/employer/error/")
    looks_right(desktop, "Your organisation could not sign you in")
    assert not User.objects.exists()
