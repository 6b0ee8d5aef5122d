from django.core.management.base import BaseCommand

from safety.search import rebuild


class Command(BaseCommand):
    help = "Read the words of everything that is searched again."

    def handle(self, **options) -> None:
        for kind, count in rebuild().items():
            self.stdout.write(f"{kind}: {count}")
