from datetime import timedelta

import pytest
from django.db.models.functions import Now

from metrics.actions import refreshing
from metrics.actions.refreshing import LeaseLost
from metrics.models import Refresh

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
ADDRESS = "https://example.org/May25.zip"


def queued(address: str = ADDRESS) -> Refresh:
    return refreshing.queue(Refresh.Kind.MONTH, address)


def let_the_lease_run_out(row: Refresh) -> None:
    Refresh.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))


def age(row: Refresh, **times) -> None:
    Refresh.objects.filter(pk=row.pk).update(
        **{field: Now() - timedelta(seconds=seconds) for field, seconds in times.items()}
    )


def test_the_same_work_is_queued_once():
    assert queued() == queued()
    assert Refresh.objects.count() == 1


def test_work_that_ended_may_be_queued_again():
    first = queued()
    refreshing.finish(refreshing.claim(first.pk), Refresh.State.DONE)

    assert queued() != first


def test_a_schedule_slot_is_filled_once_even_after_its_work_is_done():
    first = refreshing.queue(Refresh.Kind.DISCOVER, "pages", slot="discover 2026-11-21")
    refreshing.finish(refreshing.claim(first.pk), Refresh.State.DONE)

    assert refreshing.queue(Refresh.Kind.DISCOVER, "pages", slot="discover 2026-11-21") is None
    assert Refresh.objects.count() == 1


def test_one_worker_alone_gets_a_row():
    row = queued()

    assert refreshing.claim(row.pk) is not None
    assert refreshing.claim(row.pk) is None


def test_a_row_whose_lease_ran_out_is_taken_over_with_a_higher_token():
    row = queued()
    first = refreshing.claim(row.pk)
    let_the_lease_run_out(row)

    second = refreshing.claim(row.pk)

    assert second.token > first.token


def test_a_worker_that_wakes_after_its_lease_writes_nothing():
    row = queued()
    sleeper = refreshing.claim(row.pk)
    let_the_lease_run_out(row)
    refreshing.claim(row.pk)

    with pytest.raises(LeaseLost):
        refreshing.report_progress(sleeper, "Reading", 50)
    with pytest.raises(LeaseLost):
        refreshing.finish(sleeper, Refresh.State.DONE)
    row.refresh_from_db()
    assert (row.state, row.progress) == ("running", 0)


def test_progress_renews_the_lease():
    row = queued()
    claim = refreshing.claim(row.pk)
    let_the_lease_run_out(row)

    refreshing.report_progress(claim, "Reading", 50)

    assert refreshing.claim(row.pk) is None


def test_work_is_tried_three_times_then_failed():
    row = queued()
    for _ in range(3):
        refreshing.put_back(refreshing.claim(row.pk), "The site did not answer.")

    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "The site did not answer.")
    assert refreshing.claim(row.pk) is None


def test_work_whose_worker_dies_three_times_is_failed_by_the_sweeper():
    row = queued()
    for _ in range(3):
        refreshing.claim(row.pk)
        let_the_lease_run_out(row)

    assert refreshing.sweep() == []
    row.refresh_from_db()
    assert row.state == "failed"


def test_the_sweeper_sends_again_what_has_waited_a_minute():
    lost, fresh, sent = queued("a"), queued("b"), queued("c")
    age(lost, created_at=61)
    age(sent, created_at=300, sent_at=10)

    assert refreshing.sweep() == [lost.pk]
    assert fresh.pk not in refreshing.sweep()


def test_the_sweeper_sends_what_was_sent_and_lost():
    row = queued()
    age(row, created_at=300, sent_at=61)

    assert refreshing.sweep() == [row.pk]
    assert refreshing.sweep() == []


def test_the_sweeper_sends_again_what_a_dead_worker_left():
    row = queued()
    refreshing.claim(row.pk)
    let_the_lease_run_out(row)

    assert refreshing.sweep() == [row.pk]
