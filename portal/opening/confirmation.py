"""One draft to confirm: what it says, field by field, and what its template could not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.opening.plan import template_of
from portal.register.fields import fields, label_of, sections
from portal.register.library import Doubt, doubts_of
from portal.register.models import Activity
from portal.register.sheet import Purpose, Retention, Sheet
from portal.register.words import said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DOUBTS: "dict[Doubt, StrOrPromise]" = {
    Doubt.LEGAL_BASIS_DEPENDS: _(
        "Plusieurs bases légales sont possibles\u00a0: gardez celle de votre établissement."
    ),
    Doubt.ROLE_TO_QUALIFY: _(
        "L’un d’eux est peut-être responsable de son propre traitement, et non sous-traitant."
    ),
    Doubt.PROCESSORS_TO_NAME: _("Ce sont des types de prestataires\u00a0: nommez les vôtres."),
    Doubt.TRANSFERS_TO_CHECK: _(
        "Vérifiez auprès de chaque prestataire où les données sont hébergées et dépannées."
    ),
    Doubt.RETENTION_TO_JUSTIFY: _(
        "Aucun texte ne fixe cette durée\u00a0: gardez la raison du choix par écrit."
    ),
    Doubt.RETENTION_OF_EACH: _("Il y a plusieurs durées\u00a0: dites laquelle vaut pour quoi."),
    Doubt.DPIA_DEPENDS: _("La réponse dépend de votre situation\u00a0: lisez la raison."),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the draft in words, and the sentences that say what to look at.

    `section` is the form's section where it is corrected, by its name in the address.
    """

    label: str
    section: str
    lines: tuple[str, ...]
    doubts: tuple[str, ...]


def facts_of(activity: Activity, *, establishment_type: str) -> tuple[Fact, ...]:
    """Return the fields of a draft that say something or are in doubt, in the form's order."""
    sheet = activity.sheet
    doubts = _doubts(activity, sheet, establishment_type=establishment_type)
    facts = [
        Fact(
            label_of(path),
            _section_of(path),
            tuple(filter(None, lines)),
            doubts.get(path, ()),
        )
        for path, lines in _lines(sheet)
    ]
    return tuple(fact for fact in facts if fact.lines or fact.doubts)


def _section_of(path: str) -> str:
    named = {section.id: section.slug for section in sections()}
    return named[fields()[path].section]


def _doubts(
    activity: Activity, sheet: Sheet, *, establishment_type: str
) -> dict[str, tuple[str, ...]]:
    template = template_of(activity.template_ref, establishment_type=establishment_type)
    is_unscreened = template is not None and sheet.dpia == template.sheet.dpia
    otherwise = template.otherwise if template and is_unscreened else ""
    found: dict[str, tuple[str, ...]] = {}
    for one in doubts_of(sheet, otherwise=otherwise):
        found[one.path] = (*found.get(one.path, ()), str(_DOUBTS[one.doubt]))
    return found


def _lines(sheet: Sheet) -> tuple[tuple[str, Iterable[str]], ...]:
    return (
        ("purposes", (line for one in sheet.purposes for line in _purpose(one))),
        ("references", (sheet.references,)),
        ("data_subjects", (one.label for one in sheet.data_subjects)),
        ("data_categories", (one.label for one in sheet.data_categories)),
        ("retentions", (_retention(one) for one in sheet.retentions)),
        ("recipients", (one.label for one in sheet.recipients)),
        ("processors", (one.label for one in sheet.processors)),
        ("transfers", (*(one.recipient for one in sheet.transfers), sheet.transfers_note)),
        ("measures", (one.text for one in sheet.measures)),
        ("software", sheet.software),
        ("information", (sheet.information,)),
        ("dpia", (said(sheet.dpia.screening), *sheet.dpia.reason.splitlines())),
        ("note", (sheet.note,)),
    )


def _purpose(purpose: Purpose) -> tuple[str, ...]:
    bases = said(purpose.legal_bases)
    return (purpose.text, *purpose.sub_purposes, bases, purpose.art9_exception)


def _retention(retention: Retention) -> str:
    """Return one line: what is kept, then each period that is given."""
    periods = [retention.active]
    if retention.archive:
        periods.append(str(_("puis en archive\u00a0: %(period)s")) % {"period": retention.archive})
    return f"{retention.what}\u00a0: {', '.join(filter(None, periods))}"
