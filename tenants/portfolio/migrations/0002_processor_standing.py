"""Where each processor of each establishment stands."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_departure"),
        ("portfolio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessorStanding",
            fields=[
                (
                    "link_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("schema_name", models.CharField(db_collation="C", max_length=63)),
                ("reference", models.CharField(max_length=16)),
                ("vendor_id", models.UUIDField(null=True)),
                ("state", models.CharField(max_length=6)),
                ("signed_on", models.DateField(null=True)),
                ("contract_ends_on", models.DateField(null=True)),
                ("renewal_months", models.PositiveSmallIntegerField(null=True)),
                ("compliance", models.CharField(max_length=13)),
                ("hosts_health_data", models.BooleanField(default=False)),
                ("certificate_seen", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="directory.establishment"
                    ),
                ),
            ],
            options={
                "verbose_name": "état d’un sous-traitant",
                "indexes": [
                    models.Index(
                        condition=models.Q(("vendor_id__isnull", False)),
                        fields=["vendor_id"],
                        name="processorstanding_by_vendor",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("establishment", "reference"),
                        name="processorstanding_one_per_reference",
                    )
                ],
            },
        ),
    ]
