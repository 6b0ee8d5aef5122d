from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casestudies.actions.registering import RegisterRefused, take_in
from casestudies.forms.csv_files import BrokenFile
from casestudies.forms.technologies.csv import read_technologies


class Command(BaseCommand):
    help = "Load a CSV file into the register of technologies: all of it, or nothing and every mistake named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="With the columns of /technologies/technologies.csv.")
        parser.add_argument(
            "--checked",
            action="store_true",
            help="You have checked that nothing in the file is about a patient, where the guard asks.",
        )

    def handle(self, *args, file: Path, checked: bool, **options) -> None:
        try:
            entries = read_technologies(file.read_bytes(), is_checked=checked)
            self.stdout.write(str(take_in(entries=entries, by=None)))
        except OSError as unreadable:
            raise CommandError(f"{file} cannot be read: {unreadable.strerror}.") from None
        except (BrokenFile, RegisterRefused) as refused:
            raise CommandError(f"Nothing was loaded.\n{refused}") from None
