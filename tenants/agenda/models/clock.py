"""What the clock itself keeps: when its drivers turned, and the duties that come round."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.agenda.models.deadline import Deadline
from tenants.directory.models import Establishment


class Heartbeat(models.Model):
    """When each driver of the clock last turned."""

    driver = models.CharField(max_length=12, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.driver


class Recurrence(models.Model):
    """A duty of one establishment that comes round, or falls due once; the clock opens its
    deadline. What it is about stands in the establishment's own schema, at `path`."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("revue d’un traitement")
        CONTRACT = "contract", _("échéance d’un contrat")
        CERTIFICATE = "certificate", _("échéance d’un certificat")
        DPIA = "dpia", _("réexamen d’une AIPD")
        TRAINING = "training", _("formation à renouveler")
        ANNUAL_REPORT = "annual_report", _("rapport annuel")
        DPO_VISIT = "dpo_visit", _("visite du DPO")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT)
    schema_name = models.CharField(max_length=63, db_collation="C")
    kind = models.CharField(max_length=16, choices=Kind)
    rule_id = models.CharField(max_length=24)
    reference = models.CharField(max_length=24)
    path = models.CharField(max_length=120)
    # None: it falls due once.
    every_months = models.PositiveSmallIntegerField(null=True)
    next_due_on = models.DateField()
    # The series counts from this day: a duty of the 31st comes back to it after a short month.
    first_due_on = models.DateField()
    # How many deadlines it has opened: each has a reference of its own.
    rounds = models.PositiveIntegerField(default=0)
    # How long before that day the deadline is opened, so that its whole ladder can be climbed.
    days_ahead = models.PositiveSmallIntegerField(default=60)
    # The deadline running for `next_due_on`, once it is open.
    deadline = models.OneToOneField(
        Deadline, null=True, on_delete=models.PROTECT, related_name="recurrence"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment", "reference"], name="recurrence_one_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True) | Q(every_months__gt=0),
                name="recurrence_comes_round",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_due_on"],
                condition=Q(ended_at__isnull=True, deadline__isnull=True),
                name="recurrence_to_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.kind}"
