"""Why an activity was left out of a push, in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.register.spread.propagation import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WORDS: "dict[str, StrOrPromise]" = {
    Reason.ARCHIVED: _("l’activité y est archivée"),
    Reason.UP_TO_DATE: _("déjà à cette version"),
    Reason.NOTHING_NEW: _("le registre dit déjà la même chose"),
    Reason.CHANGED_SINCE: _(
        "modifiée depuis l’aperçu\u00a0: recommencez-le pour cet établissement"
    ),
    Reason.GONE: _("l’activité n’y vient plus de ce modèle"),
    Reason.THERE_ALREADY: _("l’activité y est déjà"),
}


def because(reason: str) -> str:
    """Return the sentence of a code of Reason, "" for none."""
    return str(_WORDS.get(reason, ""))
