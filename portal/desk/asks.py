"""What the register asks of an establishment, on its home: one sentence and one link each."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.directory.access import Actor
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path
from tenants.directory.roles import Permission
from tenants.portfolio.models import ActivityStanding


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to do in the register, and where."""

    said: str
    path: str


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """How far the register is; `asks` are those that the person may answer."""

    kept: int
    validated: int
    asks: tuple[Ask, ...]

    @property
    def said(self) -> str:
        """How far it is, in one sentence."""
        if not self.kept:
            return _("Dix questions, et le registre de votre profession est posé en brouillon.")
        words = ngettext(
            "%(validated)d activité sur %(kept)d est validée.",
            "%(validated)d activités sur %(kept)d sont validées.",
            self.validated,
        )
        return words % {"validated": self.validated, "kept": self.kept}


def register_facts(place: Establishment, *, actor: Actor) -> RegisterFacts:
    """Return how far the register of the establishment in force is. Two queries at most."""
    counts = ActivityStanding.objects.exclude(state="archived").aggregate(
        kept=Count("pk"),
        validated=Count("pk", filter=Q(state="validated")),
        to_validate=Count("pk", filter=Q(state="to_validate")),
        drafts=Count("pk", filter=Q(state="draft") & ~Q(template_ref="")),
        awaiting=Count("pk", filter=Q(awaits_answer=True)),
    )
    return RegisterFacts(counts["kept"], counts["validated"], _asks(place, counts, actor))


def _asks(place: Establishment, counts: dict[str, int], actor: Actor) -> tuple[Ask, ...]:
    found = []
    if counts["awaiting"] and actor.may(Permission.WRITE_REGISTER):
        found.append(_answer(place, counts["awaiting"]))
    if counts["to_validate"] and actor.may(Permission.VALIDATE_ACTIVITY):
        words = ngettext(
            "%d activité du registre attend votre validation.",
            "%d activités du registre attendent votre validation.",
            counts["to_validate"],
        )
        path = establishment_path(place.slug, "register:list") + "?etat=to_validate"
        found.append(Ask(words % counts["to_validate"], path))
    if counts["drafts"] and actor.may(Permission.WRITE_REGISTER):
        words = ngettext(
            "%d activité proposée par le modèle est à confirmer.",
            "%d activités proposées par le modèle sont à confirmer.",
            counts["drafts"],
        )
        path = establishment_path(place.slug, "opening:confirmation")
        found.append(Ask(words % counts["drafts"], path))
    return tuple(found)


def _answer(place: Establishment, count: int) -> Ask:
    """Return the answer awaited; the oldest of several comes first, one thing at a time."""
    waiting = ActivityStanding.objects.filter(awaits_answer=True).exclude(state="archived")
    first = waiting.order_by("updated_at", "reference").values_list("activity_id", flat=True)[0]
    words = ngettext(
        "Le modèle de votre DPO a changé là où vous aviez écrit\u00a0: %d réponse attendue.",
        "Le modèle de votre DPO a changé là où vous aviez écrit\u00a0: %d réponses attendues.",
        count,
    )
    return Ask(words % count, establishment_path(place.slug, "register:answer", first))
