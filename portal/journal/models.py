"""The memory of an establishment: entries that are only ever added, chained by their digests."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Head(models.Model):
    """The last link of the chain: one row, locked by whoever adds an entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="journal_head_is_alone"),
        ]

    def __str__(self) -> str:
        return f"head {self.sequence}"


class Entry(models.Model):
    """One act: what (a code), on what (a reference), by whom (an id), and ids or codes about it."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    reference = models.CharField(max_length=24)
    by_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reference", "sequence"], name="journal_by_reference"),
        ]

    def __str__(self) -> str:
        return f"entry {self.sequence} {self.act}"
