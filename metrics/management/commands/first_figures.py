from django.core.management.base import BaseCommand, CommandError

from metrics.actions.first import bring_in_first


class Command(BaseCommand):
    help = "Give a new site its figures: publish the newest month now, queue the older ones for the worker."

    def handle(self, *args, **options):
        if not bring_in_first(self.stdout.write):
            raise CommandError(
                "No month could be read: see above. Put RTT zips in RTT_DATA_DIR and start again."
            )
