"""A draft is of one page: what was typed on two of them may have begun from two versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0002_records_are_only_added_to")]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="draft_once_a_person"),
        migrations.AddField(
            model_name="draft",
            name="group",
            field=models.SlugField(help_text="The group of questions that they typed on.", max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "group"), name="draft_once_a_person_and_group"
            ),
        ),
    ]
