"""Fetching whole files and pages from a site that misbehaves, on a real local server."""

import fcntl
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from metrics.ingest import discover
from metrics.ingest.fetch import (
    CannotWrite,
    FetchFailed,
    ForbiddenHost,
    NotAFile,
    NotFound,
    Patience,
    TooLarge,
    fetch,
    fetch_text,
    is_reachable,
    refuse_private,
)
from tests.metrics.rtt_site import BrowserCheck, CutAtHalf, Dripping, Redirect, RttSite, Slowly, Status

CONTENT = b"PK\x03\x04" + bytes(range(256)) * 2000
OTHER = b"PK\x03\x04" + bytes(reversed(range(256))) * 1500
QUICK = Patience(first_pause=0.01, longest_pause=0.05, timeout=1.0, whole=20.0)
NAME = "a-file.zip"


@pytest.fixture(scope="module")
def web():
    with httpx.Client(timeout=QUICK.timeout) as client:
        yield client


@pytest.fixture
def site():
    with RttSite() as site:
        yield site


@pytest.fixture
def address(site):
    return site.put(f"/uploads/{NAME}", CONTENT)


@pytest.fixture
def get(site, web, tmp_path):
    """Fetch from the site, quickly."""

    def get(address: str, **changed) -> Path:
        given = {"allowed_hosts": site.hosts, "client": web, "patience": QUICK} | changed
        return fetch(address, tmp_path, **given)

    return get


@pytest.fixture
def read(site, web):
    """Read a page of the site, quickly."""

    def read(address: str, **changed) -> str:
        given = {"allowed_hosts": site.hosts, "client": web, "patience": QUICK} | changed
        return fetch_text(address, **given)

    return read


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Whole files


def test_a_file_is_fetched_whole_under_its_own_name(get, address, tmp_path):
    path = get(address)
    assert path == tmp_path / NAME
    assert path.read_bytes() == CONTENT
    assert names_in(tmp_path) == [NAME]


def test_a_fetch_brings_its_own_client_and_makes_the_folder(site, address, tmp_path):
    path = fetch(address, tmp_path / "new" / "folder", allowed_hosts=site.hosts)
    assert path.read_bytes() == CONTENT


def test_progress_rises_to_the_total(get, address):
    seen = []
    get(address, progress=lambda done, total: seen.append((done, total)))
    assert all(before[0] < after[0] for before, after in pairwise(seen))
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_progress_has_no_total_where_the_site_tells_none(get, site):
    address = site.put("/short.zip", CONTENT, tells_length=False)
    seen = []
    assert get(address, progress=lambda *step: seen.append(step)).read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), None)


def test_a_file_that_was_replaced_at_the_site_replaces_ours(get, site, address):
    get(address)
    site.put(address, OTHER)
    assert get(address).read_bytes() == OTHER


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/a/..%2f..%2fetc%2fpasswd", "passwd"),
        ("/a/%2e%2ehidden.zip", "hidden.zip"),
        ("/a/", "download"),
        ("/a/two%20words.zip?x=1", "two-words.zip"),
    ],
)
def test_a_file_name_from_an_address_stays_in_its_folder(get, site, tmp_path, path, name):
    address = site.put(path, CONTENT)
    assert get(address) == tmp_path / name


# Going on with a part


def test_a_file_cut_at_half_is_continued_from_there(get, site, address, tmp_path):
    site.trouble(address, CutAtHalf(), CutAtHalf())
    assert get(address).read_bytes() == CONTENT
    first, second, third = site.asked_for(address)
    assert "range" not in first.headers
    half = len(CONTENT) // 2
    assert second.headers["range"] == f"bytes={half}-"
    assert second.headers["if-range"].startswith('"')
    assert third.headers["range"] == f"bytes={half + (len(CONTENT) - half) // 2}-"
    assert names_in(tmp_path) == [NAME]


