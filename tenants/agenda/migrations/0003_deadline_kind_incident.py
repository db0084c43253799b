"""A third kind of deadline: an incident that nobody has qualified yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Words for pages only: nothing changes in the database."""

    dependencies = [("agenda", "0002_open_deadline_has_alert")]

    operations = [
        migrations.AlterField(
            model_name="deadline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("breach", "Violations"),
                    ("incident", "Incidents à qualifier"),
                    ("request", "Demandes de droits"),
                ],
                max_length=12,
            ),
        ),
    ]
