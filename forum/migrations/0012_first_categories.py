"""The categories of the first day; administrators change them on a page."""

import csv
from pathlib import Path

from django.db import migrations
from django.db.models import Max
from django.db.models.functions import Now

CATEGORIES = Path(__file__).parent.parent / "reference" / "categories.csv"


def add_categories(apps, schema_editor) -> None:
    category = apps.get_model("forum", "Category")
    with CATEGORIES.open(newline="", encoding="utf-8") as lines:
        category.objects.bulk_create(
            category(position=place, **row) for place, row in enumerate(csv.DictReader(lines), 1)
        )


def number_the_newest(apps, schema_editor) -> None:
    thread, post = apps.get_model("forum", "Thread"), apps.get_model("forum", "Post")
    newest = post.objects.filter(state="published").values("thread").annotate(number=Max("number"))
    numbers = dict(newest.values_list("thread", "number"))
    found = list(thread.objects.filter(pk__in=numbers))
    for each in found:
        each.last_number = numbers[each.pk]
    thread.objects.bulk_update(found, ["last_number"], batch_size=500)


def say_that_all_were_told(apps, schema_editor) -> None:
    apps.get_model("forum", "Post").objects.filter(state="published").update(told_at=Now())


class Migration(migrations.Migration):
    dependencies = [("forum", "0011_discussions_in_categories")]
    operations = [
        migrations.RunPython(add_categories, migrations.RunPython.noop),
        migrations.RunPython(number_the_newest, migrations.RunPython.noop),
        migrations.RunPython(say_that_all_were_told, migrations.RunPython.noop),
    ]