def test_a_part_left_by_a_dead_worker_is_continued(get, site, address, tmp_path):
    site.trouble_always(address, CutAtHalf())
    with pytest.raises(FetchFailed, match="could not be fetched in 2 attempts"):
        get(address, patience=Patience(attempts=2, first_pause=0.01, timeout=1.0))
    assert names_in(tmp_path) == [f"{NAME}.part", f"{NAME}.part.from"]
    site.trouble_always(address, None)
    seen = []
    assert get(address, progress=lambda done, total: seen.append((done, total))).read_bytes() == CONTENT
    assert seen[0][0] > len(CONTENT) // 2
    assert seen[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.parametrize("validator", ["etag", ("Last-Modified", "Fri, 11 Jul 2025 08:30:00 GMT")])
def test_a_part_of_a_file_silently_replaced_is_thrown_away(get, site, tmp_path, validator):
    address = site.put(f"/{NAME}", CONTENT, validator=validator)
    site.trouble(address, CutAtHalf())
    with pytest.raises(FetchFailed):
        get(address, patience=Patience(attempts=1, timeout=1.0))
    changed = "etag" if validator == "etag" else ("Last-Modified", "Fri, 15 Aug 2025 08:30:00 GMT")
    site.put(address, OTHER, validator=changed)
    assert get(address).read_bytes() == OTHER


def test_a_site_that_names_no_version_is_asked_for_the_whole_again(get, site):
    address = site.put(f"/{NAME}", CONTENT, validator=None)
    site.trouble(address, CutAtHalf())
    assert get(address).read_bytes() == CONTENT
    assert all("range" not in asked.headers for asked in site.asked_for(address))


def test_a_weak_etag_does_not_vouch_for_a_part(get, site):
    address = site.put(f"/{NAME}", CONTENT, validator=("ETag", 'W/"about-this"'))
    site.trouble(address, CutAtHalf())
    assert get(address).read_bytes() == CONTENT
    assert all("range" not in asked.headers for asked in site.asked_for(address))


def test_a_site_that_ignores_ranges_starts_again(get, site):
    address = site.put(f"/{NAME}", CONTENT, knows_ranges=False)
    site.trouble(address, CutAtHalf())
    assert get(address).read_bytes() == CONTENT
    assert "range" in site.asked_for(address)[1].headers


def test_a_part_of_another_address_is_not_continued(get, site, tmp_path):
    first, second = site.put(f"/first/{NAME}", CONTENT), site.put(f"/second/{NAME}", CONTENT)
    site.trouble(first, CutAtHalf())
    with pytest.raises(FetchFailed):
        get(first, patience=Patience(attempts=1, timeout=1.0))
    assert get(second).read_bytes() == CONTENT
    assert "range" not in site.asked_for(second)[0].headers


def test_a_part_longer_than_the_file_starts_again(get, site, address, tmp_path):
    site.trouble(address, CutAtHalf())
    with pytest.raises(FetchFailed):
        get(address, patience=Patience(attempts=1, timeout=1.0))
    with (tmp_path / f"{NAME}.part").open("ab") as part:
        part.write(CONTENT)
    assert get(address).read_bytes() == CONTENT


def test_a_file_that_another_worker_fetches_is_left_to_it(get, address, tmp_path):
    with (tmp_path / f"{NAME}.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(FetchFailed, match="is being fetched already"):
            get(address)
    assert get(address).read_bytes() == CONTENT


# A site that fails


@pytest.mark.parametrize("code", [500, 502, 503, 504, 429, 408])
def test_a_failing_site_is_asked_again(get, site, address, code):
    site.trouble(address, Status(code), Status(code))
    assert get(address).read_bytes() == CONTENT
    assert len(site.asked_for(address)) == 3


def test_a_site_that_keeps_failing_is_given_up(get, site, address, tmp_path):
    site.trouble_always(address, Status(500))
    with pytest.raises(FetchFailed, match="in 5 attempts: it answered 500"):
        get(address)
    assert len(site.asked_for(address)) == 5
    assert not (tmp_path / NAME).exists()


def test_a_dead_connection_is_tried_again_and_then_named(get, unused_port):
    with pytest.raises(FetchFailed, match=r"could not be fetched in 5 attempts"):
        get(f"http://127.0.0.1:{unused_port}/{NAME}")


def test_a_slow_answer_is_a_failed_attempt(get, site, address):
    site.trouble(address, Slowly(0.5))
    assert get(address, client=None, patience=Patience(timeout=0.2, first_pause=0.01)).read_bytes() == CONTENT
    assert len(site.asked_for(address)) == 2


def test_a_site_that_drips_cannot_hold_a_worker(get, site, address):
    site.trouble_always(address, Dripping(1000, 0.05))
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"took longer than 0\.5 seconds"):
        get(address, patience=Patience(whole=0.5, timeout=1.0))
    assert time.monotonic() - started < 5


def test_the_pause_that_the_site_asks_for_is_kept(get, site, address):
    site.trouble(address, Status(503, (("Retry-After", "1"),)))
    started = time.monotonic()
    get(address, patience=Patience(first_pause=0.001, longest_pause=0.4, timeout=1.0))
    assert 0.4 <= time.monotonic() - started < 5


@pytest.mark.parametrize("value", ["Fri, 11 Jul 2025 08:30:00 GMT", "Fri, 11 Jul 2025 08:30:00", "soon"])
def test_a_pause_until_a_past_date_or_in_words_is_no_obstacle(get, site, address, value):
    site.trouble(address, Status(503, (("Retry-After", value),)))
    assert get(address).read_bytes() == CONTENT


def test_pauses_double_with_jitter_up_to_the_longest():
    patience = Patience(first_pause=1, longest_pause=5)
    for attempt, longest in enumerate([1, 2, 4, 5, 5]):
        assert longest / 2 <= patience.pause(attempt, None) <= longest
    assert patience.pause(0, 3) == 3
    assert patience.pause(0, 3600) == 5


def test_what_is_not_there_is_named_at_once(get, site, tmp_path):
    address = f"{site.root}/nothing.zip"
    with pytest.raises(NotFound, match=r"is not there \(404\)"):
        get(address)
    assert len(site.asked_for(address)) == 1
    assert names_in(tmp_path) == []


def test_a_refusal_is_not_repeated(get, site, address):
    site.trouble(address, Status(401))
    with pytest.raises(FetchFailed, match="answered 401 Unauthorized"):
        get(address)
    assert len(site.asked_for(address)) == 1


# Something else than a file


@pytest.mark.parametrize("code", [200, 202, 403, 503])
@pytest.mark.parametrize("content_type", ["text/html; charset=UTF-8", "application/zip"])
def test_a_browser_check_is_no_file(get, site, address, tmp_path, code, content_type):
    site.trouble_always(address, BrowserCheck(code, content_type))
    with pytest.raises(NotAFile, match=r"browser check.*An administrator can upload the zip"):
        get(address)
    assert len(site.asked_for(address)) == 1
    assert names_in(tmp_path) == []


def test_a_page_that_pretends_to_be_a_zip_is_no_file(get, site, tmp_path):
    address = site.put(f"/{NAME}", b"\xef\xbb\xbf \r\n<html><body>Sign in</body></html>")
    with pytest.raises(NotAFile):
        get(address)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_file_over_the_limit_is_refused_and_not_kept(get, site, tmp_path, tells_length):
    address = site.put(f"/{NAME}", CONTENT, tells_length=tells_length)
    with pytest.raises(TooLarge, match=r"limit of 0\.1 MB"):
        get(address, limit=100_000)
    assert names_in(tmp_path) == []


def test_a_full_disk_is_named_and_leaves_no_file(get, address, tmp_path):
    (tmp_path / f"{NAME}.part").symlink_to("/dev/full")
    with pytest.raises(CannotWrite, match="No space left on device"):
        get(address)
    assert names_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(site, address, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite):
        fetch(address, tmp_path / "file" / "folder", allowed_hosts=site.hosts, patience=QUICK)


# Only allowed hosts


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/a.zip",
        "https://www.england.nhs.uk@www.example.org/a.zip",
        "https://www.england.nhs.uk.example.org/a.zip",
        "https://2130706433/a.zip",
        "http://www.england.nhs.uk/a.zip",
        "https://www.england.nhs.uk:8443/a.zip",
        "https://somebody:secret@www.england.nhs.uk/a.zip",
        "ftp://www.england.nhs.uk/a.zip",
        "file:///etc/passwd",
        "http://127.0.0.1/a.zip",
        "http://localhost/a.zip",
        "http://[::1]/a.zip",
        "//www.england.nhs.uk/a.zip",
        "www.england.nhs.uk/a.zip",
        "https://www.england.nhs.uk:port/a.zip",
        "https://[oops/a.zip",
        "",
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(get, tmp_path, address):
    with pytest.raises(ForbiddenHost):
        get(address, allowed_hosts=["www.england.nhs.uk"])
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "host",
    ["10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "0.0.0.0"],
)
def test_private_addresses_are_refused_even_for_an_allowed_host(get, host):
    with pytest.raises(ForbiddenHost, match="not a public address"):
        get(f"https://{host}/a.zip", allowed_hosts=[host.strip("[]"), host])


def test_a_name_is_refused_if_any_of_its_addresses_is_private():
    refuse_private("a.example", ["93.184.216.34", "2606:2800:220:1::1"])
    for private in (
        "127.0.0.1",
        "10.1.2.3",
        "::1",
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "100.64.0.1",
    ):
        with pytest.raises(ForbiddenHost):
            refuse_private("a.example", ["93.184.216.34", private])


def test_a_redirect_within_allowed_hosts_is_followed(get, site, address):
    site.trouble(f"{site.root}/moved/{NAME}", Redirect("../uploads/" + NAME))
    assert get(f"{site.root}/moved/{NAME}").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "to", ["https://www.example.org/a.zip", "http://localhost/a.zip", "file:///etc/passwd", "https://[oops/"]
)
def test_a_redirect_elsewhere_is_refused(get, site, address, tmp_path, to):
    site.trouble(address, Redirect(to))
    with pytest.raises(ForbiddenHost):
        get(address)
    assert names_in(tmp_path) == []


