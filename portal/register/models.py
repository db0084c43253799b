"""The register: each processing activity as it stands, and every version it ever had."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.register.bulk.models import BulkAct as BulkAct
from portal.register.bulk.models import BulkStep as BulkStep
from portal.register.importing.models import Import as Import
from portal.register.importing.models import ImportedLine as ImportedLine
from portal.register.importing.models import ImportMapping as ImportMapping
from portal.register.saved.models import FirstView as FirstView
from portal.register.saved.models import SavedView as SavedView
from portal.register.sheet import Screening, Sheet


class State(models.TextChoices):
    """Where an activity stands. A change to a validated one asks for its validation again."""

    DRAFT = "draft", _("Brouillon")
    TO_VALIDATE = "to_validate", _("À valider")
    VALIDATED = "validated", _("Validée")
    ARCHIVED = "archived", _("Archivée")


class Activity(models.Model):
    """One processing activity, known by its reference, as it stands. Source: GDPR art. 30."""

    class Role(models.TextChoices):
        CONTROLLER = "controller", _("Responsable du traitement")
        PROCESSOR = "processor", _("Sous-traitant")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT)
    # The number of its latest version: whoever writes says which one they were reading.
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()

    # Taken from the content at each write, so that lists read no content.
    name = models.CharField(max_length=300)
    has_sensitive_data = models.BooleanField(default=False)
    has_transfers = models.BooleanField(default=False)
    screening = models.CharField(max_length=12, default=Screening.UNKNOWN.value)
    owner = models.CharField(max_length=300, blank=True)
    missing = models.PositiveSmallIntegerField(default=0)
    # Without repetition, in the order of their codes or of their letters.
    legal_bases = ArrayField(models.CharField(max_length=1), default=list, db_default=[])
    families = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    processors = ArrayField(models.CharField(max_length=300), default=list, db_default=[])
    # Every word of the content, without accents nor capitals: what the search looks into.
    words = models.TextField(blank=True)

    # The firm's template it was taken from, and what that said: the base of a three-way merge.
    template_ref = models.CharField(max_length=64, blank=True)
    template_version = models.PositiveIntegerField(null=True)
    template_content = models.JSONField(null=True)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_id = models.BigIntegerField(null=True)
    # The last validation, which stays known while a later change awaits its own.
    validated_at = models.DateTimeField(null=True)
    validated_by_id = models.BigIntegerField(null=True)
    validated_version = models.PositiveIntegerField(null=True)
    # None: the rhythm of the rule of reviews.
    review_every_months = models.PositiveSmallIntegerField(null=True)
    recurrence_id = models.UUIDField(null=True, unique=True)

    class Meta:
        # In a check, an unknown passes: every field that may be null is asked for by name.
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    validated_at__isnull=True,
                    validated_by_id__isnull=True,
                    validated_version__isnull=True,
                )
                & ~Q(state="validated")
                | Q(
                    validated_at__isnull=False,
                    validated_by_id__isnull=False,
                    validated_version__isnull=False,
                ),
                name="activity_validation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    template_ref="", template_version__isnull=True, template_content__isnull=True
                )
                | ~Q(template_ref="")
                & Q(template_version__isnull=False, template_content__isnull=False),
                name="activity_template_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(review_every_months__isnull=True)
                | Q(review_every_months__isnull=False, review_every_months__gte=1),
                name="activity_review_comes_round",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "reference"], name="activity_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sheet(self) -> Sheet:
        """What the register says of it now."""
        return Sheet.model_validate(self.content)

    @property
    def is_archived(self) -> bool:
        """Whether it is no longer carried out: it stays readable, and is not changed."""
        return self.state == State.ARCHIVED

    @property
    def is_validated(self) -> bool:
        """Whether what it says now was validated by a named person."""
        return self.state == State.VALIDATED


class ActivityVersion(models.Model):
    """What an activity said from one instant on: who wrote it, why. Append-only."""

    class Act(models.TextChoices):
        CREATED = "created", _("Créée")
        CHANGED = "changed", _("Modifiée")
        SUBMITTED = "submitted", _("Proposée à la validation")
        VALIDATED = "validated", _("Validée")
        REVIEWED = "reviewed", _("Revue, toujours exacte")
        ARCHIVED = "archived", _("Archivée")
        RESTORED = "restored", _("Rétablie")
        IMPORTED = "imported", _("Importée")
        MERGED = "merged", _("Mise à jour depuis le modèle")
        RHYTHM = "rhythm", _("Rythme de revue changé")
        UNDONE = "undone", _("Acte groupé annulé")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=9, choices=Act)
    why = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=11, choices=State)
    content = models.JSONField()
    # With UNDONE, the number of the version that this one takes back.
    undoes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="activityversion_one_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.activity_id}"

    @property
    def sheet(self) -> Sheet:
        """What the register said of the activity."""
        return Sheet.model_validate(self.content)


class ActivityDraft(models.Model):
    """What a person has typed of an activity and not yet recorded, by step of the form.

    `activity` is None for one that does not exist yet. `typed` is {step: {field: [values]}}, as a
    browser sends it; `base_version` is the version they were reading.
    """

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="drafts", null=True
    )
    person_id = models.BigIntegerField()
    step = models.CharField(max_length=24)
    typed = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "person_id"],
                nulls_distinct=False,
                name="activitydraft_one_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Proposal(models.Model):
    """Fields of a newer template that the establishment had changed too: it answers each of them.

    `base` and `theirs` hold these fields alone, as a sheet dumps them: what the former template
    said, what the newer one says. `answers` is {field: code of `portal.register.spread.proposals`}.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Attend une réponse")
        ANSWERED = "answered", _("Répondue")
        # A newer version came before the answer.
        SUPERSEDED = "superseded", _("Remplacée par une version plus récente")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="proposals")
    template_version = models.PositiveIntegerField()
    base = models.JSONField()
    theirs = models.JSONField()
    why = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(state="open"), name="proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | ~Q(state="open") & Q(answered_at__isnull=False),
                name="proposal_answered_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields to answer, in the order of the form."""
        return tuple(name for name in Sheet.model_fields if name in self.theirs)
