"""The queue and its reviews as moderators see them, and that nobody else sees what was held, hidden or removed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.moderation import content, merging
from forum.actions.moderation.claiming import claim
from forum.models import Post, Reason, Report, ReviewEvent, ReviewItem, Thread
from forum.presenters.moderation.times import ago
from forum.queries.moderation import median_wait, queue, queue_figures
from metrics.models import Area
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, person, post, signed_in, thread, trusted
from tests.forum.reviewed import SECRET, WHY, latest, opened, reported, thread_reported, waiting
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db
UNSEEN = ["held", "hidden", "returned", "removed"]
QUEUE = "/moderation/"


def page_of(client, who, address: str, status: int = 200) -> str:
    client.force_login(who)
    answered = client.get(address)
    assert answered.status_code == status
    return answered.content.decode()


def decided(client, item: ReviewItem, act: str, **sent):
    """Send a decision as a moderator who looks at it now."""
    item = ReviewItem.objects.get(pk=item.pk)
    listed = {
        "merge": "same",
        "split": "its own",
        "move": "misplaced",
        "silence": "again",
        "suspend": "again",
    }
    reason = listed.get(act, "off topic")
    asked = {"version": item.version, "reason": reason, "words": "Please keep to theatres."} | sent
    return client.post(reverse("moderation-decide", args=[item.pk, act]), asked)


# Nobody sees what they must not


def test_what_must_not_be_seen_is_on_no_page_and_in_no_count(client):
    publish(MAY)
    about = {"area": Area.objects.get(code="03R"), "measure": "within-18-weeks"}
    seen = thread(title="Theatres", **about)
    threads_unseen = [thread(title=SECRET, **about, **unseen(state)) for state in UNSEEN]
    posts_unseen = [post(seen, text=SECRET, **unseen(state)) for state in UNSEEN]
    for one in (*(made.posts.get() for made in threads_unseen), *posts_unseen):
        opened(one)

    client.force_login(member())
    for address in (
        *("/", "/forum/", "/forum/?area=03R", "/areas/03R/", "/areas/QWO/", "/api/v1/areas/03R/"),
        *("/areas/03R/measures/within-18-weeks/", "/measures/within-18-weeks/", seen.get_absolute_url()),
    ):
        answered = client.get(address)
        assert answered.status_code == 200
        assert SECRET not in answered.content.decode(), address
    for address in (
        *(made.get_absolute_url() for made in (*threads_unseen, *posts_unseen)),
        *(reverse("post-edit", args=[made.pk]) for made in posts_unseen),
        *(reverse("post-revisions", args=[made.pk]) for made in posts_unseen),
    ):
        assert client.get(address).status_code == 404, address
    seen.refresh_from_db()
    assert seen.replies == 0


def unseen(state: str) -> dict[str, str]:
    return {"state": state, "held_because": "first posts" if state == "held" else ""}


@pytest.mark.parametrize("who", [member, person])
def test_the_queue_and_its_reviews_are_for_moderators(client, who):
    item = waiting()
    addresses = [
        QUEUE,
        item.get_absolute_url(),
        reverse("moderation-decide", args=[item.pk, "keep"]),
        reverse("moderation-answer", args=[item.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(who())

    assert [client.get(address).status_code for address in addresses] == [403] * len(addresses)
    assert client.post(reverse("moderation-claim", args=[item.pk])).status_code == 403
    assert decided(client, item, "keep").status_code == 403
    assert Post.objects.get(pk=item.post_id).state == "held"


def test_moderators_suspend_no_staff_and_nobody_decides_about_their_own(client):
    colleague = waiting("published", author=moderator())
    client.force_login(moderator())
    for act in ("silence", "suspend"):
        assert decided(client, colleague, act, days="7").status_code == 403
    client.force_login(colleague.author)
    assert decided(client, colleague, "keep").status_code == 403
    shown = client.get(colleague.get_absolute_url())
    assert "another moderator decides about it" in shown.text
    assert not shown.context["offers"]
    assert "Take it on" not in shown.text

    client.force_login(administrator())
    assert decided(client, colleague, "silence", days="7").status_code == 302


@pytest.mark.parametrize("way", ["thread", "post", "page", "sent"])
def test_a_moderator_is_told_why_they_do_not_moderate_their_own_and_what_to_do(client, way):
    own = thread(moderator(), title="Late starts")
    client.force_login(own.author)
    item = thread_reported(author=own.author, title="Late starts")

    answered = {
        "thread": lambda: client.post(reverse("moderate-thread", args=[own.pk])),
        "post": lambda: client.post(reverse("moderate-post", args=[own.posts.get().pk])),
        "page": lambda: client.get(reverse("moderation-decide", args=[item.pk, "lock"])),
        "sent": lambda: decided(client, item, "lock"),
    }[way]()

    assert answered.status_code == 403
    assert "another moderator decides about it" in answered.text
    assert "send another moderator its address" in answered.text
    assert "Late starts" in answered.text
    assert not Thread.objects.filter(is_locked=True).exists()


def test_no_button_leads_a_moderator_to_moderate_their_own(client):
    own = thread(moderator())
    client.force_login(own.author)

    page = client.get(own.get_absolute_url()).text

    assert reverse("moderate-thread", args=[own.pk]) not in page
    assert reverse("moderate-post", args=[own.posts.get().pk]) not in page


def test_splitting_says_that_the_post_moves_alone(client):
    item = reported()
    client.force_login(moderator())

    for address in (item.get_absolute_url(), reverse("moderation-decide", args=[item.pk, "split"])):
        assert (
            "This post alone moves to a new thread. Replies to it stay in this one."
            in client.get(address).text
        )


# The queue


def test_the_most_pressing_comes_first_and_the_oldest_on_request():
    old, spam, illegal = waiting(), reported(), reported(reason=Reason.ILLEGAL)
    ReviewItem.objects.filter(pk=old.pk).update(opened_at=timezone.now() - timedelta(days=3))
    ann = moderator()

    assert list(queue(user=ann)) == [illegal, spam, old]
    assert queue(user=ann, by_age=True).first() == old


def test_the_queue_is_filtered_by_what_why_and_whose():
    ann, bob = moderator(), moderator()
    held, spam, of_thread, name = waiting(), reported(), thread_reported(), reported(person=member())
    claim(item=held, by=ann)
    claim(item=spam, by=bob)

    def found(**asked) -> set[ReviewItem]:
        return set(queue(user=ann, **asked))

    assert found(kind="post") == {held, spam}
    assert found(kind="thread") == {of_thread}
    assert found(kind="person") == {name}
    assert found(because="first posts") == {held}
    assert found(claimed="mine") == {held}
    assert found(claimed="others") == {spam}
    assert found(claimed="free") == {of_thread, name}
    assert found(is_decided=True) == set()


def test_a_filter_that_is_none_is_refused_in_words(client):
    page = page_of(client, moderator(), f"{QUEUE}?kind=moon", 400)

    assert "“moon” is no choice of “What”." in page


def test_the_figures_of_the_queue(client, time_machine):
    now = timezone.now()
    waits = [timedelta(hours=hours) for hours in (1, 3, 50)]
    for wait in waits:
        time_machine.move_to(now - wait - timedelta(minutes=1))
        item = waiting()
        time_machine.move_to(now)
        content.keep(**latest(item), by=moderator(), why=WHY)
    time_machine.move_to(now - timedelta(days=4, minutes=1))
    waiting()
    time_machine.move_to(now)

    figures = queue_figures()

    assert figures.waiting == 1
    assert ago(now - figures.oldest) == "4 days"
    assert ago(figures.median) == "3 hours"
    page = page_of(client, moderator(), QUEUE)
    assert "Median time to decide" in page
    assert "3 hours" in page


def test_there_is_no_median_where_nothing_was_decided_lately(time_machine):
    time_machine.move_to(timezone.now() - timedelta(days=31))
    content.keep(**latest(waiting()), by=moderator(), why=WHY)
    time_machine.shift(timedelta(days=31))

    assert queue_figures().median is None
    assert median_wait(timezone.now() - timedelta(days=60)) is not None


def test_an_empty_queue_says_so(client):
    assert "Nothing waits" in page_of(client, moderator(), QUEUE)


@pytest.mark.parametrize("asked", ["", "?show=age", "?kind=thread"])
def test_ten_items_cost_as_many_queries_as_one(client, asked):
    ann = moderator()
    client.force_login(ann)

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(QUEUE + asked).status_code == 200
        return len(made)

    for item in (waiting(), thread_reported(), reported(person=member())):
        claim(item=item, by=ann)
    queries()
    with_few = queries()
    for _ in range(9):
        for item in (waiting(), thread_reported(), reported(person=member())):
            claim(item=item, by=moderator())
    with_many = queries()

    print(f"{asked or 'all'}: {with_few} queries with few, {with_many} with many")
    assert with_many == with_few <= 12


def test_a_review_of_much_costs_as_many_queries_as_one_of_little(client):
    client.force_login(administrator())

    def queries(item: ReviewItem) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(item.get_absolute_url()).status_code == 200
        return len(made)

    first = reported()
    queries(first)
    little = queries(first)
    much = reported()
    for _ in range(9):
        reported(post=much.post)
        post(much.post.thread)
    content.hide(**latest(much), by=moderator(), why=WHY)
    reported(post=much.post)

    with_much = queries(much)
    print(f"A review: {little} queries with little, {with_much} with much")
    assert with_much == little


# A review


def test_a_review_shows_what_was_written_around_it_and_what_its_author_did_before(client):
    author = trusted(member(name="Ada Author"))
    content.remove(**latest(waiting("published", author=author)), by=moderator(), why=WHY)
    of = thread(text="We start at nine.")
    item = reported(post=post(of, author, text="Buy my knives."), by=member(name="Flo Flagger"))
    post(of, text="No thanks.")

    page = page_of(client, moderator(), item.get_absolute_url())

    for words in ("We start at nine.", "Buy my knives.", "No thanks.", "Flo Flagger", "See the last line."):
        assert words in page
    assert "Ada Author so far" in page
    assert "4 published, 0 returned, 0 hidden, 1 removed" in page
    assert "Take it on" in page


def test_a_review_is_taken_on_and_given_back(client):
    item, ann = waiting(), moderator(name="Ann")
    client.force_login(ann)

    client.post(reverse("moderation-claim", args=[item.pk]))
    assert "Yours until" in client.get(item.get_absolute_url()).content.decode()
    client.post(reverse("moderation-claim", args=[item.pk]), {"give-back": "yes"})

    assert ReviewItem.objects.get().claimed_by is None


def test_what_somebody_else_took_on_is_refused_with_their_name(client):
    item = waiting()
    claim(item=item, by=moderator(name="Ann"))
    client.force_login(moderator())

    answered = client.post(reverse("moderation-claim", args=[item.pk]))

    assert answered.status_code == 409
    assert "Ann is looking at this until" in answered.content.decode()
    assert decided(client, item, "keep").status_code == 409


def test_a_decision_about_an_earlier_version_is_answered_409(client):
    item = waiting()
    client.force_login(moderator())
    opened(item.post, "changed as asked")

    answered = client.post(
        reverse("moderation-decide", args=[item.pk, "keep"]), {"version": item.version, "words": ""}
    )

    assert answered.status_code == 409
    assert "Something has changed since you opened this page" in answered.content.decode()
    assert Post.objects.get(pk=item.post_id).state == "held"


@pytest.mark.parametrize(
    ("act", "sent", "state"),
    [
        ("keep", {}, "published"),
        ("hide", {}, "hidden"),
        ("return", {}, "returned"),
        ("remove", {}, "removed"),
        ("edit", {"text": "Theatres start late.", "note": "Clearer"}, "published"),
        ("split", {"title": "Knives"}, "held"),
        ("warn", {}, "held"),
        ("silence", {"days": "7"}, "held"),
        ("suspend", {"days": "0"}, "held"),
    ],
)
def test_each_decision_is_taken_on_its_page(client, act, sent, state):
    item = waiting()
    client.force_login(moderator())
    assert client.get(reverse("moderation-decide", args=[item.pk, act])).status_code == 200
    before = AuditEntry.objects.count()

    assert decided(client, item, act, **sent).status_code == 302

    assert Post.objects.get(pk=item.post_id).state == state
    assert AuditEntry.objects.count() == before + 1
    assert ReviewEvent.objects.latest("pk").by is not None


@pytest.mark.parametrize(
    ("act", "sent"), [("lock", {}), ("move", {"area": "03R"}), ("merge", {}), ("hide", {}), ("ignore", {})]
)
def test_each_decision_about_a_thread_is_taken_on_its_page(client, act, sent):
    item, other = thread_reported(), thread()
    sent = {"into": other.pk} if act == "merge" else sent
    client.force_login(moderator())
    assert client.get(reverse("moderation-decide", args=[item.pk, act])).status_code == 200

    assert decided(client, item, act, **sent).status_code == 302

    assert Report.objects.get().outcome == ("ignored" if act == "ignore" else "upheld")
    assert ReviewItem.objects.get().status != "pending"


def test_a_decision_without_a_reason_is_asked_for_one(client):
    item = waiting()
    client.force_login(moderator())

    answered = decided(client, item, "hide", reason="")

    assert answered.status_code == 200
    assert "Choose a reason." in answered.content.decode()


def test_a_hold_for_patient_data_asks_why_none_can_be_identified(client):
    item = waiting(because="patient data")
    client.force_login(moderator())

    assert "Say why no patient can be identified." in decided(client, item, "keep", words="").content.decode()
    decided(client, item, "keep", words="The number is made up.")

    assert AuditEntry.objects.latest("number").reason == "The number is made up."


def test_what_cannot_be_done_is_not_offered(client):
    item = waiting("published")
    client.force_login(moderator())

    assert client.get(reverse("moderation-decide", args=[item.pk, "lock"])).status_code == 409
    assert client.get(reverse("moderation-decide", args=[item.pk, "explode"])).status_code == 404
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Hide it" in page
    assert "Lock the thread" not in page


def test_the_address_of_a_merged_thread_leads_to_the_other_for_those_who_may_read_it(client):
    item, other = thread_reported(), thread()
    merging.merge(**latest(item), by=moderator(), why=WHY, into=other)
    client.force_login(member())

    assert client.get(item.thread.get_absolute_url()).headers["Location"] == other.get_absolute_url()
    other.posts.filter(number=1).update(state="hidden")
    assert client.get(item.thread.get_absolute_url()).status_code == 404


def test_every_post_thread_and_name_has_a_way_to_report_it(client):
    author = member()
    made = thread(author)

    page = page_of(client, member(), made.get_absolute_url())
    assert reverse("report-post", args=[made.posts.get().pk]) in page
    assert reverse("report-thread", args=[made.pk]) in page
    assert reverse("report-person", args=[author.pk]) in page_of(
        client, member(), reverse("person", args=[author.pk])
    )


def test_a_post_is_a_page_of_plain_words_for_moderators_too(client):
    item = waiting(text="<script>alert(1)</script> [x](javascript:alert(1))")

    page = page_of(client, moderator(), item.get_absolute_url())

    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_moderators_read_whom_and_what_a_post_names():
    jane = member(name="Jane Smith")
    made = thread(text=f"Ask @Jane:{jane.pk} about #within-18-weeks.", area=Area.objects.get(code="03R"))
    client = signed_in(moderator())

    shown = client.post(reverse("moderate-thread", args=[made.pk]), follow=True).text

    assert "@Jane Smith</a>" in shown
    assert "Waiting 18 weeks or less, Wakefield</a>" in shown
