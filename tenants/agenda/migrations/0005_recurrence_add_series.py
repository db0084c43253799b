"""The day a series counts from, and how many rounds it has opened."""

from django.db import migrations, models
from django.db.models import F


def count_from_what_is_next(apps, schema_editor):
    """A duty written before the series was kept counts from its next day."""
    recurrences = apps.get_model("agenda", "Recurrence").objects
    recurrences.filter(first_due_on__isnull=True).update(first_due_on=F("next_due_on"))
    recurrences.filter(deadline__isnull=False).update(rounds=1)


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0004_recurrences_ladder_steps_subscriptions"),
    ]

    operations = [
        migrations.AddField(
            model_name="recurrence",
            name="first_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="recurrence",
            name="rounds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_from_what_is_next, migrations.RunPython.noop),
        # What the filling left to check must be done before the column changes.
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="recurrence",
            name="first_due_on",
            field=models.DateField(),
        ),
    ]
