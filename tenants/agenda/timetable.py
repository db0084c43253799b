"""The whole timetable, as data: what starts by itself, when, why, and what if it does not run.

The worker builds Celery's entries from it, the page « Horloge » shows it, and nothing else starts
by itself. Two beats and two loops may run: every line can run twice at once.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds. Under a minute: a longer count starts over at each deployment."""

    seconds: float

    def __str__(self) -> str:
        seconds = int(self.seconds)
        told = ngettext("chaque seconde", "toutes les %(seconds)s\u00a0secondes", seconds)
        return told % {"seconds": seconds} if seconds != 1 else told


@dataclass(frozen=True, slots=True)
class EachHour:
    """Each hour, at that minute."""

    minute: int

    def __str__(self) -> str:
        return str(_("chaque heure, à la minute\u00a0%(minute)s") % {"minute": self.minute})


@dataclass(frozen=True, slots=True)
class EachMinute:
    """Each minute."""

    def __str__(self) -> str:
        return str(_("chaque minute"))


class By(StrEnum):
    """Who does it: Celery's beat and workers, the loop that needs no broker, or the watch."""

    CELERY = "celery"
    BOTH = "both"
    WATCH = "watch"

    @property
    def label(self) -> str:
        """Who does it, in the language of the page."""
        # Read when asked: Celery reads this module before Django can translate.
        labels = {
            By.CELERY: _("Celery"),
            By.BOTH: _("Celery et la boucle d’alerte"),
            By.WATCH: _("la vigie, à part"),
        }
        return str(labels[self])


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that starts by itself.

    `task` is the Celery task that does it, None when Celery has no part in it. `heartbeats` name
    the rows where its last run stands; `patience` is how long after it should have run it is
    worth a look.
    """

    name: str
    label: "StrOrPromise"
    by: By
    cadence: Every | EachHour | EachMinute
    why: "StrOrPromise"
    otherwise: "StrOrPromise"
    heartbeats: tuple[str, ...]
    patience: timedelta
    task: str | None = None


_AN_HOUR_LATE = timedelta(hours=2)
_MINUTES_LATE = timedelta(minutes=10)

TIMETABLE: tuple[Line, ...] = (
    Line(
        name="pump",
        label=_("Envoyer les alertes échues"),
        by=By.BOTH,
        cadence=Every(settings.ALERT_PUMP_SECONDS),
        why=_("Ce qui est dû part."),
        otherwise=_("L’autre des deux suffit\u00a0; sans aucun, tout attend et rien ne se perd."),
        heartbeats=("celery", "loop"),
        patience=_MINUTES_LATE,
        task="pump_alerts",
    ),
    Line(
        name="reconcile",
        label=_("Relire les échéances"),
        by=By.BOTH,
        cadence=EachHour(17),
        why=_("Une alerte jamais prévue, ou périmée, est trouvée et réparée."),
        otherwise=_("Ce qui manque au plan reste invisible jusqu’à la prochaine relecture."),
        heartbeats=("reconcile",),
        patience=_AN_HOUR_LATE,
        task="reconcile_alerts",
    ),
    Line(
        name="duties",
        label=_("Ouvrir les obligations périodiques"),
        by=By.BOTH,
        cadence=EachHour(27),
        why=_("L’échéance d’une obligation s’ouvre à temps pour toute son échelle."),
        otherwise=_("Elle s’ouvre plus tard, et aussitôt."),
        heartbeats=("recurrences",),
        patience=_AN_HOUR_LATE,
        task="open_duties",
    ),
    Line(
        name="digests",
        label=_("Envoyer les résumés"),
        by=By.BOTH,
        cadence=EachMinute(),
        why=_("Chacun lit le sien à 8\u00a0h, tiré des échéances seules."),
        otherwise=_(
            "Un silence à 8\u00a0h\u00a015 dit une panne\u00a0; le résumé part dès le retour."
        ),
        heartbeats=("digest_rows",),
        patience=_AN_HOUR_LATE,
        task="send_due_digests",
    ),
    Line(
        name="pushes",
        label=_("Achever les diffusions de modèles"),
        by=By.CELERY,
        cadence=EachMinute(),
        why=_("Une diffusion dont la page s’est fermée va jusqu’au bout."),
        otherwise=_(
            "La page de la diffusion avance tant qu’elle est ouverte\u00a0; rien ne se perd."
        ),
        heartbeats=("pushes",),
        patience=_AN_HOUR_LATE,
        task="work_off_pushes",
    ),
    Line(
        name="portfolio",
        label=_("Relire le portefeuille, une fois par heure"),
        by=By.CELERY,
        cadence=EachMinute(),
        why=_("L’état de chaque activité, vu par le DPO, redevient celui du registre."),
        otherwise=_("Un état oublié reste faux jusqu’au prochain changement de l’activité."),
        heartbeats=("portfolio",),
        patience=_AN_HOUR_LATE,
        task="reread_portfolio",
    ),
    Line(
        name="vendors",
        label=_("Transmettre les certificats des prestataires"),
        by=By.CELERY,
        cadence=EachMinute(),
        why=_("Un certificat changé au catalogue pose l’échéance de chaque client."),
        otherwise=_("La page du prestataire le fait elle-même\u00a0; le reste attend le retour."),
        heartbeats=("vendors",),
        patience=_AN_HOUR_LATE,
        task="spread_certificates",
    ),
    Line(
        name="canary",
        label=_("Donner signe de vie"),
        by=By.CELERY,
        cadence=EachMinute(),
        why=_("L’horloge, la messagerie interne et un ouvrier se passent le travail."),
        otherwise=_("La vigie alerte l’exploitant\u00a0; la boucle continue seule."),
        heartbeats=("canary",),
        patience=timedelta(minutes=3),
        task="canary",
    ),
    Line(
        name="watch",
        label=_("Veiller sur les autres"),
        by=By.WATCH,
        cadence=EachMinute(),
        why=_("Une horloge arrêtée se dit par un autre chemin que le sien."),
        otherwise=_(
            "Le signal envoyé chaque minute au dehors cesse\u00a0: le service de veille alerte."
        ),
        heartbeats=("watch",),
        patience=timedelta(minutes=3),
    ),
)
