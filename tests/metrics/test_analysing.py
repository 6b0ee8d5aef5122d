"""Where all areas stand is worked out once a version of the figures, whole or not at all."""

from datetime import date

import pandas as pd
import pytest

from metrics import tasks
from metrics.actions import analysing, refreshing
from metrics.actions.analysing import Outdated, analyse, queue_due
from metrics.actions.months import work_on
from metrics.models import Analysis, Area, Rebase, Refresh, Standing
from metrics.queries import figures_version, standings
from tests import factories
from tests.factories import MAY

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
APRIL = date(2025, 4, 1)


def silent(words: str, done: int) -> None:
    pass


def two_boards(month: date = MAY, *, west: int = 75, kent: int = 50) -> None:
    factories.figures(
        month,
        {"area": "QWO", "incomplete": 100, "within_18": west},
        {"area": "QKS", "incomplete": 100, "within_18": kent},
    )


@pytest.fixture
def published() -> None:
    two_boards()


def test_standings_are_not_known_before_they_are_worked_out(published):
    assert standings() is None

    analyse(silent)

    found = standings(measure="within-18-weeks", function="C_999", kind="icb").set_index("area")
    assert found["value"].to_dict() == {"QKS": 50, "QWO": 75}
    assert found["rank"].to_dict() == {"QKS": 2, "QWO": 1}
    assert pd.isna(found.loc["QWO", "lower_limit"])  # One point alone has no limits.


def test_each_question_is_one_query_beside_the_version(published, django_assert_num_queries):
    analyse(silent)

    with django_assert_num_queries(2):
        assert len(standings(area="QWO")) > 1
    with django_assert_num_queries(2):
        standings(measure="within-18-weeks")


def test_the_same_figures_are_analysed_once(published):
    first = analyse(silent)

    assert analyse(silent) == first
    assert Analysis.objects.count() == 1


def test_the_version_changes_when_its_analysis_comes_so_that_pages_are_made_anew(published):
    before = figures_version()

    made = analyse(silent)

    assert before.analysis == 0
    assert figures_version() == before._replace(analysis=made.pk)
    assert str(figures_version()) != str(before)


def test_a_new_month_is_analysed_in_place_of_the_old_one(published):
    first = analyse(silent)
    two_boards(APRIL)
    assert standings() is None

    second = analyse(silent)

    assert list(Analysis.objects.all()) == [second]
    assert not Standing.objects.filter(analysis=first.pk).exists()
    assert second.months == 2


def test_a_rebase_date_is_a_reason_to_analyse_again(published):
    analyse(silent)

    rebase("QWO", MAY)

    assert standings() is None
    assert len(queue_due()) == 1


def rebase(code: str, month: date) -> None:
    Rebase.objects.create(
        area=Area.objects.get(code=code),
        measure="within-18-weeks",
        treatment_function="C_999",
        month=month,
        reason="A new clinic opened.",
    )


def test_what_was_published_meanwhile_stops_the_work_and_nothing_is_kept(published):
    def publish_another(words: str, done: int) -> None:
        if words == "Integrated care board: Waiting list":
            two_boards(APRIL)

    with pytest.raises(Outdated):
        analyse(publish_another)

    assert not Analysis.objects.exists()


def test_progress_names_each_measure_and_goes_up(published):
    said = []

    analyse(lambda words, done: said.append((words, done)))

    per_cent = [done for _, done in said]
    assert per_cent == sorted(per_cent)
    assert "Integrated care board: Within 18 weeks" in [words for words, _ in said]
    assert max(len(words) for words, _ in said) <= 60  # As long as the row's phase may be.


def test_nothing_is_due_without_figures():
    assert queue_due() == []
    assert analyse(silent) is None


def test_the_analysis_waits_for_the_last_month(published):
    month = factories.refresh()
    assert queue_due() == []

    refreshing.finish(refreshing.claim(month.pk), Refresh.State.DONE)

    assert len(queue_due()) == 1


def test_it_is_queued_once_and_worked_on_by_whoever_takes_it(published):
    [queued] = queue_due()
    assert queue_due() == []

    work_on(queued)

    row = Refresh.objects.get(pk=queued)
    assert row.state == Refresh.State.DONE
    assert row.report == {"standings": Standing.objects.count()}
    assert standings() is not None
    assert queue_due() == []


def test_what_failed_is_not_tried_for_ever_but_new_figures_are(published):
    [queued] = queue_due()
    refreshing.finish(refreshing.claim(queued), Refresh.State.FAILED, error="The disk is full.")
    assert queue_due() == []

    two_boards(APRIL)

    assert len(queue_due()) == 1


def test_a_row_of_older_figures_makes_the_analysis_of_those_that_readers_see(published):
    [older] = queue_due()
    two_boards(APRIL)
    [newer] = queue_due()

    work_on(older)
    work_on(newer)

    assert set(Refresh.objects.values_list("state", flat=True)) == {Refresh.State.DONE}
    assert Analysis.objects.get().months == 2


def test_a_worker_that_lost_its_lease_keeps_nothing(published, monkeypatch):
    [queued] = queue_due()
    keep = analysing._keep

    def taken_over_first(*args):
        Refresh.objects.filter(pk=queued).update(token=7)
        return keep(*args)

    monkeypatch.setattr(analysing, "_keep", taken_over_first)
    work_on(queued)

    assert not Analysis.objects.exists()
    assert Refresh.objects.get(pk=queued).state == Refresh.State.RUNNING


def test_two_at_once_leave_one_analysis(published):
    """The second finishes while the first still computes: the first finds it made, and writes nothing."""
    done_before = []

    def another_finishes(words: str, done: int) -> None:
        if not done_before:
            done_before.append(True)
            analyse(silent)

    made = analyse(another_finishes)

    assert Analysis.objects.get() == made
    assert Standing.objects.filter(measure="within-18-weeks", area__code="QWO").count() == 1


def test_the_sweep_finds_what_nobody_asked_for(published, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.work_on_refresh, "delay", sent.append)

    tasks.sweep_refreshes()

    assert sent == [Refresh.objects.get(kind=Refresh.Kind.ANALYSE).pk]
