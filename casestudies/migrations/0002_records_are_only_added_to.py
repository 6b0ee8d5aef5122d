from django.db import migrations

from casestudies.records import RECORDS
from safety import append_only


def refuse_changes(apps, schema_editor) -> None:
    for record in RECORDS:
        append_only.refuse_changes(schema_editor.connection, record)


def allow_changes(apps, schema_editor) -> None:
    for record in RECORDS:
        append_only.allow_changes(schema_editor.connection, record)


class Migration(migrations.Migration):

    dependencies = [("casestudies", "0001_case_studies_technologies_and_adoption")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
