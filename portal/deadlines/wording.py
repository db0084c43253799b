"""The words of the ledger: what a code of the agenda says to a person, or to a judge."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.instants import instant_words
from tenants.accounts.models import User
from tenants.agenda.models import Alert, AlertAttempt, Deadline

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_REASONS: dict[str, "StrOrPromise"] = {
    "acknowledged": gettext_lazy("quelqu’un a pris l’échéance en charge"),
    "cancelled": gettext_lazy("l’échéance a été annulée"),
    "duty_stopped": gettext_lazy("l’obligation est arrêtée"),
    "act_undone": gettext_lazy("l’acte qui l’avait ouverte est annulé"),
    "met": gettext_lazy("l’échéance est tenue"),
    "moved": gettext_lazy("l’échéance a changé de date"),
    "no_channel": gettext_lazy("personne n’a de messagerie vérifiée\u00a0; le courriel part"),
    "not_breach": gettext_lazy("l’incident n’est pas une violation"),
    "not_notified": gettext_lazy("l’incident est clos sans notification"),
    "replanned": gettext_lazy("l’échelle des alertes a été recalculée"),
    "reopened": gettext_lazy("l’échéance a été rouverte"),
    "resumed": gettext_lazy("le délai court de nouveau"),
    "snoozed": gettext_lazy("quelqu’un a reporté le rappel"),
    "suspended": gettext_lazy("le délai est suspendu"),
    "withdrawn": gettext_lazy("la demande a été retirée"),
}
_OUTCOMES: dict[str, "StrOrPromise"] = {
    AlertAttempt.Outcome.ACCEPTED: gettext_lazy("Acceptée par le relais"),
    AlertAttempt.Outcome.REFUSED: gettext_lazy("Refusée par le relais"),
    AlertAttempt.Outcome.UNREACHED: gettext_lazy("Relais injoignable"),
    AlertAttempt.Outcome.CRASHED: gettext_lazy("Message impossible à composer"),
    AlertAttempt.Outcome.NOBODY: gettext_lazy("Aucun destinataire joignable"),
    AlertAttempt.Outcome.BOUNCED: gettext_lazy("Revenue à l’expéditeur"),
}


def reason_words(code: str) -> str:
    """Return why an alert was cancelled; the code itself when a later release wrote it."""
    return str(_REASONS.get(code, code))


def outcome_words(outcome: str) -> str:
    """Return what came of one attempt; the code itself when a later release wrote it."""
    return str(_OUTCOMES.get(outcome, outcome))


def state_words(alert: Alert, *, last_outcome: str) -> str:
    """Return where `alert` stands, in plain words; `last_outcome` is that of its last attempt."""
    if alert.state == Alert.State.CANCELLED:
        return _("annulée")
    if alert.seen_at is not None:
        return _("vue")
    if last_outcome == AlertAttempt.Outcome.BOUNCED:
        return _("revenue")
    if alert.state == Alert.State.PLANNED and last_outcome:
        return _("nouvel essai à venir")
    return str(Alert.State(alert.state).label)


def already_taken(deadline: Deadline, *, reader: User, zone: str) -> str:
    """Return who took `deadline` in charge before `reader`, and when, as a sentence in `zone`."""
    if deadline.acknowledged_at is None:
        return ""
    at = instant_words(deadline.acknowledged_at, zone=zone)
    by = deadline.acknowledged_by
    if by is None:
        return _("Déjà prise en charge, %(at)s.") % {"at": at}
    if by.pk == reader.pk:
        return _("Vous l’avez déjà prise en charge, %(at)s.") % {"at": at}
    return _("%(who)s l’avait déjà prise en charge, %(at)s.") % {"who": by.full_name, "at": at}


def snooze_refused(because: str, *, limit: datetime, zone: str) -> str:
    """Return why a reminder cannot be put off, and to when it could be, in words of `zone`."""
    words = {
        "next_rung": _("Le rappel doit venir au plus tard au prochain palier, %s."),
        "past": _("Ce moment est déjà passé. Le rappel peut venir jusqu’au prochain palier, %s."),
        "late": _("Cette échéance est dépassée depuis %s\u00a0: son rappel ne se reporte plus."),
        "acknowledged": _("Quelqu’un a pris l’échéance en charge\u00a0: il n’y a rien à reporter."),
        "closed": _("Cette échéance n’est plus en cours\u00a0: il n’y a rien à reporter."),
    }[because]
    return words % instant_words(limit, zone=zone) if "%s" in words else words
