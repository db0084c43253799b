"""The one sentence that matters this morning. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.desk.queries import Figures


def sentence(figures: Figures) -> str:
    """Return what to do first: what is late, else breaches, else what ends under 72 hours."""
    if figures.late:
        late = ngettext(
            "%d échéance est dépassée", "%d échéances sont dépassées", figures.late
        ) % figures.late
        return _("%s\u00a0: commencez par là.") % late
    if figures.breaches:
        return (
            ngettext(
                "%d violation court, son délai de 72\u00a0h aussi.",
                "%d violations courent, leurs délais de 72\u00a0h aussi.",
                figures.breaches,
            )
            % figures.breaches
        )
    if figures.critical:
        return (
            ngettext(
                "%d échéance tombe sous 72\u00a0h.",
                "%d échéances tombent sous 72\u00a0h.",
                figures.critical,
            )
            % figures.critical
        )
    if figures.open:
        return _("Rien ne presse\u00a0: aucune échéance sous 72\u00a0h.")
    return _("Aucune échéance ouverte.")
