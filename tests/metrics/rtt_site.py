"""A site on 127.0.0.1 that stands in for NHS England's: index, year pages, zips; it misbehaves on demand.

with RttSite() as site:
    address = site.publish(date(2025, 5, 1), b"PK...", folder=(2025, 7))
    site.trouble(address, Status(500), Status(500))   # the next two answers; then it behaves
    fetch(address, into, allowed_hosts=site.hosts)
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

INDEX = "/statistics/statistical-work-areas/rtt-waiting-times/"
HEAD = "<!DOCTYPE HTML>\n<html lang='en-US'><head><meta charset='utf-8'><title>RTT</title></head><body>\n"
BROWSER_CHECK_PAGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body>'
    "<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)


@dataclass(frozen=True)
class Status:
    """Answers with a status and nothing else."""

    code: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slowly:
    """Waits before it answers."""

    seconds: float


@dataclass(frozen=True)
class Dripping:
    """Sends a few bytes at a time with a pause after each."""

    size: int
    seconds: float


@dataclass(frozen=True)
class CutAtHalf:
    """Closes the connection in the middle of the file."""


@dataclass(frozen=True)
class BrowserCheck:
    """Shows the check of a guard instead of what was asked for."""

    code: int = 200
    content_type: str = "text/html; charset=UTF-8"


@dataclass(frozen=True)
class Redirect:
    to: str


Trouble = Status | Slowly | Dripping | CutAtHalf | BrowserCheck | Redirect


@dataclass
class Stored:
    """What lies at a path. `validator`: the header that names this version, as a pair, or None."""

    content: bytes
    content_type: str
    validator: tuple[str, str] | None
    knows_ranges: bool = True
    tells_length: bool = True


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]


@dataclass
class Month:
    """One version of a month's file as its year page links to it."""

    month: date
    path: str
    label: str


@dataclass
class RttSite:
    """The site. `asked` keeps every request in order."""

    asked: list[Asked] = field(default_factory=list)
    _stored: dict[str, Stored] = field(default_factory=dict)
    _months: list[Month] = field(default_factory=list)
    _troubles: dict[str, list[Trouble]] = field(default_factory=lambda: defaultdict(list))
    _always: dict[str, Trouble] = field(default_factory=dict)

    def __enter__(self) -> "RttSite":
        site = self

        class Handler(_Handler):
            pass

        Handler.site = site
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def index(self) -> str:
        """The address of the index page."""
        return self.root + INDEX

    @property
    def hosts(self) -> list[str]:
        """What to allow so that the site may be fetched from."""
        return ["127.0.0.1"]

    def publish(
        self, month: date, content: bytes, *, folder: tuple[int, int] = (2025, 7), suffix: str = "revised"
    ) -> str:
        """Put a month's zip on the site and a link to it on its year page; return its address."""
        name = f"Full-CSV-data-file-{month:%b%y}-ZIP-{max(1, len(content) // 1024)}K-{suffix}.zip"
        path = f"/statistics/wp-content/uploads/sites/2/{folder[0]}/{folder[1]:02}/{name}"
        word = " revised" if "revised" in suffix else ""
        label = f"Full CSV data file {month:%b%y} (ZIP, {max(1, len(content) // 1024)}K){word}"
        self._months.append(Month(month, path, label))
        return self.put(path, content)

    def put(
        self,
        path: str,
        content: bytes,
        *,
        content_type: str = "application/zip",
        knows_ranges: bool = True,
        tells_length: bool = True,
        validator: tuple[str, str] | str | None = "etag",
    ) -> str:
        """Put anything at a path or address of the site, silently replacing it; return its address."""
        path = urlsplit(path).path
        if validator == "etag":
            validator = ("ETag", f'"{sha256(content).hexdigest()[:16]}"')
        self._stored[path] = Stored(content, content_type, validator, knows_ranges, tells_length)
        return self.root + path

    def trouble(self, address: str, *troubles: Trouble) -> None:
        """Let the next answers at an address go wrong, one after another."""
        self._troubles[urlsplit(address).path] += troubles

    def trouble_always(self, address: str, trouble: Trouble | None) -> None:
        """Let every answer at an address go wrong, until None is given."""
        path = urlsplit(address).path
        self._always.pop(path, None)
        if trouble:
            self._always[path] = trouble

    def asked_for(self, address: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == urlsplit(address).path]

    def trouble_at(self, path: str) -> Trouble | None:
        waiting = self._troubles[path]
        return waiting.pop(0) if waiting else self._always.get(path)

    def stored_at(self, path: str) -> Stored | None:
        if path == INDEX:
            return self._page(index_page(self._years()))
        for year in self._years():
            if path == year_path(year):
                return self._page(year_page(year, self._of_year(year), self.root))
        return self._stored.get(path)

    def _page(self, html: str) -> Stored:
        return Stored(html.encode(), "text/html; charset=UTF-8", None)

    def _years(self) -> list[int]:
        return sorted({financial_year(entry.month) for entry in self._months}, reverse=True)

    def _of_year(self, year: int) -> list[Month]:
        entries = [entry for entry in self._months if financial_year(entry.month) == year]
        return sorted(entries, key=lambda entry: entry.month, reverse=True)


