"""Registers of the demonstration: laid down from templates, partly validated, one template newer.

The firm has since changed two templates: one is not pushed yet, so two pharmacies are behind; the
other was, and one pharmacy, which had written its own text there, owes an answer.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from portal.desk.library.drafting import Written, publish_draft, write
from portal.desk.library.pushing import Target, launch, work_off
from portal.folding import folded
from portal.opening.actions import lay_down
from portal.processors.queries import link_named
from portal.register.actions import save, validate
from portal.register.linking import relate_all
from portal.register.masters import master_of
from portal.register.models import Activity
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside

ALLOBROGES, LAC = "Pharmacie des Allobroges", "Pharmacie du Lac"
_LAID = (ALLOBROGES, LAC, "EHPAD Les Glycines", "Centre d’imagerie du Drac")
_VALIDATED = 6
_DISPENSING, _CAMERAS = "PHA-DISP", "COM-VIDEO"
_CITED = {"éditeur du LGO": "Officinal Logiciel SAS", "prestataire de paie": "Paie Dauphiné"}
_OWN_TEXT = "Panneau à l’entrée et mention sur le ticket de caisse"


def load_registers(
    places: Mapping[str, Establishment], *, manager: User, by: User, now: datetime
) -> None:
    """Lay four registers down, three weeks ago, and let the firm's templates move on since."""
    laid_at = now - timedelta(days=21)
    for name in _LAID:
        with inside(places[name]):
            lay_down(establishment=places[name], by=by, now=laid_at)
    with inside(places[ALLOBROGES]):
        _validate(places[ALLOBROGES], by=manager, now=now - timedelta(days=14))
    for name, reference in ((ALLOBROGES, _CAMERAS), (LAC, _DISPENSING)):
        with inside(places[name]):
            _rewrite(reference, by=by, now=now - timedelta(days=10))
    _change(
        _CAMERAS,
        "Panneau à l’entrée, mention au règlement intérieur, page du site internet",
        why="Guide de la CNIL sur la vidéoprotection des commerces",
        by=by,
        now=now - timedelta(days=5),
    )
    _push(_CAMERAS, places, by=by, now=now - timedelta(days=5))
    _change(
        _DISPENSING,
        "Affichette au comptoir, notice remise au premier passage, page du site internet",
        why="L’information se donne aussi hors de l’officine (vente en ligne, livraison)",
        by=by,
        now=now - timedelta(days=1),
    )


def _validate(place: Establishment, *, by: User, now: datetime) -> None:
    ready = Activity.objects.filter(state="draft", missing=0).order_by("reference")
    for activity in ready[:_VALIDATED]:
        validate(establishment=place, activity=activity, version=activity.version, by=by, now=now)


def _rewrite(reference: str, *, by: User, now: datetime) -> None:
    """Write the establishment's own text where the template will change too."""
    activity = Activity.objects.get(template_ref=reference)
    mine = activity.sheet.model_copy(update={"information": _OWN_TEXT})
    save(activity=activity, sheet=mine, version=activity.version, why="", by=by, now=now)


def _change(reference: str, information: str, *, why: str, by: User, now: datetime) -> None:
    master = master_of(reference)
    written = Written(Sheet(name="-", information=information), ("information",))
    draft = write(master=master, reference=reference, written=written, revision=0, by=by, now=now)
    publish_draft(master=master, draft=draft, revision=1, why=why, by=by, now=now)


def _push(reference: str, places: Mapping[str, Establishment], *, by: User, now: datetime) -> None:
    master = master_of(reference)
    if master is None:
        raise LookupError(reference)
    targets = []
    for name in (ALLOBROGES, LAC):
        with inside(places[name]):
            activity = Activity.objects.get(template_ref=reference)
        targets.append(Target(places[name].pk, activity.pk, activity.version))
    push = launch(master=master, targets=targets, submission=uuid4(), by=by, now=now)
    work_off(now=now, most=len(targets), push=push)


def link_processors(*, by: User, now: datetime) -> None:
    """Link the names that the register cites to the files of its processors, where there is one."""
    for cited, vendor in _CITED.items():
        link = link_named(vendor)
        if link is not None:
            relate_all(key=folded(cited), link=link, by=by, now=now)
