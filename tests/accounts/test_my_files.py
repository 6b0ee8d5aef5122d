"""The files that a person uploaded, in what they download of themselves: all of them, and nothing of others."""

import io
import json
import tracemalloc
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actions import exporting
from accounts.actions.exporting import export_account
from accounts.actions.pictures import set_picture
from accounts.models import User
from casestudies.actions.files import add_file
from casestudies.models import Authorship
from forum.actions.attaching import attach
from forum.models import Post
from safety.actions.uploads import keep_upload
from safety.models import Upload
from tests.accounts.test_my_data import confirmed
from tests.factories import case_study, member, post, signed_in, thread, trusted
from tests.safety.made_files import pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored")]


def sent(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or pdf())


def with_files(one: User) -> dict[str, Upload]:
    """Let a person have a picture, a file of a post, one of a case study and one that hangs on nothing."""
    written = post(thread(member(), title="Theatre start times"), one)
    case = case_study(one, title="Same-day clinics")
    return {
        "you: it is your picture": set_picture(user=one, file=sent("me.png", picture())).upload,
        "post 2 of the discussion “Theatre start times”": attach(
            post=written, file=sent("Plan.pdf"), by=one
        ).upload,
        "the case study “Same-day clinics”": add_file(case=case, file=sent("Rota.pdf"), by=one).upload,
        "nothing: it is deleted a day after it was uploaded": keep_upload(
            file=sent("Plan.pdf"), purpose=Upload.Purpose.POST, owner=one
        ),
    }


def unpacked(one: User) -> tuple[dict[str, dict], zipfile.ZipFile]:
    """Return what the zip tells of each file, by what it belongs to, and the zip."""
    packed = zipfile.ZipFile(io.BytesIO(b"".join(export_account(user=one))))
    assert packed.testzip() is None
    rows = json.loads(packed.read("about-you.json"))["files"]
    return {row["belongs_to"]: row for row in rows}, packed


def test_the_zip_holds_each_file_and_says_what_it_belongs_to():
    one = trusted(member())
    kept = with_files(one)

    rows, packed = unpacked(one)

    assert set(rows) == set(kept)
    said = packed.read("read-me.txt").decode()
    assert "You uploaded 4 files" in said
    for belongs_to, upload in kept.items():
        where = rows[belongs_to]["where"]
        with upload.open() as stored:
            assert packed.read(where) == stored.read()
        assert f"- {upload.name} ({where}). It belongs to {belongs_to}." in said


def test_a_person_takes_their_files_away_from_the_page(client):
    one = confirmed(client, trusted(member()))
    with_files(one)

    answer = client.post(reverse("my-data"))

    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        assert sorted(name.partition("-")[2] for name in packed.namelist() if name.startswith("files/")) == [
            "Plan.pdf",
            "Plan.pdf",
            "Rota.pdf",
            "picture.jpg",
        ]


def test_files_of_others_are_not_in_it():
    one, other = trusted(member()), trusted(member())
    with_files(other)
    case = Authorship.objects.get(person=other).case
    Authorship.objects.create(case=case, person=one)

    rows, packed = unpacked(one)

    assert rows == {}
    assert not [name for name in packed.namelist() if name.startswith("files/")]
    assert "You uploaded no files." in packed.read("read-me.txt").decode()


def test_a_file_of_what_a_moderator_removed_is_still_its_owners():
    one = trusted(member())
    with_files(one)
    Post.objects.filter(attachments__isnull=False).update(state=Post.State.REMOVED)

    rows, packed = unpacked(one)

    assert packed.read(rows["post 2 of the discussion “Theatre start times”"]["where"])


def test_the_title_of_a_case_study_that_others_write_now_is_not_told():
    one, other = trusted(member()), member()
    case = case_study(one, title="Same-day clinics")
    add_file(case=case, file=sent("Rota.pdf"), by=one)
    case.authorships.update(person=other)

    rows, _ = unpacked(one)

    assert list(rows) == [f"case study {case.pk}, which others write now"]


def test_what_the_scanner_refused_is_told_and_not_handed_out():
    one = member()
    upload = keep_upload(file=sent("Plan.pdf"), purpose=Upload.Purpose.POST, owner=one)
    Upload.objects.filter(pk=upload.pk).update(state="refused", refused_because="Something harmful.")

    [row] = unpacked(one)[0].values()

    assert row["where"] == "not in this file: nothing of it is kept"
    assert row["refused_because"] == "Something harmful."


def test_a_file_that_is_lost_is_told_and_the_rest_is_handed_out():
    one = trusted(member())
    kept = with_files(one)
    default_storage.delete(kept["the case study “Same-day clinics”"].place)

    rows, packed = unpacked(one)

    assert rows["the case study “Same-day clinics”"]["where"].startswith(
        "not in this file: it cannot be found"
    )
    assert len(packed.namelist()) == 3 + 2


def test_what_would_make_it_too_large_is_named_with_where_to_download_it(monkeypatch):
    one = member()
    older, newer = (
        keep_upload(file=sent(name), purpose=Upload.Purpose.POST, owner=one) for name in ("A.pdf", "B.pdf")
    )
    monkeypatch.setattr(exporting, "MOST_BYTES", newer.size)

    packed = unpacked(one)[1]

    where = {row["name"]: row["where"] for row in json.loads(packed.read("about-you.json"))["files"]}
    assert where["B.pdf"] == "files/1-B.pdf"
    assert where["A.pdf"].endswith(older.get_absolute_url())
    assert older.get_absolute_url() in packed.read("read-me.txt").decode()
    assert signed_in(one).get(older.get_absolute_url()).status_code == 200


def test_no_more_than_pieces_of_files_lie_in_memory():
    one = member()
    upload = keep_upload(file=sent("A.pdf"), purpose=Upload.Purpose.POST, owner=one)
    large = 30_000_000
    default_storage.delete(upload.place)
    default_storage.save(upload.place, ContentFile(b"x" * large))
    pieces = export_account(user=one)

    tracemalloc.start()
    sizes = [len(piece) for piece in pieces]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(sizes) > large // 100_000
    assert peak < large / 10


def test_more_files_cost_no_more_queries(django_assert_max_num_queries):
    one = trusted(member())

    def queries() -> int:
        with django_assert_max_num_queries(61) as seen:
            b"".join(export_account(user=one))
        return len(seen)

    with_files(one)
    queries()
    few = queries()
    for _ in range(9):
        keep_upload(file=sent("Plan.pdf"), purpose=Upload.Purpose.POST, owner=one)

    assert queries() == few


@pytest.mark.parametrize(
    "words", ["the files that you added to them", "your collections, your saved searches"]
)
def test_whoever_deletes_their_account_reads_what_becomes_of_files_and_posts(client: Client, words: str):
    confirmed(client, member())

    assert words in client.get(reverse("delete-account")).text
