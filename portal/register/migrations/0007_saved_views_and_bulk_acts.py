import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0006_fill_activity_summaries")]

    operations = [
        migrations.AddField(
            model_name="activityversion",
            name="undoes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="activityversion",
            name="act",
            field=models.CharField(
                choices=[
                    ("created", "Créée"),
                    ("changed", "Modifiée"),
                    ("submitted", "Proposée à la validation"),
                    ("validated", "Validée"),
                    ("reviewed", "Revue, toujours exacte"),
                    ("archived", "Archivée"),
                    ("restored", "Rétablie"),
                    ("imported", "Importée"),
                    ("merged", "Mise à jour depuis le modèle"),
                    ("rhythm", "Rythme de revue changé"),
                    ("undone", "Acte groupé annulé"),
                ],
                max_length=9,
            ),
        ),
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submit", "Proposer à la validation"),
                            ("validate", "Valider en mon nom"),
                            ("owner", "Changer qui en est responsable"),
                            ("rhythm", "Changer le rythme de revue"),
                            ("archive", "Archiver"),
                            ("restore", "Rétablir"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("value", models.CharField(blank=True, max_length=500)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="bulkact_by_instant")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by_id__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="bulkact_undoing_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("owner_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                ("is_shared", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("owner_id"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("removed_at__isnull", True)),
                        name="savedview_one_per_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("owner_id", "query"),
                        name="savedview_one_per_filter",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("removed_at__isnull", True), ("is_shared", True)),
                        name="savedview_one_shared_per_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstView",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="register.savedview",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version_before", models.PositiveIntegerField()),
                ("version_after", models.PositiveIntegerField(null=True)),
                ("ignored_because", models.TextField(blank=True)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("version_undone", models.PositiveIntegerField(null=True)),
                ("undo_refusal", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_steps",
                        to="register.activity",
                    ),
                ),
                (
                    "bulk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="register.bulkact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bulk", "activity"), name="bulkstep_one_per_activity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("version_after__isnull", True),
                                models.Q(("ignored_because", ""), _negated=True),
                            ),
                            models.Q(("ignored_because", ""), ("version_after__isnull", False)),
                            _connector="OR",
                        ),
                        name="bulkstep_done_or_ignored",
                    ),
                ],
            },
        ),
    ]
