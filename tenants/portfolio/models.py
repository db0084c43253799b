"""Where each thing stands in each establishment: ids, references, states, numbers, no contents.

Written in the establishment's own transactions, so that the DPO's pages visit no schema.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
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
            # What row-level security compares, for each row that a person reads.
            models.Index(fields=["schema_name", "state"], name="activitystanding_by_place"),
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id}"


class ProcessorStanding(models.Model):
    """Where one processor of an establishment stands: dates and codes, no name of its own.

    `compliance` is what the clauses alone say; what passes with time (the end of the contract, of
    the vendor's certificate) is read on the day. `vendor_id` is None outside the catalogue.
    """

    link_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE)
    schema_name = models.CharField(max_length=63, db_collation="C")
    reference = models.CharField(max_length=16)
    vendor_id = models.UUIDField(null=True)
    state = models.CharField(max_length=6)
    signed_on = models.DateField(null=True)
    contract_ends_on = models.DateField(null=True)
    renewal_months = models.PositiveSmallIntegerField(null=True)
    compliance = models.CharField(max_length=13)
    hosts_health_data = models.BooleanField(default=False)
    # The certificate of its vendor that the establishment has followed: behind the vendor's own
    # number, its deadline is still to be laid. The row is the message.
    certificate_seen = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("état d’un sous-traitant")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment", "reference"], name="processorstanding_one_per_reference"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["vendor_id"],
                condition=Q(vendor_id__isnull=False),
                name="processorstanding_by_vendor",
            ),
        ]

    def __str__(self) -> str:
        return f"processor {self.link_id}"


class DeskView(models.Model):
    """A filter of a list across establishments that one person keeps under a name.

    `query` is the filter as the address writes it, its parts in the order of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vue du bureau")
        constraints: ClassVar = [
            models.UniqueConstraint("person", Lower("name"), name="deskview_one_per_name"),
            models.UniqueConstraint(fields=["person", "query"], name="deskview_one_per_filter"),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"
