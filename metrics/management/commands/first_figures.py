from django.core.management.base import BaseCommand, CommandError

from metrics import tasks
from metrics.actions.analysing import queue_due
from metrics.actions.first import NothingPublished, bring_in_first


class Command(BaseCommand):
    help = "Give a new site its figures: publish the newest month now, queue the older ones for the worker."

    def handle(self, *args, **options):
        try:
            queued = bring_in_first(self.stdout.write)
        except NothingPublished as error:
            raise CommandError(str(error)) from error
        tasks.send(queued)
        tasks.send(queue_due())
