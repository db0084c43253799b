"""The acts that the journal remembers: the code kept for ever, and the words for a page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """Codes are never renamed: digests cover them."""

    REQUEST_RECEIVED = "request.received", _("Demande reçue")
    REQUEST_EXTENDED = "request.extended", _("Délai prolongé de deux mois")
    REQUEST_EXTENDED_LATE = (
        "request.extended_late",
        _("Prolongation annoncée trop tard, sans effet"),
    )
    REQUEST_ANSWERED = "request.answered", _("Réponse envoyée")
    REQUEST_REFUSED = "request.refused", _("Refus motivé envoyé")
    REQUEST_SUSPENDED = "request.suspended", _("Délai suspendu")
    REQUEST_RESUMED = "request.resumed", _("Délai repris")
    REQUEST_REOPENED = "request.reopened", _("Réponse annulée, demande rouverte")
    REQUEST_WITHDRAWN = "request.withdrawn", _("Demande retirée par la personne")
    REQUEST_CLOSED = "request.closed", _("Demande close")
    DUTY_ADDED = "duty.added", _("Obligation ajoutée")
    DUTY_CHANGED = "duty.changed", _("Obligation modifiée")
    DUTY_DONE = "duty.done", _("Obligation tenue")
    DUTY_STOPPED = "duty.stopped", _("Obligation arrêtée")
    ACTIVITY_CREATED = "activity.created", _("Activité de traitement ajoutée au registre")
    ACTIVITY_CHANGED = "activity.changed", _("Activité de traitement modifiée")
    ACTIVITY_SUBMITTED = "activity.submitted", _("Activité de traitement proposée à la validation")
    ACTIVITY_VALIDATED = "activity.validated", _("Activité de traitement validée")
    ACTIVITY_REVIEWED = "activity.reviewed", _("Activité de traitement revue, toujours exacte")
    ACTIVITY_ARCHIVED = "activity.archived", _("Activité de traitement archivée")
    ACTIVITY_RESTORED = "activity.restored", _("Activité de traitement rétablie")
    ACTIVITY_IMPORTED = "activity.imported", _("Activité de traitement importée")
    ACTIVITY_MERGED = (
        "activity.merged",
        _("Activité de traitement mise à jour depuis le modèle"),
    )
    PROPOSAL_MADE = (
        "proposal.made",
        _("Mise à jour du modèle proposée à l’établissement"),
    )
    PROPOSAL_ANSWERED = "proposal.answered", _("Réponse à une mise à jour du modèle")
    ACTIVITY_RHYTHM = "activity.rhythm", _("Rythme de revue d’une activité changé")
    ACTIVITY_UNDONE = "activity.undone", _("Acte groupé annulé sur une activité de traitement")
    PROCESSOR_ADDED = "processor.added", _("Sous-traitant ajouté")
    PROCESSOR_CHANGED = "processor.changed", _("Fiche d’un sous-traitant modifiée")
    PROCESSOR_CLAUSES = "processor.clauses", _("Clauses d’un contrat vérifiées")
    PROCESSOR_RENEWED = "processor.renewed", _("Contrat d’un sous-traitant renouvelé")
    PROCESSOR_ENDED = "processor.ended", _("Sous-traitant terminé")
    PROCESSOR_REOPENED = "processor.reopened", _("Sous-traitant rouvert")
    PROCESSOR_IMPORTED = "processor.imported", _("Sous-traitant importé")
    PROCESSOR_CERTIFICATE = (
        "processor.certificate",
        _("Certificat du prestataire suivi depuis le catalogue"),
    )
    PROCESSOR_DOCUMENT_ADDED = "processor.document_added", _("Document d’un sous-traitant déposé")
    PROCESSOR_DOCUMENT_REMOVED = (
        "processor.document_removed",
        _("Document d’un sous-traitant retiré"),
    )
    INCIDENT_DECLARED = "incident.declared", _("Incident déclaré")
    INCIDENT_QUALIFIED_BREACH = "incident.breach", _("Qualifié de violation de données")
    INCIDENT_QUALIFIED_NO_RISK = (
        "incident.breach_no_risk",
        _("Qualifié de violation sans risque"),
    )
    INCIDENT_QUALIFIED_NOT_BREACH = (
        "incident.not_breach",
        _("Qualifié\u00a0: pas une violation de données"),
    )
    INCIDENT_NOTIFIED = "incident.notified", _("Notification à la CNIL consignée")
    INCIDENT_CLOSED = "incident.closed", _("Incident clos")
    INCIDENT_CLOSED_UNNOTIFIED = (
        "incident.closed_unnotified",
        _("Incident clos sans notification"),
    )
    DPO_ASSIGNED = "dpo.assigned", _("DPO attitré et suppléant choisis")
    MEMBER_INVITED = "member.invited", _("Membre invité")
    INVITATION_SENT_AGAIN = "invitation.sent_again", _("Invitation renvoyée")
    INVITATION_CANCELLED = "invitation.cancelled", _("Invitation annulée")
    MEMBER_ROLE_CHANGED = "member.role_changed", _("Rôle d’un membre changé")
    MEMBER_REMOVED = "member.removed", _("Membre retiré")
    STAFF_ROLE_CHANGED = "staff.role_changed", _("Rôle changé dans l’agence")
    STAFF_REMOVED = "staff.removed", _("Retiré de l’agence")
    DEADLINE_ACKNOWLEDGED = "deadline.acknowledged", _("Échéance prise en charge")
    DEADLINE_SNOOZED = "deadline.snoozed", _("Rappel reporté")
    DEADLINE_NOTED = "deadline.noted", _("Note sur l’échéance")


# What people did about a deadline itself: its page and its ledger show them.
ON_DEADLINES = (
    Act.DEADLINE_ACKNOWLEDGED.value,
    Act.DEADLINE_SNOOZED.value,
    Act.DEADLINE_NOTED.value,
)


def label_of(act: str) -> str:
    """Return the words of `act`; the code itself when a later release wrote it."""
    return str(Act(act).label) if act in Act else act
