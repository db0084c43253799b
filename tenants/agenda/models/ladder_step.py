"""What an agency adds to the ladders of the law: never less, only more."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Agency


class LadderStep(models.Model):
    """One more rung of an agency, `before` days or hours before the end; "" for every rule."""

    class Unit(models.TextChoices):
        DAYS = "days", _("jours")
        HOURS = "hours", _("heures")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="ladder_steps")
    rule_id = models.CharField(max_length=24, blank=True)
    unit = models.CharField(max_length=5, choices=Unit)
    before = models.SmallIntegerField()
    audience = models.CharField(max_length=12)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "rule_id", "unit", "before", "audience"],
                name="ladder_step_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id or 'every rule'} {self.unit} {self.before}"
