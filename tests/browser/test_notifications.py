"""Two people in two windows, with real workers and a real mail server; and the pages of what people are told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions.profile import set_notifications
from accounts.actions.telling import tell
from accounts.models import NotificationChoice, User
from accounts.tasks import sweep_letters
from forum.actions.telling import tell_what_is_new
from forum.models import Notification, Post
from tests.browser.test_pages import sticks_out
from tests.factories import member, post, signed_in, thread, trusted
from tests.servers import MailServer
from tests.test_processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)
# A window asks every 15 seconds; a worker has to be woken first, on a machine that may be busy.
LIVE = 90_000


@pytest.fixture
def window(open_page, live_server) -> Callable[..., Page]:
    """Opens a window of its own for each person: `window(person, width=375)`."""

    def open_window(person: User, **options) -> Page:
        page = open_page(**options)
        session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_window


def told(page: Page):
    return page.locator("[data-look]")


@pytest.mark.timeout(600)
def test_two_people_in_two_windows_are_told_of_each_other_live_and_by_e_mail(window, start_worker):
    ann, bo = trusted(member(name="Ann Author")), trusted(member("02P", name="Bo Brown"))
    Post.objects.update(told_at=timezone.now())
    for person in (ann, bo):
        set_notifications(user=person, choices=dict.fromkeys(NotificationChoice.About.values, "never"))
    set_notifications(user=bo, choices={"replies": "daily"})
    question = thread(ann, title="Theatre start times", kind="question", text="When do you start?")
    anns, bos = window(ann), window(bo)
    with MailServer().running() as mail:
        start_worker("-Q", "letters", EMAIL_URL=mail.url)

        # Bo reads something else while Ann names them.
        bos.goto("/about/")
        expect(told(bos)).to_have_text("Notifications")
        anns.goto(question.get_absolute_url())
        anns.get_by_label("Your reply").press_sequentially("@Bo Bro")
        anns.get_by_role("option", name="Bo Brown").click()
        anns.get_by_label("Your reply").press_sequentially("do you know?")
        anns.get_by_role("button", name="Post your reply").click()
        expect(anns.locator("#post-2")).to_contain_text("do you know?")

        expect(told(bos)).to_have_text("Notifications (1 new)", timeout=LIVE)
        expect(bos.get_by_role("status").filter(has_text="1 new")).to_be_attached()
        assert bos.url.endswith("/about/")
        told(bos).click()
        bos.get_by_role("link", name="Ann Author mentioned you in “Theatre start times”").click()
        expect(told(bos)).to_have_text("Notifications")
        bos.get_by_label("Your reply").fill("At half past eight.")
        bos.get_by_role("button", name="Post your reply").click()
        expect(bos.locator("#post-3")).to_contain_text("At half past eight.")

        # Ann is told, still on the page where she asked, and accepts the answer.
        expect(told(anns)).to_have_text("Notifications (1 new)", timeout=LIVE)
        told(anns).click()
        anns.get_by_role("link", name="Bo Brown replied to you in “Theatre start times”").click()
        anns.locator("#post-3").get_by_role("button", name="Accept as the answer").click()
        expect(anns.get_by_text("Accepted answer").first).to_be_visible()

        expect(told(bos)).to_have_text("Notifications (1 new)", timeout=LIVE)
        told(bos).click()
        expect(bos.get_by_role("main")).to_contain_text(
            "Ann Author accepted your answer in “Theatre start times”"
        )

        # The next morning Bo has one email, which tells what was not read on the site.
        tell_what_is_new(now=timezone.now() + timedelta(days=1))
        sweep_letters()
        assert eventually(lambda: mail.letters, seconds=LIVE / 1000)
        (letter,) = mail.letters
    text = letter.get_content()
    assert letter["To"] == bo.email
    assert "mentioned you" not in text
    assert "Ann Author accepted your answer in “Theatre start times”" in text
    assert f"Reply: http://localhost:8000/threads/{question.pk}/reply/" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip(" <>") in text


def with_much(name: str) -> User:
    """Return somebody who was told of many things, long words among them."""
    one = member(name=name)
    word = "Donaudampfschifffahrtsgesellschaft" * 3
    writer = member(name="Ann Author")
    for kind in Notification.Kind.values:
        if kind not in ("reaction", "accepted"):
            written = post(thread(writer, title=f"Late starts {word}"), writer)
            Notification.objects.create(person=one, kind=kind, post=written, by=writer)
    tell(one, "A decision", f"About {word}.")
    return one


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_pages_of_what_one_is_told_are_clear_at_every_width(window, axe_finds, width):
    page = window(with_much("Bo Brown"), width=width)

    found = []
    for address in ("/notifications/", "/notifications/quiet-hours/", "/notifications/feeds/"):
        page.goto(address)
        found.append(axe_finds(page) or sticks_out(page))
    page.get_by_role("button", name="Make addresses").click()
    expect(page.get_by_text("Copy these addresses now.")).to_be_visible()
    found.append(axe_finds(page) or sticks_out(page))

    assert [each for each in found if each] == []


def test_without_scripts_the_number_is_there_and_buttons_mark_what_was_read(window):
    page = window(with_much("Bo Brown"), java_script_enabled=False)
    page.goto("/notifications/")
    expect(told(page)).to_have_text("Notifications (7 new)")

    page.get_by_role("button", name="Mark as read").first.click()
    expect(told(page)).to_have_text("Notifications (5 new)")
    page.get_by_role("button", name="Mark all as read").click()
    expect(told(page)).to_have_text("Notifications")


def test_a_window_that_is_not_looked_at_asks_for_nothing(window):
    page = window(member())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()
    page.goto("/about/")
    expect(told(page)).to_have_text("Notifications")
    page.evaluate("Object.defineProperty(document, 'visibilityState', {get: () => window.seen ?? 'hidden'})")
    page.clock.run_for(60_000)
    assert not [url for url in asked if "/notifications/new/" in url]

    with page.expect_response("**/notifications/new/"):
        page.evaluate("window.seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
