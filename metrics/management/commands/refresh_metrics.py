from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from metrics.actions import months, refreshing
from metrics.models import Refresh


class Command(BaseCommand):
    help = "Look for new releases on NHS England's pages, then fetch, check and publish each."

    def handle(self, *args, **options):
        row = refreshing.queue(Refresh.Kind.DISCOVER, settings.RTT_INDEX_ADDRESS, reason="refresh_metrics")
        queued = self._work_on(row.pk)
        for refresh_id in tqdm(queued, desc="months", unit="month", disable=None):
            self._work_on(refresh_id)
        if queued:
            call_command("analyse", stdout=self.stdout)
        self.stdout.write(f"{len(queued)} months brought in." if queued else "Nothing new is published.")

    def _work_on(self, refresh_id: int) -> list[int]:
        queued = months.work_on(refresh_id)
        row = Refresh.objects.get(pk=refresh_id)
        if row.state == Refresh.State.RUNNING:
            raise CommandError("Another worker is doing this now.")
        if row.error:
            raise CommandError(
                f"{row.source}: {row.error}\nThe figures that were published before are still served."
            )
        return queued
