"""Kinds of threads: questions, announcements, events and polls; and their tags."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions.leads import appoint_lead
from accounts.models import Restriction
from forum.actions.kind_refusals import (
    AnnouncementRefused,
    ClosesInThePast,
    EventEndsFirst,
    EventMissing,
    LooksLikePatientData,
    NothingChosen,
    OptionTwice,
    OptionUnknown,
    PollClosed,
    TagTooLong,
    TagWithoutLetters,
    TooFewOptions,
    TooManyOptions,
    TooManyTags,
    TooMuchChosen,
)
from forum.actions.kinds import EventAsked, PollAsked, choose
from forum.models import Tag, Thread, Vote, WatchedWord
from metrics.models import Area
from tests.factories import administrator, member, moderator, poll, space, thread, trusted
from tests.forum.kinds import JUNE, LONDON, WORDS, numbers, start
from tests.forum.pages import text

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"


def sent(**fields) -> dict:
    return WORDS | {"key": uuid.uuid4()} | fields


# Starting


def test_a_thread_is_a_discussion_unless_another_kind_is_asked_for(client):
    client.force_login(trusted(member()))

    client.post("/forum/start/", sent())
    client.post("/forum/start/?kind=question", sent(title="Why?"))

    assert Thread.objects.get(title="Theatre lists").kind == "discussion"
    assert Thread.objects.get(title="Why?").kind == "question"


def test_the_form_has_the_fields_of_the_kind_that_the_address_asks_for(client):
    client.force_login(member())
    fields = ('name="starts"', 'name="options"')

    plain, event, asked = (text(client, f"/forum/start/{kind}") for kind in ("", "?kind=event", "?kind=poll"))

    assert [[name in shown for name in fields] for shown in (plain, event, asked)] == [
        [False, False],
        [True, False],
        [False, True],
    ]
    assert 'href="?category=theatres&amp;kind=poll"' in text(client, "/forum/start/?category=theatres")


def test_a_kind_that_there_is_not_is_a_discussion(client):
    client.force_login(trusted(member()))

    client.post("/forum/start/?kind=sermon", sent())

    assert Thread.objects.get(title="Theatre lists").kind == "discussion"


@pytest.mark.parametrize("who", ["lead", "moderator", "administrator"])
def test_leads_and_staff_announce(who):
    by = {"lead": member, "moderator": moderator, "administrator": administrator}[who]()
    if who == "lead":
        appoint_lead(user=by, area=Area.objects.get(code="QWO"))

    assert start(by, kind="announcement").kind == "announcement"


def test_others_do_not_announce(client):
    by = trusted(member())
    client.force_login(by)

    with pytest.raises(AnnouncementRefused):
        start(by, kind="announcement")

    assert client.post("/forum/start/?kind=announcement", sent()).status_code == 403
    assert "?kind=announcement" not in text(client, "/forum/start/")
    assert not Thread.objects.filter(title="Theatre lists").exists()


# Events


def test_an_event_says_when_and_where_it_is(client):
    client.force_login(trusted(member()))
    when = {"starts": "2027-06-03T14:00", "ends": "03/06/2027 15:30"}

    client.post(
        "/forum/start/?kind=event",
        sent(**when, place="  Leeds   Town Hall", address="https://example.org/join"),
    )

    made = Thread.objects.get(title="Theatre lists")
    assert (made.event.starts_at, made.event.place) == (JUNE, "Leeds Town Hall")
    shown = text(client, made.get_absolute_url())
    assert "3 June 2027, 14:00 to 15:30" in shown
    assert '<a href="https://example.org/join" rel="nofollow noopener ugc">' in shown


def test_an_event_without_an_end_ends_when_it_starts():
    made = start(kind="event", event=EventAsked(JUNE))

    assert made.event.ends_at == JUNE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Enter a day and a time like 2026-01-31 14:30."),
        ({"starts": "tomorrow"}, "Enter a day and a time like 2026-01-31 14:30."),
        ({"starts": "0001-01-01T00:00"}, "Enter a day in the years 2000 to 2099."),
        ({"starts": "2027-03-28T01:30"}, "Clocks change in that hour: enter another time."),
        ({"starts": "2027-06-03T14:00", "ends": "2027-06-03T13:00"}, "The event ends before it starts"),
        (
            {"starts": "2027-06-03T14:00", "address": "javascript:alert(1)"},
            "Enter an address that begins with",
        ),
        (
            {"starts": "2027-06-03T14:00", "place": f"Ward of {NHS_NUMBER}"},
            "“Place (optional)” seems to have",
        ),
    ],
    ids=["none", "words", "year 1", "clocks change", "ends first", "a script", "patient data"],
)
def test_an_event_that_cannot_be_is_refused_in_words_and_nothing_is_lost(client, fields, words):
    client.force_login(trusted(member()))

    shown = client.post("/forum/start/?kind=event", sent(**fields)).content.decode()

    assert words in shown
    assert "Ours are long.</textarea>" in shown
    assert not Thread.objects.filter(title="Theatre lists").exists()


def test_an_event_has_a_time_and_its_end_after_it():
    with pytest.raises(EventMissing):
        start(kind="event")
    with pytest.raises(EventEndsFirst):
        start(kind="event", event=EventAsked(JUNE, JUNE - timedelta(minutes=1)))


# Tags


def test_tags_are_made_on_the_fly_and_shared_whatever_their_capitals(client):
    client.force_login(trusted(member()))

    client.post("/forum/start/", sent(tags="Day Surgery, #hubs, day  surgery,"))
    client.post("/forum/start/", sent(title="Another", tags="HUBS"))

    first, second = Thread.objects.get(title="Theatre lists"), Thread.objects.get(title="Another")
    assert {tag.name for tag in first.tags.all()} == {"day surgery", "hubs"}
    assert [tag.name for tag in second.tags.all()] == ["hubs"]
    assert Tag.objects.count() == 2
    assert '<a href="/forum/tags/day-surgery/">#day surgery</a>' in text(client, first.get_absolute_url())
    assert "#day surgery" in text(client, "/forum/")


@pytest.mark.parametrize(
    ("tags", "refusal"),
    [
        (["a", "b", "c", "d", "e", "f"], TooManyTags),
        (["x" * 41], TagTooLong),
        (["!!"], TagWithoutLetters),
        ([NHS_NUMBER], LooksLikePatientData),
    ],
    ids=["six", "long", "signs", "patient data"],
)
def test_tags_that_cannot_be_are_refused(tags, refusal):
    with pytest.raises(refusal):
        start(tags=tags)

    assert not Tag.objects.exists()


def test_tags_with_patient_data_come_back_and_make_no_tag(client):
    client.force_login(trusted(member()))

    shown = client.post("/forum/start/", sent(tags=NHS_NUMBER)).content.decode()

    assert "“Tags (optional)” seems to have" in shown
    assert not Tag.objects.exists()


def test_watched_words_in_tags_or_options_hold_a_thread():
    WatchedWord.objects.create(words="snake oil")

    tagged_so = start(tags=["snake oil"]).posts.get()
    asked_so = start(kind="poll", poll=PollAsked(("Snake oil", "None"))).posts.get()

    assert (tagged_so.state, asked_so.state) == ("held", "held")


# Polls


def test_a_poll_is_started_with_its_options(client):
    client.force_login(trusted(member()))

    client.post("/forum/start/?kind=poll", sent(options="Early\n\n Late ", closes="2099-01-31T12:00"))

    made = Thread.objects.get(title="Theatre lists")
    assert [option.words for option in made.poll.options.all()] == ["Early", "Late"]
    assert "Closes on 31 January 2099 at 12:00" in text(client, made.get_absolute_url())


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (PollAsked(("Only one",)), TooFewOptions),
        (PollAsked(tuple(map(str, range(11)))), TooManyOptions),
        (PollAsked(("Yes", "yes")), OptionTwice),
        (PollAsked(("Yes", "No"), closes_at=datetime(2020, 1, 1, tzinfo=LONDON)), ClosesInThePast),
        (PollAsked(("Yes", NHS_NUMBER)), LooksLikePatientData),
    ],
    ids=["one", "eleven", "twice", "past", "patient data"],
)
def test_a_poll_that_cannot_be_is_refused(asked, refusal):
    with pytest.raises(refusal):
        start(kind="poll", poll=asked)

    assert not Thread.objects.filter(title="Theatre lists").exists()


def test_a_member_chooses_changes_it_and_sees_what_all_chose_but_not_who(client):
    one = poll(thread(title="When to start?"), "Early", "Late")
    other = member(name="Olive Other")
    choose(poll=one, by=other, options=[2])
    client.force_login(member())
    address = reverse("poll", args=[one.thread.pk])

    client.post(address, {"options": "1"})
    assert numbers(one) == [1, 1]
    shown = client.post(address, {"options": "2"}, follow=True).content.decode()

    assert numbers(one) == [0, 2]
    assert "2 people have chosen" in shown
    assert "Late (your choice)" in shown
    assert ">100%<" in shown
    assert "Olive Other" not in shown


def test_where_several_may_be_chosen_shares_are_of_people_and_a_choice_is_taken_back(client):
    one = poll(thread(), "Early", "Late", takes_several=True)
    choose(poll=one, by=member(), options=[1, 2])
    reader = member()
    client.force_login(reader)
    address = reverse("poll", args=[one.thread.pk])

    shown = client.post(address, {"options": ["1"]}, follow=True).content.decode()
    assert "2 people have chosen" in shown
    assert [f">{share}%<" in shown for share in (100, 50)] == [True, True]
    client.post(address, {})

    assert numbers(one) == [1, 1]
    assert not Vote.objects.filter(person=reader).exists()


@pytest.mark.parametrize(
    ("options", "refusal"),
    [([], NothingChosen), ([1, 2], TooMuchChosen), ([3], OptionUnknown)],
    ids=["none", "two", "another"],
)
def test_what_cannot_be_chosen_is_refused(options, refusal):
    one = poll(thread())

    with pytest.raises(refusal):
        choose(poll=one, by=member(), options=options)

    assert numbers(one) == [0, 0]


def test_a_form_without_a_choice_says_what_to_do(client):
    one = poll(thread())
    client.force_login(member())

    assert "Choose one of the options." in client.post(reverse("poll", args=[one.thread.pk])).content.decode()


def test_a_closed_poll_takes_no_choice_and_shows_what_was_chosen(client):
    one = poll(thread(), closes_at=timezone.now() - timedelta(minutes=1))
    client.force_login(member())

    with pytest.raises(PollClosed):
        choose(poll=one, by=member(), options=[1])
    shown = text(client, one.thread.get_absolute_url())

    assert "Closed on" in shown
    assert 'name="options"' not in shown
    assert numbers(one) == [0, 0]


def test_a_silenced_member_and_whoever_does_not_read_a_poll_choose_nothing(client):
    silenced = member("03R")
    Restriction.objects.create(user=silenced, kind=Restriction.Kind.SILENCE, reason="Shouting")
    one, secret = poll(thread()), poll(thread(category=space("QHM")))

    client.force_login(silenced)
    assert client.post(reverse("poll", args=[one.thread.pk]), {"options": "1"}).status_code == 403
    client.force_login(member("03R"))
    assert client.post(reverse("poll", args=[secret.thread.pk]), {"options": "1"}).status_code == 404
    assert client.post(reverse("poll", args=[thread().pk]), {"options": "1"}).status_code == 404

    assert not Vote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_choice_sent_many_times_at_once_counts_once():
    one, by = poll(thread()), member()

    def send(number: int) -> None:
        try:
            choose(poll=one, by=by, options=[1 + number % 2])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(8)))

    assert sum(numbers(one)) == 1


@pytest.mark.parametrize("someone", [member, moderator])
def test_a_poll_costs_the_same_with_one_choice_and_with_many(client, someone):
    one = poll(thread(), "Early", "Late", takes_several=True)
    choose(poll=one, by=member(), options=[1])
    client.force_login(someone())

    def queries() -> int:
        client.get(one.thread.get_absolute_url())
        with CaptureQueriesContext(connection) as counted:
            assert client.get(one.thread.get_absolute_url()).status_code == 200
        return len(counted)

    with_one = queries()
    for _ in range(10):
        choose(poll=one, by=member(), options=[1, 2])

    assert queries() == with_one
