"""From a queued row to published figures, on real files, a real site and real workers."""

import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models.functions import Now

from metrics import tasks
from metrics.actions import months, refreshing
from metrics.actions.first import NothingPublished, bring_in_first
from metrics.demo import generate_month, write_month
from metrics.models import FigureSet, PublishedMonth, Refresh, Release
from metrics.queries import published_months
from tests.metrics.rtt_site import BrowserCheck, CutAtHalf, RttSite

pytestmark = [pytest.mark.embedded]
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture(scope="session")
def zips(tmp_path_factory) -> dict[date, Path]:
    """Two small months in the official layout."""
    folder = tmp_path_factory.mktemp("zips")
    return {month: write_month(month, folder, size="small") for month in (APRIL, MAY)}


@pytest.fixture
def site(settings, tmp_path):
    with RttSite() as site:
        settings.RTT_INDEX_ADDRESS = site.index
        settings.RTT_ALLOWED_HOSTS = site.hosts
        settings.RELEASES_DIR = tmp_path / "releases"
        yield site


def as_published(zipped: Path, folder: Path) -> Path:
    """Return a file as NHS England names it, so that it does not count as a demonstration."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / zipped.name.replace("demonstration", "revised")
    with zipfile.ZipFile(zipped) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as renamed:
        [entry] = made.infolist()
        renamed.writestr(entry.filename.replace("demonstration", "full"), made.read(entry))
    return path


def work_on(place: str | Path, **fields) -> Refresh:
    row = refreshing.queue(Refresh.Kind.MONTH, str(place), **fields)
    months.work_on(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_a_file_becomes_published_figures(zips):
    row = work_on(zips[MAY])

    assert (row.state, row.progress, row.month) == ("done", 100, MAY)
    assert published_months() == [MAY]
    assert row.report["rows"] == Release.objects.get().rows


@pytest.mark.django_db
def test_a_damaged_file_is_quarantined_with_its_findings_and_the_old_figures_stand(zips, tmp_path):
    work_on(zips[APRIL])
    text = generate_month(MAY, size="small").decode()
    damaged = tmp_path / "20250531-RTT-May-2025-full-extract.csv"
    damaged.write_text(text.replace("Part_1A", "Part_9Z", 1), newline="")

    row = work_on(damaged)

    assert row.state == "quarantined"
    assert "Part_9Z" in row.error
    assert row.report["findings"][0]["line"] == 2
    assert published_months() == [APRIL]


@pytest.mark.django_db
def test_a_file_of_another_month_than_asked_for_is_quarantined(zips):
    assert work_on(zips[MAY], month=APRIL).state == "quarantined"


@pytest.mark.django_db
def test_a_file_read_before_is_done_at_once(zips):
    work_on(zips[MAY])

    row = work_on(zips[MAY])

    assert row.state == "done"
    assert FigureSet.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_is_not_there_any_more_fails_with_words(tmp_path):
    row = work_on(tmp_path / "none.zip")

    assert (row.state, row.error) == ("failed", "none.zip: the file is not there any more.")


@pytest.mark.django_db
def test_new_releases_are_found_fetched_and_published_newest_first(zips, site, tmp_path):
    addresses = [
        site.publish(month, as_published(path, tmp_path).read_bytes()) for month, path in zips.items()
    ]
    row = refreshing.queue(Refresh.Kind.DISCOVER, site.index)

    queued = months.work_on(row.pk)

    assert list(Refresh.objects.filter(pk__in=queued).order_by("pk").values_list("month", flat=True)) == [
        MAY,
        APRIL,
    ]
    for refresh_id in queued:
        months.work_on(refresh_id)
    assert published_months() == [APRIL, MAY]
    assert set(Release.objects.values_list("address", flat=True)) == set(addresses)


@pytest.mark.django_db
def test_a_release_that_was_read_is_not_queued_again(zips, site, tmp_path):
    site.publish(MAY, as_published(zips[MAY], tmp_path).read_bytes())
    for refresh_id in months.work_on(refreshing.queue(Refresh.Kind.DISCOVER, site.index).pk):
        months.work_on(refresh_id)

    assert months.work_on(refreshing.queue(Refresh.Kind.DISCOVER, site.index).pk) == []


@pytest.mark.django_db
def test_a_browser_check_instead_of_a_page_says_what_to_do(site):
    site.trouble_always(site.index, BrowserCheck())
    row = refreshing.queue(Refresh.Kind.DISCOVER, site.index)

    months.work_on(row.pk)

    row.refresh_from_db()
    assert row.state == "failed"
    assert "upload" in row.error.lower()


@pytest.mark.django_db
def test_a_missing_file_fails_at_once_and_leaves_the_figures(site, zips):
    work_on(zips[APRIL])

    row = work_on(f"{site.root}/May25.zip")

    assert (row.state, row.attempts) == ("failed", 1)
    assert published_months() == [APRIL]


@pytest.mark.django_db
def test_a_cut_connection_is_resumed(site, zips):
    address = site.publish(MAY, zips[MAY].read_bytes())
    site.trouble(address, CutAtHalf())

    assert work_on(address).state == "done"


@pytest.mark.django_db
def test_a_new_site_takes_the_files_it_is_given_newest_first(zips, settings, tmp_path):
    settings.RTT_DATA_DIR = tmp_path
    for path in zips.values():
        as_published(path, tmp_path)
    said = []

    [queued] = bring_in_first(said.append)

    assert published_months() == [MAY]
    assert Refresh.objects.get(pk=queued).month == APRIL


@pytest.mark.django_db
def test_a_new_site_with_nothing_to_read_and_no_network_invents_figures_and_says_so(settings, tmp_path):
    settings.RTT_DATA_DIR = None
    settings.RTT_INDEX_ADDRESS = "http://127.0.0.1:9/"
    settings.RTT_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.RTT_MONTHS = 2
    settings.DEMONSTRATION_DIR = tmp_path
    said = []

    bring_in_first(said.append)

    assert Release.objects.get().is_demonstration
    assert "invented" in said[0]
    assert Refresh.objects.filter(state="queued", source__startswith="demonstration:").count() == 1


@pytest.mark.django_db
def test_a_demonstration_that_was_interrupted_goes_on(settings, tmp_path):
    settings.RTT_DATA_DIR = None
    settings.RTT_INDEX_ADDRESS = "http://127.0.0.1:9/"
    settings.RTT_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.RTT_MONTHS = 2
    settings.DEMONSTRATION_DIR = tmp_path
    bring_in_first(lambda _: None)
    Refresh.objects.filter(state="queued").delete()

    bring_in_first(lambda _: None)

    assert len(published_months()) == 2


@pytest.mark.django_db
def test_damaged_files_do_not_end_a_demonstration(zips, settings, tmp_path):
    work_on(zips[APRIL])
    waiting = refreshing.queue(Refresh.Kind.MONTH, "demonstration:2025-03")
    settings.RTT_DATA_DIR = tmp_path
    (tmp_path / "20250531-RTT-May-2025-full-extract.csv").write_text("Period\nRTT-May-2025\n")

    bring_in_first(lambda _: None)

    assert published_months() == [APRIL]
    assert Refresh.objects.filter(pk=waiting.pk).exists()


@pytest.mark.django_db
def test_a_damaged_newest_month_does_not_keep_a_new_site_from_the_next(zips, settings, tmp_path):
    settings.RTT_DATA_DIR = tmp_path
    as_published(zips[APRIL], tmp_path)
    (tmp_path / "20250531-RTT-May-2025-full-extract.csv").write_text("Period\nRTT-May-2025\n")

    bring_in_first(lambda _: None)

    assert published_months() == [APRIL]


@pytest.mark.django_db
def test_a_new_site_that_can_read_nothing_says_so(settings, tmp_path):
    settings.RTT_DATA_DIR = tmp_path
    (tmp_path / "20250531-RTT-May-2025-full-extract.csv").write_text("Period\nRTT-May-2025\n")

    with pytest.raises(NothingPublished, match="RTT_DATA_DIR"):
        bring_in_first(lambda _: None)


@pytest.mark.django_db
def test_a_site_that_had_invented_figures_changes_to_real_ones(zips, settings, tmp_path):
    work_on(zips[APRIL])
    refreshing.queue(Refresh.Kind.MONTH, "demonstration:2025-03")
    settings.RTT_DATA_DIR = tmp_path
    as_published(zips[MAY], tmp_path)

    bring_in_first(lambda _: None)

    assert published_months() == [MAY]
    assert not Release.objects.get(month=MAY).is_demonstration
    assert not Refresh.objects.filter(source="demonstration:2025-03").exists()


def wait_for(condition, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


def state_of(row: Refresh) -> str:
    return Refresh.objects.values_list("state", flat=True).get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_a_worker_publishes_what_a_message_names(live_worker, zips):
    row = refreshing.queue(Refresh.Kind.MONTH, str(zips[MAY]))

    tasks.send([row.pk])

    wait_for(lambda: state_of(row) == "done")
    assert published_months() == [MAY]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_switch_leaves_nothing_and_the_next_one_finishes(start_worker, zips):
    if transaction.get_connection().vendor != "postgresql":
        pytest.skip("one writer at a time: SQLite cannot hold a worker at its switch")
    worker = start_worker()
    row = refreshing.queue(Refresh.Kind.MONTH, str(zips[MAY]))
    with transaction.atomic():
        other = FigureSet.objects.create(release=_release(), month=MAY)
        PublishedMonth.objects.create(month=MAY, figure_set=other)
        # The message alone: noting that it was sent would lock the row against the worker.
        tasks.work_on_refresh.delay(row.pk)
        wait_for(lambda: Refresh.objects.get(pk=row.pk).phase == "Loading and publishing")
        time.sleep(0.5)
        worker.kill()
        transaction.set_rollback(True)

    assert state_of(row) == "running"
    assert published_months() == []
    assert not FigureSet.objects.exists()

    Refresh.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))
    start_worker()
    tasks.sweep_refreshes()
    wait_for(lambda: state_of(row) == "done")
    assert published_months() == [MAY]


def _release() -> Release:
    return Release.objects.create(sha256="0" * 64, month=MAY, address="", file_name="", size=0, rows=0)
