"""From a link to a whole file, or to a page's text: from allowed hosts, within a limit, with patience.

A file grows as `<name>.part` and gets its name when it is whole. A part that was left behind is continued if
the site still has the very version it is a part of (`<name>.part.from` says which).
"""

import fcntl
import os
import random
import re
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Self, TypeVar

import httpx

from metrics.ingest.discover import REMEDY, BrowserCheck, is_browser_check

FILE_LIMIT = 20_000_000
PAGE_LIMIT = 5_000_000
MOST_REDIRECTS = 5
HEADERS = {"User-Agent": "Exemplar/0.1 (reads RTT waiting times)", "Accept-Encoding": "identity"}
# Statuses that guards of web sites give to the page with their browser check.
GUARDED = {202, 403, 405, 429, 503}
WORTH_ANOTHER = {408, 425, 429}
META_CHARSET = re.compile(rb"<meta[^>]{0,100}charset=[\"']?([\w-]+)", re.IGNORECASE)
Progress = Callable[[int, int | None], None]
Answer = TypeVar("Answer")


class FetchError(Exception):
    """An address could not be fetched; its text says why, for a person."""


class NotFound(FetchError):
    """The site has nothing at the address."""


class TooLarge(FetchError):
    """More than the limit, told by the site or found while reading."""


class ForbiddenHost(FetchError):
    """The address, or one it redirects to, is not of an allowed host."""


class NotAFile(FetchError):
    """A web page came instead of a file."""

    def __init__(self, address: str):
        super().__init__(
            f"{address} answered with a web page, not a file: the site asked for a browser check, "
            f"or the link leads to a page. {REMEDY}"
        )


class CannotWrite(FetchError):
    """The disk is full, or the folder may not be written to."""


class FetchFailed(FetchError):
    """Every attempt failed, or the site refused. A later try goes on from the part that arrived."""


class _Again(Exception):
    """This attempt failed, another may not. `pause`: the seconds that the site asked to wait."""

    def __init__(self, reason: str, pause: float | None = None):
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try; seconds. `whole` bounds all attempts and pauses of one call."""

    attempts: int = 5
    first_pause: float = 1.0
    longest_pause: float = 60.0
    whole: float = 300.0
    timeout: float = 20.0

    def pause(self, attempt: int, asked_for: float | None) -> float:
        """Return the seconds to wait after attempt 0, 1, …: what the site asked for, else doubling."""
        if asked_for is not None:
            return min(asked_for, self.longest_pause)
        return min(self.first_pause * 2**attempt, self.longest_pause) * random.uniform(0.5, 1.0)


PATIENCE = Patience()


def fetch(
    address: str,
    into: Path,
    *,
    allowed_hosts: Collection[str],
    progress: Progress | None = None,
    client: httpx.Client | None = None,
    limit: int = FILE_LIMIT,
    patience: Patience = PATIENCE,
) -> Path:
    """Fetch a file into the folder `into` and return its path; a file of that name is replaced.

    `progress` is called with the bytes so far and the total, None where the site does not tell it.
    Raises NotFound, TooLarge, ForbiddenHost, NotAFile, CannotWrite or FetchFailed.
    """
    with _Visit.begin(client, allowed_hosts, patience) as visit, _Part(into, _file_name(address)) as part:
        try:
            visit.persist(address, lambda: _download(visit, address, part, limit, progress))
            return part.finish()
        except FetchFailed:
            raise
        except FetchError:
            part.discard()
            raise


def fetch_text(
    address: str,
    *,
    allowed_hosts: Collection[str],
    client: httpx.Client | None = None,
    limit: int = PAGE_LIMIT,
    patience: Patience = PATIENCE,
) -> str:
    """Return the text of a page. Raises as `fetch` does, and BrowserCheck where a guard refuses."""
    with _Visit.begin(client, allowed_hosts, patience) as visit:
        return visit.persist(address, lambda: _page(visit, address, limit))


def is_reachable(address: str, timeout: float = 3.0) -> bool:
    """Tell whether anything answers at an address, within `timeout` seconds whatever the network does."""
    answers: list[httpx.Response] = []

    def ask() -> None:
        with suppress(httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            answers.append(httpx.head(address, timeout=timeout, headers=HEADERS))

    # A thread, because looking up a name has no time limit of its own.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout)
    return bool(answers)


def _download(visit: "_Visit", address: str, part: "_Part", limit: int, progress: Progress | None) -> None:
    with visit.answer(address, part.range_headers(address)) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.start_again(address, None)
            raise _Again("it has a shorter file now")
        _refuse(response, address, NotAFile)
        if _is_page(response):
            raise NotAFile(address)
        total = _total(response, address, part)
        _refuse_size(address, total or 0, limit)
        for chunk in response.iter_raw():
            visit.check_time(address)
            part.write(chunk)
            _refuse_size(address, part.size, limit)
            if progress:
                progress(part.size, total)
    if total is not None and part.size != total:
        raise _Again(f"it sent {part.size:,} of {total:,} bytes")
    if part.begins_like_a_page():
        raise NotAFile(address)


def _total(response: httpx.Response, address: str, part: "_Part") -> int | None:
    """Return the whole file's size, None if unknown. The part starts again if the answer does."""
    length = response.headers.get("Content-Length", "")
    rest = int(length) if length.isdecimal() else None
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        if not part.goes_on_with(response):
            part.start_again(address, None)
            raise _Again("it sent another range than the one asked for")
        return None if rest is None else part.size + rest
    part.start_again(address, _validator(response))
    return rest


