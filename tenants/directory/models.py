"""Who is who: agencies of the firm, establishments (the tenants), memberships, invitations."""

import uuid
from typing import ClassVar, Never

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.directory.names import SCHEMA_PATTERN, SLUG_PATTERN
from tenants.directory.roles import Role


class EstablishmentType(models.TextChoices):
    """The nine professions of the register templates. Source: domain/register-templates."""

    MEDICAL_PRACTICE = "cabinet_medical", _("cabinet médical")
    NURSING_PRACTICE = "infirmier", _("cabinet d’infirmiers")
    SPEECH_THERAPY_PRACTICE = "orthophonie", _("cabinet d’orthophonie")
    OPTICIAN = "optique", _("opticien-lunetier")
    IMAGING_CENTRE = "imagerie", _("centre d’imagerie médicale")
    PHARMACY = "pharmacie", _("pharmacie d’officine")
    MEDICAL_LABORATORY = "lbm", _("laboratoire de biologie médicale")
    HEALTH_HOUSE_OR_CENTRE = "maison_centre_sante", _("maison ou centre de santé")
    NURSING_HOME = "ehpad", _("EHPAD")


class Agency(models.Model):  # type: ignore[django-manager-missing]
    """An office of the firm; a DPO belongs to one or more."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("agence")

    def __str__(self) -> str:
        return self.name


class Establishment(TenantMixin):  # type: ignore[misc]
    """A health establishment: the isolated tenant. Its contents live in its own schema."""

    auto_create_schema = False  # provisioning.open_establishment() is the one way to a schema
    auto_drop_schema = False

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="establishments")
    schema_name = models.CharField(
        max_length=63, unique=True, db_collation="C", validators=[RegexValidator(SCHEMA_PATTERN)]
    )
    slug = models.CharField(
        _("adresse dans le portail"),
        max_length=48,
        unique=True,
        validators=[RegexValidator(SLUG_PATTERN)],
    )
    name = models.CharField(_("nom"), max_length=160)
    type = models.CharField(_("type"), max_length=24, choices=EstablishmentType)
    finess = models.CharField(_("numéro FINESS"), max_length=9, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    street = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    territory = models.CharField(_("territoire"), max_length=8, default="FR-METRO")
    cnil_designation = models.CharField(
        _("numéro de désignation du DPO à la CNIL"), max_length=20, blank=True
    )
    shares_records = models.BooleanField(
        _("dossiers partagés entre plusieurs professionnels"), default=False
    )
    patients_per_year = models.PositiveIntegerField(_("patients par an"), null=True, blank=True)
    # Who is told first, and who is when that person is away or does not answer.
    assigned_dpo = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("DPO attitré"),
    )
    deputy_dpo = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("DPO suppléant"),
    )
    migrations_fingerprint = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(_("ouvert le"))

    class Meta:
        verbose_name = _("établissement")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finess"], condition=~Q(finess=""), name="establishment_one_per_finess"
            ),
            models.CheckConstraint(
                condition=Q(schema_name__regex=SCHEMA_PATTERN), name="establishment_schema_name"
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="establishment_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def _drop_schema(self, force_drop: bool = False) -> Never:
        """Refuse: an establishment's schema is never dropped by deleting a row."""
        raise PermissionError("An establishment's schema is never dropped by the application.")


class Membership(models.Model):
    """One role of one person: in an agency, in an establishment, or over the instance."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.CASCADE)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("appartenance")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    role__in=Role.of_agency(), agency__isnull=False, establishment__isnull=True
                )
                | Q(
                    role__in=Role.of_establishment(),
                    agency__isnull=True,
                    establishment__isnull=False,
                )
                | Q(role=Role.OPERATOR, agency__isnull=True, establishment__isnull=True),
                name="membership_role_fits_its_place",
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=Q(agency__isnull=False),
                name="membership_one_role_per_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "establishment"],
                condition=Q(establishment__isnull=False),
                name="membership_one_role_per_establishment",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(role="operator"), name="membership_one_operator_role"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk} ({self.role})"


class Departure(models.Model):
    """A membership that ended. Written by the owner's function alone: see `member_functions`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="departures"
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE)
    establishment = models.ForeignKey(
        Establishment, null=True, on_delete=models.CASCADE, related_name="departures"
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = _("départ")

    def __str__(self) -> str:
        return f"departure {self.pk} ({self.role})"


class Absence(models.Model):
    """Civil days on which a person of an agency is away, both included: alerts go to the deputy."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE)
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("absence")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Invitation(models.Model):
    """An offer of membership sent by e-mail; its token is kept hashed and works once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.CASCADE)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, establishment__isnull=True)
                | Q(agency__isnull=True, establishment__isnull=False),
                name="invitation_to_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SchemaTemplate(models.Model):
    """The DDL of an establishment's schema, replayed by `open_establishment_schema()`."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    ddl = models.TextField()
    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.fingerprint[:12]
