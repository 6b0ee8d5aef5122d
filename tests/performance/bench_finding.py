"""What finding case studies, technologies and adoption costs the web process: 5,000 case studies, 20,000 records.

`python -m tests.performance.bench_finding [--requests 20] [--postgresql]`. They are invented: the same ones each time.
"""

import argparse
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.performance.bench_pages import measured, start

CASES, RECORDS, TECHNOLOGIES = 5000, 20_000, 150
PAGES = {
    "list": "/case-studies/",
    "list, page 200": "/case-studies/?page=200",
    "facets": "/case-studies/?area=QWO&kind=practice&stage=adopted&stage=scaled",
    "rare word": "/case-studies/?q=zoetrope",
    "words": "/case-studies/?q=waiting+list+clinic",
    "a word of all of them": "/case-studies/?q=people",
    "by how well areas do": "/case-studies/?sort=within-18-weeks",
    "adoption": "/adoption/",
    "adoption, page 400": "/adoption/?page=400",
    "adoption of a board": "/adoption/?area=QWO",
    "adoption at a stage": "/adoption/?stage=piloting&page=3",
    "stopped for want of staff": "/adoption/?reason=staff",
    "help wanted": "/adoption/?help=wanted",
    "technologies": "/technologies/",
    "technologies, narrowed": "/technologies/?kind=device&stage=adopted",
}
TEXT = (
    "people waited clinic nurse theatre list weeks referral letter surgeon scope test visit call booking record team"
    " hospital practice community day room session patient pathway measure month change staff training plan cost saved"
    " hearing eye skin joint heart bladder bowel scan result advice follow up outpatient board region"
)
WORDS = TEXT.split()


@contextmanager
def database(folder: Path, *, is_postgresql: bool) -> Iterator[None]:
    """Set Django up on a new SQLite file, or on a PostgreSQL of its own."""
    if not is_postgresql:
        start(folder)
        yield
        return
    from tests.servers import Postgres

    # Somebody else runs it where this is run by root.
    folder.chmod(0o755)
    server = Postgres(folder)
    try:
        start(folder, server.start().url.replace("/exemplar", "/postgres"))
        yield
    finally:
        server.stop()


def fill() -> None:
    """Write the case studies, the register and the records of adoption."""
    from metrics.models import Area
    from safety.search import rebuild

    rng = random.Random(18)
    areas = list(Area.objects.filter(kind__in=["icb", "sicbl"], closed__isnull=True).order_by("code"))
    technologies = register(rng)
    write_cases(rng, areas, technologies)
    write_adoption(rng, areas, technologies)
    rebuild()


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def register(rng: random.Random) -> list:
    from casestudies.models import Technology

    kinds = Technology.Kind.values
    return Technology.objects.bulk_create(
        Technology(
            name=f"Technology {number}",
            slug=f"technology-{number}",
            summary=text(rng, 8),
            kind=rng.choice(kinds),
        )
        for number in range(TECHNOLOGIES)
    )


def write_cases(rng: random.Random, areas: list, technologies: list) -> None:
    from django.utils import timezone

    from casestudies.models import CaseBarrier, CaseFunction, CaseStudy, Outcome
    from casestudies.models.vocabulary import Barrier, CareSetting, Design
    from metrics.compute.extract import TREATMENT_FUNCTIONS

    now, functions = timezone.now(), list(TREATMENT_FUNCTIONS)
    made = CaseStudy.objects.bulk_create(
        (
            CaseStudy(
                title=text(rng, 6).capitalize(),
                summary=text(rng, 25)[:300],
                html={"done": f"<p>People. {text(rng, 300)}</p>", "learned": f"<p>{text(rng, 60)}</p>"},
                home=rng.choice(areas),
                state="published",
                kind=rng.choice(CaseStudy.Kind.values),
                care_setting=rng.choice(CareSetting.values),
                design=rng.choice(Design.values),
                started=date(2015, 1, 1) + timedelta(days=rng.randrange(3600)),
                published_at=now - timedelta(hours=number),
            )
            for number in range(CASES)
        ),
        batch_size=500,
    )
    CaseStudy.objects.filter(pk=made[-1].pk).update(title="Zoetrope")
    of = CaseStudy.areas.through
    of.objects.bulk_create(of(casestudy=one, area=one.home) for one in made)
    of = CaseStudy.technologies.through
    of.objects.bulk_create(of(casestudy=one, technology=rng.choice(technologies)) for one in made)
    CaseFunction.objects.bulk_create(
        CaseFunction(case=one, treatment_function=code) for one in made for code in rng.sample(functions, 2)
    )
    CaseBarrier.objects.bulk_create(CaseBarrier(case=one, barrier=rng.choice(Barrier.values)) for one in made)
    claim = {"measure": "within-18-weeks", "treatment_function": "C_999", "starts": date(2024, 1, 1)}
    Outcome.objects.bulk_create(Outcome(case=one, area=one.home, claim=text(rng, 8), **claim) for one in made)


def write_adoption(rng: random.Random, areas: list, technologies: list) -> None:
    from casestudies.models import Adoption, StageEvent
    from casestudies.models.vocabulary import ENDED, Barrier, Stage

    made = Adoption.objects.bulk_create(
        (
            Adoption(
                area=areas[number % len(areas)],
                technology=technologies[number // len(areas) % len(technologies)],
                setting=f"Site {number // len(areas) // len(technologies)}",
                stage=rng.choice(Stage.values),
                since=date(2021, 1, 1) + timedelta(days=rng.randrange(1500)),
                help_wanted=rng.choice(["", "Who has a business case?"]),
            )
            for number in range(RECORDS)
        ),
        batch_size=500,
    )
    reasons = Barrier.values
    StageEvent.objects.bulk_create(
        (
            StageEvent(
                adoption=one,
                number=1,
                stage=one.stage,
                day=one.since,
                reasons=[rng.choice(reasons)] if one.stage in ENDED else [],
            )
            for one in made
        ),
        batch_size=500,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=20, help="warm requests a page")
    options.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL of its own, not on SQLite"
    )
    asked = options.parse_args()
    with TemporaryDirectory() as name, database(Path(name), is_postgresql=asked.postgresql):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        fill()
        where = "PostgreSQL" if asked.postgresql else "SQLite"
        print(
            f"\n{CASES} case studies, {RECORDS} records of adoption on {where}: "
            "CPU a request in ms, first and warm; queries, first and warm"
        )
        for title, address in PAGES.items():
            first, warm, cold_queries, warm_queries = measured(address, asked.requests)
            print(f"  {title:26} {first:7.0f} {warm:7.1f} {cold_queries:5} {warm_queries:5}")


if __name__ == "__main__":
    main()
