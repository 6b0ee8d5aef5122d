"""Finding the newest file of each month on NHS England's pages."""

import csv
from datetime import date
from pathlib import Path

import pytest

from metrics.ingest.discover import (
    BrowserCheck,
    NoReleases,
    ReleaseLink,
    discover,
    newest_of_each_month,
    release_links,
    year_pages,
)
from tests.metrics.rtt_site import BROWSER_CHECK_PAGE, INDEX, Month, index_page, year_page, year_path

PAGES = Path(__file__).resolve().parents[3] / "shared" / "pages"
ROOT = "https://www.england.nhs.uk"
UPLOADS = "/statistics/wp-content/uploads/sites/2"
saved_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages are not here")


def only_link(name: str, label: str = "a file", folder: str = f"{UPLOADS}/2024/07/") -> ReleaseLink:
    links = release_links(f'<p><a href="{folder}{name}">{label}</a></p>', ROOT)
    assert len(links) == 1
    return links[0]


@saved_pages
def test_the_saved_year_page_gives_its_twelve_months_newest_first():
    links = release_links((PAGES / "rtt_data_2023-24.html").read_text(), ROOT)
    assert [link.month for link in links] == [
        *(date(2024, month, 1) for month in (3, 2, 1)),
        *(date(2023, month, 1) for month in range(12, 3, -1)),
    ]
    assert all(link.address.endswith(".zip") for link in links)
    november = next(link for link in links if link.month == date(2023, 11, 1))
    assert november.label == "Full CSV data file Nov23 (ZIP, 3952K) revised"
    assert (november.revision, november.published) == (1, (2024, 7))
    june = next(link for link in links if link.month == date(2023, 6, 1))
    assert (june.revision, june.published) == (0, (2023, 8))


@saved_pages
def test_the_saved_page_leads_to_every_year_newest_first():
    pages = year_pages((PAGES / "rtt_data_2023-24.html").read_text(), ROOT)
    assert len(pages) == 15
    assert pages[0].endswith("/rtt-data-2025-26/")
    assert pages[-1].endswith("/rtt-data-2011-12/")


@saved_pages
def test_every_real_address_tells_its_month_and_when_it_was_published():
    with (PAGES / "rtt_full_csv_links.csv").open(newline="") as file:
        known = list(csv.DictReader(file))
    page = "\n".join(f'<a href="{row["address"]}">Full file</a>' for row in known)
    links = release_links(page, ROOT)
    assert [f"{link.month:%Y-%m}" for link in links] == [row["period"] for row in known]
    assert all(link.published for link in links)
    newest = newest_of_each_month(links)
    assert len(newest) == len({row["period"] for row in known})
    assert newest[date(2022, 10, 1)].address.endswith(
        "/2023/08/Full-CSV-data-file-Oct22-revised-ZIP-3473K.zip"
    )
    assert newest[date(2026, 3, 1)].address.endswith("/2026/07/Full-CSV-data-file-Mar26-ZIP-3M-revised.zip")
    assert newest[date(2025, 7, 1)].revision == 2


@pytest.mark.parametrize(
    ("name", "month", "revision"),
    [
        ("Full-CSV-data-file-Feb22-revised-ZIP-109268K.zip", date(2022, 2, 1), 1),
        ("Full-CSV-data-file-Apr22-revised-ZIP-4253.zip", date(2022, 4, 1), 1),
        ("Full-CSV-data-file-Oct22-ZIP-3701K-v2.zip", date(2022, 10, 1), 1),
        ("Full-CSV-data-file-Nov22-ZIP-3510K-63230.zip", date(2022, 11, 1), 0),
        ("Full-CSV-data-file-Jul25-ZIP-4M-revised-2.zip", date(2025, 7, 1), 2),
        ("Full-CSV-data-file-Jul25-ZIP-4M-revised-63230.zip", date(2025, 7, 1), 1),
        ("Full-CSV-data-file-Feb26-ZIP-4M-9j03fJT.zip", date(2026, 2, 1), 0),
        ("Full-CSV-data-file-Feb26-ZIP-4M-v3rXy2.zip", date(2026, 2, 1), 0),
        ("Full-CSV-data-file-Sept2026-ZIP-4M.ZIP", date(2026, 9, 1), 0),
        ("Full%20CSV%20data%20file%20December18%20ZIP.zip", date(2018, 12, 1), 0),
    ],
)
def test_a_file_name_tells_month_and_revision(name, month, revision):
    link = only_link(name)
    assert (link.month, link.revision) == (month, revision)


