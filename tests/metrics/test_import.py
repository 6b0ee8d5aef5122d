"""The import command: files, folders and addresses in; published figures or one clear message out."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from metrics.demo import generate_month, write_month
from metrics.queries import published_months, standings
from tests.environment import ROOT
from tests.metrics.rtt_site import RttSite

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    for month in (APRIL, MAY):
        write_month(month, folder, size="small")
    return folder


def imported(*places: object, **options) -> str:
    out = io.StringIO()
    call_command("import_rtt", *map(str, places), stdout=out, stderr=out, **{"analysis": False} | options)
    return out.getvalue()


@pytest.mark.django_db
def test_a_folder_is_imported_newest_first(folder):
    said = imported(folder, workers=1, analysis=True)

    assert said.index("May 2025") < said.index("April 2025")
    assert published_months() == [APRIL, MAY]
    assert "Areas stand as of May 2025" in said
    assert standings(area="QWO") is not None


@pytest.mark.django_db
def test_a_csv_is_imported_too(tmp_path):
    path = tmp_path / "20250531-RTT-May-2025-full-extract.csv"
    path.write_bytes(generate_month(MAY, size="small"))

    imported(path)

    assert published_months() == [MAY]


@pytest.mark.django_db
def test_an_address_is_fetched_and_imported(folder, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path
    with RttSite() as site:
        settings.RTT_ALLOWED_HOSTS = site.hosts
        [path] = folder.glob("*May25*")
        imported(site.publish(MAY, path.read_bytes()))

    assert published_months() == [MAY]


@pytest.mark.django_db
def test_the_same_folder_again_changes_nothing(folder):
    imported(folder, workers=1)

    assert imported(folder, workers=1).count("read before") == 2


@pytest.mark.django_db
def test_a_damaged_file_is_named_and_the_others_are_imported(folder, tmp_path):
    damaged = tmp_path / "20250331-RTT-March-2025-full-extract.csv"
    damaged.write_bytes(generate_month(date(2025, 3, 1), size="small").replace(b"Part_2A", b"Part_7", 1))

    with pytest.raises(CommandError, match=r"1 of 3 files refused.*still served") as refused:
        imported(folder, damaged, workers=1)

    assert refused.value.returncode == 1
    assert published_months() == [APRIL, MAY]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["there is no such file", "holds no .zip or .csv"])
def test_a_path_with_nothing_to_read_is_said_in_one_message(tmp_path, words):
    path = tmp_path if "holds" in words else tmp_path / "none.zip"

    with pytest.raises(CommandError, match=words):
        imported(path)


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_files_are_read_side_by_side_from_the_command_line(folder, outside):
    ended = subprocess.run(
        [sys.executable, "manage.py", "import_rtt", str(folder), "--workers", "2"],
        cwd=ROOT,
        env=outside,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert ended.returncode == 0, ended.stderr
    assert published_months() == [APRIL, MAY]


@pytest.mark.django_db(transaction=True)
def test_bad_input_on_the_command_line_ends_with_exit_code_1_and_no_traceback(tmp_path, outside):
    (tmp_path / "not-a-zip.zip").write_text("<html>")

    ended = subprocess.run(
        [sys.executable, "manage.py", "import_rtt", str(tmp_path)],
        cwd=ROOT,
        env=outside | {"PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "")},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert ended.returncode == 1
    assert "not-a-zip.zip" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.django_db
def test_refreshing_brings_in_what_is_new_and_then_nothing(folder, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path
    out = io.StringIO()
    with RttSite() as site:
        settings.RTT_ALLOWED_HOSTS, settings.RTT_INDEX_ADDRESS = site.hosts, site.index
        for month in (APRIL, MAY):
            [path] = folder.glob(f"*{month:%b%y}*")
            site.publish(month, path.read_bytes())

        call_command("refresh_metrics", stdout=out)
        call_command("refresh_metrics", stdout=out)

    analysed, *said = out.getvalue().splitlines()
    assert analysed.startswith("Areas stand as of May 2025, worked out in ")
    assert said == ["2 months brought in.", "Nothing new is published."]
    assert published_months() == [APRIL, MAY]


@pytest.mark.django_db
def test_refreshing_without_the_site_ends_with_one_message(settings):
    settings.RTT_INDEX_ADDRESS = "http://127.0.0.1:9/"
    settings.RTT_ALLOWED_HOSTS = ["127.0.0.1"]

    with pytest.raises(CommandError, match="still served"):
        call_command("refresh_metrics")
