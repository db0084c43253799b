"""The views of the list that people keep: a filter under a name."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

_STANDING = Q(removed_at__isnull=True)


class SavedView(models.Model):
    """A filter of the register under a name: one person's, or shared with the team.

    `query` is the filter as the address writes it, its parts in the order of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    # Removed, it may be put back.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "owner_id", Lower("name"), condition=_STANDING, name="savedview_one_per_name"
            ),
            models.UniqueConstraint(
                fields=["owner_id", "query"], condition=_STANDING, name="savedview_one_per_filter"
            ),
            models.UniqueConstraint(
                Lower("name"),
                condition=_STANDING & Q(is_shared=True),
                name="savedview_one_shared_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class FirstView(models.Model):
    """The view on which the register opens for a person: their own, or one that is shared."""

    person_id = models.BigIntegerField(primary_key=True)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"first view of {self.person_id}"