def test_the_label_tells_what_the_file_name_does_not():
    link = only_link(
        "download-3952K.zip", "Full&nbsp;CSV data\n file <strong>Nov23</strong> (ZIP, 3952K) revised-2"
    )
    assert (link.month, link.revision) == (date(2023, 11, 1), 2)
    assert link.label == "Full CSV data file Nov23 (ZIP, 3952K) revised-2"


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="{UPLOADS}/2024/07/Incomplete-Commissioner-Mar24-XLSX-4228K-revised.xlsx">Incomplete</a>',
        f'<a href="{UPLOADS}/2024/07/Admitted-Provider-Mar24-ZIP-4228K.zip">Admitted Provider Mar24</a>',
        f'<a href="{UPLOADS}/2024/07/Full-CSV-data-file-Mar24.xlsx">Full CSV data file Mar24</a>',
        f'<a href="{UPLOADS}/2024/07/Full-CSV-data-file-Foo24-ZIP.zip">Full CSV data file</a>',
        '<a href="javascript:void(0)/Full-CSV-data-file-Mar24.zip">Full CSV data file Mar24</a>',
        '<a href="https://[::1/Full-CSV-data-file-Mar24.zip">Full CSV data file Mar24</a>',
        "<!-- <a href='/Full-CSV-data-file-Mar24.zip'>Full CSV data file Mar24</a> -->",
        '<a name="Mar24"></a>',
        "",
    ],
)
def test_other_links_are_not_taken(link):
    with pytest.raises(NoReleases, match="upload the zip or paste its link"):
        release_links(f"<html>{link}</html>", ROOT)


def test_a_page_that_links_to_a_file_twice_gives_it_once():
    link = f'<a href="{UPLOADS}/2024/07/Full-CSV-data-file-Mar24-ZIP.zip">Full CSV data file Mar24</a>'
    assert len(release_links(f"<h3>Latest</h3>{link}<h3>March 2024</h3>{link}", ROOT)) == 1


@pytest.mark.parametrize(
    "oldest_first",
    [
        [
            "2026/05/Full-CSV-data-file-Mar26-ZIP-4M-revised-2.zip",
            "2026/07/Full-CSV-data-file-Mar26-ZIP-3M.zip",
        ],
        [
            "2026/07/Full-CSV-data-file-Mar26-ZIP-4M-x1.zip",
            "2026/07/Full-CSV-data-file-Mar26-ZIP-4M-revised.zip",
        ],
        ["2026/07/Full-CSV-data-file-Mar26-revised.zip", "2026/07/Full-CSV-data-file-Mar26-revised-2.zip"],
        ["2026/07/Full-CSV-data-file-Mar26-v2.zip", "2026/07/Full-CSV-data-file-Mar26-v3.zip"],
        ["../Full-CSV-data-file-Mar26-revised-2.zip", "2026/07/Full-CSV-data-file-Mar26.zip"],
    ],
)
def test_the_newest_version_of_a_month_wins_wherever_it_stands(oldest_first):
    anchors = [f'<a href="{UPLOADS}/{name}">file</a>' for name in oldest_first]
    for page in ("".join(anchors), "".join(reversed(anchors))):
        newest = newest_of_each_month(release_links(page, ROOT))
        assert newest[date(2026, 3, 1)].address.endswith(oldest_first[-1])


def test_an_index_without_years_and_a_browser_check_are_named():
    with pytest.raises(NoReleases, match="page of a financial year"):
        year_pages("<p>Moved</p>", ROOT)
    with pytest.raises(BrowserCheck, match="An administrator can upload the zip"):
        year_pages(BROWSER_CHECK_PAGE, ROOT)
    with pytest.raises(BrowserCheck):
        release_links(BROWSER_CHECK_PAGE, ROOT)


def test_a_page_that_has_its_links_may_speak_of_browser_checks():
    page = f'<script>captcha</script><a href="{UPLOADS}/2024/07/Full-CSV-data-file-Mar24-ZIP.zip">it</a>'
    assert len(release_links(page, ROOT)) == 1


class Pages:
    """The site's pages as a dictionary, and which were read."""

    def __init__(self, months_of: dict[int, list[date]]):
        self.read: list[str] = []
        self.pages = {ROOT + INDEX: index_page(sorted(months_of))}
        for year, months in months_of.items():
            entries = [_entry(month) for month in months]
            self.pages[ROOT + year_path(year)] = year_page(year, entries)

    def __call__(self, address: str) -> str:
        self.read.append(address)
        return self.pages[address]


def _entry(month: date) -> Month:
    return Month(month, f"{UPLOADS}/2026/07/Full-CSV-data-file-{month:%b%y}-ZIP-4M-abc.zip", "a label")


def months(year: int, *numbers: int) -> list[date]:
    return [date(year, number, 1) for number in numbers]


def test_discovery_reads_year_pages_until_it_has_enough():
    pages = Pages({2026: months(2026, 4, 5), 2025: months(2026, 1, 2, 3), 2024: months(2025, 3)})
    found = discover(ROOT + INDEX, pages, 4)
    assert [link.month for link in found] == [date(2026, month, 1) for month in (5, 4, 3, 2)]
    assert pages.read == [ROOT + INDEX, ROOT + year_path(2026), ROOT + year_path(2025)]


def test_discovery_passes_a_new_year_that_has_no_month_yet():
    pages = Pages({2026: [], 2025: months(2026, 3)})
    assert [link.month for link in discover(ROOT + INDEX, pages, 2)] == [date(2026, 3, 1)]


def test_discovery_that_finds_nothing_says_so():
    with pytest.raises(NoReleases):
        discover(ROOT + INDEX, Pages({2026: [], 2025: []}), 24)


def test_discovery_stops_at_a_browser_check():
    pages = Pages({2026: months(2026, 4)})
    pages.pages[ROOT + year_path(2026)] = BROWSER_CHECK_PAGE
    with pytest.raises(BrowserCheck, match="rtt-data-2026-27"):
        discover(ROOT + INDEX, pages, 24)
