"""What an establishment must do again and again, or once by a day, and each time it was done."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.agenda.models import Recurrence


class Duty(models.Model):
    """One duty, known by its reference. When it falls due is its recurrence's, in the agenda."""

    class State(models.TextChoices):
        RUNNING = "running", _("À tenir")
        OVER = "over", _("Terminée")
        STOPPED = "stopped", _("Arrêtée")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The number drawn when the form was shown: the same form sent twice is one duty.
    submission = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=16, unique=True)
    recurrence_id = models.UUIDField(unique=True)

    kind = models.CharField(max_length=16, choices=Recurrence.Kind)
    # Which of the usual duties it was taken from, "" for one's own.
    usual = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=160)
    notes = models.TextField(max_length=5000, blank=True)

    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    # Raised by one at each change: whoever writes says which version they were reading.
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    stop_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        # In a check, an unknown passes: every field that may be null is asked for by name.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="duty_one_per_number"),
            models.UniqueConstraint(
                fields=["usual"],
                condition=Q(state="running") & ~Q(usual=""),
                name="duty_usual_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | ~Q(state="running") & Q(ended_at__isnull=False),
                name="duty_ended_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") & ~Q(stop_reason="")
                | ~Q(state="stopped") & Q(stop_reason=""),
                name="duty_stopped_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_running(self) -> bool:
        """Whether it is still to be done, now or later."""
        return self.state == self.State.RUNNING


class Round(models.Model):
    """One time the duty was done: the day it was due, the day it was done, by whom. Append-only."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="rounds")
    due_on = models.DateField()
    done_on = models.DateField()
    note = models.TextField(max_length=5000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def was_late(self) -> bool:
        """Whether it was done after the day it was due."""
        return self.done_on > self.due_on
