"""The CSV that Madis gives of its treatments (« Traitements », for administrators and DPOs).

Read after its own code: src/Domain/Reporting/Generator/Csv/TreatmentGenerator.php and the words of
config/domain/registry/translations/messages.fr.yaml (svs-step/madis, AGPL), two shapes of it.

- The older one gives a period as a number, a unit and a comment; values stand under their titles.
- The newer one numbers several periods in three columns. It writes one value too many (the
  exemption from an impact assessment, twice): every value after « Observations » stands one column
  to the right of its title; and it gives the users third among the persons, their title being
  seventh. What tells: « Actif » or « Inactif », which only « Traitement papier » can say there.

Not seen: a file given by a Madis in service, nor a version that corrects this. When the values
stand under their titles, the titles are believed. Madis names no art. 9 condition, no transfer
and no joint controller but by the coordinates of the controller.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.register.exports.cells import plain
from portal.register.exports.words import FIELDS
from portal.register.imports import meanings
from portal.register.imports.gathered import Gathered, items
from portal.register.imports.lines import Line, said_in
from portal.register.imports.mapped_parts import (
    ALL_DATA,
    bases_of,
    category_of,
    measure_of,
    recipient_of,
    subject_of,
    volume_of,
)
from portal.register.imports.tables import Row, Table
from portal.register.sheet import (
    DataCategory,
    DataSubject,
    Dpia,
    Fate,
    JointController,
    Measure,
    ProcessorUse,
    Purpose,
    Recipient,
    Retention,
    Sheet,
)

_HEADS = {"nom", "en tant que", "gestionnaire", "finalites", "base legale"}
_LAST_IN_PLACE = "observations"
_PAPER = "traitement papier"
_PAPER_SAYS = {"actif", "inactif"}
_PEOPLE = "personnes concernees - "
# The order in which the newer shape writes the persons, whatever its titles say.
_PEOPLE_WRITTEN = (
    "Particuliers",
    "Internautes",
    "Usagers",
    "Agents",
    "Élus",
    "Entreprises",
    "Partenaires",
    "Autres",
)
_PEOPLE_NAMES = {plain(name): name for name in _PEOPLE_WRITTEN} | {
    "registry.treatment.show.concerned_people_usager": "Usagers"
}
_MEASURES = {
    "controle d'acces": "Contrôle d’accès",
    "tracabilite": "Traçabilité",
    "sauvegarde": "Sauvegarde",
    "mise a jour": "Mise à jour",
    "autres": "Autres mesures",
}
_AUTOMATED = "decisions automatisees avec effet"
_CRITERIA = {
    "surveillance systematique": "surveillance systématique",
    "collecte a large echelle": "collecte à large échelle",
    "personnes vulnerables": "personnes vulnérables",
    "croisement de donnees": "croisement de données",
    "evaluation ou notation": "évaluation ou notation",
    _AUTOMATED: "décisions automatisées avec effet",
    "exclusion automatique d'un service": "exclusion automatique d’un service",
    "usage innovant": "usage innovant",
}
# The words for the message of the DPO are missing from a version: its title is their key.
_OF_DPO = ("preconisations dpo", "registry.treatment.show.dpo_message")
_NUMBERED = re.compile(r"^\s*(\d+): ?(.*?)\s*$")


def is_madis(table: Table) -> bool:
    """Return whether the titles are those of the treatments of Madis."""
    return bool(table.plain_titles) and {*table.plain_titles} >= _HEADS


def lines_of_madis(table: Table) -> tuple[Line, ...]:
    """Return a line for each treatment."""
    shape = _shape(table)
    return tuple(_line(row, shape) for row in table.rows)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where each value is: `places` maps a title without its section to the column of its value."""

    places: dict[str, int]
    people: tuple[tuple[str, int], ...]

    def said(self, row: Row, title: str) -> str:
        return row.cell(self.places.get(title, -1))

    def is_yes(self, row: Row, title: str) -> bool:
        return meanings.truth(self.said(row, title)) is True


