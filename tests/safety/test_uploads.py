"""Keeping uploads, handing them out, and clearing out what belongs to nothing."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from safety.actions import uploads
from safety.actions.uploads import clear_uploads, keep_upload, remove_upload
from safety.files.refusals import FileRefused, ScannerAway, TooLarge, TooManyToday, VirusFound
from safety.models import Upload
from safety.models.uploads import FOLDER
from safety.tasks import clear_uploads as clear_uploads_daily
from tests.factories import person, signed_in
from tests.safety.made_files import pdf, picture
from tests.safety.scanner import EICAR, scanning

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1, minutes=1)


def sent(data: bytes, name: str = "Board pack.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def keep(data: bytes | None = None, name: str = "Board pack.pdf", *, owner=None, purpose="post") -> Upload:
    return keep_upload(file=sent(data or pdf(), name), purpose=purpose, owner=owner or person())


def test_an_upload_is_kept_with_what_it_is_and_under_a_name_that_tells_nothing(stored: Path):
    someone = person()
    upload = keep(owner=someone)

    assert (upload.name, upload.kind, upload.size) == ("Board pack.pdf", "pdf", len(pdf()))
    assert (upload.owner, upload.sha256) == (someone, hashlib.sha256(pdf()).hexdigest())
    assert [each.name for each in stored.iterdir()] == [upload.place.removeprefix(f"{FOLDER}/")]
    assert "oard" not in upload.place
    with upload.open() as bytes_kept:
        assert bytes_kept.read() == pdf()


def test_files_are_stored_beside_the_data_and_not_where_files_are_served(settings):
    assert Path(settings.STATIC_ROOT) not in Path(default_storage.path("x")).parents
    assert settings.MEDIA_URL in ("", "/")


def test_without_a_scanner_an_upload_says_that_it_was_not_scanned(settings):
    settings.CLAMAV_ADDRESS = ""
    assert keep().state == Upload.State.UNSCANNED


def test_a_scanned_upload_says_that_it_is_clean(settings):
    with scanning() as (server, settings.CLAMAV_ADDRESS):
        assert keep().state == Upload.State.CLEAN
        assert server.received == pdf()


def test_a_virus_is_not_stored_but_noted(settings, stored: Path):
    someone = person()
    with scanning() as (_, settings.CLAMAV_ADDRESS), pytest.raises(VirusFound):
        keep(pdf(b"(" + EICAR + b")"), owner=someone)

    upload = Upload.objects.get()
    assert (upload.owner, upload.state) == (someone, Upload.State.REFUSED)
    assert not stored.exists()
    assert signed_in(someone).get(upload.get_absolute_url()).status_code == 404


def test_what_the_scanner_is_sent_is_the_file_as_it_came(settings):
    data = picture("GIF")
    with scanning() as (server, settings.CLAMAV_ADDRESS):
        keep(data, "a.gif")
        assert server.received == data


def test_while_the_scanner_is_away_nothing_is_kept(settings, stored: Path, tmp_path: Path):
    settings.CLAMAV_ADDRESS = f"unix://{tmp_path}/nobody"
    with pytest.raises(ScannerAway):
        keep()
    assert not Upload.objects.exists()
    assert not stored.exists()


def test_a_file_that_is_too_large_is_not_even_read(settings):
    settings.UPLOAD_LARGEST = 1000
    file = sent(b"%PDF-1.7" + b"x" * 2000)
    with pytest.raises(TooLarge):
        keep_upload(file=file, purpose="post", owner=person())
    assert file.tell() == 0
    file.close()


def test_a_person_uploads_so_many_files_a_day(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_A_DAY", 2)
    someone = person()
    keep(owner=someone)
    keep(owner=someone)
    with pytest.raises(TooManyToday):
        keep(owner=someone)
    keep(owner=person())


@pytest.mark.parametrize("purpose", ["post", "case study"])
def test_the_type_that_a_browser_names_is_not_believed(purpose: str):
    with pytest.raises(FileRefused):
        keep_upload(file=sent(b"<script>", "a.png"), purpose=purpose, owner=person())


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"size": 0}, "upload_is_not_empty"),
        ({"name": ""}, "upload_has_a_name"),
        ({"state": "fine"}, "upload_state_is_known"),
        ({"purpose": "avatars"}, "upload_purpose_is_known"),
        ({"state": "refused"}, "refused_upload_says_why"),
        ({"refused_because": "no"}, "refused_upload_says_why"),
    ],
)
def test_the_database_keeps_what_an_upload_is(fields: dict, rule: str):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Upload.objects.create(
            **{"purpose": "post", "name": "a.pdf", "kind": "pdf", "size": 1, "sha256": "a"} | fields
        )


# Handing them out.


def test_a_file_is_handed_out_as_a_download_in_a_sandbox():
    upload = keep()
    answer = signed_in(upload.owner).get(upload.get_absolute_url())

    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Board pack.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_a_name_in_other_letters_is_handed_out_whole():
    upload = keep(pdf(), "Rhestr ŵ “aros”.pdf")
    answer = signed_in(upload.owner).get(upload.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Rhestr%20%C5%B5%20")


def test_a_file_that_belongs_to_nothing_yet_is_its_owners_alone():
    upload = keep()
    address = upload.get_absolute_url()
    assert signed_in(upload.owner).get(address).status_code == 200
    assert signed_in(person()).get(address).status_code == 404
    assert signed_in(person(is_superuser=True)).get(address).status_code == 404


def test_a_visitor_is_asked_to_sign_in_whether_there_is_a_file_or_not(client):
    there = client.get(keep().get_absolute_url())
    missing = client.get("/files/00000000-0000-4000-8000-000000000000/a.pdf")
    assert (there.status_code, missing.status_code) == (302, 302)
    assert there["Location"].startswith("/accounts/sign-in/?next=/files/")


def test_a_file_answers_to_its_own_name_only():
    upload = keep()
    client = signed_in(upload.owner)
    for name in ("Board%20pack.exe", "board%20pack.pdf", "x", "..%2f..%2fsecret_key"):
        assert client.get(f"/files/{upload.pk}/{name}").status_code == 404


def test_a_file_is_not_written_to():
    upload = keep()
    assert signed_in(upload.owner).post(upload.get_absolute_url()).status_code == 405


def test_a_file_that_is_still_being_stored_is_not_handed_out():
    upload = keep()
    Upload.objects.update(state=Upload.State.PENDING)
    assert signed_in(upload.owner).get(upload.get_absolute_url()).status_code == 404


def test_a_stored_file_that_is_gone_is_a_page_that_is_not_there(caplog):
    upload = keep()
    default_storage.delete(upload.place)
    assert signed_in(upload.owner).get(upload.get_absolute_url()).status_code == 404
    assert str(upload.pk) in caplog.text


# Taking them away.


def test_a_removed_upload_leaves_no_bytes(stored: Path, django_capture_on_commit_callbacks):
    upload = keep()
    with django_capture_on_commit_callbacks(execute=True):
        remove_upload(upload=upload)
    assert not Upload.objects.exists()
    assert list(stored.iterdir()) == []


def test_what_belongs_to_nothing_for_a_day_is_cleared_out(stored: Path, django_capture_on_commit_callbacks):
    old, young = keep(), keep()
    Upload.objects.filter(pk=old.pk).update(created_at=timezone.now() - LATER)

    with django_capture_on_commit_callbacks(execute=True):
        assert clear_uploads() == (1, 0)
        assert clear_uploads() == (0, 0)
    assert list(Upload.objects.all()) == [young]
    assert [each.name for each in stored.iterdir()] == [young.place.removeprefix(f"{FOLDER}/")]


@pytest.mark.django_db(transaction=True)
def test_stored_files_without_a_row_are_cleared_out_a_day_later(stored: Path):
    kept = keep()
    default_storage.save(f"{FOLDER}/left-by-a-crash", ContentFile(b"x"))

    assert clear_uploads() == (0, 0)
    assert clear_uploads(now=timezone.now() + LATER) == (1, 1)
    assert not (stored / "left-by-a-crash").exists()
    assert not Upload.objects.filter(pk=kept.pk).exists()


def test_a_worker_clears_out_once_a_day(stored: Path, settings, django_capture_on_commit_callbacks):
    scheduled = settings.CELERY_BEAT_SCHEDULE["clear-uploads"]
    assert scheduled == {"task": clear_uploads_daily.name, "schedule": timedelta(days=1).total_seconds()}
    Upload.objects.filter(pk=keep().pk).update(created_at=timezone.now() - LATER)

    with django_capture_on_commit_callbacks(execute=True):
        clear_uploads_daily()
    assert not Upload.objects.exists()
    assert list(stored.iterdir()) == []


def test_clearing_out_says_what_it_did(capsys, stored: Path):
    call_command("clear_uploads")
    assert capsys.readouterr().out == "Removed 0 unused uploads and 0 stored files without a row.\n"
