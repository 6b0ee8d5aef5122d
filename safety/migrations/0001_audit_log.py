from django.db import migrations, models

from safety import append_only


def refuse_changes(apps, schema_editor) -> None:
    append_only.refuse_changes(schema_editor.connection)


def allow_changes(apps, schema_editor) -> None:
    append_only.allow_changes(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("by", models.PositiveBigIntegerField(db_index=True, null=True, verbose_name="the person's number")),
                ("role", models.CharField(help_text="What the person was on the site when they did it.", max_length=120)),
                ("act", models.CharField(db_index=True, max_length=40)),
                ("about", models.CharField(db_index=True, help_text="A row, as post:31.", max_length=120)),
                ("area", models.CharField(blank=True, db_index=True, max_length=12, verbose_name="area's code")),
                ("reason", models.TextField(blank=True)),
                ("details", models.JSONField(default=dict)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="audit_entries_count_from_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(default="0" * 64, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_log_has_one_head")
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
