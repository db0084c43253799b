"""The firm's master templates: every version of each, none ever changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MasterTemplate(models.Model):
    """One activity as the firm proposes it; absent as long as Vigie's own stands unchanged.

    `types` are the types of establishment it is proposed to; empty for those that Vigie proposes
    it to. A retired one is no longer laid down; what came from it stays.
    """

    reference = models.CharField(max_length=64, primary_key=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=300)
    types = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("modèle")

    def __str__(self) -> str:
        return self.reference


class TemplateVersion(models.Model):
    """What a master template said from one instant on. Append-only.

    `shipped_version` is the number that Vigie's own file gives it, None when the firm wrote it.
    """

    template = models.ForeignKey(MasterTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    shipped_version = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "number"], name="templateversion_one_per_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="templateversion_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class TemplateDraft(models.Model):
    """What people of the firm write of a template before it is published. One at a time.

    `base` is the number it starts from, 0 for a template that does not exist yet; `revision` is
    raised at each write: whoever writes says which one they were reading.
    """

    reference = models.CharField(max_length=64, primary_key=True)
    base = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    types = models.JSONField(default=list)
    # The draft takes up Vigie's file at this version.
    shipped_version = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("brouillon de modèle")

    def __str__(self) -> str:
        return f"{self.reference} draft"
