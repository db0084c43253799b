"""The catalogue of vendors that all establishments share: public facts only, no contract."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Vendor(models.Model):
    """One company that establishments entrust data to, as anybody may know it.

    Codes of the law (`transfer_tool`) are kept as text: their words are the portal's.
    """

    class Kind(models.TextChoices):
        SOFTWARE = "software", _("éditeur de logiciel")
        HOST = "host", _("hébergeur")
        BACKUP = "backup", _("sauvegarde")
        MAINTENANCE = "maintenance", _("maintenance informatique")
        BOOKING = "booking", _("prise de rendez-vous")
        SECRETARY = "secretary", _("télésecrétariat")
        MESSAGING = "messaging", _("messagerie")
        PAYROLL = "payroll", _("paie")
        DESTRUCTION = "destruction", _("destruction d’archives")
        SECURITY = "security", _("vidéosurveillance, accès")
        OTHER = "other", _("autre service")

    class Area(models.TextChoices):
        UNKNOWN = "unknown", _("inconnu")
        EEA = "eea", _("dans l’Espace économique européen")
        BOTH = "both", _("dans l’EEE et au dehors")
        OUTSIDE = "outside", _("hors de l’EEE")

    class Agreement(models.TextChoices):
        UNKNOWN = "unknown", _("on ne sait pas")
        YES = "yes", _("oui")
        NO = "no", _("non")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    services = models.TextField(max_length=2000, blank=True)
    website = models.URLField(max_length=300, blank=True)
    hosting_area = models.CharField(max_length=8, choices=Area, default=Area.UNKNOWN)
    hosting_countries = models.CharField(max_length=300, blank=True)
    # The country of the parent company when its law is not that of the EEA; "" else.
    parent_country = models.CharField(max_length=80, blank=True)
    transfer_tool = models.CharField(max_length=12, blank=True)
    agreement = models.CharField(max_length=8, choices=Agreement, default=Agreement.UNKNOWN)
    agreement_url = models.URLField(max_length=300, blank=True)
    sub_processors = models.TextField(max_length=4000, blank=True)
    source = models.TextField(max_length=2000, blank=True)
    checked_on = models.DateField(null=True)
    # Raised by one at each change: whoever writes says which version they were reading.
    version = models.PositiveIntegerField(default=1)
    # Raised by one whenever its certificate changes: what each client has followed is compared.
    certificate_version = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("prestataire")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="vendor_one_per_name"),
        ]

    def __str__(self) -> str:
        return f"vendor {self.pk}"

    @property
    def is_outside_the_eea(self) -> bool:
        """Whether data, or the law that reaches them, may be outside the EEA."""
        return self.hosting_area in {self.Area.BOTH, self.Area.OUTSIDE} or bool(self.parent_country)


class VendorCertificate(models.Model):
    """A health data hosting certificate (HDS). Never changed: another takes its place.

    `activities` are the numbers 1 to 6 of the referential, as text. `corrects` is true of one
    written again because the former was mistyped: the same certificate, not a renewal.
    Source: CSP art. L.1111-8, R.1111-8-8.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="certificates")
    holder = models.CharField(max_length=160)
    number = models.CharField(max_length=80)
    body = models.CharField(max_length=160)
    activities = models.JSONField(default=list)
    referential = models.CharField(max_length=20, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField()
    verified_on = models.DateField(null=True)
    sites = models.TextField(max_length=2000, blank=True)
    corrects = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # None: the one that counts today. Set when another replaced it, or when it was withdrawn.
    replaced_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("certificat HDS")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vendor"],
                condition=Q(replaced_at__isnull=True),
                name="vendorcertificate_one_counts",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")), name="vendorcertificate_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(replaced_at__isnull=False),
                name="vendorcertificate_withdrawn_counts_no_more",
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"
