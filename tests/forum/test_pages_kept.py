"""Pages whose HTML is kept: after anything that is shown on them has changed, they say what they would say anew."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import Claim, Lead, Restriction
from forum.models import Attachment, Bookmark, Reaction, Revision, Thread
from metrics.models import Area
from safety.models import Upload
from safety.parts import TOKEN
from tests.factories import (
    case_study,
    category,
    member,
    moderator,
    post,
    published,
    refresh,
    signed_in,
    space,
    tagged,
    thread,
)

pytestmark = pytest.mark.django_db
# What each answer has of its own.
OWN = re.compile(r'name="(?:csrfmiddlewaretoken|until|key)"[^>]*value="[^"]*"|"nonce-[^"]*"')


class Site:
    """A thread with a reply that names somebody, a reader of it, and others."""

    def __init__(self):
        self.area = Area.objects.get(code="03R")
        self.author, self.reader, self.named = member(name="Ann"), member(name="Rob"), member(name="Ned")
        self.opened = thread(
            self.author, kind=Thread.Kind.QUESTION, area=self.area, category=category("Start times")
        )
        words = f"As @Ned:{self.named.pk} said, @QWO is at QWO/within-18-weeks."
        self.reply = post(self.opened, self.author, text=words)
        self.client = signed_in(self.reader)

    def read(self) -> list[str]:
        """Return the thread and the front page, as the reader sees them."""
        return [
            OWN.sub("", self.client.get(address).content.decode()) for address in (self.address, "/forum/")
        ]

    @property
    def address(self) -> str:
        return Thread.objects.get(pk=self.opened.pk).get_absolute_url()

    def read_anew(self) -> list[str]:
        for cache in caches.all():
            cache.clear()
        return self.read()


def everything_kept() -> list[bytes]:
    """Return what the cache of parts holds, in memory or in Redis."""
    held = caches["parts"]._cache
    if isinstance(held, Mapping):
        return list(held.values())
    redis = held.get_client()
    return [redis.get(key) for key in redis.scan_iter("*part:*")]


@pytest.fixture
def site() -> Site:
    return Site()


def change(row, **columns) -> None:
    """Change a row without a word to anybody, as another process would have."""
    type(row).objects.filter(pk=row.pk).update(**columns)


def lead(site: Site) -> None:
    Lead.objects.create(user=site.reader, area=Area.objects.get(code="QWO"), appointed_by=site.author)
    Revision.objects.create(post=site.reply, number=1, text="Before.", by=site.author, at=timezone.now())


def attach(site: Site) -> None:
    upload = Upload.objects.create(
        owner=site.author, purpose="post", name="list.pdf", kind="pdf", size=9, sha256="0" * 64, state="clean"
    )
    Attachment.objects.create(post=site.reply, upload=upload, number=1, caption="Our list")


CHANGES = {
    "an edited post": lambda site: change(site.reply, html="<p>Changed.</p>", edited_at=timezone.now()),
    "a hidden post": lambda site: change(site.reply, state="hidden"),
    "a removed post": lambda site: change(site.reply, state="removed"),
    "another post": lambda site: post(site.opened, text="One more."),
    "an answer": lambda site: post(site.opened, text="To that.", reply_to=site.reply),
    "a new name": lambda site: change(site.author, name="Anna"),
    "a new job": lambda site: change(site.author, job_role="Director"),
    "an author who left": lambda site: Claim.objects.filter(user=site.author).update(
        state="ended", ended_at=timezone.now()
    ),
    "a closed account": lambda site: close_account(user=site.author),
    "an author who moderates": lambda site: change(site.author, is_moderator=True),
    "an author who is suspended": lambda site: Restriction.objects.create(
        user=site.author, kind=Restriction.Kind.SUSPENSION, starts=timezone.now(), reason="Spam"
    ),
    "thanks": lambda site: Reaction.objects.create(post=site.reply, person=site.named, kind="thanks"),
    "one's own thanks": lambda site: Reaction.objects.create(
        post=site.reply, person=site.reader, kind="thanks"
    ),
    "a bookmark": lambda site: Bookmark.objects.create(post=site.reply, person=site.reader),
    "a file": attach,
    "a new name of who is named": lambda site: change(site.named, name="Edward"),
    "an account of who is named, closed": lambda site: close_account(user=site.named),
    "an accepted answer": lambda site: change(site.opened, accepted=site.reply, is_answered=True),
    "a lock": lambda site: change(site.opened, is_locked=True),
    "a new title": lambda site: change(site.opened, title="Start times"),
    "a tag": lambda site: tagged(site.opened, "lists"),
    "a pin": lambda site: change(site.opened, pinned_at=timezone.now()),
    "another kind": lambda site: change(site.opened, kind="discussion"),
    "another category": lambda site: change(site.opened, category=category("Beds and rooms")),
    "a category with another name": lambda site: change(site.opened.category, name="Rooms"),
    "another thread": lambda site: thread(title="Beds"),
    "a case study": lambda site: change(
        site.opened, case_study=case_study(title="Clinics in Bury", state="published")
    ),
    "figures": lambda site: published(date(2025, 5, 1)),
    "a reader who may not write": lambda site: Restriction.objects.create(
        user=site.reader, kind=Restriction.Kind.SILENCE, starts=timezone.now(), reason="Spam"
    ),
    "a reader who leads the area": lead,
    "a reader who moderates": lambda site: change(site.reader, is_moderator=True),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_page_that_was_kept_says_what_it_says_anew(site, what):
    before = site.read()
    assert site.read() == before

    CHANGES[what](site)

    kept = site.read()
    assert kept == site.read_anew()
    assert kept != before


def test_a_thread_that_went_into_a_space_of_others_is_seen_no_more(site):
    site.read()

    change(site.opened, category=space("QOP"))

    assert site.client.get(site.address).status_code == 404
    assert site.opened.title not in site.client.get("/forum/").content.decode()


def test_a_title_of_a_case_study_that_is_kept_from_the_reader_is_on_no_kept_page(site):
    case = case_study(title="Clinics in Bury", state="published")
    change(site.opened, case_study=case)
    assert "Clinics in Bury" in site.read()[1]

    change(case, state="removed")

    assert "Clinics in Bury" not in "".join(site.read())


def test_each_reader_gets_the_token_of_their_own(site):
    tokens = []
    for client in (site.client, signed_in(member())):
        said = client.get(site.address).content.decode()
        tokens.append(set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', said)))

    assert all(tokens)
    assert not tokens[0] & tokens[1]
    assert not tokens[0] & {TOKEN}


def test_what_only_its_author_sees_is_kept_nowhere(site):
    change(
        site.reply, state="held", author=site.reader, held_because="first posts", html="<p>Unseen words.</p>"
    )

    assert "Unseen words." in site.read()[0]
    kept = everything_kept()
    assert kept
    assert not [entry for entry in kept if b"Unseen words." in entry]


def test_one_who_moderates_sees_what_they_may_do_and_others_do_not(site):
    staff = signed_in(moderator())

    assert "Moderate" in staff.get(site.address).content.decode()
    assert 'formaction="/moderation' not in site.read()[0]


def test_each_reader_is_named_on_a_page_that_they_share(site):
    client = signed_in(member(name="Una"))
    for address in (site.address, "/forum/"):
        said = [one.get(address).content.decode() for one in (site.client, client)]

        assert [">Rob</li>" in words for words in said] == [True, False]
        assert [">Una</li>" in words for words in said] == [False, True]


def test_a_message_is_said_once_to_one_and_stays_on_no_page(site):
    site.read()
    site.client.post(reverse("mark-read"), {})

    said = [words for _ in range(2) for words in site.read()]
    said += [signed_in(member()).get("/forum/").content.decode()]

    assert sum("All is marked as read." in words for words in said) == 1
    assert not [entry for entry in everything_kept() if b"All is marked as read." in entry]


def test_months_that_come_in_are_told_and_stay_on_no_page(site):
    site.read()
    waiting = refresh(kind="month", state="queued")
    told = site.read()
    waiting.delete()

    assert ["Months of figures are being brought in" in words for words in [*told, *site.read()]] == [
        *(True, True),
        *(False, False),
    ]
