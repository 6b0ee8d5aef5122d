"""What is held, hidden, returned, removed, about to be erased or erased is on no page, in no file, mail or count.

Every address of the site is asked by everybody who must not see it; whatever is added later is asked too.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from difflib import unified_diff
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.letters import words_of
from accounts.models import Lead, Letter, Notice, User
from casestudies.models import Technology
from forum.actions.answering import accept, react
from forum.actions.attaching import attach
from forum.actions.bookmarking import keep_place
from forum.actions.discussions import edit_post, reply, start_thread
from forum.actions.feeds import new_token
from forum.actions.following import follow
from forum.actions.moderation import content, erasing
from forum.actions.moderation.deciding import Why
from forum.actions.notifying import tell_of
from forum.models import (
    Ask,
    Erasure,
    Event,
    Link,
    Post,
    Reason,
    ReviewEvent,
    ReviewItem,
    Thread,
    Watch,
)
from metrics.models import Area
from safety.models import AuditEntry
from tests import factories
from tests.accounts.outbox import deliver
from tests.factories import administrator, member, moderator, person, post, thread, trusted, verified
from tests.forum.answers import signed, told
from tests.forum.reviewed import latest, opened
from tests.published import APRIL, MAY
from tests.safety.made_files import picture
from tests.safety.test_uploads import sent
from tests.test_routes import ROUTES, SAMPLES

pytestmark = pytest.mark.django_db
MARKER = "Zebracrossing"
SLUG = MARKER.lower()
WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.")
AREA, BOARD, MEASURE = "03R", "QWO", "within-18-weeks"
WITH_FIGURES = ("ENGLAND", BOARD, AREA, "15F", "02T", "36J")
UNSEEN = ["held", "hidden", "returned", "removed", "to be erased", "erased"]
# What its author goes on seeing.
ITS_AUTHORS = ["held", "hidden", "returned", "to be erased"]
# Where counts are: of threads, replies, posts and people's work.
COUNTING = [
    *(
        "/",
        "/forum/",
        f"/forum/?area={AREA}",
        f"/forum/?measure={MEASURE}",
        f"/areas/{AREA}/",
        f"/areas/{BOARD}/",
    ),
    *(f"/areas/{AREA}/measures/{MEASURE}/", f"/measures/{MEASURE}/", f"/api/v1/areas/{AREA}/"),
]
READERS = {
    "a visitor": lambda: None,
    "somebody unverified": lambda: person(),
    "somebody who is no member": lambda: verified(),
    "a member": lambda: member("15F"),
    "a lead of its board": lambda: _lead(),
}


def _lead() -> User:
    made = member(AREA)
    Lead.objects.create(user=made, area=Area.objects.get(code=BOARD))
    return made


class Place:
    """Two threads about an area: one that everybody reads, with replies, and what comes into it unseen."""

    def __init__(self):
        self.author = trusted(member(AREA, name="Ann Author"))
        self.about = {"area": Area.objects.get(code=AREA), "measure": MEASURE}
        self.seen = thread(member(AREA), title="Seen by all", **self.about)
        post(self.seen, self.author, text="A reply that stays.")
        self.staff, self.chief = moderator(), administrator()

    def write(self) -> None:
        """Write what is then taken away: a reply and a thread, each edited and with a file that bears the marker."""
        opening = start_thread(by=self.author, title=f"{MARKER}?", text=f"{MARKER} here.", **self.about)
        answer = reply(thread=self.seen, by=self.author, text=f"{MARKER} there.")
        self.posts = [opening.posts.get(), answer]
        for written in self.posts:
            attach(post=written, file=sent(picture(), f"{MARKER}.png"), by=self.author)
            edit_post(post=written, by=self.author, text=f"{MARKER} everywhere.", note=MARKER)
        self.files = [one.upload for written in self.posts for one in written.attachments.all()]
        reply(thread=opening, by=self.staff, text=f"{MARKER} answered.")

    def take_away(self, state: str) -> None:
        self.items = [self._take_away(Post.objects.get(pk=one.pk), state) for one in self.posts]

    def _take_away(self, written: Post, state: str) -> ReviewItem:
        if state == "held":
            written.put(Post.State.HELD, because="patient data")
            return opened(written, "patient data")
        item = opened(written)
        acts = {"hidden": content.hide, "returned": content.return_for_changes, "removed": content.remove}
        if state in acts:
            acts[state](**latest(item), by=self.staff, why=WHY)
            return item
        proposal = erasing.propose(**latest(item), by=self.staff, why=Erasure.Why.PATIENT)
        if state == "erased":
            erasing.approve(erasure=proposal, by=self.chief, version=latest(item)["version"])
        return item

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield every address of the site and its route, of what is unseen wherever an address names something."""
        for route, parameters in ROUTES:
            for known in self._named(route, parameters) or [{}]:
                words = {each: (SAMPLES | {"code": AREA} | known)[each] for each in parameters}
                yield route, reverse(route, kwargs=words)

    def _named(self, route: str, parameters: tuple[str, ...]) -> list[dict]:
        decisions = ReviewEvent.objects.filter(item__in=self.items, act__in=ReviewEvent.APPEALABLE)
        threads = [{"pk": one.thread_id, "slug": "x"} for one in self.posts]
        rows = {
            **dict.fromkeys(("thread", "reply", "report-thread"), threads),
            "post": [{"pk": one.thread_id, "number": one.number} for one in self.posts],
            "file": [{"key": one.pk, "name": one.name} for one in self.files],
            "moderation-appeal": [{"pk": one.pk} for one in decisions],
            "moderation-erasure": [{"pk": one.pk} for one in Erasure.objects.all()],
        }
        if route in rows:
            return rows[route]
        if route.startswith(("post-", "report-post")):
            return [{"pk": one.pk} for one in self.posts]
        if route.startswith("moderation-") and "pk" in parameters:
            return [{"pk": one.pk} for one in self.items]
        if route.startswith(("person", "report-person")):
            return [{"pk": self.author.pk}]
        return []


