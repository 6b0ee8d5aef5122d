"""Reports: who may tell moderators of what, what it opens, what is hidden at once, and how pressing it is."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Restriction
from forum.actions.holding import is_new
from forum.actions.moderation import content
from forum.actions.reporting import report
from forum.forms.moderation.queue import KINDS
from forum.models import Post, Reason, Report, ReviewItem, Thread
from forum.models.moderation import TARGETS
from forum.queries.moderation import approved_posts, queue
from safety.models import AuditEntry
from tests.factories import (
    administrator,
    member,
    moderator,
    person,
    post,
    signed_in,
    thread,
    trusted,
    verified,
)
from tests.forum.reviewed import WHY, latest, opened, reported, waiting

pytestmark = pytest.mark.django_db


def told(client, who, address: str, reason: str = "spam", words: str = "It sells something."):
    client.force_login(who)
    return client.post(address, {"reason": reason, "words": words})


def first_of_the_queue() -> ReviewItem:
    return queue(user=moderator()).first()


# What a report does


def test_a_report_waits_for_moderators_and_is_in_the_log():
    made, flagger = post(thread()), member()

    item = report(by=flagger, reason=Reason.SPAM, words="It sells something.", post=made).item

    assert (item.status, item.because, item.post.state) == ("pending", "reported", "published")
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.by, entry.about, entry.reason) == (
        "report",
        flagger.pk,
        f"post:{made.pk}",
        "spam",
    )
    assert "sells" not in f"{entry.details}"


def test_more_reports_of_the_same_thing_share_one_row():
    made = post(thread())

    items = {reported(post=made).pk for _ in range(3)}

    assert len(items) == 1
    assert ReviewItem.objects.get().reports.count() == 3


def test_the_same_person_has_one_open_report_of_a_thing():
    made, flagger = post(thread()), member()
    reported(post=made, by=flagger)

    again = reported(post=made, by=flagger, reason=Reason.ILLEGAL)

    kept = again.reports.get()
    assert (kept.reason, again.score) == ("illegal", kept.score + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(item=again, by=flagger, reason="spam")


def test_a_new_report_opens_what_was_decided_again():
    item = reported()
    content.keep(**latest(item), by=moderator(), why=WHY)

    reported(post=item.post)

    again = ReviewItem.objects.get()
    assert (again.status, again.decided_at, again.reports.count()) == ("pending", None, 2)


@pytest.mark.parametrize("kind", ["post", "thread"])
def test_what_may_identify_a_patient_is_hidden_at_once_and_comes_first(kind):
    others = [reported(reason=Reason.ILLEGAL, by=moderator()) for _ in range(2)]
    made = thread()
    target = {"thread": made} if kind == "thread" else {"post": post(made)}
    before = AuditEntry.objects.count()

    item = reported(reason=Reason.PATIENT, **target)

    assert first_of_the_queue() == item
    assert item.because == "patient data"
    assert item.content.state == "hidden"
    assert [one.act for one in AuditEntry.objects.order_by("number")[before:]] == ["report", "hide"]
    assert all(one.post.state == "published" for one in others)


def test_nobody_hides_again_what_moderators_have_kept():
    made, flagger = post(thread()), member()
    item = reported(reason=Reason.PATIENT, post=made, by=flagger)
    content.keep(**latest(item), by=moderator(), why=WHY)

    again = reported(reason=Reason.PATIENT, post=made, by=flagger)

    assert (again.status, Post.objects.get(pk=made.pk).state) == ("pending", "published")
    reported(reason=Reason.PATIENT, post=made)
    assert Post.objects.get(pk=made.pk).state == "hidden"


# How pressing


def test_reports_of_staff_count_more_and_so_do_those_of_who_was_right():
    right, wrong = member(), member()
    for flagger, decide in ((right, content.remove), (wrong, content.keep)):
        for _ in range(6):
            decide(**latest(reported(by=flagger)), by=moderator(), why=WHY)

    scores = {
        name: reported(by=flagger).reports.get().score
        for name, flagger in {"new": member(), "staff": moderator(), "right": right, "wrong": wrong}.items()
    }

    assert scores == {"new": 4, "staff": 9, "right": 9, "wrong": 4}


def test_the_score_of_an_item_adds_its_open_reports_up():
    item = reported(reason=Reason.SPAM)
    assert item.score == 5

    assert reported(post=item.post, reason=Reason.EVIDENCE).score == 8


# Who may report what


def test_every_member_may_report_and_is_thanked(client):
    made = post(thread())

    answered = told(client, member(), reverse("report-post", args=[made.pk]))

    assert answered.headers["Location"] == reverse("moderation-mine")
    assert Report.objects.get().words == "It sells something."
    assert "Thank you" in client.get(reverse("moderation-mine")).content.decode()


def test_a_silenced_member_may_still_report(client):
    silenced, made = member(), thread()
    Restriction.objects.create(user=silenced, kind="silence", reason="Rude")

    told(client, silenced, reverse("report-thread", args=[made.pk]))

    assert Report.objects.get().item.thread == made


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed"])
def test_nobody_reports_what_they_cannot_see(client, state):
    made = post(thread(), state=state, held_because="first posts" if state == "held" else "")

    assert told(client, member(), reverse("report-post", args=[made.pk])).status_code == 404
    assert Report.objects.count() == 0


def test_those_who_see_no_threads_find_nothing_to_report(client):
    made = thread()
    address = reverse("report-thread", args=[made.pk])

    assert client.post(address, {"reason": "spam"}).status_code == 302
    for who in (person(), verified()):
        assert told(client, who, address).status_code == 404


def test_a_name_is_reported_by_members_alone(client):
    rude = member(name="Best Consultant Ever")
    address = reverse("report-person", args=[rude.pk])

    assert told(client, verified(), address).status_code == 404
    told(client, member(), address, "inappropriate")

    assert ReviewItem.objects.get().person == rude


def test_a_moderator_who_reports_goes_on_to_the_review(client):
    made = post(thread())

    answered = told(client, administrator(), reverse("report-post", args=[made.pk]))

    assert answered.headers["Location"] == ReviewItem.objects.get().get_absolute_url()


def test_a_report_that_tells_of_a_patient_is_refused_and_kept_in_the_form(client):
    made = post(thread())

    answered = told(client, member(), reverse("report-post", args=[made.pk]), words="It says 943 476 5919")

    assert answered.status_code == 200
    assert "Take it out" in answered.content.decode()
    assert Report.objects.count() == 0


def test_a_report_needs_a_reason(client):
    made = post(thread())

    answered = told(client, member(), reverse("report-post", args=[made.pk]), reason="")

    assert "Choose a reason." in answered.content.decode()


# First posts


def test_first_posts_wait_until_three_are_approved(client):
    author = member()
    client.force_login(author)
    for number in range(3):
        client.post(reverse("start-thread"), {"title": f"Number {number}", "text": "Text", "key": new_key()})
    assert [one.because for one in ReviewItem.objects.all()] == ["first posts"] * 3

    for number, item in enumerate(ReviewItem.objects.all(), 1):
        content.keep(**latest(item), by=moderator(), why=WHY)
        assert approved_posts(author) == number
    client.post(reverse("start-thread"), {"title": "The fourth", "text": "Text", "key": new_key()})

    assert Thread.objects.get(title="The fourth").posts.get().state == "published"


def test_those_whose_work_was_removed_wait_again():
    author = trusted(member())
    for made in author.posts.all():
        content.remove(**latest(opened(made)), by=moderator(), why=WHY)

    assert approved_posts(author) == 0
    assert is_new(author)


def new_key() -> str:
    return str(uuid.uuid4())


# What the database keeps


def test_a_review_is_about_exactly_one_thing():
    made = post(thread())
    for fields in ({}, {"post": made, "thread": made.thread}, {"post": made, "person": made.author}):
        with pytest.raises(IntegrityError, match="review_is_about_one_thing"), transaction.atomic():
            ReviewItem.objects.create(because="reported", **fields)


def test_there_is_one_review_of_a_thing():
    item = waiting()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewItem.objects.create(because="reported", post=item.post)


def test_the_queue_names_every_kind_of_thing_that_is_reviewed():
    assert tuple(KINDS) == TARGETS


def test_who_reported_something_is_reminded_what_it_was_and_led_there_while_they_may_read_it():
    made, reader = thread(title="Late starts"), member()
    said = post(made)
    report(post=said, by=reader, reason=Reason.SPAM)
    mine = reverse("moderation-mine")

    shown = signed_in(reader).get(mine).text
    assert f'<a href="{said.get_absolute_url()}">Post 2 of “Late starts”</a>' in shown

    said.put(Post.State.HIDDEN)
    shown = signed_in(reader).get(mine).text
    assert "Post 2 of “Late starts”" in shown
    assert said.get_absolute_url() not in shown

    made.posts.get(number=1).put(Post.State.HIDDEN)
    shown = signed_in(reader).get(mine).text
    assert "Late starts" not in shown
    assert ">Post</h3>" in shown
