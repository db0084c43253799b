import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Incident",
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
                ("summary", models.CharField(max_length=160)),
                ("what_happened", models.TextField(max_length=5000)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("recipient", "Courrier ou courriel envoyé au mauvais destinataire"),
                            ("equipment", "Ordinateur, téléphone ou clé perdu ou volé"),
                            ("paper", "Documents papier perdus, volés ou laissés à la vue"),
                            ("hacking", "Piratage, logiciel malveillant, hameçonnage"),
                            ("portal", "Données d’une autre personne affichées sur un portail"),
                            ("published", "Publication involontaire"),
                            ("disposal", "Matériel ou papier jeté sans être détruit"),
                            ("spoken", "Données révélées de vive voix"),
                            ("access", "Dossier consulté sans raison de soins"),
                            ("failure", "Panne, incendie, inondation"),
                            ("other", "Autre, ou je ne sais pas"),
                        ],
                        max_length=9,
                    ),
                ),
                ("occurred_at", models.DateTimeField(null=True)),
                ("detected_at", models.DateTimeField()),
                ("touches_confidentiality", models.BooleanField(default=False)),
                ("touches_integrity", models.BooleanField(default=False)),
                ("touches_availability", models.BooleanField(default=False)),
                ("persons_concerned", models.PositiveIntegerField(null=True)),
                (
                    "health_data",
                    models.CharField(
                        choices=[("yes", "Oui"), ("no", "Non"), ("unknown", "Je ne sais pas")],
                        max_length=7,
                    ),
                ),
                ("measures_taken", models.TextField(blank=True, max_length=5000)),
                ("declared_at", models.DateTimeField()),
                ("declared_by_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "À qualifier"),
                            ("qualified", "Qualifié"),
                            ("notified", "Notifié à la CNIL"),
                            ("closed", "Clos"),
                        ],
                        default="declared",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("qualified_at", models.DateTimeField(null=True)),
                ("is_breach", models.BooleanField(null=True)),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "none",
                                "Aucun risque vraisemblable\xa0: inscription au registre seulement",
                            ),
                            ("risk", "Un risque\xa0: notification à la CNIL sous 72\xa0h"),
                            (
                                "high",
                                "Un risque élevé\xa0: CNIL sous 72\xa0h et information des personnes",
                            ),
                        ],
                        max_length=4,
                    ),
                ),
                ("qualification_reason", models.TextField(blank=True, max_length=5000)),
                ("aware_at", models.DateTimeField(null=True)),
                ("notified_at", models.DateTimeField(null=True)),
                ("cnil_receipt", models.CharField(blank=True, max_length=40)),
                ("late_reasons", models.TextField(blank=True, max_length=5000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closing_note", models.TextField(blank=True, max_length=5000)),
                ("not_notified_reason", models.TextField(blank=True, max_length=5000)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "detected_at"], name="incident_by_state")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"), name="incident_one_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_at__isnull", True),
                            ("occurred_at__lte", models.F("detected_at")),
                            _connector="OR",
                        ),
                        name="incident_detected_after_it_occurred",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_breach__isnull", True),
                                ("qualified_at__isnull", True),
                                ("risk", ""),
                                ("state", "declared"),
                            ),
                            models.Q(
                                ("is_breach", False),
                                ("is_breach__isnull", False),
                                ("qualified_at__isnull", False),
                                ("risk", ""),
                            ),
                            models.Q(
                                ("is_breach", True),
                                ("is_breach__isnull", False),
                                ("qualified_at__isnull", False),
                                ("aware_at__isnull", False),
                                models.Q(("risk", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_qualification_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("qualified_at__isnull", True),
                            models.Q(("qualification_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="incident_qualification_has_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cnil_receipt", ""), ("notified_at__isnull", True)),
                            models.Q(
                                ("aware_at__isnull", False),
                                ("is_breach__isnull", False),
                                ("notified_at__isnull", False),
                                ("is_breach", True),
                                ("notified_at__gte", models.F("aware_at")),
                                models.Q(("cnil_receipt", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_notification_has_its_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_closed_has_its_instant",
                    ),
                ],
            },
        ),
    ]
