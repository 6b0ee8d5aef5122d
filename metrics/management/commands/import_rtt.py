import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from metrics.actions.batches import Outcome, bring_in_files
from metrics.actions.sources import NothingToRead, Source, files_in, is_address
from metrics.ingest.fetch import FetchError, fetch
from metrics.models import FigureSet
from metrics.queries import published_months


class Command(BaseCommand):
    help = "Read RTT files, compute their figures, publish them, and work out where all areas stand."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="+", help="a .zip, a .csv, a folder of them, or an https address")
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="files read at the same time"
        )

        parser.add_argument(
            "--no-analysis",
            dest="analysis",
            action="store_false",
            help="leave working out where areas stand to the worker, or to a later manage.py analyse",
        )

    def handle(self, *args, path, workers, analysis, **options):
        try:
            sources = [source for place in path for source in self._files(place)]
        except (NothingToRead, FetchError) as error:
            raise CommandError(str(error)) from error
        outcomes = bring_in_files(sources, workers=workers)
        refused = 0
        for outcome in tqdm(outcomes, total=len(sources), desc="months", unit="month", disable=None):
            refused += bool(outcome.error)
            (self.stderr if outcome.error else self.stdout).write(_words(outcome))
        if analysis and published_months():
            self._analyse()
        if refused:
            raise CommandError(
                f"{refused} of {len(sources)} files refused, as said above. "
                "The figures that were published before are still served."
            )

    def _analyse(self) -> None:
        try:
            call_command("analyse", stdout=self.stdout)
        except CommandError as error:
            self.stderr.write(str(error))

    def _files(self, place: str) -> list[Source]:
        if not is_address(place):
            return files_in(place)
        with tqdm(unit="B", unit_scale=True, desc="fetch", disable=None) as bar:

            def advance(done: int, total: int | None) -> None:
                bar.total = total
                bar.update(done - bar.n)

            file = fetch(
                place, settings.RELEASES_DIR, allowed_hosts=settings.RTT_ALLOWED_HOSTS, progress=advance
            )
        return files_in(file)


def _words(outcome: Outcome) -> str:
    if outcome.error:
        return outcome.error
    figure_set = outcome.figure_set
    month = f"{figure_set.month:%B %Y}"
    if outcome.was_known:
        return f"{month}: {outcome.source.place} has been read before; nothing changes."
    if figure_set.state == FigureSet.State.HELD:
        return f"{month}: held for an administrator. {figure_set.held_because}"
    count = len(figure_set.warnings)
    warnings = f", {count} warning{'s' if count > 1 else ''}" if count else ""
    return f"{month}: {figure_set.release.rows:,} rows read{warnings}."
