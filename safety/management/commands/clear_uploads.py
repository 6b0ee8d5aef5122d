"""Remove uploaded files that belong to nothing."""

from django.core.management.base import BaseCommand

from safety.actions.uploads import clear_uploads


class Command(BaseCommand):
    help = (
        "Remove uploaded files that have belonged to nothing for a day, and stored files that no row knows."
    )

    def handle(self, *args, **options) -> None:
        rows, files = clear_uploads()
        self.stdout.write(f"Removed {rows} unused uploads and {files} stored files without a row.")
