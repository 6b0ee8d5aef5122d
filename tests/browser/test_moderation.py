"""What moderators and authors do, in a browser: held, approved, reported, decided, appealed; and every page of it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from forum.actions.moderation import content, merging, people
from forum.actions.moderation.appealing import appeal
from forum.actions.moderation.deciding import Why
from forum.actions.moderation.escalating import escalate
from forum.actions.watching import watch
from forum.models import Erasure, Merge, Reason, ReviewEvent, ReviewItem
from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.reviewed import WHY, hidden, latest, reported, thread_reported, waiting

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = ("author", "flagger", "first", "second")


@pytest.fixture
def pages(open_page, sign_in, client) -> dict[str, Page]:
    """A window each for an author, somebody who reports, and two moderators."""
    made = {
        "author": member(name="Ann Author"),
        "flagger": member(name="Flo Flagger"),
        "first": moderator(name="Mo Moderator"),
        "second": moderator(name="Mia Moderator"),
    }
    opened = {name: open_page() for name in PEOPLE}
    for name, page in opened.items():
        client.cookies.clear()  # or signing the next one in would end this one's session
        sign_in(page, made[name])
    return opened


def test_a_first_post_is_held_approved_reported_hidden_and_shown_again_on_appeal(pages, axe_clean):
    author, flagger, first, second = (pages[name] for name in PEOPLE)

    author.goto("/forum/start/")
    author.get_by_label("Title").fill("Theatre start times")
    author.get_by_label("Text", exact=True).fill("We start late. Do you?")
    author.get_by_role("button", name="Start the thread").click()
    expect(author.get_by_text("A moderator reads it before others see it").first).to_be_visible()
    flagger.goto("/forum/")
    expect(flagger.get_by_role("link", name="Theatre start times")).to_have_count(0)

    first.goto("/forum/")
    first.get_by_role("link", name="Moderation", exact=True).click()
    axe_clean(first)
    first.get_by_role("link", name="First post of “Theatre start times”").click()
    first.get_by_role("button", name="Take it on").click()
    expect(first.get_by_text("Yours until")).to_be_visible()
    axe_clean(first)
    first.get_by_role("link", name="Approve it").click()
    first.get_by_role("button", name="Approve it").click()
    expect(first.get_by_text("The post is approved: others can read it")).to_be_visible()

    flagger.goto("/forum/")
    flagger.get_by_role("link", name="Theatre start times").click()
    flagger.get_by_role("link", name="Report post 1 to a moderator").click()
    flagger.get_by_role("button", name="Report").click()
    axe_clean(flagger)
    flagger.get_by_role("link", name="Choose a reason.").click()
    expect(flagger.get_by_label("What is wrong with it?")).to_be_focused()
    flagger.get_by_label("What is wrong with it?").select_option("Inappropriate or disrespectful")
    flagger.get_by_role("button", name="Report").click()
    expect(flagger.get_by_text("A moderator looks at it")).to_be_visible()
    axe_clean(flagger)

    first.goto("/moderation/")
    first.get_by_role("link", name="First post of “Theatre start times”").click()
    first.get_by_role("link", name="Hide it").click()
    first.get_by_role("button", name="Hide it").click()
    axe_clean(first)
    first.get_by_label("Reason").select_option("Inappropriate or disrespectful")
    first.get_by_label("What its author is told (optional)").fill("Please say it more kindly.")
    first.get_by_role("button", name="Hide it").click()
    expect(first.get_by_text("The post is hidden: only its author")).to_be_visible()
    flagger.goto("/forum/")
    expect(flagger.get_by_role("link", name="Theatre start times")).to_have_count(0)
    flagger.goto("/moderation/mine/")
    expect(flagger.get_by_text("Acted on")).to_be_visible()

    author.goto("/moderation/mine/")
    expect(author.get_by_text("Please say it more kindly.")).to_be_visible()
    axe_clean(author)
    author.get_by_role("link", name="Appeal against this").click()
    author.get_by_label("Why should the decision be different?").fill("It is how we say it here.")
    axe_clean(author)
    author.get_by_role("button", name="Send the appeal").click()
    expect(author.get_by_text("Another moderator answers it.")).to_be_visible()

    first.goto("/moderation/?because=appeal")
    first.get_by_role("link", name="First post of “Theatre start times”").click()
    expect(first.get_by_text("You took this decision.")).to_be_visible()
    second.goto("/moderation/?because=appeal")
    second.get_by_role("link", name="First post of “Theatre start times”").click()
    axe_clean(second)
    second.get_by_role("button", name="Answer the appeal").click()
    second.get_by_label("Your answer").select_option("Uphold the appeal: undo the decision")
    second.get_by_label("What the person is told").fill("You are right.")
    axe_clean(second)
    second.get_by_role("button", name="Send the answer").click()
    expect(second.get_by_text("The appeal is upheld: the decision is overturned.")).to_be_visible()

    flagger.goto("/forum/")
    expect(flagger.get_by_role("link", name="Theatre start times")).to_be_visible()
    author.goto("/moderation/mine/")
    expect(author.get_by_text("You are right.").first).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_moderator_moderates_what_nobody_reported(open_page, sign_in, axe_clean, width):
    made = thread(title="Theatre start times")
    post(made, text="Buy my oil.")
    page = open_page(width=width)
    sign_in(page, moderator(name="Ann"))
    page.goto(made.get_absolute_url())
    axe_clean(page)
    assert sticks_out(page) == []

    page.get_by_role("button", name="Moderate post 2").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Opened by a moderator").first).to_be_visible()
    axe_clean(page)
    page.get_by_role("link", name="Remove it").click()
    page.get_by_label("Reason").select_option("Spam or promotion by a supplier")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The post is removed: only moderators see it")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_thread_to_merge_into_is_found_by_its_title(open_page, sign_in, axe_clean, scripts):
    item, other = thread_reported(title="Late starts"), thread(title="Theatre start times")
    thread(title="Clinic letters")
    page = open_page(width=PHONE, java_script_enabled=scripts)
    sign_in(page, moderator(name="Ann"))
    page.goto(reverse("moderation-decide", args=[item.pk, "merge"]))

    page.get_by_label("Search for the other thread").fill("theatre")
    page.get_by_label("Search for the other thread").press("Enter")
    expect(page.get_by_role("radio")).to_have_count(1)
    if scripts:
        axe_clean(page)
        assert sticks_out(page) == []
    page.get_by_role("radio", name="Theatre start times").check()
    page.get_by_label("Reason").select_option(index=1)
    page.get_by_role("button", name="Merge it into another thread").click()

    expect(page.get_by_text("The thread is merged: its posts stand behind")).to_be_visible()
    assert Merge.objects.get().into == other


def test_threads_merged_by_mistake_are_taken_apart_on_appeal(pages, axe_clean):
    item, into = thread_reported(title="Late starts"), thread(title="Theatre start times")
    decision = merging.merge(**latest(item), by=moderator(), why=WHY, into=into)
    appeal(decision=decision, by=decision.about, words="It is another matter.")
    second, flagger = pages["second"], pages["flagger"]
    flagger.goto(item.thread.get_absolute_url())
    expect(flagger.get_by_role("heading", name="Theatre start times")).to_be_visible()

    second.goto(reverse("moderation-answer", args=[item.pk]))
    axe_clean(second)
    expect(second.get_by_text("It is a thread of its own again")).to_be_visible()
    second.get_by_label("Your answer").select_option("Uphold the appeal: undo the decision")
    second.get_by_label("What the person is told").fill("You are right.")
    second.get_by_role("button", name="Send the answer").click()
    expect(
        second.get_by_text(
            "The appeal is upheld: the decision is overturned. It is a thread of its own again"
        )
    ).to_be_visible()

    flagger.goto(item.thread.get_absolute_url())
    expect(flagger.get_by_role("heading", name="Late starts")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_of_moderation_is_clear_at_every_width(open_page, sign_in, axe_finds, width):
    ann, long_word = moderator(name="Ann"), "Donaudampfschifffahrtsgesellschaft" * 3
    of_thread = thread_reported(title=f"Late starts {long_word}")
    patient = waiting(because="patient data", text=long_word)
    content.hide(**latest(of_thread), by=moderator(), why=WHY)
    rude = reported(person=member(name="Best Consultant"))
    people.warn(**latest(rude), by=moderator(), why=WHY)
    decision = hidden(author=rude.author)
    appeal(decision=decision, by=rude.author, words=long_word)
    appealed = ReviewItem.objects.get(pk=decision.item_id)
    administrator()
    watch(words="acme health", by=ann)
    word = watch(words=long_word[:60], by=ann)
    of_word = waiting(because="watched word", text="Acme Health sells it.")
    serious = reported()
    escalate(**latest(serious), by=ann, why=Why(reason=Reason.SERIOUS, private_note=long_word))

    found = []
    for who, addresses in {
        ann: [
            "/moderation/",
            *(item.get_absolute_url() for item in (of_thread, patient, rude, appealed)),
            *(
                reverse("moderation-decide", args=[of_thread.pk, act])
                for act in ("keep", "return", "edit", "move", "merge", "duplicate", "slow", "lock", "suspend")
            ),
            reverse("moderation-decide", args=[patient.pk, "keep"]),
            reverse("moderation-decide", args=[patient.pk, "split"]),
            reverse("moderation-answer", args=[appealed.pk]),
            *(item.get_absolute_url() for item in (of_word, serious)),
            reverse("moderation-decide", args=[of_word.pk, "escalate"]),
            reverse("moderation-decide", args=[serious.pk, "take-back"]),
            "/moderation/words/",
            reverse("unwatch-word", args=[word.pk]),
            "/moderation/counts/",
            reverse("report-thread", args=[thread().pk]),
        ],
        rude.author: [
            "/moderation/mine/",
            reverse("moderation-appeal", args=[ReviewEvent.objects.get(act="warned").pk]),
        ],
    }.items():
        page = open_page(width=width)
        sign_in(page, who)
        for address in addresses:
            assert page.goto(address).status == 200, address
            found += [
                f"{address}: {fault}" for fault in [*filter(None, [axe_finds(page)]), *sticks_out(page)]
            ]

    assert found == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_moderator_proposes_to_erase_and_an_administrator_does(
    open_page, sign_in, client, axe_finds, width
):
    item = waiting("published", is_opening=True, text="Donaudampfschifffahrtsgesellschaft" * 3)
    found = []

    def look(page: Page) -> None:
        found.extend(
            f"{page.url}: {fault}" for fault in [*filter(None, [axe_finds(page)]), *sticks_out(page)]
        )

    page = open_page(width=width)
    sign_in(page, moderator(name="Ann"))
    page.goto(item.get_absolute_url())
    page.get_by_role("link", name="Propose to erase it for good").click()
    look(page)
    page.get_by_role("button", name="Hide it and propose to erase it").click()
    look(page)
    page.get_by_label("Why must it not be kept?").select_option("It could identify a patient")
    page.get_by_role("button", name="Hide it and propose to erase it").click()
    expect(
        page.get_by_text("The post is hidden, and proposed to be erased for good. An administrator decides.")
    ).to_be_visible()

    client.cookies.clear()
    page = open_page(width=width)
    sign_in(page, administrator())
    page.goto(Erasure.objects.get().get_absolute_url())
    look(page)
    page.get_by_label("What becomes of it?").select_option("Erase it for good")
    page.get_by_role("button", name="Carry this out").click()
    expect(page.get_by_text("The post is erased for good. Nothing brings it back.")).to_be_visible()

    assert page.goto(item.post.get_absolute_url()).status == 410
    look(page)
    assert found == []
