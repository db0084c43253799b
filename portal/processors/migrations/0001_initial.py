"""The processors of an establishment, their versions, documents and citations."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ProcessorLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("submission", models.UUIDField(unique=True)),
                ("reference", models.CharField(max_length=16, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "En cours"), ("ended", "Terminé")],
                        default="active",
                        max_length=6,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("content", models.JSONField()),
                ("name", models.CharField(max_length=300)),
                ("vendor_id", models.UUIDField(null=True)),
                ("qualification", models.CharField(max_length=10)),
                ("signed_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("renewal_months", models.PositiveSmallIntegerField(null=True)),
                ("hosts_health_data", models.BooleanField(default=False)),
                ("hds_ends_on", models.DateField(null=True)),
                ("compliance", models.CharField(max_length=13)),
                ("words", models.TextField(blank=True)),
                ("contract_recurrence_id", models.UUIDField(null=True, unique=True)),
                ("certificate_recurrence_id", models.UUIDField(null=True, unique=True)),
                ("certificate_seen", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("updated_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["vendor_id"], name="processorlink_by_vendor")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_reason", ""), ("ended_at__isnull", True), ("state", "active")
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state", "ended"),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="processorlink_ended_has_its_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessorDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contract", "contrat"),
                            ("amendment", "avenant, annexe RGPD"),
                            ("certificate", "certificat"),
                            ("audit", "audit, questionnaire"),
                            ("assessment", "évaluation d’un transfert"),
                            ("letter", "courrier"),
                            ("other", "autre"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("name", models.CharField(max_length=160)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("added_at", models.DateTimeField()),
                ("added_by_id", models.BigIntegerField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="processors.processorlink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("link", "sha256"), name="processordocument_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessorCitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activity_id", models.UUIDField()),
                ("activity_reference", models.CharField(max_length=16)),
                ("activity_name", models.CharField(max_length=300)),
                ("rank", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=600)),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="citations",
                        to="processors.processorlink",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("link__isnull", True)),
                        fields=["key"],
                        name="processorcitation_unlinked",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity_id", "rank"), name="processorcitation_one_per_rank"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessorLinkVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("created", "Ajouté"),
                            ("changed", "Modifié"),
                            ("clauses", "Clauses vérifiées"),
                            ("renewed", "Contrat renouvelé"),
                            ("ended", "Terminé"),
                            ("reopened", "Rouvert"),
                            ("imported", "Importé"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "En cours"), ("ended", "Terminé")], max_length=6
                    ),
                ),
                ("content", models.JSONField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="processors.processorlink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("link", "number"), name="processorlinkversion_one_per_number"
                    )
                ],
            },
        ),
    ]