def test_a_redirect_to_another_name_of_the_same_machine_is_refused(get, site, address):
    site.trouble(address, Redirect(address.replace("127.0.0.1", "localhost")))
    with pytest.raises(ForbiddenHost):
        get(address)


def test_redirects_in_a_circle_end(get, site, address):
    site.trouble_always(address, Redirect(address))
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        get(address)


# Pages


def test_a_page_is_read_with_the_charset_it_names(read, site):
    plain = "<p>£ 18 weeks – d’accord</p>"
    header = site.put("/header", plain.encode("cp1252"), content_type="text/html; charset=windows-1252")
    meta = b'<meta charset="windows-1252">' + plain.encode("cp1252")
    assert read(header) == plain
    assert read(site.put("/meta", meta, content_type="text/html")).endswith(plain)
    assert read(site.put("/none", plain.encode(), content_type="text/html")) == plain
    assert read(site.put("/odd", plain.encode(), content_type="text/html; charset=klingon")) == plain


def test_a_page_over_the_limit_is_refused(read, site):
    with pytest.raises(TooLarge):
        read(site.put("/long", b"x" * 2000, content_type="text/html"), limit=1000)


def test_a_page_is_asked_for_again_when_the_site_fails(read, site):
    address = site.put("/page", b"<p>Here</p>", content_type="text/html")
    site.trouble(address, Status(500), CutAtHalf())
    assert read(address) == "<p>Here</p>"


