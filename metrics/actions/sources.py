"""Where a month's file comes from: an address, a path, or the generator of demonstration figures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from metrics.demo import demo_months, newest_published_month, write_month
from metrics.ingest.discover import DiscoveryError, discover
from metrics.ingest.fetch import FetchError, fetch, fetch_text, is_reachable
from metrics.ingest.peek import month_of

DEMONSTRATION = "demonstration:"
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Source:
    """Something to bring in: its month when it is known, and an address, a path or `demonstration:YYYY-MM`."""

    place: str
    month: date | None = None

    @property
    def address(self) -> str:
        """What a release remembers of where it came from: no path of this machine."""
        return self.place if is_address(self.place) else Path(self.place).name


class NothingToRead(Exception):
    """A path with no RTT file in it."""


def is_address(place: str) -> bool:
    return place.lower().startswith(("https://", "http://"))


def files_in(place: str | Path) -> list[Source]:
    """Return the zips and CSVs at a path, newest month first; files that name no month come last."""
    path = Path(place).expanduser()
    if not path.exists():
        raise NothingToRead(f"{place}: there is no such file or folder.")
    files = [path] if path.is_file() else sorted(_release_files(path))
    if not files:
        raise NothingToRead(f"{place}: the folder holds no .zip or .csv file.")
    found = [Source(str(file), month_of(file)) for file in files]
    return sorted(found, key=lambda source: source.month or date.min, reverse=True)


def _release_files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.iterdir() if file.is_file() and file.suffix.lower() in (".zip", ".csv"))


def published_by_nhs_england(months: int) -> list[Source]:
    """Return the newest revision of each of the newest months on NHS England's pages, newest first."""

    def read_page(address: str) -> str:
        return fetch_text(address, allowed_hosts=settings.RTT_ALLOWED_HOSTS)

    links = discover(settings.RTT_INDEX_ADDRESS, read_page, months)
    return [Source(link.address, link.month) for link in links]


def demonstration_months(count: int) -> list[Source]:
    ending = newest_published_month(timezone.localdate())
    return [Source(f"{DEMONSTRATION}{month:%Y-%m}", month) for month in demo_months(ending, count)]


def first_sources() -> tuple[str, list[Source]]:
    """Choose what a new site begins with, and say in words which it is.

    In this order: files in RTT_DATA_DIR; NHS England's pages; a generated demonstration set.
    """
    local = local_files()
    if local:
        return f"RTT files in {settings.RTT_DATA_DIR}", local
    if is_reachable(settings.RTT_INDEX_ADDRESS):
        try:
            return "NHS England's pages", published_by_nhs_england(settings.RTT_MONTHS)
        except (FetchError, DiscoveryError) as error:
            return f"invented demonstration figures ({error})", demonstration_months(settings.RTT_MONTHS)
    return "invented demonstration figures (NHS England's pages cannot be reached)", demonstration_months(
        settings.RTT_MONTHS
    )


def local_files() -> list[Source]:
    """Return the files of RTT_DATA_DIR, newest month first; none when it is not set or holds none."""
    try:
        return files_in(settings.RTT_DATA_DIR) if settings.RTT_DATA_DIR else []
    except NothingToRead:
        return []


def obtain(place: str, progress: Progress) -> Path:
    """Return the file of a source, fetched or generated when it is not here yet."""
    if is_address(place):
        return fetch(
            place, settings.RELEASES_DIR, allowed_hosts=settings.RTT_ALLOWED_HOSTS, progress=progress
        )
    if place.startswith(DEMONSTRATION):
        month = date.fromisoformat(f"{place.removeprefix(DEMONSTRATION)}-01")
        return write_month(month, settings.DEMONSTRATION_DIR)
    path = Path(place)
    if not path.is_file():
        raise NothingToRead(f"{path.name}: the file is not there any more.")
    return path
