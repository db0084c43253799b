"""What falls due and who is told: rows of the public schema, ids and instants only."""

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
        MET = "met", _("tenue")
        CANCELLED = "cancelled", _("annulée")

    class Kind(models.TextChoices):
        BREACH = "breach", _("Violations")
        INCIDENT = "incident", _("Incidents à qualifier")
        REQUEST = "request", _("Demandes de droits")

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
    met_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
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
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False),
                name="deadline_acknowledged_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("starts_at")), name="deadline_due_after_start"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="deadline_open_by_due"),
            models.Index(fields=["schema_name", "due_at"], name="deadline_by_schema"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.rule_id}"


class Alert(models.Model):
    """One rung of a deadline's ladder for one audience. Its id makes the Message-ID, for ever."""

    class State(models.TextChoices):
        PLANNED = "planned", _("prévue")
        SENDING = "sending", _("en cours d’envoi")
        ACCEPTED = "accepted", _("acceptée par le relais")
        CANCELLED = "cancelled", _("annulée")
        DEAD = "dead", _("en échec")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="alerts")
    schema_name = models.CharField(max_length=63, db_collation="C")
    rung = models.CharField(max_length=12)
    audience = models.CharField(max_length=12)
    is_final = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    attempts = models.PositiveIntegerField(default=0)
    # Raised at the claim, cleared once the message is rendered: what is left counts the times
    # the rendering raised or took the process down.
    crashes = models.PositiveIntegerField(default=0)
    token = models.UUIDField(null=True)
    next_try_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    relay_code = models.PositiveSmallIntegerField(null=True)
    relay_reply = models.CharField(max_length=200, blank=True)
    cancelled_because = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints: ClassVar = [
            # The instant belongs to the key: after an extension the same rung comes again, later,
            # and is another alert with another Message-ID.
            models.UniqueConstraint(
                fields=["deadline", "rung", "audience", "due_at"],
                name="alert_one_per_rung_and_audience",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True)),
                name="alert_accepted_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["planned", "sending"]),
                name="alert_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.id} {self.rung}"


class AlertAttempt(models.Model):
    """One try at sending an alert, with the relay's own words. Append-only."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("acceptée par le relais")
        REFUSED = "refused", _("refusée par le relais")
        UNREACHED = "unreached", _("relais injoignable")
        CRASHED = "crashed", _("message impossible à composer")
        NOBODY = "nobody", _("aucun destinataire joignable")

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="tries")
    schema_name = models.CharField(max_length=63, db_collation="C")
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    relay_code = models.PositiveSmallIntegerField(null=True)
    relay_reply = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.alert_id}"


class Heartbeat(models.Model):
    """When each driver of the clock last turned."""

    driver = models.CharField(max_length=12, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.driver