def financial_year(month: date) -> int:
    """Return the year in which the month's financial year began: April is its first month."""
    return month.year if month.month >= 4 else month.year - 1


def year_path(year: int) -> str:
    return f"{INDEX}rtt-data-{year}-{(year + 1) % 100:02}/"


def index_page(years: list[int], root: str = "") -> str:
    """Return an index page in the official markup, with the side menu's other links."""
    items = "\n".join(
        f'\t<li class="page_item"><a href="{root}{year_path(year)}">'
        f"Consultant-led Referral to Treatment Waiting Times Data {year}-{(year + 1) % 100:02}</a></li>"
        for year in reversed(years)
    )
    return (
        f"{HEAD}<ul>\n\t<li><a href='{root}{INDEX}rtt-guidance/'>Rules &amp; Guidance</a></li>\n"
        f"\t<li><a href='{root}{INDEX}wlmds/'>Waiting List Minimum Data Set</a></li>\n"
        f"{items}\n</ul></body></html>"
    )


def year_page(year: int, months: list[Month], root: str = "") -> str:
    """Return a year's page in the official markup: each month with its workbooks and its full file."""
    blocks = "\n".join(_month_block(entry, root) for entry in months)
    return (
        f"{HEAD}<h1>Consultant-led RTT Waiting Times Data {year}-{(year + 1) % 100:02}</h1>\n"
        f'<p><a href="{root}{INDEX}">Click here to return to main RTT page</a></p>\n<hr />\n'
        f"{blocks}\n</body></html>"
    )


def _month_block(entry: Month, root: str) -> str:
    mon = f"{entry.month:%b%y}"
    folder = entry.path.rpartition("/")[0]
    workbooks = "<br />\n".join(
        f'<a href="{root}{folder}/{kind}-{who}-{mon}-XLSX-1914K.xlsx">{kind} {who} {mon} (XLSX, 1914K)</a>'
        for kind in ("Incomplete", "Admitted", "NonAdmitted", "New-Periods")
        for who in ("Commissioner", "Provider")
    )
    return (
        f'<p><a name="{mon}"></a></p>\n<h3>{entry.month:%B %Y}</h3>\n<p>{workbooks}</p>\n'
        f'<p><a href="{root}{entry.path}">{entry.label}</a></p>\n<hr />'
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: RttSite

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.site.asked.append(Asked(path, {name.lower(): value for name, value in self.headers.items()}))
        trouble = self.site.trouble_at(path)
        if isinstance(trouble, Slowly):
            time.sleep(trouble.seconds)
        with suppress(ConnectionError):
            self._answer(path, trouble)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, path: str, trouble: Trouble | None) -> None:
        match trouble:
            case Status(code, headers):
                self._send(code, dict(headers), b"")
            case Redirect(to):
                self._send(302, {"Location": to}, b"")
            case BrowserCheck(code, content_type):
                self._send(code, {"Content-Type": content_type}, BROWSER_CHECK_PAGE.encode())
            case _:
                self._send_stored(self.site.stored_at(path), trouble)

    def _send_stored(self, stored: Stored | None, trouble: Trouble | None) -> None:
        if stored is None:
            self._send(404, {"Content-Type": "text/html"}, b"<html><h1>Page not found</h1></html>")
            return
        headers = {"Content-Type": stored.content_type}
        if stored.validator:
            headers[stored.validator[0]] = stored.validator[1]
        start = self._start(stored)
        if start >= len(stored.content) and start:
            self._send(416, {"Content-Range": f"bytes */{len(stored.content)}"}, b"")
            return
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(stored.content) - 1}/{len(stored.content)}"
        body = stored.content[start:]
        self._send(206 if start else 200, headers, body, self._writer(trouble, body), stored.tells_length)

    def _start(self, stored: Stored) -> int:
        """Return the first byte to send: not 0 only for the version that the asker has a part of."""
        wanted = self.headers.get("Range", "")
        known = self.headers.get("If-Range")
        if not wanted or not stored.knows_ranges:
            return 0
        if known and (stored.validator is None or known != stored.validator[1]):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    def _writer(self, trouble: Trouble | None, body: bytes) -> Callable[[], None]:
        def whole() -> None:
            self.wfile.write(body)

        def half() -> None:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True

        def drip() -> None:
            for start in range(0, len(body), trouble.size):
                self.wfile.write(body[start : start + trouble.size])
                time.sleep(trouble.seconds)

        return half if isinstance(trouble, CutAtHalf) else drip if isinstance(trouble, Dripping) else whole

    def _send(
        self,
        code: int,
        headers: dict[str, str],
        body: bytes,
        write: Callable[[], None] | None = None,
        tells_length: bool = True,
    ) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if tells_length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        if write:
            write()
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""
