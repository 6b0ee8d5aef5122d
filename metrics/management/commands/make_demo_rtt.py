from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from metrics import demo


class Command(BaseCommand):
    help = "Write invented RTT files for real areas in NHS England's layout, a zip a month, newest first."
    requires_system_checks = []  # it needs neither the site nor its database

    def add_arguments(self, parser):
        # All as text: what cannot be used ends with one message and exit code 1, not with argparse's usage and 2.
        parser.add_argument("--out", required=True, help="the folder to write to")
        parser.add_argument("--months", default="24", help="how many months, 24 by default")
        parser.add_argument(
            "--ending", help="the newest month, YYYY-MM; by default the newest published by today"
        )
        parser.add_argument("--seed", default=str(demo.SEED), help="another number gives other figures")
        parser.add_argument(
            "--size", default="full", help="full: all of England; small: five boards, for tests"
        )

    def handle(self, *args, out, months, ending, seed, size, **options):
        count = _whole_number("--months", months, 1, demo.MONTHS_AT_MOST)
        chosen = {"seed": _whole_number("--seed", seed, 0, 2**32 - 1), "size": _size(size)}
        wanted = demo.demo_months(_month(ending), count)
        try:
            for month in tqdm(wanted, desc="months", unit="month", disable=None):
                demo.write_month(month, Path(out).expanduser(), **chosen)
        except OSError as error:
            raise CommandError(f"--out {out}: cannot be written to: {error.strerror}.") from error
        self.stdout.write(
            f"{count} months of demonstration files, {wanted[-1]:%B %Y} to {wanted[0]:%B %Y}, in {out}"
        )


def _whole_number(option: str, given: str, least: int, most: int) -> int:
    if str(given).isdecimal() and least <= int(given) <= most:
        return int(given)
    raise CommandError(f"{option} must be a whole number from {least} to {most}, not {given!r}.")


def _month(given: str | None) -> date:
    if given is None:
        return demo.newest_published_month(timezone.localdate())
    try:
        month = date.fromisoformat(f"{given}-01")
    except ValueError:
        raise CommandError(f"--ending must be a month as YYYY-MM, such as 2025-05, not {given!r}.") from None
    if month < demo.OLDEST:
        raise CommandError(
            f"--ending must be {demo.OLDEST:%Y-%m} or later, not {given!r}: older files had another layout."
        )
    return month


def _size(given: str) -> demo.Size:
    if given in demo.SIZES:
        return given
    raise CommandError(f"--size must be one of {', '.join(demo.SIZES)}, not {given!r}.")
