import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("submission", models.UUIDField(unique=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=16, unique=True)),
                ("recurrence_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review", "revue d’un traitement"),
                            ("contract", "échéance d’un contrat"),
                            ("certificate", "échéance d’un certificat"),
                            ("dpia", "réexamen d’une AIPD"),
                            ("training", "formation à renouveler"),
                            ("annual_report", "rapport annuel"),
                            ("dpo_visit", "visite du DPO"),
                        ],
                        max_length=16,
                    ),
                ),
                ("usual", models.CharField(blank=True, max_length=32)),
                ("title", models.CharField(max_length=160)),
                ("notes", models.TextField(blank=True, max_length=5000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "À tenir"),
                            ("over", "Terminée"),
                            ("stopped", "Arrêtée"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stop_reason", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="duty_one_per_number"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "running"), models.Q(("usual", ""), _negated=True)
                        ),
                        fields=("usual",),
                        name="duty_usual_runs_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "running")),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="duty_ended_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "stopped"), models.Q(("stop_reason", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("state", "stopped"), _negated=True), ("stop_reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="duty_stopped_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_on", models.DateField()),
                ("note", models.TextField(blank=True, max_length=5000)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="duties.duty",
                    ),
                ),
            ],
        ),
    ]
