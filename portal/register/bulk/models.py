"""What was done to several activities at once, and what each of them was before."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BulkAct(models.Model):
    """One act on several activities: who, when, with what; taken back at most once."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", _("Proposer à la validation")
        VALIDATE = "validate", _("Valider en mon nom")
        OWNER = "owner", _("Changer qui en est responsable")
        RHYTHM = "rhythm", _("Changer le rythme de revue")
        ARCHIVE = "archive", _("Archiver")
        RESTORE = "restore", _("Rétablir")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    # The reason of an archiving, the name of who is put in charge, or a number of months.
    value = models.CharField(max_length=500, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by_id__isnull=True)
                | Q(undone_at__isnull=False, undone_by_id__isnull=False),
                name="bulkact_undoing_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-at"], name="bulkact_by_instant")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BulkStep(models.Model):
    """What became of one activity: done at a version, or ignored with the sentence that says why.

    `before` and `after` hold what its versions do not: the last validation, the rhythm, the round
    of its review (see `portal.register.bulk.remembering`). `undo_refusal` says why it was not
    taken back with the others.
    """

    bulk = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="steps")
    activity = models.ForeignKey(
        "register.Activity", on_delete=models.PROTECT, related_name="bulk_steps"
    )
    version_before = models.PositiveIntegerField()
    version_after = models.PositiveIntegerField(null=True)
    ignored_because = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    version_undone = models.PositiveIntegerField(null=True)
    undo_refusal = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulk", "activity"], name="bulkstep_one_per_activity"),
            models.CheckConstraint(
                condition=Q(version_after__isnull=True) & ~Q(ignored_because="")
                | Q(version_after__isnull=False, ignored_because=""),
                name="bulkstep_done_or_ignored",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk} of {self.bulk_id}"

    @property
    def is_done(self) -> bool:
        """Whether the activity was changed."""
        return self.version_after is not None
