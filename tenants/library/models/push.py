"""A version of a template on its way to establishments: one row for each of their activities."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Establishment


class Push(models.Model):
    """One version of a template sent to a selection, by whom. Its rows are the work itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The number drawn when the preview was shown: the same preview sent twice is one push.
    submission = models.UUIDField(unique=True)
    template_ref = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("diffusion d’un modèle")

    def __str__(self) -> str:
        return f"{self.template_ref} v{self.number}"


class PushItem(models.Model):
    """What becomes of one activity of one establishment. `version` is the one of the preview."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        MERGED = "merged", _("Modifiée")
        PROPOSED = "proposed", _("Proposée à l’établissement")
        ADDED = "added", _("Ajoutée")
        IGNORED = "ignored", _("Ignorée")
        FAILED = "failed", _("En échec")

    push = models.ForeignKey(Push, on_delete=models.CASCADE, related_name="items")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT)
    schema_name = models.CharField(max_length=63, db_collation="C")
    # None: the establishment has no such activity yet, and receives it as a draft.
    activity_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Why it was ignored or failed: a code of `portal.register.spread.propagation`.
    reason = models.CharField(max_length=24, blank=True)
    fields = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["push", "establishment", "activity_id"],
                nulls_distinct=False,
                name="pushitem_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at__isnull=True)
                | ~Q(state="waiting") & Q(done_at__isnull=False),
                name="pushitem_done_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="pushitem_waiting"),
        ]

    def __str__(self) -> str:
        return f"push item {self.pk}"
