"""The keyboard shortcuts of the pages: the one list that the dialog of `?` shows.

What each key does is in `static/app.js`; a test holds its letters against this list.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tenants.directory.access import Actor
from tenants.directory.roles import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The keys to press, in order or at choice, and what they do.

    `is_single` is of one character, which the person may switch off (WCAG 2.1.4). `needs` is the
    permission without which nothing would happen.
    """

    keys: "tuple[StrOrPromise, ...]"
    does: "StrOrPromise"
    is_single: bool = True
    needs: Permission | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where shortcuts work, and which."""

    name: "StrOrPromise"
    shortcuts: tuple[Shortcut, ...]


_TAKES_CHARGE = Permission.ACKNOWLEDGE_ALERT
PLACES = (
    Place(
        _("Partout"),
        (
            Shortcut(("Ctrl", "K"), _("chercher, ou aller à une page"), is_single=False),
            Shortcut((_("Échap"),), _("fermer ce qui est ouvert"), is_single=False),
            Shortcut(("/",), _("chercher dans la liste, ou partout")),
            Shortcut(("?",), _("voir ces raccourcis")),
        ),
    ),
    Place(
        _("Dans une liste"),
        (
            Shortcut(("J",), _("la ligne suivante")),
            Shortcut(("K",), _("la ligne précédente")),
            Shortcut(("O", _("Entrée")), _("ouvrir la ligne")),
            Shortcut(("E",), _("prendre en charge l’échéance"), needs=_TAKES_CHARGE),
        ),
    ),
    Place(
        _("Dans une liste d’activités"),
        (
            Shortcut(("X",), _("cocher la ligne, ou la décocher")),
            Shortcut(("A",), _("choisir tout le filtre, ou plus rien")),
            Shortcut(
                ("V",),
                _("voir ce que donnerait la validation"),
                needs=Permission.VALIDATE_ACTIVITY,
            ),
        ),
    ),
    Place(
        _("Sur une échéance"),
        (
            Shortcut(("E",), _("aller à la prise en charge"), needs=_TAKES_CHARGE),
            Shortcut(("N",), _("laisser une note"), needs=_TAKES_CHARGE),
            Shortcut(("Z",), _("se le faire rappeler plus tard"), needs=_TAKES_CHARGE),
        ),
    ),
)


def places_for(actor: Actor, *, has_single_keys: bool) -> tuple[Place, ...]:
    """Return what works for this person; a place where nothing does is left out."""
    kept = (
        Place(
            place.name,
            tuple(
                shortcut
                for shortcut in place.shortcuts
                if (has_single_keys or not shortcut.is_single)
                and (shortcut.needs is None or actor.may(shortcut.needs))
            ),
        )
        for place in PLACES
    )
    return tuple(place for place in kept if place.shortcuts)
