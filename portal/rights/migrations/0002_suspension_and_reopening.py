"""A question that stops the month until its answer; an answer taken back. Reversible."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("reopened_at", models.DateTimeField()),
                ("reopened_by_id", models.BigIntegerField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("granted", "Il a été fait droit à toute la demande"),
                            ("partly", "Il y a été fait droit en partie"),
                            ("no_data", "Aucune donnée sur la personne"),
                            ("refused", "Refus motivé, avec les voies de recours (art. 12 §4)"),
                        ],
                        max_length=8,
                    ),
                ),
                ("answer_note", models.TextField(blank=True, max_length=5000)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reopenings",
                        to="rights.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reopening_has_its_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("identity", "Doute raisonnable sur l’identité"),
                            ("precision", "Éclaircissement demandé"),
                        ],
                        max_length=9,
                    ),
                ),
                ("grounds", models.TextField(max_length=2000)),
                ("requested_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="rights.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("request",),
                        name="suspension_one_awaited_per_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("answered_at__gte", models.F("requested_at")),
                            _connector="OR",
                        ),
                        name="suspension_answered_after_its_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grounds", ""), _negated=True),
                        name="suspension_has_its_grounds",
                    ),
                ],
            },
        ),
    ]
