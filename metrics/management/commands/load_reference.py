"""Load the reference tables: areas over time, their parts, populations and profiles."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from metrics.ingest.reference import Report, load_reference
from metrics.ingest.tables import FOLDER, BrokenTables


class Command(BaseCommand):
    help = "Make the database say what the reference tables say. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="where the tables are, if not the project's own"
        )

    def handle(self, *args, folder: Path, verbosity: int, **options) -> None:
        try:
            report = load_reference(folder)
        except BrokenTables as broken:
            raise CommandError("\n".join(broken.findings)) from None
        if verbosity > 0:
            self._tell(report)

    def _tell(self, report: Report) -> None:
        for change in report.changes:
            self.stdout.write(str(change))
        if report.kept:
            self.stdout.write(f"no longer in areas.csv, kept for their figures: {', '.join(report.kept)}")
        if report.is_unchanged:
            self.stdout.write("Nothing changed.")