@pytest.fixture
def figures(db) -> None:
    """Figures of few areas: their pages are then pages, and quick ones."""
    rows = {"incomplete": 1000, "within_18": 600, "admitted": 200, "non_admitted": 300}
    for month in (APRIL, MAY):
        factories.figures(month, *({"area": code} | rows for code in WITH_FIGURES))


@pytest.fixture
def place(settings, tmp_path) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return Place()


def tells(said: str) -> bool:
    return MARKER in said or SLUG in said


# What differs from one answer to the next by itself.
CHANGING = [
    r'name="key" value="[^"]*"',
    r'csrfmiddlewaretoken" value="[^"]*"',
    r'name="until" value="[^"]*"',  # when the list was shown, to call all in it read up to then
    r"nonce-?=?[\"']?[^\"' ]+",
    r"csrftoken=[^;]*",
    r"data-version=\S+",
]


def pages(client: Client, addresses: list[str]) -> dict[str, str]:
    found = {}
    for address in addresses:
        found[address] = _as_it_stays(client.get(address).text)
    return found


@pytest.mark.parametrize("state", UNSEEN)
def test_no_address_of_the_site_tells_anybody_of_it(place, state):
    place.write()
    place.take_away(state)
    asked = list(place.addresses())
    assert len(asked) > len(ROUTES)

    leaks = []
    for reader, who in READERS.items():
        client = signed(who())
        leaks += [(reader, route, address) for route, address in asked if tells(told(client, address))]

    assert leaks == []


@pytest.mark.parametrize("state", UNSEEN)
def test_pages_read_as_if_it_had_never_been_written(figures, place, state):
    """What members see, counts and all, is letter for letter what they saw before."""
    client, addresses = signed(member("15F")), [*COUNTING, place.seen.get_absolute_url()]
    addresses.append(reverse("person", args=[place.author.pk]))
    before = pages(client, addresses)
    replies = place.seen.replies
    assert all(MARKER not in said for said in before.values())

    place.write()
    assert sum(MARKER in said for said in pages(client, addresses).values()) >= 5
    place.take_away(state)

    after = pages(client, addresses)
    differing = [
        line
        for address in addresses
        for line in unified_diff(before[address].splitlines(), after[address].splitlines(), n=0)
    ]
    assert differing == []
    assert Thread.objects.get(pk=place.seen.pk).replies == replies


def offered_to(reader: User, place: Place, practice: Technology) -> list[str]:
    """Return where somebody is offered discussions: what they follow, look for, are told of and have in their feeds."""
    token = new_token(person=reader)
    found = [f"/search/?q={words}" for words in (MARKER, "Zebracrosing", "Seen", "everywhere")]
    found += [
        f"/search/suggestions.json?q={SLUG[:5]}",
        *map(reverse, ("for-you", "notifications", "bookmarks")),
    ]
    found += [
        "/notifications/new/",
        "/watching/",
        "/forum/tags/",
        f"/forum/tags/{SLUG}/",
        "/forum/tags/theatres/",
    ]
    found += [
        "/forum/lists/",
        "/forum/?kind=question",
        "/forum/?kind=event",
        "/sharing/",
        f"/areas/{AREA}/ask/",
    ]
    feeds = ("forum.atom", "categories/lists.atom", "notifications.atom", "events.ics")
    found += [f"/feeds/{token}/{name}" for name in feeds]
    found += [reverse(route, args=[place.seen.pk]) for route in ("related", "first-new-post")]
    return [*found, place.seen.get_absolute_url(), practice.get_absolute_url()]


def take_up(place: Place, reader: User, practice: Technology) -> None:
    """Let what was written be tagged, linked, told of, thanked for, bookmarked, an event, and the accepted answer."""
    opening, answer = place.posts
    started, now = opening.thread, timezone.now()
    Thread.objects.filter(pk=started.pk).update(kind=Thread.Kind.EVENT, category=place.seen.category)
    for name in (SLUG, "theatres"):
        factories.tagged(started, name)
    Event.objects.create(thread=started, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3))
    Link.objects.create(thread=started, technology=practice)
    Ask.objects.create(thread=started, area=Area.objects.get(code="15F"))
    accept(post=answer, by=place.seen.author)
    for one in place.posts:
        assert tell_of(one.pk)
        react(post=one, by=reader, kind="thanks")
        keep_place(person=reader, post=one)