def _shape(table: Table) -> _Shape:
    titles = [_bare(title) for title in table.plain_titles]
    last = titles.index(_LAST_IN_PLACE) if _LAST_IN_PLACE in titles else len(titles)
    shift = _shift(table, titles.index(_PAPER)) if _PAPER in titles else 0
    places: dict[str, int] = {}
    for index, title in enumerate(titles):
        places.setdefault(title, index + shift if index > last else index)
    people = [
        (_PEOPLE_NAMES.get(title.removeprefix(_PEOPLE), title.removeprefix(_PEOPLE)), place)
        for title, place in places.items()
        if title.startswith(_PEOPLE) and not title.endswith(" - commentaire")
    ]
    if shift:
        written = zip(_PEOPLE_WRITTEN, sorted(place for _name, place in people), strict=False)
        return _Shape(places, tuple(written))
    return _Shape(places, tuple(people))


def _bare(title: str) -> str:
    """Return a title without the section that stands before it: « Détails - Logiciel »."""
    _section, dash, rest = title.partition(" - ")
    return rest if dash else title


def _shift(table: Table, paper: int) -> int:
    here = any(plain(row.cell(paper)) in _PAPER_SAYS for row in table.rows)
    after = any(plain(row.cell(paper + 1)) in _PAPER_SAYS for row in table.rows)
    return 1 if after and not here else 0


def _line(row: Row, shape: _Shape) -> Line:
    for column in sorted(row.doubts):
        return Line(row.number, "", refusal=f"{column + 1}\u00a0: {row.doubts[column]}")
    gathered = Gathered()
    author = plain(shape.said(row, "en tant que"))
    role = "processor" if author == "sous-traitant" else "controller"
    try:
        sheet = _sheet(row, shape, author, gathered)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        words = _("%(field)s\u00a0: texte trop long ou valeur refusée.")
        return Line(row.number, "", role, refusal=words % {"field": FIELDS.get(field, field)})
    return Line(row.number, "", role, sheet, said=said_in(sheet), told=tuple(gathered.told))


def _sheet(row: Row, shape: _Shape, author: str, gathered: Gathered) -> Sheet:
    contact = shape.said(row, "coordonnees responsable")
    is_joint, is_processor = author == "responsabilite conjointe", author == "sous-traitant"
    held = gathered.line(contact, label="Coordonnées du responsable")
    if contact and not (is_joint or is_processor):
        gathered.notes.append(f"Coordonnées du responsable : {contact}")
    if plain(shape.said(row, "statut")) == "inactif":
        gathered.notes.append("Inactif dans Madis.")
        gathered.doubt(_("Inactif dans Madis\u00a0: à archiver s’il n’a plus cours."))
    retentions = _retentions(row, shape, gathered)
    return Sheet(
        name=gathered.line(shape.said(row, "nom"), label=FIELDS["name"]),
        owner=gathered.line(shape.said(row, "gestionnaire"), label=FIELDS["owner"]),
        purposes=_purposes(row, shape, gathered),
        data_subjects=tuple(_people(row, shape, gathered)),
        volume=volume_of(shape.said(row, "nombre de concernees"), gathered),
        data_categories=_categories(row, shape, retentions, gathered),
        retentions=retentions,
        recipients=_recipients(row, shape, gathered),
        processors=tuple(
            ProcessorUse(label=gathered.line(name, label=FIELDS["processors"]))
            for name in _joined(shape.said(row, "sous-traitants"))
        ),
        joint_controllers=(JointController(name=held),) if is_joint and held else (),
        controllers=(held,) if is_processor and held else (),
        software=tuple(
            gathered.line(name, label=FIELDS["software"])
            for name in items(shape.said(row, "logiciel"))
        ),
        has_paper=shape.is_yes(row, _PAPER),
        collection=shape.said(row, "moyens de la collecte"),
        automated_decision="Oui, selon Madis." if shape.is_yes(row, _AUTOMATED) else "",
        measures=tuple(_measures(row, shape, gathered)),
        dpia=_dpia(row, shape),
        note=gathered.note(
            shape.said(row, "observations"), *(shape.said(row, title) for title in _OF_DPO)
        ),
    )


