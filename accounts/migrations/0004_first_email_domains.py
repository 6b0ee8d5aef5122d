"""The domains that may sign up from the first day; administrators change them on a page."""

import csv
from pathlib import Path

from django.db import migrations

DOMAINS = Path(__file__).parent.parent / "reference" / "email_domains.csv"


def add_domains(apps, schema_editor) -> None:
    domain = apps.get_model("accounts", "EmailDomain")
    with DOMAINS.open(newline="", encoding="utf-8") as lines:
        domain.objects.bulk_create(
            domain(
                domain=row["domain"],
                organisation=row["organisation"],
                includes_subdomains=row["includes_subdomains"] == "yes",
            )
            for row in csv.DictReader(lines)
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_people_and_membership")]
    operations = [migrations.RunPython(add_domains, migrations.RunPython.noop)]
