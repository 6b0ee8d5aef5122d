"""What administrators do to bring figures in, and that nobody else can."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from config.celery import app as celery_app
from metrics.actions import months
from metrics.actions.uploads import UploadNotKept, keep_upload
from metrics.demo import write_month
from metrics.models import Publication, PublishedMonth, Refresh
from tests.factories import MAY, person, published, refresh, version
from tests.metrics.administering import REFRESHES, as_administrator, said, text_of

pytestmark = pytest.mark.django_db
LINK = "https://www.england.nhs.uk/uploads/Full-CSV-data-file-May25.zip"
ADDRESSES = [
    REFRESHES,
    "/data/refreshes/state/",
    "/data/refreshes/{pk}/",
    "/data/refreshes/{pk}/state/",
    "/data/2025-05/versions/1/",
]


@pytest.fixture(autouse=True)
def releases(settings, tmp_path) -> Path:
    settings.RELEASES_DIR = tmp_path / "releases"
    return settings.RELEASES_DIR


@pytest.fixture
def admin(client):
    return as_administrator(client)


def a_zip(content: bytes = b"period", name: str = "Full CSV May25.zip") -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("May.csv"), content)  # of no hour: twice the same
    return SimpleUploadedFile(name, packed.getvalue())


def start(client, how: str, reason: str = "June is out early", **fields):
    sent = {f"{how}-{name}": value for name, value in fields.items()}
    return client.post(REFRESHES, {"how": how, f"{how}-reason": reason} | sent)


# Who may


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitors_are_asked_to_sign_in(client, address):
    published()
    address = address.format(pk=refresh().pk)

    for answer in (client.get(address), client.post(address, {"reason": "mine"})):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer.url == f"/accounts/sign-in/?next={address}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_anybody_else_who_is_signed_in_is_refused(client, address):
    published()
    address = address.format(pk=refresh().pk)
    client.force_login(person(is_staff=True))

    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "mine"}).status_code in (403, 405)


def test_a_refused_form_changes_nothing(client):
    old, new = published(), published()
    client.force_login(person())

    start(client, "link", link=LINK)
    client.post("/data/2025-05/versions/1/", {"state": "kept", "reason": "mine"})

    assert not Refresh.objects.exists()
    assert PublishedMonth.objects.get().figure_set == new != old


def test_forms_from_elsewhere_are_refused(admin):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(admin.user)

    assert start(stranger, "link", link=LINK).status_code == 403
    assert not Refresh.objects.exists()


def test_somebody_whose_session_ended_sees_the_page_again_instead_of_a_fragment(client):
    answer = client.get("/data/refreshes/state/", headers={"HX-Request": "true"})

    assert answer["HX-Refresh"] == "true"


def test_browsers_keep_no_copy(admin):
    assert "no-store" in admin.get(REFRESHES)["Cache-Control"]


# Starting


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_looking_for_new_releases_is_queued_with_who_and_why(admin, settings):
    answer = start(admin, "look")

    row = Refresh.objects.get()
    assert answer.url == REFRESHES
    assert (row.kind, row.source) == ("discover", settings.RTT_INDEX_ADDRESS)
    assert (row.requested_by, row.reason) == (admin.user, "June is out early")
    assert row.sent_at is not None
    assert "Queued" in said(admin)


def test_a_link_is_queued(admin):
    start(admin, "link", link=LINK)

    row = Refresh.objects.get()
    assert (row.kind, row.source) == ("month", LINK)


def test_an_upload_is_kept_whole_and_queued(admin, releases):
    start(admin, "upload", file=a_zip())

    row = Refresh.objects.get()
    assert row.source == str(next(releases.iterdir()))
    assert Path(row.source).name.startswith("Full-CSV-May25-")
    assert zipfile.ZipFile(row.source).read("May.csv") == b"period"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.zip", "=cmd.zip", ".zip", "ü" * 300 + ".zip", "a/b\\c.ZIP"]
)
def test_a_strange_name_is_made_safe(releases, name):
    path = keep_upload(name, [b"PK"])

    assert path.parent == releases
    assert path.suffix == ".zip"
    assert path.name.replace("-", "").replace("_", "").removesuffix(".zip").isalnum()
    assert len(path.name) < 120


def test_the_same_file_twice_is_the_same_work(admin):
    start(admin, "upload", file=a_zip())
    assert "Queued" in said(admin)

    start(admin, "upload", "again", file=a_zip())

    assert Refresh.objects.count() == 1
    assert "This is waiting already" in said(admin)


def test_an_uploaded_month_becomes_figures(admin, tmp_path):
    made = write_month(MAY, tmp_path, size="small")
    start(admin, "upload", file=SimpleUploadedFile(made.name, made.read_bytes()))

    months.work_on(Refresh.objects.get().pk)

    switch = Publication.objects.get()
    assert (switch.month, switch.by, switch.reason) == (MAY, admin.user, "June is out early")


@pytest.mark.parametrize("how", ["look", "upload", "link"])
def test_nothing_starts_without_a_reason(admin, how):
    answer = start(admin, how, reason=" ", file=a_zip(), link=LINK)

    assert "Enter a reason." in answer.content.decode()
    assert not Refresh.objects.exists()


@pytest.mark.parametrize("how", ["look", "upload", "link"])
def test_a_reason_of_thousands_of_characters_is_refused(admin, how):
    answer = start(admin, how, reason="long " * 1000, file=a_zip(), link=LINK)

    assert "The reason must be 500 characters or fewer." in answer.content.decode()
    assert not Refresh.objects.exists()


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "Paste the link."),
        ("https://evil.example/May25.zip", "The link must be on www.england.nhs.uk."),
        ("https://www.england.nhs.uk.evil.example/May25.zip", "The link must be on www.england.nhs.uk."),
        ("https://www.england.nhs.uk@evil.example/May25.zip", "The link must be on www.england.nhs.uk."),
        ("http://www.england.nhs.uk/May25.zip", "The link must begin with https://"),
        ("https://someone@www.england.nhs.uk/May25.zip", "The link must begin with https://"),
        ("https://www.england.nhs.uk:8443/May25.zip", "The link must begin with https://"),
        ("https://www.england.nhs.uk:port/May25.zip", "This is not a web address."),
        ("https://[www.england.nhs.uk/May25.zip", "This is not a web address."),
        ("file:///etc/passwd", "The link must be on www.england.nhs.uk."),
        ("May25.zip", "The link must be on www.england.nhs.uk."),
    ],
)
def test_a_link_elsewhere_is_refused_at_once(admin, link, why):
    assert why in start(admin, "link", link=link).content.decode()
    assert not Refresh.objects.exists()


def test_a_file_that_is_no_zip_is_refused_at_once(admin, releases):
    answer = start(admin, "upload", file=SimpleUploadedFile("May.zip", b"<html>"))

    assert "The file is not a zip." in answer.content.decode()
    assert not releases.exists()


def test_a_file_that_is_too_large_is_refused_at_once(admin, releases):
    answer = start(admin, "upload", file=SimpleUploadedFile("May.zip", b"PK" + bytes(20_000_000)))

    assert "it must be 20 MB or smaller" in answer.content.decode()
    assert not releases.exists()


def test_an_unknown_way_starts_nothing(admin):
    assert admin.post(REFRESHES, {"how": "magic"}).status_code == 200
    assert not Refresh.objects.exists()


def test_a_disk_that_cannot_be_written_to_is_said(admin, releases):
    releases.write_text("a file where the folder should be")

    start(admin, "upload", file=a_zip())

    assert "could not be stored" in said(admin)
    assert not Refresh.objects.exists()


def test_an_upload_that_breaks_off_leaves_nothing(releases):
    def blocks():
        yield b"PK"
        raise OSError(28, "No space left on device")

    with pytest.raises(UploadNotKept, match="No space left on device"):
        keep_upload("May.zip", blocks())

    assert list(releases.iterdir()) == []


@pytest.fixture
def dead_broker():
    """Let messages go to a port where nobody listens."""
    conf = celery_app.conf
    kept = conf.broker_url, conf.broker_transport_options
    conf.broker_url, conf.broker_transport_options = "redis://127.0.0.1:9/0", {}
    _forget_connections()
    yield
    conf.broker_url, conf.broker_transport_options = kept
    _forget_connections()


def _forget_connections() -> None:
    celery_app._pool = None
    celery_app.amqp._producer_pool = None


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_only_delays_the_work(admin, dead_broker, caplog):
    answer = start(admin, "link", link=LINK)

    assert answer.status_code == 302
    assert Refresh.objects.get().state == "queued"
    assert "Connection refused" in caplog.text


# The work


def test_work_is_shown_newest_first_with_phase_progress_and_who(admin):
    refresh(kind="discover", state="done", report={"found": 24, "queued": 2}, slot="discover 2026-11-20")
    refresh(
        month=MAY,
        state="running",
        phase="Reading and checking the file",
        progress=30,
        attempts=2,
        requested_by=admin.user,
        reason="It was revised",
    )

    shown = text_of(admin)

    assert shown.index("Bring in May 2025") < shown.index("24 months found, 2 of them new.")
    for words in (
        "Reading and checking the file, 30%",
        "2 of 3",
        "Ada Admin: It was revised",
        "The daily look",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("state", "asks"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_the_page_asks_again_only_while_something_is_under_way(admin, state, asks):
    row = refresh(state=state)

    assert ("every 2s" in text_of(admin)) is asks
    assert ("every 2s" in text_of(admin, f"/data/refreshes/{row.pk}/")) is asks


def test_the_fragment_is_the_list_alone(admin):
    refresh(state="running")

    fragment = text_of(admin, "/data/refreshes/state/")

    assert fragment.strip().startswith('<div id="work"')
    assert "<html" not in fragment


def test_a_piece_of_work_that_ended_shows_the_whole_page_again(admin):
    row = refresh(state="done")

    assert admin.get(f"/data/refreshes/{row.pk}/state/")["HX-Refresh"] == "true"


def test_a_path_of_this_machine_is_not_shown(admin):
    row = refresh(source="/srv/exemplar/releases/May-abc.zip", state="failed")

    shown = text_of(admin) + text_of(admin, f"/data/refreshes/{row.pk}/")

    assert "May-abc.zip" in shown
    assert "/srv/exemplar" not in shown


def test_it_is_said_when_a_worker_was_lost(admin):
    row = refresh(state="running", lease_until=timezone.now() - timedelta(seconds=1))

    assert "Its worker has not been heard of" in text_of(admin, f"/data/refreshes/{row.pk}/")


def test_it_is_said_when_no_worker_takes_the_work(admin):
    refresh()
    assert "Look whether the worker is there" not in text_of(admin)

    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert "Look whether the worker is there" in text_of(admin)


def test_a_quarantined_file_shows_each_place_rule_and_remedy(admin):
    finding = {
        "rule": "number",
        "severity": "Q",
        "file": "May.csv",
        "line": 7,
        "column": "Total",
        "value": "<b>n/a</b>",
        "text": "must be a whole number",
    }
    row = refresh(state="quarantined", error="May.csv:7:Total: n/a", report={"findings": [finding]})

    shown = text_of(admin, f"/data/refreshes/{row.pk}/")

    for words in (
        "A count is not a whole number",
        "must be a whole number",
        "Bring the file in again",
        "May.csv",
        "Total",
    ):
        assert words in shown, words
    assert "&lt;b&gt;n/a&lt;/b&gt;" in shown


def test_failed_work_is_tried_again_with_a_reason(admin):
    row = refresh(state="failed", month=MAY)

    admin.post(f"/data/refreshes/{row.pk}/", {"reason": "The site is back"})

    again = Refresh.objects.get(state="queued")
    assert (again.source, again.month, again.reason) == (row.source, MAY, "The site is back")


def test_work_that_is_done_is_not_done_again(admin):
    row = refresh(state="done")

    admin.post(f"/data/refreshes/{row.pk}/", {"reason": "Once more"})

    assert Refresh.objects.count() == 1
    assert "nothing to try again" in said(admin)


def test_the_list_costs_the_same_with_one_row_and_with_ten(admin, django_assert_num_queries):
    refresh(requested_by=admin.user)
    admin.get(REFRESHES)
    with django_assert_num_queries(11):
        admin.get(REFRESHES)

    for _ in range(10):
        refresh(requested_by=person(), state="done")
        version(state="held")
    admin.get(REFRESHES)

    with django_assert_num_queries(11):
        admin.get(REFRESHES)


def test_long_lists_are_cut_into_pages(admin):
    first = refresh(state="done")
    for _ in range(25):
        refresh(state="done")

    assert f'id="refresh-{first.pk}"' not in text_of(admin)
    assert f'id="refresh-{first.pk}"' in text_of(admin, f"{REFRESHES}?page=2")
