"""An establishment's own processors: each as it stands, its versions, its documents, its uses."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.processors.facts import Facts


class ProcessorLink(models.Model):
    """The link of the establishment to one processor, known by its reference (SST-001)."""

    class State(models.TextChoices):
        ACTIVE = "active", _("En cours")
        ENDED = "ended", _("Terminé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The number drawn when the form was shown: the same form sent twice is one link.
    submission = models.UUIDField(unique=True)
    reference = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(max_length=2000, blank=True)
    # The number of its latest version: whoever writes says which one they were reading.
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()

    # Taken from the content at each write, so that lists read no content.
    name = models.CharField(max_length=300)
    # An id of the public catalogue: no constraint reaches out of this schema.
    vendor_id = models.UUIDField(null=True)
    qualification = models.CharField(max_length=10)
    signed_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    renewal_months = models.PositiveSmallIntegerField(null=True)
    hosts_health_data = models.BooleanField(default=False)
    hds_ends_on = models.DateField(null=True)
    # What the clauses alone say of its compliance.
    compliance = models.CharField(max_length=13)
    # Every word of the content, without accents nor capitals: what the search looks into.
    words = models.TextField(blank=True)

    # The deadlines it keeps in the agenda, and the vendor's certificate they were laid for.
    contract_recurrence_id = models.UUIDField(null=True, unique=True)
    certificate_recurrence_id = models.UUIDField(null=True, unique=True)
    certificate_seen = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True, end_reason="")
                | Q(state="ended", ended_at__isnull=False) & ~Q(end_reason=""),
                name="processorlink_ended_has_its_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["vendor_id"], name="processorlink_by_vendor"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def facts(self) -> Facts:
        """What is known of it now."""
        return Facts.model_validate(self.content)

    @property
    def is_ended(self) -> bool:
        """Whether the establishment no longer entrusts data to it: it stays readable."""
        return self.state == self.State.ENDED


class ProcessorLinkVersion(models.Model):
    """What was known of a processor from one instant on: who wrote it, why. Append-only."""

    class Act(models.TextChoices):
        CREATED = "created", _("Ajouté")
        CHANGED = "changed", _("Modifié")
        CLAUSES = "clauses", _("Clauses vérifiées")
        RENEWED = "renewed", _("Contrat renouvelé")
        ENDED = "ended", _("Terminé")
        REOPENED = "reopened", _("Rouvert")
        IMPORTED = "imported", _("Importé")

    link = models.ForeignKey(ProcessorLink, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=8, choices=Act)
    why = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=6, choices=ProcessorLink.State)
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["link", "number"], name="processorlinkversion_one_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.link_id}"

    @property
    def facts(self) -> Facts:
        """What was known of the processor."""
        return Facts.model_validate(self.content)


class ProcessorDocument(models.Model):
    """A paper of the contract, kept in the establishment's own schema. Never a medical record."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("contrat")
        AMENDMENT = "amendment", _("avenant, annexe RGPD")
        CERTIFICATE = "certificate", _("certificat")
        AUDIT = "audit", _("audit, questionnaire")
        ASSESSMENT = "assessment", _("évaluation d’un transfert")
        LETTER = "letter", _("courrier")
        OTHER = "other", _("autre")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(ProcessorLink, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField(null=True)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            # The same file given twice is one document.
            models.UniqueConstraint(fields=["link", "sha256"], name="processordocument_once"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class ProcessorCitation(models.Model):
    """A processor that an activity of the register names, and its link once known.

    Written with each version of the activity; one that is archived cites nobody.
    """

    activity_id = models.UUIDField()
    activity_reference = models.CharField(max_length=16)
    activity_name = models.CharField(max_length=300)
    rank = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    # The label without accents nor capitals: the same name typed twice is one.
    key = models.CharField(max_length=600)
    link = models.ForeignKey(
        ProcessorLink, null=True, on_delete=models.SET_NULL, related_name="citations"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity_id", "rank"], name="processorcitation_one_per_rank"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["key"], condition=Q(link__isnull=True), name="processorcitation_unlinked"
            ),
        ]

    def __str__(self) -> str:
        return f"citation {self.pk}"
