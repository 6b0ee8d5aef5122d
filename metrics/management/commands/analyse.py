from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from metrics.actions.analysing import Outdated, analyse


class Command(BaseCommand):
    help = "Work out where every area stands on the published figures. Running it again changes nothing."

    def handle(self, *args, **options):
        with tqdm(total=100, desc="analysis", unit="%", disable=None) as bar:

            def advance(words: str, done: int) -> None:
                bar.set_postfix_str(words)
                bar.update(done - bar.n)

            try:
                made = analyse(advance)
            except Outdated as error:
                raise CommandError(
                    "Other figures or rebase dates came meanwhile: run manage.py analyse again when all are in."
                ) from error
        if made is None:
            raise CommandError("No month is published yet: run import_rtt or refresh_metrics first.")
        self.stdout.write(f"Areas stand as of {made.month:%B %Y}, worked out in {made.seconds:.0f} seconds.")
