"""Begin a register with the technologies that the MedTech Funding Mandate has named."""

from pathlib import Path

from django.core.management.base import BaseCommand

import casestudies
from casestudies.actions.registering import take_in
from casestudies.forms.technologies.csv import read_technologies
from casestudies.models import Technology

FIRST = Path(casestudies.__file__).parent / "reference" / "technologies.csv"


class Command(BaseCommand):
    help = "Fill an empty register with the technologies of the MedTech Funding Mandate; any other stays as it is."

    def handle(self, *args, **options) -> None:
        if not Technology.objects.exists():
            take_in(entries=read_technologies(FIRST.read_bytes()), by=None)
        self.stdout.write(f"The register has {Technology.objects.listed().count()} technologies.")
