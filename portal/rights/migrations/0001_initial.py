import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Request",
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
                ("reference", models.CharField(max_length=24, unique=True)),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("access", "Accès aux données (art. 15)"),
                            ("rectification", "Rectification (art. 16)"),
                            ("erasure", "Effacement (art. 17)"),
                            ("restriction", "Limitation du traitement (art. 18)"),
                            ("portability", "Portabilité (art. 20)"),
                            ("objection", "Opposition (art. 21)"),
                            ("automated_decision", "Décision individuelle automatisée (art. 22)"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Courriel"),
                            ("letter", "Courrier postal"),
                            ("desk", "À l’accueil"),
                            ("phone", "Téléphone"),
                            ("secure", "Messagerie sécurisée de santé"),
                            ("form", "Formulaire en ligne"),
                        ],
                        max_length=8,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("is_hour_known", models.BooleanField(default=True)),
                ("requester_name", models.CharField(max_length=160)),
                ("requester_contact", models.CharField(blank=True, max_length=240)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("self", "La personne concernée elle-même"),
                            ("parent", "Titulaire de l’autorité parentale"),
                            ("guardian", "Tuteur ou personne chargée d’une mesure de protection"),
                            ("heir", "Ayant droit d’une personne décédée"),
                            ("mandated", "Personne mandatée (avocat, proche…)"),
                            ("trusted", "Personne de confiance"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.TextField(max_length=5000)),
                ("concerns_medical_record", models.BooleanField(default=False)),
                ("medical_older_than_five_years", models.BooleanField(default=False)),
                ("concerns_other_data", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "À traiter"),
                            ("answered", "Répondue"),
                            ("refused", "Refusée"),
                            ("closed", "Close"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                ("extension_notified_at", models.DateTimeField(null=True)),
                ("extension_reason", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
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
                ("closed_at", models.DateTimeField(null=True)),
                ("withdrawal", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "received_at"], name="request_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"), name="request_one_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("concerns_medical_record", True),
                            ("concerns_other_data", True),
                            _connector="OR",
                        ),
                        name="request_concerns_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("medical_older_than_five_years", False),
                            ("concerns_medical_record", True),
                            _connector="OR",
                        ),
                        name="request_age_is_of_a_medical_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                ("answered_at__gte", models.F("received_at")),
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_answer_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("extension_notified_at__isnull", True), ("extension_reason", "")
                            ),
                            models.Q(
                                ("extension_notified_at__gte", models.F("received_at")),
                                ("extension_notified_at__isnull", False),
                                models.Q(("extension_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_extension_has_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True),
                                ("closed_at__isnull", True),
                                ("state", "received"),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("closed_at__isnull", True),
                                ("state__in", ["answered", "refused"]),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(
                                    ("answered_at__isnull", False),
                                    models.Q(("withdrawal", ""), _negated=True),
                                    _connector="XOR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="request_state_fits_its_instants",
                    ),
                ],
            },
        ),
    ]
