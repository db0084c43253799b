"""What cannot be recorded of a request, each with the sentence that says why."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.instants import day_words, instant_words
from portal.law.calendars import Territory
from portal.refusal import CaseRefused
from portal.rights.clocks import awaited_of, clocks_of, month_of, stopped_clocks
from portal.rights.models import Request, RightChoice, Suspension


class RequestRefused(CaseRefused):
    """A refusal about a request."""


def changed_meanwhile() -> RequestRefused:
    """Return the refusal of someone who was reading an older version."""
    return RequestRefused(
        _(
            "Quelqu’un d’autre vient de modifier cette demande. Rien n’a été enregistré\u00a0: "
            "relisez ce qui a changé ci-dessous, puis validez à nouveau. Votre texte est resté."
        )
    )


def check_receipt(received_at: datetime, *, now: datetime, zone: str) -> None:
    """Refuse a receipt in the future."""
    if received_at > now:
        raise RequestRefused(
            _("La demande ne peut pas avoir été reçue dans le futur\u00a0: nous sommes le %(now)s.")
            % {"now": instant_words(now, zone=zone)},
            field="received_at",
        )


def check_extension(
    request: Request, *, notified_at: datetime, now: datetime, place: Territory
) -> None:
    """Refuse an extension of a closed case, twice, of a medical record, or at a wrong instant.

    Source: RGPD art. 12 §3; CSP art. L.1111-7 knows no extension.
    """
    _check_is_open(request)
    if request.extension_notified_at is not None:
        raise RequestRefused(
            _("Le délai a déjà été prolongé\u00a0: il ne peut l’être qu’une fois.")
        )
    if not is_extensible(request):
        raise RequestRefused(
            _("Le délai d’accès au dossier médical ne se prolonge pas (CSP art. L.1111-7).")
        )
    _check_instant(
        request,
        at=notified_at,
        now=now,
        zone=place.zone,
        field="notified_at",
    )


def check_answer(
    request: Request, *, answered_at: datetime, now: datetime, place: Territory
) -> None:
    """Refuse an answer to a case that owes none, before the receipt, or in the future."""
    _check_is_open(request)
    _check_instant(
        request,
        at=answered_at,
        now=now,
        zone=place.zone,
        field="answered_at",
    )


def check_suspension(
    request: Request, *, reason: str, requested_at: datetime, now: datetime, place: Territory
) -> None:
    """Refuse a suspension of a closed case, of a medical record, a second at once, or a late one.

    Source: RGPD art. 12 §6; CSP art. R.1111-1 asks for the identity and suspends nothing.
    """
    _check_is_open(request)
    if awaited_of(request) is not None:
        raise RequestRefused(
            _("Le délai est déjà suspendu\u00a0: reprenez-le avant de le suspendre à nouveau.")
        )
    month = month_of(request, territory=place)
    if month is None or month.on is None:
        raise RequestRefused(
            _(
                "Le délai d’accès au dossier médical ne se suspend pas\u00a0: vérifiez l’identité "
                "avant de le remettre, l’échéance reste la même (CSP art. R.1111-1)."
            )
        )
    _check_instant(request, at=requested_at, now=now, zone=place.zone, field="requested_at")
    if not stopped_clocks(request, reason=reason, requested_at=requested_at, territory=place):
        raise RequestRefused(
            _(
                "Le délai finissait le %(end)s\u00a0: une question posée après cette date ne le "
                "suspend plus."
            )
            % {"end": day_words(month.on)},
            field="requested_at",
        )


def check_resumption(
    request: Request, *, answered_at: datetime, now: datetime, place: Territory
) -> Suspension:
    """Return the suspension that the answer ends; refuse one of none, or at a wrong instant."""
    _check_is_open(request)
    awaited = awaited_of(request)
    if awaited is None:
        raise RequestRefused(_("Le délai n’est pas suspendu\u00a0: il n’y a rien à reprendre."))
    if answered_at < awaited.requested_at:
        raise RequestRefused(
            _("Cette date précède la question posée à la personne, le %(asked)s.")
            % {"asked": instant_words(awaited.requested_at, zone=place.zone)},
            field="answered_at",
        )
    _check_instant(request, at=answered_at, now=now, zone=place.zone, field="answered_at")
    return awaited


def check_reopening(request: Request) -> datetime:
    """Return when it was answered, a UTC instant; refuse what has no answer to take back."""
    if request.is_open:
        raise RequestRefused(_("Cette demande est déjà ouverte\u00a0: une réponse y est attendue."))
    if request.answered_at is None:
        raise RequestRefused(
            _(
                "La personne avait retiré cette demande\u00a0: si elle la fait à nouveau, "
                "enregistrez-la comme une nouvelle demande, qui a son propre délai."
            )
        )
    return request.answered_at


def gives_record_too_early(
    request: Request, *, answered_at: datetime, kind: str, place: Territory
) -> bool:
    """Return whether that answer gives a medical record within the 48 hours of reflection.

    A mixed request granted in part is not: the other data may be what was given.
    Source: CSP art. L.1111-7 al. 2.
    """
    gives = (
        {Request.Answer.GRANTED}
        if request.is_mixed
        else {
            Request.Answer.GRANTED,
            Request.Answer.PARTLY,
        }
    )
    not_before = earliest_answer(request, place=place)
    return kind in gives and not_before is not None and answered_at < not_before


def too_early(request: Request, *, place: Territory) -> RequestRefused:
    """Return the refusal that names the end of the 48 hours, and the way to record the truth."""
    not_before = earliest_answer(request, place=place)
    words = instant_words(not_before, zone=place.zone) if not_before else ""
    return RequestRefused(
        _(
            "Le dossier médical ne se communique pas avant le %(when)s (48\u00a0h de réflexion). "
            "S’il a vraiment été remis plus tôt, cochez la case qui le dit."
        )
        % {"when": words},
        field="answered_at",
    )


def earliest_answer(request: Request, *, place: Territory) -> datetime | None:
    """Return the UTC instant before which the medical record may not be given, or None."""
    clocks = clocks_of(request, territory=place)
    return next((due.not_before for due in clocks if due.not_before), None)


def is_extensible(request: Request) -> bool:
    """Return whether a period of the GDPR runs: the medical record's own is never extended."""
    return request.right != RightChoice.ACCESS or request.concerns_other_data


def _check_is_open(request: Request) -> None:
    if not request.is_open:
        raise RequestRefused(
            _("Cette demande n’attend plus de réponse\u00a0: elle est «\u00a0%(state)s\u00a0».")
            % {"state": request.get_state_display().lower()}
        )


def _check_instant(request: Request, *, at: datetime, now: datetime, zone: str, field: str) -> None:
    if at < request.received_at:
        raise RequestRefused(
            _("Cette date précède la réception de la demande, le %(received)s.")
            % {"received": instant_words(request.received_at, zone=zone)},
            field=field,
        )
    if at > now:
        raise RequestRefused(
            _("Cette date est dans le futur\u00a0: nous sommes le %(now)s.")
            % {"now": instant_words(now, zone=zone)},
            field=field,
        )
