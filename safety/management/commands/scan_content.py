"""Scan what is kept of people's words for what may be about a patient."""

from collections import Counter

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safety.content import findings, scanned_models
from safety.guard import CONFIRM, HOLD


class Command(BaseCommand):
    help = (
        "Scan every text that people wrote with the patient-data guard. Prints model, row, field and kind, never the "
        "text, and ends with status 1 when something would be held."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "models", nargs="*", help="models to scan, for example forum.Post; all unless named"
        )

    def handle(self, *, models: list[str], **_) -> None:
        chosen, verdicts = _named(models), Counter()
        for finding in findings(chosen):
            found = finding.found
            verdicts[found.verdict] += 1
            self.stdout.write(
                f"{found.verdict}\t{finding.model}\t{finding.pk}\t{finding.field}\t{found.kind}"
            )
        self.stdout.write(
            f"{len(chosen)} models scanned: {verdicts[HOLD]} findings would be held, {verdicts[CONFIRM]} asked about."
        )
        if verdicts[HOLD]:
            raise CommandError("There is what may be about a patient. Look at each, and hide or remove it.")


def _named(names: list[str]) -> list:
    try:
        return [apps.get_model(name) for name in names] or scanned_models()
    except (LookupError, ValueError):
        raise CommandError(f"No such model among {', '.join(names)}: name them like forum.Post.") from None
