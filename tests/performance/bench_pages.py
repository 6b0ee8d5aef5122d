"""What a page costs the web process once warm: CPU and queries a request, with 2 years of figures and with 15.

`python -m tests.performance.bench_pages [--requests 50]`. The figures are invented months of all England; those of
two years are repeated under earlier months to make fifteen years.
"""

import argparse
import os
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

PAGES = {
    "home": "/",
    "area (board)": "/areas/QWO/",
    "area (location)": "/areas/03R/",
    "measure of an area": "/areas/03R/measures/within-18-weeks/",
    "measure, all locations": "/measures/within-18-weeks/?level=sicbl",
    "national report": "/reports/variation/",
    "areas": "/areas/",
    "API, a year of an area": "/api/v1/figures/?area=03R&treatment_function=C_999",
    "API, 1,000 figures": "/api/v1/figures/?area=03R,15F,36J,X2C4Y&page_size=1000",
    "API, 1,000 figures, CSV": "/api/v1/figures/?area=03R,15F,36J,X2C4Y&page_size=1000&format=csv",
}
# Case studies with so many claims, each on a measure of its own as far as there are any.
CLAIMS = (1, 10)
SHORT, LONG = 24, 180
READ = 3


def start(folder: Path, database: str = "") -> None:
    """Set Django up in a folder, on a database of which the address is given or on a new SQLite file."""
    address = database or f"sqlite:///{folder}/pages.sqlite3"
    os.environ |= {"VAR_DIR": str(folder), "DATABASE_URL": address}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.STATIC_ROOT.mkdir()
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_RATES = {"visitor": "1000000/min"}
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


def publish_months(folder: Path, count: int) -> None:
    """Publish `count` months up to the newest: a few that are generated, and copies of them before."""
    from django.utils import timezone

    from metrics.demo import demo_months, newest_published_month
    from metrics.models import PublishedMonth

    months = demo_months(newest_published_month(timezone.localdate()), count)
    there = set(PublishedMonth.objects.values_list("month", flat=True))
    for place, month in enumerate(months):
        if month not in there:
            publish(month, folder) if place < READ else repeat(months[place % READ], month)


def publish(month: date, folder: Path) -> None:
    from metrics.actions.publishing import bring_in, context_for
    from metrics.demo import write_month
    from metrics.ingest.prepare import prepare

    bring_in(prepare(write_month(month, folder), context_for(month)), address="bench")


def repeat(source: date, month: date) -> None:
    """Publish the figures of one month again as those of another."""
    from django.db import connection, transaction

    from metrics.compute.waits import FIGURE_COLUMNS
    from metrics.models import FigureSet, Publication, PublishedMonth

    with transaction.atomic():
        made = FigureSet.objects.get(published__month=source)
        copy = FigureSet.objects.create(release=made.release, month=month)
        columns = ", ".join(["area_id", "treatment_function", *FIGURE_COLUMNS])
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO metrics_figure (figure_set_id, {columns}) "
                f"SELECT %s, {columns} FROM metrics_figure WHERE figure_set_id = %s",
                [copy.pk, made.pk],
            )
        PublishedMonth.objects.create(month=month, figure_set=copy)
        Publication.objects.create(month=month, figure_set=copy, kind="published")


def write_case(claims: int) -> str:
    """Publish a case study that claims so much from the middle of the figures on. Returns its address."""
    from django.utils import timezone

    from casestudies.models import CaseStudy, Outcome
    from metrics.compute.measures import MEASURES
    from metrics.models import Area, PublishedMonth

    months = sorted(PublishedMonth.objects.values_list("month", flat=True))
    home = Area.objects.get(code="03R")
    made = CaseStudy.objects.create(
        title=f"Same-day clinics {claims}",
        home=home,
        state="published",
        published_at=timezone.now(),
        answers={"done": "We saw everybody once. " * 100},
    )
    made.areas.add(home)
    claim = {
        "area": home,
        "treatment_function": "C_999",
        "starts": months[len(months) // 2],
        "claim": "Better.",
    }
    measures = list(MEASURES)
    for number in range(claims):
        Outcome.objects.create(case=made, measure=measures[number % len(measures)], **claim)
    return made.get_absolute_url()


def measured(address: str, requests: int, client=None) -> tuple[float, float, int, int]:
    """Return the CPU of the first request and of a warm one, in milliseconds, and the queries of each.

    `client`: the browser that asks; a visitor's, if none is given.
    """
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    for name in ("figures", "answers"):
        caches[name].clear()
    client = client or Client()
    first, cold = _ask(client, address, CaptureQueriesContext(connection))
    _, warm = _ask(client, address, CaptureQueriesContext(connection))
    begun = time.process_time()
    for _ in range(requests):
        assert client.get(address).status_code == 200
    return first, 1000 * (time.process_time() - begun) / requests, cold, warm


def _counted(claims: int) -> str:
    return f"{claims} claim{'' if claims == 1 else 's'}"


def _ask(client, address: str, captured) -> tuple[float, int]:
    begun = time.process_time()
    with captured:
        assert client.get(address).status_code == 200, address
    return 1000 * (time.process_time() - begun), len(captured)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--requests", type=int, default=50, help="warm requests a page")
    requests = asked.parse_args().requests
    with TemporaryDirectory() as name:
        start(Path(name))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        for months in (SHORT, LONG):
            publish_months(Path(name), months)
            cases = {f"case study, {_counted(claims)}": write_case(claims) for claims in CLAIMS}
            print(f"\n{months} months: CPU a request in ms, first and warm; queries, first and warm")
            for title, address in (PAGES | cases).items():
                first, warm, cold_queries, warm_queries = measured(address, requests)
                print(f"  {title:24} {first:7.0f} {warm:7.1f} {cold_queries:5} {warm_queries:5}")


if __name__ == "__main__":
    main()
