"""Posts that a person comes back to: kept at one click, with a note and a day, and a reminder that comes once."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.personal_data import all_about
from forum.actions.bookmarking import (
    NoteTooLong,
    RemindedInThePast,
    bookmark,
    forget_place,
    keep_place,
    remind,
)
from forum.actions.following import follow
from forum.actions.reading import call_all_read, read_up_to
from forum.forms.bookmarks import day_chosen
from forum.models import Bookmark, Notification
from forum.tasks import remind_of_bookmarks
from tests.at_once import at_once
from tests.factories import member, post, signed_in, thread, verified

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TOMORROW = NOW + timedelta(days=1)


def kept(person, of=None, **fields) -> Bookmark:
    wanted = {"note": "", "remind_at": TOMORROW, "now": NOW} | fields
    return bookmark(person=person, post=of or thread().posts.get(), **wanted)


def reminders(person) -> list[Notification]:
    return list(Notification.objects.filter(person=person, kind="reminder"))


def address(of) -> str:
    return reverse("bookmark", args=[of.pk])


def test_one_click_bookmarks_a_post_and_leads_back_to_it():
    written, who = post(thread()), member()

    answer = signed_in(who).post(address(written))

    assert answer.url == f"{written.thread.get_absolute_url()}#post-2"
    assert [one.post for one in who.bookmarks.all()] == [written]
    assert address(written) in signed_in(who).get(answer.url).text
    assert "Your bookmark<" in signed_in(who).get(answer.url).text


def test_a_second_click_takes_no_note_and_no_reminder_away():
    who = member()
    one = kept(who, note="For the board")

    keep_place(person=who, post=one.post)

    again = who.bookmarks.get()
    assert (again.note, again.remind_at) == ("For the board", TOMORROW)


def test_a_note_and_a_day_are_kept_and_stand_on_the_page_of_all():
    written, who = thread(title="Late starts").posts.get(), member()
    day = timezone.localdate() + timedelta(days=7)

    answer = signed_in(who).post(address(written), {"note": "For the board", "when": "week"})
    page = signed_in(who).get(answer.url).text

    remind_at = timezone.localtime(who.bookmarks.get().remind_at)
    assert (remind_at.date(), remind_at.hour) == (day, 8)
    assert "Late starts" in page
    assert "For the board" in page
    assert f"we remind you on {day.day} {day:%B %Y}" in page


@pytest.mark.parametrize(
    ("when", "day", "chosen"),
    [
        ("tomorrow", None, date(2026, 2, 1)),
        ("week", None, date(2026, 2, 7)),
        ("month", None, date(2026, 2, 28)),
        ("on", date(2026, 5, 4), date(2026, 5, 4)),
        ("", date(2026, 5, 4), None),
    ],
)
def test_a_choice_means_a_day(when, day, chosen):
    assert day_chosen(when, day, date(2026, 1, 31)) == chosen


def test_a_month_from_december_is_in_the_next_year():
    assert day_chosen("month", None, date(2026, 12, 15)) == date(2027, 1, 15)


@time_machine.travel(datetime(2026, 3, 28, 12, tzinfo=timezone.get_default_timezone()), tick=False)
def test_a_reminder_comes_at_eight_in_the_morning_when_clocks_change_too():
    written, who = thread().posts.get(), member()

    signed_in(who).post(address(written), {"note": "", "when": "tomorrow"})

    assert who.bookmarks.get().remind_at.isoformat() == "2026-03-29T07:00:00+00:00"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"when": "on"}, "Enter the day on which we remind you."),
        ({"when": "on", "day": "soon"}, "Enter a day, like 2026-12-24."),
        ({"when": "on", "day": "2020-01-01"}, "Choose a day after today"),
        ({"when": "on", "day": "9999-01-01"}, "within five years"),
        ({"note": "x" * 201}, "The note must be 200 characters or fewer."),
        ({"note": "Her NHS number is 943 476 5919."}, "Take it out"),
    ],
    ids=["no day", "no date", "past", "far", "long", "patient"],
)
def test_what_cannot_be_kept_is_asked_again_and_nothing_typed_is_lost(sent, words):
    written, who = thread().posts.get(), member()

    page = signed_in(who).post(address(written), {"note": "For the board"} | sent).text

    assert words in page
    assert sent.get("note", "For the board") in page
    assert not who.bookmarks.exists()


def test_actions_refuse_a_long_note_and_a_day_that_is_past():
    who = member()
    with pytest.raises(NoteTooLong):
        kept(who, note="x" * 201)
    with pytest.raises(RemindedInThePast):
        kept(who, remind_at=NOW)


def test_what_is_taken_off_is_gone_with_what_reminds_of_it():
    who = member()
    one = kept(who)
    remind(now=TOMORROW)

    signed_in(who).post(address(one.post), {"remove": "yes"})
    forget_place(person=who, post=one.post)

    assert not who.bookmarks.exists()
    assert reminders(who) == []


def test_a_reminder_comes_when_it_is_due_and_once():
    who = member()
    one = kept(who)

    assert remind(now=TOMORROW - timedelta(seconds=1)) == 0
    assert [remind(now=TOMORROW), remind(now=TOMORROW)] == [1, 0]
    assert [each.post for each in reminders(who)] == [one.post]


def test_what_was_due_while_nothing_ran_is_made_up_for():
    who = member()
    for days in (1, 2, 3):
        kept(who, remind_at=NOW + timedelta(days=days))

    with time_machine.travel(NOW + timedelta(days=30)):
        remind_of_bookmarks()

    assert len(reminders(who)) == 3


def test_a_new_day_reminds_anew():
    who = member()
    one = kept(who)
    remind(now=TOMORROW)
    Notification.objects.update(read_at=TOMORROW)

    kept(who, one.post, remind_at=TOMORROW + timedelta(days=1))
    assert remind(now=TOMORROW + timedelta(days=1)) == 1

    assert [each.read_at for each in reminders(who)] == [None]


def test_a_changed_note_does_not_remind_again():
    who = member()
    one = kept(who)
    remind(now=TOMORROW)

    kept(who, one.post, note="Read it again")

    assert remind(now=TOMORROW) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time")
def test_many_workers_remind_once():
    people = [member() for _ in range(5)]
    for who in people:
        kept(who)

    assert sum(at_once(*[lambda: remind(now=TOMORROW)] * 8)) == 5

    assert [len(reminders(who)) for who in people] == [1] * 5


def test_a_post_that_is_hidden_now_stands_on_no_page():
    who = member()
    one = kept(who, thread(title="Late starts").posts.get())
    one.post.put("hidden")

    assert "Late starts" not in signed_in(who).get(reverse("bookmarks")).text


def test_nobody_bookmarks_what_they_may_not_read():
    hidden, written = thread(state="hidden").posts.get(), thread().posts.get()

    assert signed_in(member()).post(address(hidden)).status_code == 404
    assert signed_in(verified()).post(address(written)).status_code == 404
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_of_bookmarks_asks_as_much_for_many_as_for_one(many, django_assert_max_num_queries):
    who = member()
    for _ in range(many):
        kept(who, note="For the board")
    browser = signed_in(who)
    browser.get(reverse("bookmarks"))

    with django_assert_max_num_queries(9):
        assert browser.get(reverse("bookmarks")).text.count("For the board") == many


def test_a_person_finds_what_they_read_follow_and_bookmarked_in_what_they_download():
    who, made = member(), thread()
    kept(who, made.posts.get(), note="For the board")
    follow(person=who, thread=made, level="muted")
    read_up_to(person=who, thread=made, number=1)
    call_all_read(person=who, until=NOW)

    told = all_about(who)

    assert [one["note"] for one in told["bookmarks"]] == ["For the board"]
    assert [(one["thread_id"], one["level"]) for one in told["followed"]] == [(made.pk, "muted")]
    assert [one["number"] for one in told["reading"]["threads"]] == [1]
    assert [one["until"] for one in told["reading"]["categories"]] == [NOW]


def test_nothing_of_it_stays_when_an_account_is_closed():
    who, made = member(), thread()
    kept(who, made.posts.get(), note="For the board")
    follow(person=who, thread=made, level="muted")
    read_up_to(person=who, thread=made, number=1)
    call_all_read(person=who, until=NOW)

    close_account(user=who)

    for rows in (who.bookmarks, who.watches, who.read_up_to, who.all_read):
        assert not rows.exists()


def test_a_bookmark_quotes_a_post_with_the_names_on_its_page():
    jane = member(name="Jane Smith")
    said = post(thread(), text=f"Ask @Jane:{jane.pk} in @03R.")
    reader = member()
    keep_place(person=reader, post=said)

    assert "Ask @Jane Smith in Wakefield." in signed_in(reader).get(reverse("bookmarks")).text
