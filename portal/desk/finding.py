"""What the palette finds: pages and commands, establishments, references."""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.desk.queries import search
from portal.reasoning import label_of
from tenants.agenda.models import Deadline
from tenants.directory.access import Actor
from tenants.directory.models import Establishment
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission

_ICONS = {"request": "inbox", "duty": "calendar-due"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the palette; `type` is that of an establishment, when it is one."""

    path: str
    label: str
    hint: str
    icon: str
    type: str = ""


def findings(*, words: str, slug: str, actor: Actor) -> tuple[Finding, ...]:
    """Return the lines that answer to `words`; without words, the pages and commands.

    `slug` is the establishment where the palette was opened: its commands come first when it is
    one of the person's.
    """
    place = Establishment.objects.filter(slug=slug).first() if slug else None
    commands = [*(_inside(place) if place else ()), *_pages(actor)]
    if not words:
        return tuple(commands)
    plain = slugify(words)
    kept = [one for one in commands if plain and plain in slugify(one.label)]
    places, cases = search(words)
    kept += [
        Finding(
            path=establishment_path(one.slug, "establishment:home"),
            label=one.name,
            hint=", ".join(filter(None, (one.get_type_display(), one.city))),
            icon="",
            type=one.type,
        )
        for one in places
    ]
    kept += [
        Finding(
            path=case.path,
            label=case.reference,
            hint=_hint(case),
            icon=_ICONS.get(case.kind, "alert-triangle"),
        )
        for case in cases
    ]
    return tuple(kept)


def _hint(case: Deadline) -> str:
    words = [label_of(case.rule_id), case.establishment.name]
    if case.state == Deadline.State.SUSPENDED:
        words.append(str(Deadline.State.SUSPENDED.label))
    return ", ".join(words)


def _pages(actor: Actor) -> list[Finding]:
    hint = _("Page")
    pages = []
    if actor.may(Permission.READ_COCKPIT):
        path = desk_path("desk:cockpit")
        pages.append(Finding(path, _("Aller au cockpit"), hint, "layout-dashboard"))
    path = desk_path("desk:deadlines")
    pages.append(Finding(path, _("Voir les échéances"), hint, "calendar-due"))
    path = desk_path("desk:establishments")
    pages.append(Finding(path, _("Voir les établissements"), hint, "building-hospital"))
    if actor.may(Permission.READ_COCKPIT):
        path = desk_path("vendors:list")
        pages.append(Finding(path, _("Voir les prestataires"), hint, "shield-lock"))
        path = desk_path("activities:list")
        pages.append(
            Finding(path, _("Voir les activités de tous les registres"), hint, "list-details")
        )
        path = desk_path("desk:ladders")
        pages.append(Finding(path, _("Voir les paliers d’alerte"), hint, "list-details"))
        path = desk_path("library:shelf")
        pages.append(Finding(path, _("Voir les modèles du cabinet"), hint, "copy"))
    if actor.may(Permission.OPEN_ESTABLISHMENT):
        path = desk_path("desk:open")
        pages.append(Finding(path, _("Ouvrir un établissement"), _("Commande"), "plus"))
    return pages


def _inside(place: Establishment) -> list[Finding]:
    return [
        Finding(establishment_path(place.slug, name), label, place.name, icon)
        for name, label, icon in (
            ("rights:receive", _("Enregistrer une demande"), "inbox"),
            ("incidents:declare", _("Déclarer un incident"), "alert-triangle"),
            ("duties:add", _("Ajouter une obligation"), "calendar-plus"),
            ("register:list", _("Ouvrir le registre"), "list-details"),
            ("processors:list", _("Voir les sous-traitants"), "shield-lock"),
            ("establishment:members", _("Voir les membres"), "users"),
        )
    ]
