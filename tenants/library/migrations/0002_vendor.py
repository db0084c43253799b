"""The catalogue of vendors that all establishments share, and their certificates."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Vendor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("software", "éditeur de logiciel"),
                            ("host", "hébergeur"),
                            ("backup", "sauvegarde"),
                            ("maintenance", "maintenance informatique"),
                            ("booking", "prise de rendez-vous"),
                            ("secretary", "télésecrétariat"),
                            ("messaging", "messagerie"),
                            ("payroll", "paie"),
                            ("destruction", "destruction d’archives"),
                            ("security", "vidéosurveillance, accès"),
                            ("other", "autre service"),
                        ],
                        max_length=12,
                    ),
                ),
                ("services", models.TextField(blank=True, max_length=2000)),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "hosting_area",
                    models.CharField(
                        choices=[
                            ("unknown", "inconnu"),
                            ("eea", "dans l’Espace économique européen"),
                            ("both", "dans l’EEE et au dehors"),
                            ("outside", "hors de l’EEE"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("hosting_countries", models.CharField(blank=True, max_length=300)),
                ("parent_country", models.CharField(blank=True, max_length=80)),
                ("transfer_tool", models.CharField(blank=True, max_length=12)),
                (
                    "agreement",
                    models.CharField(
                        choices=[("unknown", "on ne sait pas"), ("yes", "oui"), ("no", "non")],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("agreement_url", models.URLField(blank=True, max_length=300)),
                ("sub_processors", models.TextField(blank=True, max_length=4000)),
                ("source", models.TextField(blank=True, max_length=2000)),
                ("checked_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("certificate_version", models.PositiveIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "prestataire",
            },
        ),
        migrations.CreateModel(
            name="VendorCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=160)),
                ("number", models.CharField(max_length=80)),
                ("body", models.CharField(max_length=160)),
                ("activities", models.JSONField(default=list)),
                ("referential", models.CharField(blank=True, max_length=20)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("verified_on", models.DateField(null=True)),
                ("sites", models.TextField(blank=True, max_length=2000)),
                ("corrects", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="library.vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificat HDS",
            },
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="vendor_one_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorcertificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("vendor",),
                name="vendorcertificate_one_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gt", models.F("issued_on"))),
                name="vendorcertificate_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_withdrawn", False), ("replaced_at__isnull", False), _connector="OR"
                ),
                name="vendorcertificate_withdrawn_counts_no_more",
            ),
        ),
    ]