def _page(visit: "_Visit", address: str, limit: int) -> str:
    content = bytearray()
    with visit.answer(address, {}) as response:
        _refuse(response, address, BrowserCheck)
        for chunk in response.iter_bytes():
            visit.check_time(address)
            content += chunk
            _refuse_size(address, len(content), limit)
    return _decoded(bytes(content), response.charset_encoding)


def _decoded(content: bytes, charset: str | None) -> str:
    """Return a page's text by the charset of its header, else of its meta tag, else UTF-8."""
    named = META_CHARSET.search(content[:2048])
    try:
        return content.decode(charset or (named.group(1).decode() if named else "utf-8"), errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _refuse(response: httpx.Response, address: str, guarded: Callable[[str], Exception]) -> None:
    """Raise the named error for a status that brings nothing; `guarded` makes the one for a browser check."""
    code = response.status_code
    if code in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise NotFound(f"{address} is not there ({code}). {REMEDY}")
    if code in GUARDED and _is_guard(response):
        raise guarded(address)
    if code in WORTH_ANOTHER or code >= 500:
        raise _Again(f"it answered {code}", _retry_after(response.headers.get("Retry-After", "")))
    raise FetchFailed(f"{address} answered {code} {response.reason_phrase}. {REMEDY}")


def _is_guard(response: httpx.Response) -> bool:
    if response.headers.get("cf-mitigated") == "challenge":
        return True
    head = bytearray()
    for chunk in response.iter_bytes():
        head += chunk
        if len(head) > 65_536:
            break
    return is_browser_check(_decoded(bytes(head), response.charset_encoding))


def _is_page(response: httpx.Response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


def _refuse_size(address: str, size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(f"{address} is larger than the limit of {limit / 1e6:g} MB.")


def _retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, which may be a number or a date."""
    if value.isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _validator(response: httpx.Response) -> str | None:
    """Return what names this version of a file: a strong ETag, else the time of its last change."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified")


def _file_name(address: str) -> str:
    """Return a plain file name for what lies at an address."""
    last = _parsed(address).path.rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", last).lstrip(".-")[-120:] or "download"


def _parsed(address: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        return base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        raise ForbiddenHost(f"{address!r} is not a web address.") from None


class _Visit:
    """Asks allowed hosts, again when it is worth it, until the patience ends."""

    def __init__(self, client: httpx.Client, allowed_hosts: Collection[str], patience: Patience):
        self.client = client
        self.allowed_hosts = {host.lower() for host in allowed_hosts}
        self.patience = patience
        self.until = time.monotonic() + patience.whole

    @classmethod
    @contextmanager
    def begin(
        cls, client: httpx.Client | None, allowed_hosts: Collection[str], patience: Patience
    ) -> Iterator[Self]:
        """Enter with the client given, which is left open, or with one of its own."""
        with nullcontext(client) if client else httpx.Client(timeout=patience.timeout) as web:
            yield cls(web, allowed_hosts, patience)

    def persist(self, address: str, attempt: Callable[[], Answer]) -> Answer:
        """Return what `attempt` returns, trying again after failures that may pass."""
        for number in range(self.patience.attempts):
            try:
                return attempt()
            except httpx.RequestError as error:
                failure = _Again(str(error) or type(error).__name__)
            except _Again as again:
                failure = again
            if number + 1 < self.patience.attempts:
                time.sleep(
                    max(0, min(self.patience.pause(number, failure.pause), self.until - time.monotonic()))
                )
                self.check_time(address)
        raise FetchFailed(f"{address} could not be fetched in {self.patience.attempts} attempts: {failure}.")

    def check_time(self, address: str) -> None:
        if time.monotonic() >= self.until:
            raise FetchFailed(f"{address} took longer than {self.patience.whole:g} seconds.")

    @contextmanager
    def answer(self, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Give the answer at the end of an address's redirects, each of which is checked."""
        url = _parsed(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url)
            request = self.client.build_request("GET", url, headers=HEADERS | headers)
            with closing(self.client.send(request, stream=True, follow_redirects=False)) as response:
                self._check_peer(url, response)
                if not response.has_redirect_location:
                    yield response
                    return
                url = _parsed(response.headers["Location"], url)
        raise FetchFailed(f"{address} redirects more than {MOST_REDIRECTS} times.")

    def _check(self, url: httpx.URL) -> None:
        host = url.raw_host.decode()
        loopback = _is_loopback(host)
        if host not in self.allowed_hosts:
            raise ForbiddenHost(f"{url} is not on an allowed host ({', '.join(sorted(self.allowed_hosts))}).")
        if url.userinfo or (not loopback and (url.scheme != "https" or url.port)):
            raise ForbiddenHost(f"{url} is not a plain https address.")
        if url.scheme not in ("https", "http"):
            raise ForbiddenHost(f"{url} is not a web address.")
        if not loopback and not _behind_proxy(url):
            refuse_private(host, _addresses(host))

    def _check_peer(self, url: httpx.URL, response: httpx.Response) -> None:
        """Check who really answered: a name may lead elsewhere a moment after it was looked up."""
        stream, host = response.extensions.get("network_stream"), url.raw_host.decode()
        peer = stream.get_extra_info("server_addr") if stream else None
        if peer and not _is_loopback(host) and not _behind_proxy(url):
            refuse_private(host, [peer[0]])


def refuse_private(host: str, addresses: Collection[str]) -> None:
    """Raise ForbiddenHost if any of a host's IP addresses is not a public one."""
    for address in addresses:
        found = ip_address(address.partition("%")[0])
        plain = getattr(found, "ipv4_mapped", None) or found
        if not plain.is_global or plain.is_multicast:
            raise ForbiddenHost(f"{host} leads to {address}, which is not a public address.")


def _addresses(host: str) -> list[str]:
    try:
        return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except socket.gaierror as error:
        raise _Again(f"{host} is not known: {error.strerror}") from None


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        address: IPv4Address | IPv6Address = ip_address(host.strip("[]"))
        return address.is_loopback
    return host == "localhost"


def _behind_proxy(url: httpx.URL) -> bool:
    """Tell whether the environment sends this request through a proxy, which looks the name up itself."""
    proxies = urllib.request.getproxies()
    return bool(proxies.get(url.scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(url.host)


class _Part:
    """A file on its way, held by one fetcher at a time."""

    def __init__(self, folder: Path, name: str):
        self.target = folder / name
        self.path = folder / f"{name}.part"
        self.source = folder / f"{name}.part.from"
        self.size = 0

    def __enter__(self) -> Self:
        with self._writing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("a+b", buffering=0)
        self._hold()
        self.size = os.fstat(self.file.fileno()).st_size
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def _hold(self) -> None:
        """Lock the part, and see that it is still the one of that name: another may just have finished it."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = self.path.stat().st_ino == os.fstat(self.file.fileno()).st_ino
        except (BlockingIOError, FileNotFoundError):
            held = False
        if not held:
            self.file.close()
            raise FetchFailed(f"{self.target.name} is being fetched already.")

    def range_headers(self, address: str) -> dict[str, str]:
        """Return the headers that ask for what is missing, if it is known which version the part is of."""
        kept = self._kept_from()
        if not self.size or kept is None or kept[0] != address:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": kept[1]}

    def goes_on_with(self, response: httpx.Response) -> bool:
        """Tell whether a partial answer begins where this part ends and is of the same version."""
        kept = self._kept_from()
        goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")
        return goes_on and kept is not None and _validator(response) in (None, kept[1])

    def start_again(self, address: str, validator: str | None) -> None:
        """Empty the part and note what it will be a part of, where the site names versions."""
        with self._writing():
            if self.size:
                self.file.truncate(0)
            self.size = 0
            if validator:
                self.source.write_text(f"{address}\n{validator}")
            else:
                self.source.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        with self._writing():
            while rest:
                rest = rest[self.file.write(rest) :]
        self.size += len(chunk)

    def begins_like_a_page(self) -> bool:
        self.file.seek(0)
        return self.file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")

    def finish(self) -> Path:
        """Give the whole file its name."""
        with self._writing():
            os.fsync(self.file.fileno())
            self.path.replace(self.target)
            self.source.unlink(missing_ok=True)
        return self.target

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.source.unlink(missing_ok=True)

    def _kept_from(self) -> tuple[str, str] | None:
        """Return the address and the version that the part came from; None where that is not known."""
        with suppress(FileNotFoundError):
            address, _, validator = self.source.read_text().partition("\n")
            return (address, validator) if validator else None
        return None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotWrite(f"{self.target} could not be written: {error.strerror}.") from error
