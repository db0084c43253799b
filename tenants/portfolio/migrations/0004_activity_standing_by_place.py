"""The activities of a person's establishments are found without comparing every row to each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0003_desk_view"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activitystanding",
            index=models.Index(fields=["schema_name", "state"], name="activitystanding_by_place"),
        ),
    ]
