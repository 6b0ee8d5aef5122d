from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.exports import csv_text, month_table
from metrics.models import Area
from metrics.provenance import is_any_month_invented
from metrics.queries import published_months


class Command(BaseCommand):
    help = "Write a month's published figures of every area of a level as CSV."

    def add_arguments(self, parser):
        parser.add_argument("--month", required=True, help="as 2025-05")
        parser.add_argument("--level", required=True, choices=Area.Kind.values)
        parser.add_argument(
            "--boundaries", choices=["then", "now"], default="then", help="areas of that month or of today"
        )
        parser.add_argument(
            "--treatment-function", action="append", help="a code such as C_110; all when not given"
        )
        parser.add_argument("--out", type=Path, help="a file; the standard output when not given")

    def handle(self, *args, month, level, boundaries, treatment_function, out, **options):
        functions = treatment_function or []
        unknown = set(functions) - set(TREATMENT_FUNCTIONS)
        if unknown:
            raise CommandError(f"No treatment function has the code {', '.join(sorted(unknown))}.")
        text = csv_text(
            month_table(self._published(month), level, boundaries=boundaries, functions=functions)
        )
        if is_any_month_invented():
            self.stderr.write("These figures are invented, to show how the site works.")
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(out).write_text(text, newline="")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"{text.count(chr(10)) - 1:,} rows written to {out}.")

    def _published(self, month: str) -> date:
        months = published_months()
        for found in months:
            if f"{found:%Y-%m}" == month:
                return found
        if not months:
            raise CommandError("No month is published yet: run import_rtt or refresh_metrics first.")
        raise CommandError(
            f"{month} is not published; the months are {months[0]:%Y-%m} to {months[-1]:%Y-%m}."
        )
