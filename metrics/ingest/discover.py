"""From NHS England's pages to links: which file holds each month. Pure; what gets a page is handed in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

REMEDY = "An administrator can upload the zip or paste its link."
YEAR_PAGE = re.compile(r"/rtt-data-(\d{4})-\d{2,4}/?$", re.IGNORECASE)
FULL_FILE = re.compile(r"\bfull csv data files? ?([a-z]{3,9}) ?(\d{4}|\d{2})(?!\d)", re.IGNORECASE)
UPLOADED = re.compile(r"/uploads/(?:sites/\d+/)?(\d{4})/(\d{2})/")
REVISED = re.compile(r"\brevised(?: ?(\d{1,2}))?(?![\da-z])", re.IGNORECASE)
VERSION = re.compile(r"\bv(\d{1,2})(?![\da-z])", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Words of the pages that the common guards of web sites put before the real one.
BROWSER_CHECKS = (
    "just a moment",
    "checking your browser",
    "enable javascript and cookies",
    "verify you are human",
    "verifying you are human",
    "_cf_chl_",
    "cf-browser-verification",
    "_incapsula_resource",
    "awswafintegration",
    "captcha",
)


class DiscoveryError(Exception):
    """Nothing usable was found; its text says what a person can do."""


class NoReleases(DiscoveryError):
    """A page without the links that were looked for."""

    def __init__(self, address: str, wanted: str = "a full CSV data file"):
        super().__init__(f"No link to {wanted} on {address}: NHS England may have changed the page. {REMEDY}")


class BrowserCheck(DiscoveryError):
    """The site wants to see a browser before it shows the page."""

    def __init__(self, address: str):
        super().__init__(f"{address} answered with a browser check, which only a person can pass. {REMEDY}")


@dataclass(frozen=True, slots=True)
class ReleaseLink:
    """A link to one version of a month's file. `published`: year and month of the folder it lies in."""

    month: date
    address: str
    label: str
    revision: int
    published: tuple[int, int] | None

    @property
    def age(self) -> tuple[tuple[int, int], int]:
        """Return what sorts the versions of one month from oldest to newest."""
        return (self.published or (0, 0), self.revision)


class _Anchors(HTMLParser):
    """Gathers the `(href, text)` of each link of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._href: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.finish()
            self._href = dict(attrs).get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.finish()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def finish(self) -> None:
        if self._href:
            self.found.append((self._href, " ".join("".join(self._text).split())))
        self._href, self._text = None, []


def year_pages(html: str, base: str) -> list[str]:
    """Return the addresses of the pages of each financial year that an index page links to, newest first."""
    pages: dict[int, str] = {}
    for address, _ in _links(html, base):
        found = YEAR_PAGE.search(urlsplit(address).path)
        if found:
            pages.setdefault(int(found.group(1)), address)
    if not pages:
        raise _nothing_on(html, base, "the page of a financial year")
    return [pages[year] for year in sorted(pages, reverse=True)]


def release_links(html: str, base: str) -> list[ReleaseLink]:
    """Return every link to a full CSV data file, in the page's order, each address once."""
    links = {}
    for address, label in _links(html, base):
        link = _release_link(address, label)
        if link:
            links.setdefault(address, link)
    if not links:
        raise _nothing_on(html, base, "a full CSV data file")
    return list(links.values())


def newest_of_each_month(links: list[ReleaseLink]) -> dict[date, ReleaseLink]:
    """Return the newest version of each month: the later folder wins, then the revision, then the first."""
    newest: dict[date, ReleaseLink] = {}
    for link in links:
        if link.month not in newest or link.age > newest[link.month].age:
            newest[link.month] = link
    return newest


def discover(index_address: str, fetch_text: Callable[[str], str], months: int) -> list[ReleaseLink]:
    """Return the newest version of each of the newest `months` months, newest first.

    `fetch_text` returns the page at an address. Reads no more year pages than it needs.
    """
    found: list[ReleaseLink] = []
    for page in year_pages(fetch_text(index_address), index_address):
        found += _links_of_year(fetch_text(page), page)
        if len({link.month for link in found}) >= months:
            break
    if not found:
        raise NoReleases(index_address)
    newest = newest_of_each_month(found)
    return [newest[month] for month in sorted(newest, reverse=True)[:months]]


def is_browser_check(html: str) -> bool:
    """Tell whether a page that lacks what was expected is a guard's check of the browser."""
    lowered = html.lower()
    return any(words in lowered for words in BROWSER_CHECKS)


def _links_of_year(html: str, page: str) -> list[ReleaseLink]:
    """Return a year page's links; none is no error: a new year's page stands before its first month."""
    try:
        return release_links(html, page)
    except NoReleases:
        return []


def _links(html: str, base: str) -> list[tuple[str, str]]:
    anchors = _Anchors()
    anchors.feed(html)
    anchors.close()
    anchors.finish()
    absolute = ((_absolute(base, href), label) for href, label in anchors.found)
    return [(address, label) for address, label in absolute if address]


def _absolute(base: str, href: str) -> str | None:
    try:
        address = urldefrag(urljoin(base, href.strip())).url
        return address if urlsplit(address).scheme in ("https", "http") else None
    except ValueError:  # such as an unclosed [ of an IPv6 address
        return None


def _release_link(address: str, label: str) -> ReleaseLink | None:
    name = unquote(urlsplit(address).path.rpartition("/")[2])
    if not name.lower().endswith(".zip"):
        return None
    stem, plain_label = _spaced(name[: -len(".zip")]), _spaced(label)
    month = _month_in(stem) or _month_in(plain_label)
    if month is None:
        return None
    revision = max(_revision_in(stem), _revision_in(plain_label))
    return ReleaseLink(month, address, label, revision, _published(address))


def _spaced(text: str) -> str:
    return re.sub(r"[-_+\s]+", " ", text)


def _month_in(text: str) -> date | None:
    found = FULL_FILE.search(text)
    if not found or found.group(1)[:3].lower() not in MONTHS:
        return None
    year = int(found.group(2))
    return date(year if year > 99 else 2000 + year, MONTHS.index(found.group(1)[:3].lower()) + 1, 1)


def _revision_in(text: str) -> int:
    """Return 0 for a first version; `revised` and `v2` are 1, `revised 2` is 2."""
    revised, version = REVISED.search(text), VERSION.search(text)
    numbered = int(revised.group(1) or 1) if revised else 0
    return max(numbered, int(version.group(1)) - 1 if version else 0)


def _published(address: str) -> tuple[int, int] | None:
    found = UPLOADED.search(urlsplit(address).path)
    return (int(found.group(1)), int(found.group(2))) if found else None


def _nothing_on(html: str, address: str, wanted: str) -> DiscoveryError:
    return BrowserCheck(address) if is_browser_check(html) else NoReleases(address, wanted)
