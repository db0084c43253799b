"""What went wrong, whether it is a personal data breach, and what was told to the CNIL."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Incident(models.Model):
    """One incident, known by its reference; "breach" only once the DPO has qualified it."""

    class State(models.TextChoices):
        DECLARED = "declared", _("À qualifier")
        QUALIFIED = "qualified", _("Qualifié")
        NOTIFIED = "notified", _("Notifié à la CNIL")
        CLOSED = "closed", _("Clos")

    class Risk(models.TextChoices):
        NONE = "none", _("Aucun risque vraisemblable\u00a0: inscription au registre seulement")
        RISK = "risk", _("Un risque\u00a0: notification à la CNIL sous 72\u00a0h")
        HIGH = "high", _("Un risque élevé\u00a0: CNIL sous 72\u00a0h et information des personnes")

    class Origin(models.TextChoices):
        """The causes of the CNIL's own notification form."""

        WRONG_RECIPIENT = "recipient", _("Courrier ou courriel envoyé au mauvais destinataire")
        EQUIPMENT_LOST = "equipment", _("Ordinateur, téléphone ou clé perdu ou volé")
        PAPER_LOST = "paper", _("Documents papier perdus, volés ou laissés à la vue")
        HACKING = "hacking", _("Piratage, logiciel malveillant, hameçonnage")
        PORTAL = "portal", _("Données d’une autre personne affichées sur un portail")
        PUBLICATION = "published", _("Publication involontaire")
        DISPOSAL = "disposal", _("Matériel ou papier jeté sans être détruit")
        SPOKEN = "spoken", _("Données révélées de vive voix")
        ACCESS = "access", _("Dossier consulté sans raison de soins")
        FAILURE = "failure", _("Panne, incendie, inondation")
        OTHER = "other", _("Autre, ou je ne sais pas")

    class Health(models.TextChoices):
        YES = "yes", _("Oui")
        NO = "no", _("Non")
        UNKNOWN = "unknown", _("Je ne sais pas")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The number drawn when the form was shown: the same form sent twice is one incident.
    submission = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=24, unique=True)

    summary = models.CharField(max_length=160)
    what_happened = models.TextField(max_length=5000)
    origin = models.CharField(max_length=9, choices=Origin)
    occurred_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField()
    touches_confidentiality = models.BooleanField(default=False)
    touches_integrity = models.BooleanField(default=False)
    touches_availability = models.BooleanField(default=False)
    persons_concerned = models.PositiveIntegerField(null=True)
    health_data = models.CharField(max_length=7, choices=Health)
    measures_taken = models.TextField(max_length=5000, blank=True)
    declared_at = models.DateTimeField()
    declared_by_id = models.BigIntegerField()

    state = models.CharField(max_length=9, choices=State, default=State.DECLARED)
    # Raised by one at each change: whoever writes says which version they were reading.
    version = models.PositiveIntegerField(default=1)
    qualified_at = models.DateTimeField(null=True)
    is_breach = models.BooleanField(null=True)
    risk = models.CharField(max_length=4, choices=Risk, blank=True)
    qualification_reason = models.TextField(max_length=5000, blank=True)
    aware_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    cnil_receipt = models.CharField(max_length=40, blank=True)
    late_reasons = models.TextField(max_length=5000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(max_length=5000, blank=True)
    not_notified_reason = models.TextField(max_length=5000, blank=True)

    class Meta:
        # In a check, an unknown passes: every field that may be null is asked for by name.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="incident_one_per_number"),
            models.CheckConstraint(
                condition=Q(occurred_at__isnull=True) | Q(occurred_at__lte=F("detected_at")),
                name="incident_detected_after_it_occurred",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="declared", qualified_at__isnull=True, is_breach__isnull=True, risk=""
                )
                | Q(qualified_at__isnull=False, is_breach__isnull=False, is_breach=False, risk="")
                | Q(qualified_at__isnull=False, is_breach__isnull=False, is_breach=True)
                & Q(aware_at__isnull=False)
                & ~Q(risk=""),
                name="incident_qualification_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(qualified_at__isnull=True) | ~Q(qualification_reason=""),
                name="incident_qualification_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True, cnil_receipt="")
                | Q(notified_at__isnull=False, aware_at__isnull=False, is_breach__isnull=False)
                & Q(notified_at__gte=F("aware_at"), is_breach=True)
                & ~Q(cnil_receipt=""),
                name="incident_notification_has_its_receipt",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="incident_closed_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "detected_at"], name="incident_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state != self.State.CLOSED

    @property
    def must_be_notified(self) -> bool:
        """Whether it is a breach that the CNIL must be told of. Source: RGPD art. 33 §1."""
        return bool(self.is_breach) and self.risk in {self.Risk.RISK, self.Risk.HIGH}

    @property
    def awaits_notification(self) -> bool:
        """Whether the CNIL is still to be told."""
        return self.state == self.State.QUALIFIED and self.must_be_notified
