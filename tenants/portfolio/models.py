"""Where each thing stands in each establishment: ids, references, states, numbers, no contents.

Written in the establishment's own transactions, so that the DPO's pages visit no schema.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Establishment


class ActivityStanding(models.Model):
    """Where one processing activity stands. Its name is its establishment's: it is not here."""

    activity_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE)
    schema_name = models.CharField(max_length=63, db_collation="C")
    reference = models.CharField(max_length=16)
    role = models.CharField(max_length=10)
    state = models.CharField(max_length=11)
    version = models.PositiveIntegerField()
    missing = models.PositiveSmallIntegerField(default=0)
    has_sensitive_data = models.BooleanField(default=False)
    has_transfers = models.BooleanField(default=False)
    screening = models.CharField(max_length=12)
    template_ref = models.CharField(max_length=64, blank=True)
    template_version = models.PositiveIntegerField(null=True)
    # A newer template whose fields, changed here too, await an answer of the establishment.
    awaits_answer = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    validated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("état d’une activité de traitement")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment", "reference"], name="activitystanding_one_per_reference"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["template_ref", "template_version"],
                condition=~Q(template_ref=""),
                name="activitystanding_by_template",
            ),
            models.Index(fields=["state", "updated_at"], name="activitystanding_by_state"),
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id}"
