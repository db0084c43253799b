"""Where each activity of each establishment stands."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0004_departure"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityStanding",
            fields=[
                (
                    "activity_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("schema_name", models.CharField(db_collation="C", max_length=63)),
                ("reference", models.CharField(max_length=16)),
                ("role", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=11)),
                ("version", models.PositiveIntegerField()),
                ("missing", models.PositiveSmallIntegerField(default=0)),
                ("has_sensitive_data", models.BooleanField(default=False)),
                ("has_transfers", models.BooleanField(default=False)),
                ("screening", models.CharField(max_length=12)),
                ("template_ref", models.CharField(blank=True, max_length=64)),
                ("template_version", models.PositiveIntegerField(null=True)),
                ("awaits_answer", models.BooleanField(default=False)),
                ("updated_at", models.DateTimeField()),
                ("validated_at", models.DateTimeField(null=True)),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="directory.establishment"
                    ),
                ),
            ],
            options={
                "verbose_name": "état d’une activité de traitement",
                "indexes": [
                    models.Index(
                        condition=models.Q(("template_ref", ""), _negated=True),
                        fields=["template_ref", "template_version"],
                        name="activitystanding_by_template",
                    ),
                    models.Index(fields=["state", "updated_at"], name="activitystanding_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("establishment", "reference"),
                        name="activitystanding_one_per_reference",
                    )
                ],
            },
        ),
    ]
