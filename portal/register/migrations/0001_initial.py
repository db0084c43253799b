import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=16, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("controller", "Responsable du traitement"),
                            ("processor", "Sous-traitant"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("to_validate", "À valider"),
                            ("validated", "Validée"),
                            ("archived", "Archivée"),
                        ],
                        default="draft",
                        max_length=11,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("content", models.JSONField()),
                ("name", models.CharField(max_length=300)),
                ("has_sensitive_data", models.BooleanField(default=False)),
                ("has_transfers", models.BooleanField(default=False)),
                ("screening", models.CharField(default="unknown", max_length=12)),
                ("owner", models.CharField(blank=True, max_length=300)),
                ("missing", models.PositiveSmallIntegerField(default=0)),
                ("words", models.TextField(blank=True)),
                ("template_ref", models.CharField(blank=True, max_length=64)),
                ("template_version", models.PositiveIntegerField(null=True)),
                ("template_content", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("updated_by_id", models.BigIntegerField(null=True)),
                ("validated_at", models.DateTimeField(null=True)),
                ("validated_by_id", models.BigIntegerField(null=True)),
                ("validated_version", models.PositiveIntegerField(null=True)),
                ("review_every_months", models.PositiveSmallIntegerField(null=True)),
                ("recurrence_id", models.UUIDField(null=True, unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "reference"], name="activity_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("validated_at__isnull", True),
                                ("validated_by_id__isnull", True),
                                ("validated_version__isnull", True),
                                models.Q(("state", "validated"), _negated=True),
                            ),
                            models.Q(
                                ("validated_at__isnull", False),
                                ("validated_by_id__isnull", False),
                                ("validated_version__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="activity_validation_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("template_content__isnull", True),
                                ("template_ref", ""),
                                ("template_version__isnull", True),
                            ),
                            models.Q(
                                models.Q(("template_ref", ""), _negated=True),
                                ("template_content__isnull", False),
                                ("template_version__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="activity_template_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_every_months__isnull", True),
                            models.Q(
                                ("review_every_months__gte", 1),
                                ("review_every_months__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="activity_review_comes_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("step", models.CharField(max_length=24)),
                ("typed", models.JSONField(default=dict)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="register.activity",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "person_id"),
                        name="activitydraft_one_per_person",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityVersion",
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
                            ("created", "Créée"),
                            ("changed", "Modifiée"),
                            ("submitted", "Proposée à la validation"),
                            ("validated", "Validée"),
                            ("archived", "Archivée"),
                            ("restored", "Rétablie"),
                            ("imported", "Importée"),
                            ("merged", "Mise à jour depuis le modèle"),
                        ],
                        max_length=9,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("to_validate", "À valider"),
                            ("validated", "Validée"),
                            ("archived", "Archivée"),
                        ],
                        max_length=11,
                    ),
                ),
                ("content", models.JSONField()),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="register.activity",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "number"), name="activityversion_one_per_number"
                    )
                ],
            },
        ),
    ]
