"""What falls due: rows of the public schema, ids and instants only."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Establishment


class Deadline(models.Model):
    """A legal date of one establishment: it knows a reference and a path, not what it is for."""

    class State(models.TextChoices):
        OPEN = "open", _("en cours")
        SUSPENDED = "suspended", _("suspendue")
        MET = "met", _("tenue")
        CANCELLED = "cancelled", _("annulée")

        @classmethod
        def running(cls) -> tuple["Deadline.State", ...]:
            """States in which people are still told: open, or stopped until an answer comes."""
            return (cls.OPEN, cls.SUSPENDED)

    class Kind(models.TextChoices):
        BREACH = "breach", _("Violations")
        INCIDENT = "incident", _("Incidents à qualifier")
        REQUEST = "request", _("Demandes de droits")
        DUTY = "duty", _("Obligations périodiques")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT)
    schema_name = models.CharField(max_length=63, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind)
    rule_id = models.CharField(max_length=24)
    reference = models.CharField(max_length=24)
    path = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    # When the clock was opened, and when its ladder was last laid out (opening or move): the plan
    # is a function of both, so that the reconciler finds again what was planned.
    opened_at = models.DateTimeField(db_default=Now())
    planned_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    # Since when the law stops the period, while the person's answer is awaited (art. 12 §6).
    suspended_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Put off by one person until this instant, at the latest the next final rung: the reminder
    # then comes to them, and nobody is told in between that nobody took it in hand.
    snoozed_until = models.DateTimeField(null=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment", "reference", "rule_id"],
                name="deadline_one_per_reference_and_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="met", met_at__isnull=False)
                | (~Q(state="met") & Q(met_at__isnull=True)),
                name="deadline_met_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="suspended", suspended_at__isnull=False)
                | (~Q(state="suspended") & Q(suspended_at__isnull=True)),
                name="deadline_suspended_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False),
                name="deadline_acknowledged_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("starts_at")), name="deadline_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(snoozed_by__isnull=True) | Q(snoozed_until__isnull=False),
                name="deadline_snoozed_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="deadline_open_by_due"),
            models.Index(
                fields=["state", "due_at"],
                condition=Q(state__in=["open", "suspended"]),
                name="deadline_running_by_state",
            ),
            models.Index(fields=["schema_name", "due_at"], name="deadline_by_schema"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.rule_id}"
