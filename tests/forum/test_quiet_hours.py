"""Emails that are sent at once wait for the end of quiet hours: by the clock in England, whatever it does."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.actions import letters
from accounts.models import Letter
from forum.actions.quiet import set_quiet_hours
from forum.actions.telling import tell_what_is_new
from forum.models import Post, QuietHours
from forum.queries.quiet import end_of
from tests.factories import member, post, signed_in, thread
from tests.forum.test_news import chosen_only_by, reader

NIGHT = time(22), time(7)
AFTERNOON = time(13), time(14, 30)
AFTER_MIDNIGHT = time(0, 30), time(1, 30)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        (AFTERNOON, at(2026, 1, 10, 12, 59), None),
        (AFTERNOON, at(2026, 1, 10, 13), at(2026, 1, 10, 14, 30)),
        (AFTERNOON, at(2026, 1, 10, 14, 30), None),
        # In summer the clock is an hour ahead.
        (AFTERNOON, at(2026, 6, 10, 12), at(2026, 6, 10, 13, 30)),
        # Around midnight.
        (NIGHT, at(2026, 1, 10, 21, 59), None),
        (NIGHT, at(2026, 1, 10, 22), at(2026, 1, 11, 7)),
        (NIGHT, at(2026, 1, 11, 0), at(2026, 1, 11, 7)),
        (NIGHT, at(2026, 1, 11, 6, 59), at(2026, 1, 11, 7)),
        (NIGHT, at(2026, 1, 11, 7), None),
        (NIGHT, at(2026, 6, 10, 22), at(2026, 6, 11, 6)),
        # The nights in which clocks go forward and back.
        (NIGHT, at(2026, 3, 28, 23), at(2026, 3, 29, 6)),
        (NIGHT, at(2026, 10, 24, 23), at(2026, 10, 25, 7)),
        # 01:30 comes twice, or not at all.
        (AFTER_MIDNIGHT, at(2026, 10, 25, 0, 15), at(2026, 10, 25, 0, 30)),
        (AFTER_MIDNIGHT, at(2026, 10, 25, 1, 15), None),
        (AFTER_MIDNIGHT, at(2026, 3, 29, 1, 15), at(2026, 3, 29, 1, 30)),
        (AFTER_MIDNIGHT, at(2026, 3, 29, 1, 30), None),
    ],
    ids=lambda value: f"{value}",
)
def test_quiet_hours_end_when_the_clock_in_england_says_so(hours, now, ends):
    assert end_of(*hours, now) == ends


@pytest.mark.django_db
class TestLetters:
    def told_at(self, now: datetime) -> list[str]:
        """Queue and send what is due at a time, as workers do."""
        with time_machine.travel(now, tick=False):
            tell_what_is_new(now=now)
            for number in Letter.objects.waiting().values_list("pk", flat=True):
                letters.send(number)
        return [sent.subject for sent in mail.outbox]

    def test_wait_and_then_come_as_one(self):
        kim = reader("at once", "replies")
        set_quiet_hours(person=kim, hours=NIGHT)
        talk = thread(kim)
        for hour in (21, 22):
            Post.objects.filter(pk=post(talk).pk).update(published_at=at(2026, 6, 10, hour, 30))
        chosen_only_by(kim)
        talk.count_posts()

        assert self.told_at(at(2026, 6, 10, 21, 31)) == []
        assert self.told_at(at(2026, 6, 11, 3)) == []
        assert self.told_at(at(2026, 6, 11, 6, 1)) == ["Exemplar: 2 new replies"]

    def test_that_were_queued_before_wait_for_the_end_too(self):
        kim = reader("at once", "replies")
        talk = thread(kim)
        Post.objects.filter(pk=post(talk).pk).update(published_at=at(2026, 6, 10, 20, 50))
        talk.count_posts()
        chosen_only_by(kim)
        tell_what_is_new(now=at(2026, 6, 10, 20, 59))
        set_quiet_hours(person=kim, hours=NIGHT)

        with time_machine.travel(at(2026, 6, 10, 21, 5), tick=False):
            letters.send(Letter.objects.get().pk)

        letter = Letter.objects.get()
        assert (letter.state, letter.attempts, mail.outbox) == ("waiting", 0, [])
        assert letter.not_before == at(2026, 6, 11, 6)

    def test_that_are_sent_once_a_day_come_when_they_come(self):
        kim = reader("daily", "replies")
        talk = thread(kim)
        Post.objects.filter(pk=post(talk).pk).update(published_at=at(2026, 6, 10, 12))
        talk.count_posts()
        chosen_only_by(kim)
        set_quiet_hours(person=kim, hours=(time(6), time(9)))

        assert self.told_at(at(2026, 6, 11, 6, 1)) == ["Exemplar: 1 new reply"]


@pytest.mark.django_db
class TestThePage:
    def chosen(self, starts: str, ends: str):
        self.one = member()
        self.client = signed_in(self.one)
        return self.client.post(reverse("quiet-hours"), {"starts": starts, "ends": ends})

    def test_keeps_what_is_chosen_and_shows_it(self):
        assert self.chosen("22:00", "07:00").status_code == 302

        kept = QuietHours.objects.get(person=self.one)
        assert (kept.starts, kept.ends) == NIGHT
        page = self.client.get(reverse("quiet-hours")).content.decode()
        assert '<option value="22:00" selected>' in page
        assert '<option value="07:00" selected>' in page

    def test_neither_is_no_quiet_hours(self):
        self.chosen("22:00", "07:00")
        self.client.post(reverse("quiet-hours"), {"starts": "", "ends": ""})

        assert not QuietHours.objects.exists()

    @pytest.mark.parametrize(
        ("starts", "ends", "said"),
        [
            ("22:00", "", "Choose when quiet hours start and when they end, or neither."),
            ("", "07:00", "Choose when quiet hours start and when they end, or neither."),
            ("07:00", "07:00", "Choose an end that differs from the start."),
            ("25:00", "07:00", "“From”: choose one of those offered, not “25:00”."),
            ("22:00", "7 o’clock", "“To”: choose one of those offered, not “7 o’clock”."),
        ],
    )
    def test_says_what_is_wrong(self, starts, ends, said):
        assert said in self.chosen(starts, ends).content.decode()
        assert not QuietHours.objects.exists()
