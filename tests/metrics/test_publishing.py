from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from metrics.actions import publishing
from metrics.actions.publishing import (
    DemonstrationBesideReal,
    NotReady,
    bring_in,
    release_from_hold,
    roll_back,
)
from metrics.ingest.rtt import Quarantined
from metrics.models import Figure, FigureSet, Membership, Publication, PublishedMonth, Release
from metrics.queries import figures_frame, figures_version
from tests.metrics.prepared import LEEDS, WAKEFIELD, WEST_YORKSHIRE, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
MAY, APRIL, JUNE = date(2025, 5, 1), date(2025, 4, 1), date(2025, 6, 1)


def waiting(area: str = WAKEFIELD) -> dict[date, float]:
    figures = figures_frame().query("area == @area")
    return dict(zip(figures["month"].dt.date, figures["incomplete"], strict=True))


def bring(*args, **kwargs) -> FigureSet:
    return bring_in(prepared(*args, **kwargs), address="https://example.org/May25.zip")


def test_a_month_is_published_whole():
    figure_set = bring()

    assert waiting() == {MAY: 40_000}
    assert PublishedMonth.objects.get().figure_set == figure_set
    assert Publication.objects.get().kind == "published"


def test_what_is_not_known_stays_unknown():
    bring()

    assert Figure.objects.filter(admitted__isnull=True, median_wait__isnull=True).count() == 4


def test_the_same_file_twice_changes_nothing():
    first = bring()
    version = figures_version()

    assert bring() == first
    assert figures_version() == version
    assert FigureSet.objects.count() == Release.objects.count() == 1


def test_a_revision_replaces_its_month_and_never_adds_to_it():
    bring()

    bring(lists={WAKEFIELD: 41_000}, name="May-revised.csv", made_on=datetime(2026, 1, 22, tzinfo=UTC))

    assert waiting() == {MAY: 41_000}
    assert FigureSet.objects.filter(month=MAY).count() == 2


def test_an_older_revision_is_kept_and_not_published():
    bring(name="May-revised.csv", made_on=datetime(2026, 1, 22, tzinfo=UTC))

    bring(lists={WAKEFIELD: 39_000})

    assert waiting() == {MAY: 40_000}
    assert FigureSet.objects.filter(month=MAY).count() == 2


def test_a_fault_while_loading_leaves_nothing_behind(monkeypatch):
    bring(APRIL)

    def fault(*_):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(publishing, "load_provider_use", fault)
    with pytest.raises(IntegrityError):
        bring()

    assert waiting() == {APRIL: 40_000}
    assert not FigureSet.objects.filter(month=MAY).exists()
    assert not Release.objects.filter(month=MAY).exists()


def test_a_national_jump_of_over_a_tenth_is_held():
    bring(APRIL)

    held = bring(MAY, lists={"ENGLAND": 7_800_000})

    assert held.state == "held"
    assert "7,000,000 to 7,800,000" in held.held_because
    assert MAY not in waiting()


def test_a_boards_jump_of_over_three_tenths_is_held():
    bring(APRIL)

    held = bring(MAY, lists={WEST_YORKSHIRE: 170_000})

    assert held.state == "held"
    assert held.held_because.startswith("QWO")


def test_a_locations_jump_alone_is_not_held():
    bring(APRIL)

    assert bring(MAY, lists={LEEDS: 20_000}).state == "ready"


def test_a_location_that_vanished_is_held():
    bring(APRIL)

    held = bring(MAY, lists={WAKEFIELD: None})

    assert held.state == "held"
    assert held.held_because.startswith("03R: no people waiting")


def test_a_real_month_is_not_compared_with_an_invented_one():
    bring(APRIL, name="20250430-RTT-April-2025-demonstration-extract.csv", rows=39_000, providers=("DX001",))

    figure_set = bring(MAY, lists={"ENGLAND": 3_000_000}, rows=183_000)

    assert (figure_set.state, figure_set.warnings) == ("ready", [])
    assert waiting() == {MAY: 40_000}


def test_a_month_is_compared_with_the_one_after_when_none_is_before():
    bring(JUNE)

    assert bring(MAY, lists={"ENGLAND": 5_000_000}).state == "held"


def test_an_administrator_publishes_a_held_month_with_a_reason(admin_user):
    bring(APRIL)
    held = bring(MAY, lists={"ENGLAND": 7_800_000})

    publication = release_from_hold(held, by=admin_user, reason="Community pathways came back.")

    assert MAY in waiting("ENGLAND")
    assert (publication.kind, publication.by, publication.reason) == (
        "released",
        admin_user,
        "Community pathways came back.",
    )


def test_only_a_held_version_is_released_from_hold(admin_user):
    with pytest.raises(NotReady):
        release_from_hold(bring(), by=admin_user, reason="Why not.")


def test_a_held_version_cannot_be_rolled_back_to(admin_user):
    bring(APRIL)
    held = bring(MAY, lists={"ENGLAND": 7_800_000})

    with pytest.raises(NotReady):
        roll_back(held, by=admin_user, reason="Why not.")


def test_rolling_back_brings_the_old_figures_and_a_new_version_number(admin_user):
    first = bring()
    bring(lists={WAKEFIELD: 41_000}, name="May-revised.csv", made_on=datetime(2026, 1, 22, tzinfo=UTC))
    version = figures_version()

    roll_back(first, by=admin_user, reason="The revision lost a provider.")

    assert waiting() == {MAY: 40_000}
    assert figures_version() > version


def test_a_file_that_was_rolled_back_from_does_not_come_back_by_itself(admin_user):
    first = bring()
    revised = {
        "lists": {WAKEFIELD: 41_000},
        "name": "May-revised.csv",
        "made_on": datetime(2026, 1, 22, tzinfo=UTC),
    }
    bring(**revised)
    roll_back(first, by=admin_user, reason="The revision lost a provider.")

    bring(**revised)

    assert waiting() == {MAY: 40_000}


def test_real_figures_withdraw_the_invented_ones():
    bring(APRIL, name="20250430-RTT-April-2025-demonstration-extract.csv")

    bring(MAY)

    assert waiting() == {MAY: 40_000}
    assert Publication.objects.filter(kind="withdrawn", month=APRIL).exists()


def test_invented_figures_are_refused_beside_real_ones():
    bring(MAY)

    with pytest.raises(DemonstrationBesideReal):
        bring(APRIL, name="20250430-RTT-April-2025-demonstration-extract.csv")

    assert not FigureSet.objects.filter(month=APRIL).exists()


def test_a_month_with_a_tenth_fewer_rows_than_the_month_before_is_quarantined():
    bring(APRIL, rows=180_000)

    with pytest.raises(Quarantined):
        bring(MAY, rows=150_000)

    assert not Release.objects.filter(month=MAY).exists()


def test_a_provider_that_vanished_is_a_warning_and_never_zero():
    bring(APRIL, providers=("RXF", "RR8"))

    figure_set = bring(MAY, providers=("RXF",))

    assert [warning["value"] for warning in figure_set.warnings] == ["RR8"]
    assert not Figure.objects.filter(figure_set=figure_set, area__code="RR8").exists()


def test_a_provider_belongs_to_its_board_from_the_first_month_it_is_seen_there():
    bring(MAY)
    bring(APRIL)

    membership = Membership.objects.get(child__code="RXF")

    assert (membership.parent.code, membership.start, membership.end) == (WEST_YORKSHIRE, APRIL, None)
