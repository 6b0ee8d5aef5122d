from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_analyse")]

    operations = [
        migrations.AlterModelOptions(
            name="refresh", options={"ordering": ["-id"], "verbose_name_plural": "refreshes"}
        ),
    ]
