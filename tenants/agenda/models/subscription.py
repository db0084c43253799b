"""The other ways a person hears of what falls due: digest, calendar, chat and SMS."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Establishment


class Digest(models.Model):
    """When a person's next digest leaves. Claimed like an alert: a lease and a token."""

    class Cadence(models.TextChoices):
        DAILY = "daily", _("chaque matin ouvré")
        WEEKLY = "weekly", _("chaque lundi")
        NEVER = "never", _("jamais")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="digest"
    )
    cadence = models.CharField(_("résumé"), max_length=6, choices=Cadence)
    next_run_at = models.DateTimeField()
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True)
    relay_code = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_run_at"], condition=~Q(cadence="never"), name="digest_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"digest of user {self.person_id}"


class CalendarFeed(models.Model):
    """A secret address where a calendar reads what falls due; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # None: everything the person may see.
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"


class ChatChannel(models.Model):
    """Where a person is told by chat or SMS; the address is sealed, as a secret is."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    service = models.CharField(max_length=16)
    sealed_url = models.TextField()
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "service"], name="chat_channel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service} of user {self.person_id}"