@pytest.mark.parametrize("state", UNSEEN)
def test_what_each_person_is_offered_reads_as_if_it_had_never_been_written(figures, place, state):
    reader, practice = member("15F"), factories.technology("Robots")
    place.seen.kind, place.seen.category = Thread.Kind.QUESTION, factories.category("Lists")
    place.seen.save()
    factories.tagged(place.seen, "theatres")
    Link.objects.create(thread=place.seen, technology=practice)
    for thing in ({"area": place.about["area"]}, {"thread": place.seen}, {"category": place.seen.category}):
        follow(person=reader, level=Watch.Level.WATCHING, **thing)
    client, addresses = signed(reader), offered_to(reader, place, practice)
    before = pages(client, addresses)

    place.write()
    take_up(place, reader, practice)
    with_it = pages(client, addresses)
    assert sum(with_it[address] != before[address] for address in addresses) >= len(addresses) - 3
    place.take_away(state)

    after = pages(client, addresses)
    assert [address for address in addresses if before[address] != after[address]] == []


# What was done to it is counted there, whoever counts it.
COUNTS_OF_ACTS = ("moderation-counts", "moderation-counts-csv")
NUMBERS = re.compile(r"[0-9][0-9,.]*")


def numbers_of_the_site(client: Client) -> dict[str, list[str]]:
    """Return all numbers that a reader is answered with, by address: pages, tables and data; of no thread or post, nor
    of the reader's own account, whose secrets are made anew."""
    found = {}
    for route, parameters in ROUTES:
        address = reverse(route, kwargs={each: (SAMPLES | {"code": AREA})[each] for each in parameters})
        if route in COUNTS_OF_ACTS or "pk" in parameters or address.startswith("/accounts/"):
            continue
        answered = client.get(address)
        is_read = answered.headers.get("Content-Type", "").startswith(("text/", "application/json"))
        if is_read and not answered.streaming:
            found[address] = NUMBERS.findall(_as_it_stays(answered.text))
    return found


def _as_it_stays(said: str) -> str:
    for each in CHANGING:
        said = re.sub(each, "", said)
    return said


@pytest.mark.parametrize("state", ["held", "hidden", "removed"])
def test_no_number_anywhere_on_the_site_counts_it(place, state):
    client = signed(member("15F"))
    before = numbers_of_the_site(client)
    assert len(before) > 40

    place.write()
    with_it = numbers_of_the_site(client)
    place.take_away(state)

    after = numbers_of_the_site(client)
    assert [address for address in before if before[address] != with_it[address]]
    assert {address for address in before if before[address] != after[address]} == set()


@pytest.mark.parametrize("state", UNSEEN)
def test_no_mail_notice_or_entry_of_the_audit_log_tells_of_it(
    place, state, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        place.write()
        place.take_away(state)

    deliver()
    said = [f"{one.subject} {one.body} {one.extra_headers}" for one in mail.outbox]
    said += [f"{one.subject} {one.text} {one.address}" for one in Notice.objects.all()]
    said += [f"{one.subject} {one.text} {words_of(one)}" for one in Letter.objects.all()]
    said += [f"{one.about} {one.reason} {one.details}" for one in AuditEntry.objects.all()]
    assert mail.outbox or state == "held"  # which its author sees on the page
    assert [one for one in said if tells(one)] == []


@pytest.mark.parametrize("state", UNSEEN)
def test_its_author_and_moderators_see_it_as_promised(place, state):
    place.write()
    place.take_away(state)
    addresses = [place.posts[0].thread.get_absolute_url(), place.seen.get_absolute_url(), "/forum/"]

    author = signed(place.author)
    seen = [tells(author.get(address, follow=True).text) for address in addresses]
    assert seen == [state in ITS_AUTHORS] * 3
    staff = signed(moderator())
    items = [tells(staff.get(item.get_absolute_url()).text) for item in place.items]
    # Of what was erased only what others wrote about the rest is left: the reply below it.
    assert items == ([state != "erased"] * 2 if state != "erased" else [True, False])
    with zipfile.ZipFile(BytesIO(author.post(reverse("my-data")).getvalue())) as export:
        kept = "".join(export.read(name).decode("utf-8", "replace") for name in export.namelist())
    assert tells(kept) == (state != "erased")


@pytest.mark.parametrize("state", UNSEEN)
def test_the_questions_that_all_lists_ask_do_not_find_it(place, state):
    place.write()
    place.take_away(state)
    pks = [one.pk for one in place.posts]

    for who in (AnonymousUser(), verified(), member("15F"), _lead()):
        assert not Post.objects.visible_to(who).filter(pk__in=pks).exists()
        assert not Thread.objects.visible_to(who).filter(posts__in=pks[:1]).exists()
    assert Post.objects.visible_to(place.author).filter(pk__in=pks).count() == (
        2 if state in ITS_AUTHORS else 0
    )
    assert Post.objects.visible_to(place.staff).filter(pk__in=pks).count() == (0 if state == "erased" else 2)
    assert not Post.objects.published().filter(pk__in=pks).exists()
