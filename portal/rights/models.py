"""What a person asked of the establishment about their data, and what became of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.law.rights import Right, SuspensionReason

# A view of a list beside the states: the requests that await an answer of the person.
SUSPENDED = "suspended"


class RightChoice(models.TextChoices):
    """The rights of GDPR articles 15 to 22, by the law's own codes."""

    ACCESS = Right.ACCESS.value, _("Accès aux données (art. 15)")
    RECTIFICATION = Right.RECTIFICATION.value, _("Rectification (art. 16)")
    ERASURE = Right.ERASURE.value, _("Effacement (art. 17)")
    RESTRICTION = Right.RESTRICTION.value, _("Limitation du traitement (art. 18)")
    PORTABILITY = Right.PORTABILITY.value, _("Portabilité (art. 20)")
    OBJECTION = Right.OBJECTION.value, _("Opposition (art. 21)")
    AUTOMATED_DECISION = (
        Right.AUTOMATED_DECISION.value,
        _("Décision individuelle automatisée (art. 22)"),
    )


class Request(models.Model):
    """One request, known by its reference; its deadlines are found by it in the agenda."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("Courriel")
        LETTER = "letter", _("Courrier postal")
        DESK = "desk", _("À l’accueil")
        PHONE = "phone", _("Téléphone")
        SECURE_MESSAGE = "secure", _("Messagerie sécurisée de santé")
        WEB_FORM = "form", _("Formulaire en ligne")

    class Capacity(models.TextChoices):
        SELF = "self", _("La personne concernée elle-même")
        PARENT = "parent", _("Titulaire de l’autorité parentale")
        GUARDIAN = "guardian", _("Tuteur ou personne chargée d’une mesure de protection")
        HEIR = "heir", _("Ayant droit d’une personne décédée")
        MANDATED = "mandated", _("Personne mandatée (avocat, proche…)")
        TRUSTED = "trusted", _("Personne de confiance")

    class State(models.TextChoices):
        RECEIVED = "received", _("À traiter")
        ANSWERED = "answered", _("Répondue")
        REFUSED = "refused", _("Refusée")
        CLOSED = "closed", _("Close")

    class Answer(models.TextChoices):
        GRANTED = "granted", _("Il a été fait droit à toute la demande")
        PARTLY = "partly", _("Il y a été fait droit en partie")
        NO_DATA = "no_data", _("Aucune donnée sur la personne")
        REFUSED = "refused", _("Refus motivé, avec les voies de recours (art. 12 §4)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The number drawn when the form was shown: the same form sent twice is one request.
    submission = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=24, unique=True)

    right = models.CharField(max_length=24, choices=RightChoice)
    channel = models.CharField(max_length=8, choices=Channel)
    received_at = models.DateTimeField()
    is_hour_known = models.BooleanField(default=True)
    requester_name = models.CharField(max_length=160)
    requester_contact = models.CharField(max_length=240, blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity)
    subject = models.TextField(max_length=5000)
    concerns_medical_record = models.BooleanField(default=False)
    medical_older_than_five_years = models.BooleanField(default=False)
    concerns_other_data = models.BooleanField(default=True)

    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    # Raised by one at each change: whoever writes says which version they were reading.
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    extension_notified_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_note = models.TextField(max_length=5000, blank=True)
    closed_at = models.DateTimeField(null=True)
    withdrawal = models.TextField(max_length=2000, blank=True)

    class Meta:
        # In a check, an unknown passes: every field that may be null is asked for by name.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="request_one_per_number"),
            models.CheckConstraint(
                condition=Q(concerns_medical_record=True) | Q(concerns_other_data=True),
                name="request_concerns_something",
            ),
            models.CheckConstraint(
                condition=Q(medical_older_than_five_years=False) | Q(concerns_medical_record=True),
                name="request_age_is_of_a_medical_record",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_at__gte=F("received_at")) & ~Q(answer=""),
                name="request_answer_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(extension_notified_at__isnull=True, extension_reason="")
                | Q(
                    extension_notified_at__isnull=False,
                    extension_notified_at__gte=F("received_at"),
                )
                & ~Q(extension_reason=""),
                name="request_extension_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="received", answered_at__isnull=True, closed_at__isnull=True)
                | Q(
                    state__in=["answered", "refused"],
                    answered_at__isnull=False,
                    closed_at__isnull=True,
                )
                | Q(state="closed", closed_at__isnull=False)
                & (Q(answered_at__isnull=False) ^ ~Q(withdrawal="")),
                name="request_state_fits_its_instants",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "received_at"], name="request_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state == self.State.RECEIVED

    @property
    def may_reopen(self) -> bool:
        """Whether it was answered, so that an answer recorded by mistake can be taken back."""
        return self.answered_at is not None

    @property
    def is_mixed(self) -> bool:
        """Whether a medical record and other data are asked for: two clocks run."""
        return self.concerns_medical_record and self.concerns_other_data


class Suspension(models.Model):
    """A question to the person that stops the month until they answer. Source: RGPD art. 12 §6."""

    class Reason(models.TextChoices):
        IDENTITY = SuspensionReason.IDENTITY.value, _("Doute raisonnable sur l’identité")
        PRECISION = SuspensionReason.PRECISION.value, _("Éclaircissement demandé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="suspensions")
    reason = models.CharField(max_length=9, choices=Reason)
    # The reasonable doubt in words, or what the person was asked to make clear.
    grounds = models.TextField(max_length=2000)
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(answered_at__isnull=True),
                name="suspension_one_awaited_per_request",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("requested_at")),
                name="suspension_answered_after_its_question",
            ),
            models.CheckConstraint(condition=~Q(grounds=""), name="suspension_has_its_grounds"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reopening(models.Model):
    """An answer recorded by mistake and taken back: what had been recorded, and why not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="reopenings")
    reason = models.TextField(max_length=2000)
    reopened_at = models.DateTimeField()
    reopened_by_id = models.BigIntegerField()
    answered_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Request.Answer)
    answer_note = models.TextField(max_length=5000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_its_reason"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
