"""When the operator is told that the clock is unwell, and in what words. Pure: told `now`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tenants.agenda.watch import Trouble

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AGAIN_AFTER = timedelta(hours=1)
# A start finds a night's backlog and no sign of life yet: the drivers have this long to drain it.
GRACE = timedelta(minutes=5)


class Say(StrEnum):
    """What is due to be said after a look."""

    NOTHING = "nothing"
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the watch remembers from one look to the next. `told_at`: the last time it said red,
    None when all was well, or nothing was said yet."""

    started_at: datetime
    told_at: datetime | None = None

    def after(self, troubles: tuple[Trouble, ...], *, now: datetime) -> tuple["Alarm", Say]:
        """Return what is remembered after a look at `now`, and what is to be said.

        Red is said once an hour while it lasts, from the end of the grace; green once, when red
        had been said.
        """
        if not troubles:
            say = Say.NOTHING if self.told_at is None else Say.GREEN
            return Alarm(self.started_at), say
        is_new = self.told_at is None and now - self.started_at >= GRACE
        is_again = self.told_at is not None and now - self.told_at >= AGAIN_AFTER
        if is_new or is_again:
            return Alarm(self.started_at, told_at=now), Say.RED
        return self, Say.NOTHING


_SENTENCES: "Mapping[Trouble, StrOrPromise]" = {
    Trouble.DATABASE: gettext_lazy(
        "La base de données ne répond pas. Démarrez PostgreSQL\u00a0: rien de ce qui est "
        "enregistré n’est perdu."
    ),
    Trouble.STOPPED: gettext_lazy(
        "Ni Celery ni la boucle d’alerte n’ont tourné depuis dix minutes. Démarrez "
        "«\u00a0worker\u00a0» et «\u00a0beat\u00a0», ou «\u00a0loop\u00a0»\u00a0: "
        "l’un des deux suffit."
    ),
    Trouble.LATE: gettext_lazy(
        "Une alerte attend depuis plus d’un quart d’heure. Vérifiez le relais de courriel "
        "(EMAIL_URL)."
    ),
    Trouble.DEAD: gettext_lazy(
        "Une alerte n’a pas pu être composée après huit essais. Lisez le journal du programme qui "
        "l’envoyait, puis corrigez l’erreur."
    ),
    Trouble.CANARY: gettext_lazy(
        "Celery ne donne plus signe de vie depuis trois minutes. La boucle d’alerte "
        "continue\u00a0; vérifiez «\u00a0beat\u00a0», «\u00a0worker\u00a0» et Valkey."
    ),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What the operator reads. Nothing of any establishment is in it."""

    subject: str
    text: str


def compose(troubles: tuple[Trouble, ...], *, language: str, instance: str) -> Message:
    """Return the message about `troubles`, or that all is well when there are none.

    `instance` is the public address of the instance, without a path.
    """
    with override(language):
        if not troubles:
            subject = _("[Vigie] Les alertes partent de nouveau à l’heure")
            lines = [_("Tout est rentré dans l’ordre.")]
        else:
            subject = _("[Vigie] Les alertes demandent votre attention")
            lines = [f"- {_SENTENCES[trouble]}" for trouble in troubles]
            lines.append("")
            lines.append(_("Ce message revient chaque heure tant que cela dure."))
        page = _("État de l’instance\u00a0: %(address)s/instance/") % {"address": instance}
        return Message(subject=subject, text="\n".join([*lines, "", page, ""]))
