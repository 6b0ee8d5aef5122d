"""What the pages of who does better cost the web process, for a visitor and for a member: CPU and queries a request.

`python -m tests.performance.bench_better [--requests 50] [--months 24]`. The figures are invented months of all
England, analysed; beside them stands what a new site has (the demonstration, and a discussion about each area), and
then 5,000 case studies and 20,000 records of adoption too. The page of who does better is promised to take 40 ms and 12
queries at most once it is made.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.performance.bench_finding import CASES, RECORDS, fill
from tests.performance.bench_pages import measured, publish_months, start

PROMISED_MS, PROMISED_QUERIES = 40, 12
BETTER = "/areas/03R/better-peers/"
PAGES = {
    "who does better": BETTER,
    "in one function": f"{BETTER}?function=C_110",
    "of a board": "/areas/QWO/better-peers/",
    "peers chosen by hand": f"{BETTER}?peers=15F,02T,02P",
    "opportunity map": "/areas/03R/opportunities/",
    "opportunity map, board": "/areas/QWO/opportunities/",
    "opportunity map as CSV": "/areas/03R/opportunities/data.csv",
    "targets and opportunity": "/areas/03R/opportunity/",
}


def discuss() -> None:
    """Open a thread about each board and sub-ICB location."""
    from metrics.models import Area
    from tests.factories import member, thread

    author = member()
    for area in Area.objects.filter(kind__in=["icb", "sicbl"], closed__isnull=True):
        thread(author, title=f"How {area.short_name} starts early", area=area)


def readers() -> dict[str, object]:
    """Return the browsers of a visitor and of a member."""
    from django.test import Client

    from tests.factories import member, signed_in

    return {"visitor": Client(), "member": signed_in(member())}


def tell(beside: str, browsers: Mapping[str, object], requests: int) -> None:
    """Print what each page costs each reader, and where that is more than is promised."""
    for reader, client in browsers.items():
        print(f"\n{beside}, {reader}: CPU a request in ms, first and warm; queries, first and warm")
        for title, address in PAGES.items():
            first, warm, cold, again = measured(address, requests, client)
            is_more = warm > PROMISED_MS or again > PROMISED_QUERIES
            told = "  more than is promised" if is_more and "better-peers" in address else ""
            print(f"  {title:26} {first:7.0f} {warm:7.1f} {cold:5} {again:5}{told}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=50, help="warm requests a page")
    options.add_argument("--months", type=int, default=24, help="of figures")
    asked = options.parse_args()
    with TemporaryDirectory() as name:
        start(Path(name))
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        publish_months(Path(name), asked.months)
        from metrics.actions.analysing import analyse

        analyse(lambda words, done: None)
        call_command("load_demonstration", verbosity=0)
        discuss()
        browsers = readers()
        tell("what a new site has", browsers, asked.requests)
        fill()
        # As a server of databases does by itself: rows that are written by the thousand are counted by nobody here.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        tell(f"{CASES} case studies and {RECORDS} records more", browsers, asked.requests)


if __name__ == "__main__":
    main()
