from django.db import migrations, models

WORDS = "'delete', OLD.id, OLD.title, OLD.body"
FORGET = f"INSERT INTO safety_found(safety_found, rowid, title, body) VALUES ({WORDS});"
READ = "INSERT INTO safety_found(rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body);"
TRIGGERS = {
    "document_is_found": f"AFTER INSERT ON safety_document BEGIN {READ} END",
    "document_is_forgotten": f"AFTER DELETE ON safety_document BEGIN {FORGET} END",
    "document_is_read_anew": f"AFTER UPDATE ON safety_document BEGIN {FORGET} {READ} END",
}
ON_SQLITE = [
    "CREATE VIRTUAL TABLE safety_found USING fts5(title, body, content='safety_document', content_rowid='id',"
    " tokenize='porter unicode61 remove_diacritics 2')",
    *(f"CREATE TRIGGER {name} {does}" for name, does in TRIGGERS.items()),
]
WORDS_OF_POSTGRESQL = "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart"
ON_POSTGRESQL = [
    "CREATE TEXT SEARCH DICTIONARY exemplar_stems (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION exemplar_english (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION exemplar_english ALTER MAPPING"
    f" FOR {WORDS_OF_POSTGRESQL} WITH exemplar_stems",
    "ALTER TABLE safety_document ADD COLUMN vector tsvector",
    "CREATE INDEX document_by_words ON safety_document USING gin (vector)",
]
OFF_SQLITE = [*(f"DROP TRIGGER {name}" for name in TRIGGERS), "DROP TABLE safety_found"]
OFF_POSTGRESQL = [
    "ALTER TABLE safety_document DROP COLUMN vector",
    "DROP TEXT SEARCH CONFIGURATION exemplar_english",
    "DROP TEXT SEARCH DICTIONARY exemplar_stems",
]


def put_index_up(apps, schema_editor):
    run(schema_editor.connection, on_sqlite=ON_SQLITE, on_postgresql=ON_POSTGRESQL)


def take_index_down(apps, schema_editor):
    run(schema_editor.connection, on_sqlite=OFF_SQLITE, on_postgresql=OFF_POSTGRESQL)


def run(connection, *, on_sqlite, on_postgresql):
    with connection.cursor() as cursor:
        for statement in on_postgresql if connection.vendor == "postgresql" else on_sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("safety", "0003_unread_uploads")]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("number", models.PositiveBigIntegerField()),
                ("title", models.TextField()),
                ("body", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "number"), name="document_once")],
            },
        ),
        migrations.RunPython(put_index_up, take_index_down),
    ]
