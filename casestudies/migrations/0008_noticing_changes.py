from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0007_adoption_lists_by_day")]

    operations = [
        migrations.AddIndex(
            model_name="casestudy",
            index=models.Index(fields=["state", "changed_at"], name="case_by_state_and_change"),
        ),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(fields=["state", "changed_at"], name="adoption_by_change"),
        ),
    ]
