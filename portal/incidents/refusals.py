"""What cannot be recorded of an incident, each with the sentence that says why."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.incidents.models import Incident
from portal.instants import instant_words
from portal.refusal import CaseRefused


class IncidentRefused(CaseRefused):
    """A refusal about an incident."""


def changed_meanwhile() -> IncidentRefused:
    """Return the refusal of someone who was reading an older version."""
    return IncidentRefused(
        _(
            "Quelqu’un d’autre vient de modifier cet incident. Rien n’a été enregistré\u00a0: "
            "relisez ce qui a changé ci-dessous, puis validez à nouveau. Votre texte est resté."
        )
    )


def check_declaration(
    *, occurred_at: datetime | None, detected_at: datetime, now: datetime, zone: str
) -> None:
    """Refuse what was noticed in the future, or before it happened."""
    _refuse_future(detected_at, now=now, zone=zone, field="detected_at")
    if occurred_at is None:
        return
    _refuse_future(occurred_at, now=now, zone=zone, field="occurred_at")
    if occurred_at > detected_at:
        raise IncidentRefused(
            _("Un incident se découvre après s’être produit\u00a0: vérifiez les deux dates."),
            field="detected_at",
        )


def check_qualification(
    incident: Incident, *, aware_at: datetime | None, now: datetime, zone: str
) -> None:
    """Refuse a second qualification, or an awareness in the future or before the incident."""
    if incident.state != Incident.State.DECLARED:
        raise IncidentRefused(_("Cet incident est déjà qualifié."))
    if aware_at is None:
        return
    _refuse_future(aware_at, now=now, zone=zone, field="aware_at")
    if incident.occurred_at is not None and aware_at < incident.occurred_at:
        raise IncidentRefused(
            _("La prise de connaissance ne peut pas précéder l’incident, survenu le %(when)s.")
            % {"when": instant_words(incident.occurred_at, zone=zone)},
            field="aware_at",
        )


def check_notification(
    incident: Incident, *, notified_at: datetime, now: datetime, zone: str
) -> None:
    """Refuse a notification that is not owed, in the future, or before awareness."""
    if incident.aware_at is None or not incident.awaits_notification:
        raise IncidentRefused(_("Cet incident n’attend pas de notification à la CNIL."))
    _refuse_future(notified_at, now=now, zone=zone, field="notified_at")
    if notified_at < incident.aware_at:
        raise IncidentRefused(
            _("La notification ne peut pas précéder la prise de connaissance, le %(when)s.")
            % {"when": instant_words(incident.aware_at, zone=zone)},
            field="notified_at",
        )


def check_lateness(
    *, notified_at: datetime, limit_at: datetime, late_reasons: str, zone: str
) -> None:
    """Refuse a late notification without its reasons. Source: RGPD art. 33 §1."""
    if notified_at > limit_at and not late_reasons:
        raise IncidentRefused(
            _(
                "La limite était le %(limit)s\u00a0: au-delà de 72\u00a0h, la notification dit "
                "les motifs du retard (art. 33 §1). Recopiez-les ici."
            )
            % {"limit": instant_words(limit_at, zone=zone)},
            field="late_reasons",
        )


def check_closing(incident: Incident, *, not_notified_reason: str) -> None:
    """Refuse to close twice, unqualified, or without saying why the CNIL was not told."""
    if incident.state == Incident.State.CLOSED:
        raise IncidentRefused(_("Cet incident est déjà clos."))
    if incident.state == Incident.State.DECLARED:
        raise IncidentRefused(
            _("Qualifiez d’abord cet incident\u00a0: violation de données, ou non.")
        )
    if incident.awaits_notification and not not_notified_reason:
        raise IncidentRefused(
            _("Cette violation devait être notifiée\u00a0: écrivez pourquoi elle ne l’a pas été."),
            field="not_notified_reason",
        )


def _refuse_future(at: datetime, *, now: datetime, zone: str, field: str) -> None:
    if at > now:
        raise IncidentRefused(
            _("Cette date est dans le futur\u00a0: nous sommes le %(now)s.")
            % {"now": instant_words(now, zone=zone)},
            field=field,
        )
