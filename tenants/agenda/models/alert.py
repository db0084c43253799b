"""Who is told of a deadline, and what became of each message: append-only where it is evidence."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.agenda.models.deadline import Deadline


class Alert(models.Model):
    """One rung of a deadline's ladder for one audience. Its id makes the Message-ID, for ever."""

    class State(models.TextChoices):
        PLANNED = "planned", _("prévue")
        SENDING = "sending", _("en cours d’envoi")
        ACCEPTED = "accepted", _("acceptée par le relais")
        CANCELLED = "cancelled", _("annulée")
        DEAD = "dead", _("en échec")

    class Channel(models.TextChoices):
        MAIL = "mail", _("courriel")
        CHAT = "chat", _("messagerie ou SMS")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="alerts")
    schema_name = models.CharField(max_length=63, db_collation="C")
    rung = models.CharField(max_length=12)
    audience = models.CharField(max_length=12)
    channel = models.CharField(max_length=4, choices=Channel, default=Channel.MAIL)
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
    # The link of the message was opened by a person signed in: no pixel, no guess.
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            # The instant belongs to the key: after an extension the same rung comes again, later,
            # and is another alert with another Message-ID.
            models.UniqueConstraint(
                fields=["deadline", "rung", "audience", "channel", "due_at"],
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
        BOUNCED = "bounced", _("revenue à l’expéditeur")

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="tries")
    schema_name = models.CharField(max_length=63, db_collation="C")
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    relay_code = models.PositiveSmallIntegerField(null=True)
    relay_reply = models.CharField(max_length=200, blank=True)
    # Ids of the persons this try was for: who was told is the accepted less the bounced.
    persons = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.alert_id}"
