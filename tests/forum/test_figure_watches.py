"""Watching figures: told once when a value is reached or concern begins, never of what is old, missing or held."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import Notice
from accounts.personal_data import all_about
from forum.actions import figure_watches
from forum.models import FigureTold, FigureWatch
from forum.queries.figure_watches import similar_to
from forum.tasks import check_figure_watches
from metrics.models import PublishedMonth
from tests.at_once import at_once
from tests.factories import figures, member, person, refresh, signed_in
from tests.forum.peers import share_of
from tests.forum.test_news import NOON, chosen_only_by, reader, sent_at
from tests.forum.watching_figures import MEASURE, WAKEFIELD, share, told, watch
from tests.published import APRIL, MAY

pytestmark = pytest.mark.django_db
# Queries of a check that tells nothing, and of the page that lists what one watches.
CHECKED, LISTED = 12, 8
JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def test_a_value_that_is_reached_is_told_with_figure_month_source_and_chart():
    share(MAY, (WAKEFIELD, 64.1))
    one = watch().person
    assert told() == []
    share(JUNE, (WAKEFIELD, 65.2))

    assert told() == ["Wakefield reached 65.0% on “Waiting 18 weeks or less” in June 2025"]
    notice = one.notices.get()
    assert "Wakefield: 65.2% in June 2025, 64.1% in May 2025." in notice.text
    assert (
        "Source: NHS England, referral to treatment waiting times, as published for June 2025." in notice.text
    )
    assert notice.address == "/areas/03R/measures/within-18-weeks/?function=C_999&month=2025-06"
    assert notice.subject in signed_in(one).get(reverse("notifications")).content.decode()


def test_it_is_told_once_and_again_only_after_it_fell_short():
    share(MAY, (WAKEFIELD, 60))
    watch()
    share(JUNE, (WAKEFIELD, 65))
    assert len(told()) == 1
    assert told() == []
    share(JULY, (WAKEFIELD, 66))
    assert told() == []
    share(date(2025, 8, 1), (WAKEFIELD, 64))
    assert told() == []
    share(date(2025, 9, 1), (WAKEFIELD, 65))
    assert len(told()) == 1


def test_two_months_that_come_together_are_each_looked_at():
    share(MAY, (WAKEFIELD, 60))
    watch()
    share(JUNE, (WAKEFIELD, 65))
    share(JULY, (WAKEFIELD, 66))

    assert told() == ["Wakefield reached 65.0% on “Waiting 18 weeks or less” in June 2025"]


def test_what_was_past_when_the_watch_was_set_is_no_news():
    share(APRIL, (WAKEFIELD, 60))
    share(MAY, (WAKEFIELD, 66))
    watch()
    share(JUNE, (WAKEFIELD, 67))

    assert told() == []


@pytest.mark.parametrize("before", [APRIL, MAY])
def test_a_correction_of_a_month_that_was_looked_at_tells_nothing(before):
    share(APRIL, (WAKEFIELD, 60))
    share(MAY, (WAKEFIELD, 60))
    watch()
    assert told() == []
    share(before, (WAKEFIELD, 70))

    assert told() == []


@pytest.mark.parametrize(("may", "june"), [(None, 70), (60, None)])
def test_what_is_missing_is_never_told(may, june):
    share(MAY, (WAKEFIELD, may))
    watch()
    share(JUNE, (WAKEFIELD, june))

    assert told() == []


def test_what_is_of_too_few_to_compare_is_never_told():
    share(MAY, (WAKEFIELD, 60))
    watch()
    share(JUNE, (WAKEFIELD, 100), of=19)

    assert told() == []


def test_nothing_is_told_of_made_up_figures():
    made_up = {"is_demonstration": True}
    figures(MAY, {"area": WAKEFIELD, "incomplete": 100, "within_18": 60}, of=made_up)
    watch()
    figures(JUNE, {"area": WAKEFIELD, "incomplete": 100, "within_18": 70}, of=made_up)
    assert told() == []
    share(JULY, (WAKEFIELD, 71))

    assert told() == []


def test_nothing_is_looked_at_while_months_are_brought_in():
    share(MAY, (WAKEFIELD, 60))
    watch()
    share(JUNE, (WAKEFIELD, 70))
    work = refresh()
    assert told() == []
    work.delete()

    assert len(told()) == 1


def test_the_areas_most_like_ones_own_are_told_of_together():
    share(MAY, (WAKEFIELD, 60))
    found = watch(what="similar")
    first, second = similar_to([found.area])[found.area_id][:2]
    codes = [first.code, second.code]
    share(JUNE, *((code, 66) for code in [*codes, WAKEFIELD]))
    assert told() == []  # what was not known in May is not news
    share(JULY, *((code, 60) for code in codes))
    assert told() == []
    share(date(2025, 8, 1), *((code, 66) for code in codes))

    assert told() == ["2 areas like Wakefield reached 65.0% on “Waiting 18 weeks or less” in August 2025"]
    text = Notice.objects.get().text
    assert f"{first.short_name}: 66.0% in August 2025, 60.0% in July 2025." in text
    assert second.short_name in text


def test_concern_that_begins_is_told_once():
    share_of((WAKEFIELD, 0.62))
    watch(what="concern", value=None)
    share(JUNE, (WAKEFIELD, 50))
    assert told() == ["Wakefield: special-cause concern on “Waiting 18 weeks or less” in June 2025"]
    share(JULY, (WAKEFIELD, 49))

    assert told() == []


def test_special_cause_improvement_is_no_concern():
    share_of((WAKEFIELD, 0.62))
    watch(what="concern", value=None)
    share(JUNE, (WAKEFIELD, 75))

    assert told() == []


def test_a_paused_watch_tells_nothing_then_or_later():
    share(MAY, (WAKEFIELD, 60))
    found = watch()
    figure_watches.pause(watch=found)
    share(JUNE, (WAKEFIELD, 66))
    assert told() == []
    figure_watches.resume(watch=found)

    assert told() == []


def test_who_may_not_come_in_any_more_is_told_nothing():
    share(MAY, (WAKEFIELD, 60))
    watch(person())
    gone = watch().person
    gone.claims.all().delete()
    share(JUNE, (WAKEFIELD, 66))

    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    share(MAY, (WAKEFIELD, 60))
    for _ in range(3):
        watch()
    share(JUNE, (WAKEFIELD, 66))

    assert at_once(*[check_figure_watches] * 2) == [None, None]
    assert (Notice.objects.count(), FigureTold.objects.count()) == (3, 3)


def test_checking_costs_the_same_for_one_watch_and_for_ten(django_assert_num_queries):
    def check(number: int, month: date) -> None:
        for _ in range(number):
            watch()
        share(month, (WAKEFIELD, 61))
        with django_assert_num_queries(CHECKED):
            figure_watches.check_some()

    share(MAY, (WAKEFIELD, 60))
    check(1, JUNE)
    check(10, JULY)


# By email


def test_it_is_emailed_as_often_as_one_chose_with_what_one_watches():
    share(MAY, (WAKEFIELD, 60))
    kim = reader("daily", "watched")
    chosen_only_by(kim)
    watch(kim)
    share(JUNE, (WAKEFIELD, 66))
    assert told()
    Notice.objects.update(at=NOON - timedelta(hours=12))

    (said,) = sent_at(NOON)

    assert "Figures that you watch (source: NHS England, referral to treatment waiting times)" in said
    assert "- Wakefield reached 65.0% on “Waiting 18 weeks or less” in June 2025" in said
    assert "/areas/03R/measures/within-18-weeks/?function=C_999&month=2025-06" in said
    assert mail.outbox[0].subject == "Exemplar: 1 about figures that you watch"
    assert sent_at(NOON + timedelta(days=1)) == []


@pytest.mark.parametrize("lost", ["", "withdrawn", "paused", "seen", "unwatched"])
def test_what_no_longer_holds_or_was_seen_is_not_emailed(lost):
    share(MAY, (WAKEFIELD, 60))
    kim = reader("at once", "watched")
    chosen_only_by(kim)
    found = watch(kim)
    share(JUNE, (WAKEFIELD, 66))
    assert told()
    Notice.objects.update(at=NOON - timedelta(minutes=1))
    match lost:
        case "withdrawn":
            PublishedMonth.objects.filter(month=JUNE).delete()
        case "paused":
            figure_watches.pause(watch=found)
        case "seen":
            Notice.objects.update(read_at=timezone.now())
        case "unwatched":
            figure_watches.delete(watch=found)

    assert len(sent_at(NOON)) == (0 if lost else 1)


# Its pages


class TestPages:
    @pytest.fixture(autouse=True)
    def begin(self):
        share(APRIL, (WAKEFIELD, 60))
        share(MAY, (WAKEFIELD, 66))
        self.one = member()
        self.client = signed_in(self.one)
        self.new = reverse("watch-figures", args=[WAKEFIELD, MEASURE])

    def send(self, address: str = "", **fields) -> str:
        usual = {"what": "here", "value": "70", "function": "C_999"}
        return self.client.post(address or self.new, usual | fields, follow=True).content.decode()

    def test_the_pages_of_a_chart_and_of_better_peers_lead_to_it(self):
        for name, args in (("area-measure", [WAKEFIELD, MEASURE]), ("better-peers", [WAKEFIELD])):
            page = self.client.get(reverse(name, args=args)).content.decode()
            assert f"{self.new}?function=C_999" in page

    def test_what_is_set_stands_on_the_page_of_what_one_watches(self):
        page = self.send()

        assert "Wakefield reaches 70.0% or more on “Waiting 18 weeks or less”" in page
        assert "past that value already" not in page
        assert self.one.figure_watches.get().checked_month == MAY

    def test_a_value_that_is_past_already_says_so(self):
        assert "It is past that value already: 66.0% in May 2025" in self.send(value="65")

    def test_the_same_again_is_one(self):
        self.send()
        self.send()

        assert self.one.figure_watches.count() == 1

    def test_lower_is_better_where_it_is(self):
        page = self.send(reverse("watch-figures", args=[WAKEFIELD, "median-wait"]), value="12")

        assert "Wakefield reaches 12.0 weeks or less on" in page

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"value": ""}, "Enter the value to be reached."),
            ({"value": "101"}, "Enter a per cent from 0 to 100."),
            ({"value": "65.25"}, "Enter a number with one decimal at most."),
            ({"value": "-1"}, "must be 0 or more"),
            ({"value": "many"}, "must be a number"),
            ({"what": "England"}, "choose one of those offered"),
        ],
    )
    def test_what_is_wrong_is_said(self, fields, said):
        assert said in self.send(**fields)
        assert not self.one.figure_watches.exists()

    def test_it_is_changed_paused_gone_on_with_and_deleted(self):
        self.send()
        found = self.one.figure_watches.get()
        own = reverse("figure-watch", args=[found.pk])
        assert "reaches 72.5% or more" in self.send(own, value="72.5")
        assert "shows special-cause concern on" in self.send(own, what="concern", value="")
        assert "Paused" in self.send(own, do="pause")
        assert FigureWatch.objects.get().is_paused
        self.send(own, do="resume")
        assert not FigureWatch.objects.get().is_paused
        self.send(own, do="delete")
        assert not FigureWatch.objects.exists()

    def test_anothers_is_not_there(self):
        found = watch()

        assert self.client.get(reverse("figure-watch", args=[found.pk])).status_code == 404
        assert self.client.post(reverse("figure-watch", args=[found.pk]), {"do": "delete"}).status_code == 404

    def test_a_measure_without_better_or_worse_and_a_region_are_not_watched(self):
        for code, slug in ((WAKEFIELD, "decisions-to-admit"), ("Y63", MEASURE), (WAKEFIELD, "nothing")):
            assert self.client.get(reverse("watch-figures", args=[code, slug])).status_code == 404

    def test_who_watches_for_much_is_told_to_delete_some(self, monkeypatch):
        monkeypatch.setattr(figure_watches, "MOST_WATCHED", 1)
        self.send()

        assert "You watch for 1 things in figures already." in self.send(value="71")

    def test_the_list_costs_the_same_for_one_and_for_many(self, django_assert_num_queries):
        self.send()
        self.client.get(reverse("following"))
        with django_assert_num_queries(LISTED):
            self.client.get(reverse("following"))
        for value in range(71, 80):
            watch(self.one, value=value)
        with django_assert_num_queries(LISTED):
            self.client.get(reverse("following"))


def test_what_one_watches_for_is_exported_and_erased():
    share(MAY, (WAKEFIELD, 60))
    one = watch().person

    (row,) = all_about(one)["figures_watched"]
    assert (row["what"], row["area__code"], row["value"]) == ("here", WAKEFIELD, 65)

    close_account(user=one)
    assert not FigureWatch.objects.exists()


def test_the_notifications_of_the_api_answer_beside_it():
    share(MAY, (WAKEFIELD, 60))
    one = watch().person
    share(JUNE, (WAKEFIELD, 66))
    assert told()

    answer = signed_in(one).get("/api/v1/notifications/")

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_a_large_value_comes_back_as_it_was_entered():
    share(MAY, (WAKEFIELD, 0.6))
    one = member()
    mine = watch(one, value=1_234_567, measure="waiting-list")

    page = signed_in(one).get(reverse("figure-watch", args=[mine.pk])).content.decode()

    assert 'value="1234567"' in page
