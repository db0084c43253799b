"""The one sentence that matters this morning. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.desk.queries import Figures


def sentence(figures: Figures) -> str:
    """Return what burns: late, breaches, incidents to qualify, else what ends under 72 hours."""
    burning = [
        _late(figures.late),
        _breaches(figures.breaches),
        _unqualified(figures.unqualified),
    ]
    told = [words for words in burning if words]
    if told:
        return ", ".join(told) + "."
    if figures.critical:
        return _critical(figures.critical)
    if figures.open:
        return _("Rien ne presse\u00a0: aucune échéance sous 72\u00a0h.")
    return _("Aucune échéance ouverte.")


def _late(number: int) -> str:
    if not number:
        return ""
    return ngettext("%d échéance dépassée", "%d échéances dépassées", number) % number


def _breaches(number: int) -> str:
    if not number:
        return ""
    return ngettext("%d violation en cours", "%d violations en cours", number) % number


def _unqualified(number: int) -> str:
    if not number:
        return ""
    return ngettext("%d incident à qualifier", "%d incidents à qualifier", number) % number


def _critical(number: int) -> str:
    return (
        ngettext(
            "%d échéance tombe sous 72\u00a0h.", "%d échéances tombent sous 72\u00a0h.", number
        )
        % number
    )
