"""Files brought to the register, each line's fate, and what was chosen for their columns.

Django finds these tables through `portal.register.models`.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """A file brought to the register: what it was, who brought it, what became of each line.

    `content` is kept from the sending to the confirmation, then emptied; `columns` is what was
    chosen for another register's table: {"page": 0, "mapping": {…}}. Never the file's words.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("À confirmer")
        DONE = "done", _("Importé")
        UNDONE = "undone", _("Annulé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    columns = models.JSONField(null=True)
    only_valid = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    # None: the command line.
    by_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", content__isnull=False, done_at__isnull=True)
                | Q(~Q(state="waiting"), content__isnull=True, done_at__isnull=False),
                name="import_keeps_its_file_until_done",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | Q(~Q(state="undone"), undone_at__isnull=True),
                name="import_undoing_is_whole",
            ),
            models.UniqueConstraint(
                fields=["by_id", "digest"],
                condition=Q(state="waiting"),
                name="import_one_waiting_per_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["digest"], name="import_by_digest"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_done(self) -> bool:
        """Whether it was written in the register and still stands."""
        return self.state == self.State.DONE


class ImportedLine(models.Model):
    """What became of one line; `before` and `after` are versions of the activity it wrote.

    `name` is what the line calls its activity; `told` what was read with a doubt; `left` why an
    undoing left the activity as it is.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Ajoutée")
        CHANGED = "changed", _("Modifiée")
        SAME = "same", _("Identique")
        REFUSED = "refused", _("Refusée")

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=300, blank=True)
    why = models.TextField(blank=True)
    told = models.JSONField(default=list)
    activity = models.ForeignKey("register.Activity", on_delete=models.PROTECT, null=True)
    before = models.PositiveIntegerField(null=True)
    after = models.PositiveIntegerField(null=True)
    left = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "number"], name="importedline_one_per_number"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.of_id}"


class ImportMapping(models.Model):
    """What was chosen for the columns of a table, known again by the fingerprint of its titles."""

    fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    used_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"mapping {self.pk}"