def _purposes(row: Row, shape: _Shape, gathered: Gathered) -> tuple[Purpose, ...]:
    bases, unknown = bases_of(shape.said(row, "base legale").replace("À déterminer", ""), gathered)
    justification = shape.said(row, "justification de la base legale")
    aims = items(shape.said(row, "finalites"), separators="")
    return tuple(
        Purpose(
            text=gathered.line(aim, label=FIELDS["purposes"]),
            legal_bases=bases,
            justification="\n".join(text for text in (justification, unknown) if text),
        )
        for aim in aims or (("",) if bases or justification else ())
    )


def _people(row: Row, shape: _Shape, gathered: Gathered) -> list[DataSubject]:
    return [
        subject_of(name, gathered, note=row.cell(place + 1))
        for name, place in shape.people
        if meanings.truth(row.cell(place)) is True
    ]


def _joined(text: str) -> tuple[str, ...]:
    """Return what Madis joins by « - »."""
    return tuple(part.strip() for part in text.split(" - ") if part.strip())


def _categories(
    row: Row, shape: _Shape, retentions: tuple[Retention, ...], gathered: Gathered
) -> tuple[DataCategory, ...]:
    source = gathered.line(shape.said(row, "origine des donnees"), label="Origine des données")
    kept = retentions[0].what if len(retentions) == 1 else ""
    named = _joined(shape.said(row, "categorie de donnees"))
    others = items(shape.said(row, "autres categories"))
    return tuple(
        category_of(label, gathered, source=source, kept=kept) for label in (*named, *others)
    )


def _recipients(row: Row, shape: _Shape, gathered: Gathered) -> tuple[Recipient, ...]:
    said = items(shape.said(row, "categorie de destinataires"))
    return tuple(recipient_of(text, gathered) for text in said if not meanings.is_nothing(text))


def _retentions(row: Row, shape: _Shape, gathered: Gathered) -> tuple[Retention, ...]:
    label = "delai de conservation"
    lasting = _numbered(shape.said(row, f"{label} - duree"))
    if lasting:
        names = _numbered(shape.said(row, f"{label} - nom"))
        fates = _numbered(shape.said(row, f"{label} - sort final"))
        return tuple(
            _retention(names.get(place) or ALL_DATA, text, fates.get(place, ""), gathered)
            for place, text in lasting.items()
        )
    number, unit, comment = (
        shape.said(row, f"{label} - {part}") for part in ("nombre", "periode", "commentaire")
    )
    lasts = ", ".join(part for part in (f"{number} {unit}".strip(), comment) if part)
    return (_retention(ALL_DATA, lasts, shape.said(row, "sort final"), gathered),) if lasts else ()


def _numbered(text: str) -> dict[str, str]:
    """Return {"1": "5 ans"} of lines « 1: 5 ans »; a line without a number goes on the last one."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _NUMBERED.match(line)
        if match:
            found[match[1]] = match[2]
        elif found and line.strip():
            found[[*found][-1]] += f" {line.strip()}"
    return found


def _retention(what: str, lasts: str, ends: str, gathered: Gathered) -> Retention:
    label = FIELDS["retentions"]
    return Retention(
        what=gathered.line(what, label=label),
        active=gathered.line(lasts, label=label),
        fate=(meanings.fate(ends) if ends else None) or Fate.UNDETERMINED,
    )


def _measures(row: Row, shape: _Shape, gathered: Gathered) -> list[Measure]:
    said = [
        " : ".join(part for part in (name, shape.said(row, f"{title} - commentaire")) if part)
        for title, name in _MEASURES.items()
        if shape.is_yes(row, title)
    ]
    return [measure_of(text, gathered) for text in said]


def _dpia(row: Row, shape: _Shape) -> Dpia:
    ticked = [name for title, name in _CRITERIA.items() if shape.is_yes(row, title)]
    return Dpia(reason=f"Critères cochés dans Madis : {', '.join(ticked)}." if ticked else "")