def test_a_guarded_page_is_a_browser_check(read, site):
    address = site.put("/page", b"<p>Here</p>", content_type="text/html")
    site.trouble(address, BrowserCheck(403))
    with pytest.raises(discover.BrowserCheck):
        read(address)


def test_pages_of_other_hosts_are_refused(read):
    with pytest.raises(ForbiddenHost):
        read("https://www.example.org/")


def test_the_site_is_discovered_and_fetched_end_to_end(site, read, get):
    site.publish(date(2025, 3, 1), b"PK first", folder=(2025, 5), suffix="Dc1i9U")
    site.publish(date(2025, 3, 1), b"PK revised", folder=(2025, 7), suffix="revised")
    site.publish(date(2025, 4, 1), b"PK april", folder=(2025, 6), suffix="X7gGnn")
    links = discover.discover(site.index, read, 24)
    assert [(link.month.month, link.revision) for link in links] == [(4, 0), (3, 1)]
    assert [get(link.address).read_bytes() for link in links] == [b"PK april", b"PK revised"]


# Is anybody there?


@pytest.fixture
def unused_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return port


@contextmanager
def silent_server():
    """Accept connections and never say a word, like a filter that swallows packets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    kept.append(server.accept()[0])

        waiting = threading.Thread(target=accept, daemon=True)
        waiting.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        waiting.join()
        for connection in kept:
            connection.close()


def test_a_site_that_answers_is_reachable_whatever_it_says(site):
    assert is_reachable(site.root)


def test_a_refused_connection_is_not_reachable_at_once(unused_port):
    started = time.monotonic()
    assert not is_reachable(f"http://127.0.0.1:{unused_port}/")
    assert time.monotonic() - started < 2


def test_silence_is_noticed_within_the_time_given():
    with silent_server() as port:
        started = time.monotonic()
        assert not is_reachable(f"http://127.0.0.1:{port}/", timeout=0.3)
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("address", ["https://nowhere.invalid/", "not an address", "https://[oops/"])
def test_an_unknown_name_is_not_reachable_within_seconds(address):
    started = time.monotonic()
    assert not is_reachable(address, timeout=1.0)
    assert time.monotonic() - started < 3
