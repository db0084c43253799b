from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OpeningAnswer",
            fields=[
                (
                    "question",
                    models.CharField(max_length=24, primary_key=True, serialize=False),
                ),
                ("chosen", models.JSONField(default=list)),
                ("software", models.CharField(blank=True, max_length=120)),
                ("answered_at", models.DateTimeField()),
                ("answered_by_id", models.BigIntegerField()),
            ],
        ),
    ]
