"""Check that no entry of the audit log was changed, moved or taken away."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import make_aware

from safety.models import AuditEntry, AuditHead
from safety.verifying import verify


def start(text: str) -> int | datetime:
    """Read an entry's number, or the day from which on to check."""
    try:
        return (
            int(text)
            if text.isdecimal()
            else make_aware(datetime.fromisoformat(f"{date.fromisoformat(text)}"))
        )
    except ValueError:
        raise ArgumentTypeError(f"{text} is neither a number nor a day like 2026-01-31.") from None


def known(text: str) -> tuple[int, str]:
    """Read an entry's number and its hash, as this command said them."""
    number, colon, digest = text.partition(":")
    if not (colon and number.isdecimal()):
        raise ArgumentTypeError(f"{text} is not like 31:5f0c…, a number and its hash.")
    return int(number), digest.lower()


class Command(BaseCommand):
    help = "Walk the audit log and name each entry that was changed, moved or taken away. Exits with 1 if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=start, default=1, help="begin at an entry's number or a day")
        parser.add_argument(
            "--known",
            type=known,
            metavar="NUMBER:HASH",
            help="what this command said of the last entry once, kept elsewhere: tells a log written anew as a whole",
        )

    def handle(self, *args, since: int | datetime, known: tuple[int, str] | None, **options) -> None:
        found = 0
        for found, fault in enumerate(verify(first=self._first(since)), 1):  # noqa: B007
            self.stderr.write(str(fault))
        if known and not AuditEntry.objects.filter(number=known[0], hash=known[1]).exists():
            found += 1
            self.stderr.write(f"Entry {known[0]} does not have the hash that was kept.")
        if found:
            raise CommandError(f"The audit log is not as it was written: {found} found.", returncode=1)
        head = AuditHead.objects.first() or AuditHead()
        self.stdout.write(f"The audit log is whole. Its last entry is {head.number}:{head.hash}")

    def _first(self, since: int | datetime) -> int:
        """Return the number of the entry to begin at; of the one after the last where none is so late."""
        if isinstance(since, int):
            return max(since, 1)
        later = AuditEntry.objects.filter(at__gte=since).order_by("number").values_list("number", flat=True)
        head = AuditHead.objects.first() or AuditHead()
        return later.first() or head.number + 1
