from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

before = import_module("safety.migrations.0004_search")
ON_POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX document_by_pieces ON safety_document USING gin (name gin_trgm_ops) WHERE name <> ''",
]
OFF_POSTGRESQL = ["DROP INDEX document_by_pieces"]


def forget_words(apps, schema_editor):
    """Take out the words that were read without names: the next start of the site reads all of them again."""
    apps.get_model("safety", "Document").objects.all().delete()


def take_sqlite_down(apps, schema_editor):
    """SQLite makes a table anew to add a column to it, without its triggers."""
    before.run(schema_editor.connection, on_sqlite=before.OFF_SQLITE, on_postgresql=[])


def put_sqlite_up(apps, schema_editor):
    before.run(schema_editor.connection, on_sqlite=before.ON_SQLITE, on_postgresql=[])


def put_pieces_up(apps, schema_editor):
    before.run(schema_editor.connection, on_sqlite=[], on_postgresql=ON_POSTGRESQL)


def take_pieces_down(apps, schema_editor):
    before.run(schema_editor.connection, on_sqlite=[], on_postgresql=OFF_POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("safety", "0004_search")]

    operations = [
        migrations.RunPython(forget_words, forget_words),
        migrations.RunPython(take_sqlite_down, put_sqlite_up),
        migrations.AddField(
            model_name="document",
            name="name",
            field=models.TextField(
                blank=True,
                default="",
                help_text="The title in plain small letters, with which what is typed is compared.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="address",
            field=models.CharField(
                blank=True, default="", help_text="Its page, where that is known.", max_length=300
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(condition=~Q(name=""), fields=["kind"], name="document_by_name"),
        ),
        migrations.RunPython(put_sqlite_up, take_sqlite_down),
        migrations.RunPython(put_pieces_up, take_pieces_down),
    ]
