"""Versions of a month: held, rolled back and withdrawn by administrators, and where areas stand on them."""

from datetime import date

import pytest

from metrics.actions.analysing import analyse
from metrics.models import FigureSet, Publication, Refresh
from tests.factories import MAY, published, refresh, version
from tests.metrics.administering import REFRESHES, as_administrator, said, text_of
from tests.published import MARCH, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    return as_administrator(client)


def decide(client, number: int, state: str, reason: str = "Leeds was wrong", month: date = MAY):
    return client.post(f"/data/{month:%Y-%m}/versions/{number}/", {"state": state, "reason": reason})


def shown_now(month: date = MAY) -> FigureSet | None:
    return FigureSet.objects.filter(published__month=month).first()


def test_a_held_version_waits_in_sight_and_says_what_jumped(admin):
    published()
    version(state="held", held_because="QWO: people waiting went from 1 to 2 (+100%).")

    assert "Version 2 of May 2025</a>: its figures jump" in text_of(admin)
    assert "West Yorkshire: people waiting went from 1 to 2" in text_of(admin, "/data/2025-05/versions/2/")


def test_a_held_version_that_was_overtaken_waits_no_longer(admin):
    version(state="held")
    published()

    assert "Held for you to decide" not in text_of(admin)


def test_a_held_version_is_released_with_a_reason(admin):
    published()
    held = version(state="held")

    answer = decide(admin, 2, "held", "Leeds moved 9,000 pathways")

    assert answer.url == "/data/2025-05/"
    assert shown_now() == held
    switch = Publication.objects.first()
    assert (switch.kind, switch.by, switch.reason) == ("released", admin.user, "Leeds moved 9,000 pathways")


def test_a_month_is_rolled_back_with_a_reason(admin):
    old, _ = published(), published()

    decide(admin, 1, "kept")

    assert shown_now() == old
    assert "Rolled back to version 1" in text_of(admin, "/data/2025-05/")
    assert "Leeds was wrong" in text_of(admin, "/data/2025-05/")


def test_a_month_is_withdrawn_and_shown_again(admin):
    only = published()

    decide(admin, 1, "live")
    assert shown_now() is None

    decide(admin, 1, "kept")
    assert shown_now() == only


@pytest.mark.parametrize(("number", "state"), [(1, "kept"), (2, "live")])
def test_nothing_is_decided_without_a_reason(admin, number, state):
    _, new = published(), published()

    answer = decide(admin, number, state, "")

    assert "Enter a reason." in answer.content.decode()
    assert shown_now() == new


def test_a_version_that_changed_meanwhile_is_left_alone(admin):
    _, new = published(), published()

    answer = decide(admin, 1, "live")

    assert answer.url == "/data/2025-05/versions/1/"
    assert "has changed meanwhile" in said(admin)
    assert shown_now() == new


def test_invented_figures_are_not_shown_beside_real_ones(admin):
    published(MARCH)
    version(of={"is_demonstration": True})

    decide(admin, 1, "kept")

    assert "never published beside real ones" in said(admin)
    assert shown_now() is None


def test_a_version_shows_what_readers_would_see_change(admin):
    publish(MARCH)
    version(MARCH)

    shown = text_of(admin, "/data/2025-03/versions/2/")

    assert "What readers would see change" in shown
    assert "not known" in shown


@pytest.mark.parametrize("number", [0, 3])
def test_a_version_that_is_not_there_is_not_found(admin, number):
    published(), published()

    assert admin.get(f"/data/2025-05/versions/{number}/").status_code == 404


# Where areas stand on them


def test_the_analysis_of_all_figures_is_shown_as_work_like_any_other(admin):
    row = refresh(kind=Refresh.Kind.ANALYSE, source="14.0", state="done", report={"standings": 86_089})

    for address in (REFRESHES, f"/data/refreshes/{row.pk}/"):
        page = text_of(admin, address)
        assert "Work out where areas stand" in page
        assert "86,089 standings worked out" in page
        assert "14.0" not in page


def test_a_decision_on_a_version_asks_for_a_new_analysis(admin, django_capture_on_commit_callbacks):
    published(date(2025, 4, 1))
    published()
    analyse(lambda words, done: None)
    decision = {"state": "live", "reason": "A provider sent the wrong file."}

    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/data/2025-05/versions/1/", decision)

    row = Refresh.objects.get()
    assert row.kind == Refresh.Kind.ANALYSE
    assert row.sent_at is not None
