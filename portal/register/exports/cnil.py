"""The sheets of the CNIL's simplified model: its names, its blocks, its headings, in its order.

Rows stand where the model has them, so that a tool that fills or reads it by position works;
what it has no row for stands below, and exactly in the last sheet. Its lists keep no country:
the model still calls adequate what no longer is. Source: CNIL, registre-traitement-simplifie.ods.
"""

from portal.register.exports import csv_file, example, processors
from portal.register.exports.cells import cells_of
from portal.register.exports.register import Entry, Register
from portal.register.exports.sheet_of_activity import fiche
from portal.register.exports.tables import Cell, Row, Table, row
from portal.register.exports.words import ENUMS, FIELDS, NO, PARTS, YES
from portal.register.sheet import Fate, LegalBasis, RecipientKind, TransferTool

TUTORIAL = "Tutoriel"
LIST = "2_-_Liste_des_traitements"
MODEL = "3_-_Modèle_de_fiche_de_registre"
EXAMPLE = "4_-_Exemple_de_fiche"
LISTS = "5_-_Listes"
AS_PROCESSOR = "Registre du sous-traitant"
WHOLE = "Registre complet"
LIST_HEAD = (
    "Nom du traitement",
    "N° REF",
    "Date de création",
    "Mise à jour",
    "Finalité principale",
    "Transferts hors UE ? Oui/non",
    "Données sensibles ? Oui/non",
)
_MEASURES = (
    "Mesures de sécurité techniques",
    "Mesures de sécurité organisationnelles",
)


def tables(register: Register) -> tuple[Table, ...]:
    """Return every sheet: those of the model, one for each activity, the whole register."""
    blank = register.model_copy(update={"entries": ()})
    return (
        _tutorial(register),
        _list(register),
        fiche(None, register=blank, name=MODEL),
        fiche(example.ENTRY, register=blank, name=EXAMPLE),
        _lists(),
        *(
            fiche(entry, register=register, name=entry.reference)
            for entry in register.entries
            if entry.role == "controller"
        ),
        *_as_processor(register),
        *_processors(register),
        _whole(register),
    )


def _tutorial(register: Register) -> Table:
    lines = [
        f"Registre des activités de traitement — {register.establishment.name}",
        f"Tel qu’il était le {register.as_of:%d/%m/%Y à %H:%M}.",
        "Les feuilles 2 à 5 suivent le modèle de registre simplifié de la CNIL.",
        "Ensuite vient une fiche par activité de traitement, sous son numéro.",
        f"La feuille « {WHOLE} » dit tout, une activité par ligne : c’est elle que Vigie relit.",
        "Une fiche changée à la main n’est pas relue : c’est cette feuille qu’il faut changer.",
        "Dans « Registre complet », une ligne de cellule par élément, ses parties entre barres :",
        *(f"{FIELDS[field]} : {parts}" for field, parts in PARTS.items()),
    ]
    if register.is_redacted:
        lines.insert(2, "Version communicable : sans mesures de sécurité, secrets ni brouillons.")
    rows = tuple((Cell(line, "title" if index == 0 else ""),) for index, line in enumerate(lines))
    return Table(TUTORIAL, rows, (24.0,))


def _list(register: Register) -> Table:
    place, dpo = register.establishment, register.dpo
    rows: list[Row] = [
        row("Responsable de traitement", "Nom", place.name, "Prénom / raison sociale",
            place.organisation, "Adresse", place.street, "Adresse mél", place.email,
            first="block"),
        row("", "Code postal", place.postcode, "Ville", place.city, "Téléphone", place.phone),
        row("Représentant", "Nom", "", "Prénom", "", "Adresse", "", "Adresse mél", "",
            first="block"),
        row("", "Code postal", "", "Ville", "", "Téléphone", ""),
        row("Délégué à la protection des données", "Nom", dpo.name if dpo else "", "Prénom", "",
            "Société (si DPO externe)", dpo.organisation if dpo else "", "Adresse",
            dpo.street if dpo else "", first="block"),
        row("", "Code postal", dpo.postcode if dpo else "", "Ville", dpo.city if dpo else "",
            "Téléphone", dpo.phone if dpo else "", "Adresse mél", dpo.email if dpo else ""),
        (),
        row(*LIST_HEAD, look="head"),
    ]  # fmt: skip
    rows += [_listed(entry) for entry in register.entries if entry.role == "controller"]
    return Table(LIST, tuple(rows), (7.0, 3.5, 4.5, 4.5, 6.5, 4.5, 5.0, 3.0, 5.5), 8)


def _listed(entry: Entry) -> Row:
    sheet = entry.sheet
    return row(
        sheet.name,
        entry.reference,
        f"{entry.created_on:%d/%m/%Y}",
        f"{entry.updated_on:%d/%m/%Y}",
        sheet.purposes[0].text if sheet.purposes else "",
        YES if sheet.has_transfers else NO,
        YES if sheet.has_sensitive_data else NO,
    )


def _lists() -> Table:
    columns = {
        "Destinataires": tuple(ENUMS[RecipientKind].values()),
        "Mesures de sécurité": _MEASURES,
        "Type de garanties": tuple(ENUMS[TransferTool].values()),
        "Bases légales": tuple(ENUMS[LegalBasis].values()),
        "Sort final": tuple(ENUMS[Fate].values()),
    }
    depth = max(len(words) for words in columns.values())
    body = (
        row(*(words[line] if line < len(words) else "" for words in columns.values()))
        for line in range(depth)
    )
    return Table(LISTS, (row(*columns, look="head"), *body), (8.0, 6.0, 7.0, 7.0, 4.0), 1)


def _as_processor(register: Register) -> tuple[Table, ...]:
    """The record of GDPR art. 30(2), which the model does not have; none when there is nothing."""
    entries = [entry for entry in register.entries if entry.role == "processor"]
    if not entries:
        return ()
    fields = ("name", "controllers", "representative", "processing_categories", "processors",
              "transfers", "measures")  # fmt: skip
    rows = [row("N° REF", *(FIELDS[field] for field in fields), look="head")]
    for entry in entries:
        said = cells_of(entry.sheet)
        rows.append(row(entry.reference, *(said[field] for field in fields)))
    return (Table(AS_PROCESSOR, tuple(rows), (2.5, *[7.0] * len(fields)), 1),)


def _processors(register: Register) -> tuple[Table, ...]:
    """The processors with their contract, which the model does not have; none when none."""
    found = processors.lines(register)
    if not found:
        return ()
    rows = (row(*processors.HEAD, look="head"), *(row(*line) for line in found))
    widths = (2.5, 5.0, 7.0, 4.0, *[4.0] * (len(processors.HEAD) - 4))
    return (Table(processors.TITLE, rows, widths, 1),)


def _whole(register: Register) -> Table:
    rows = [row(*csv_file.heading(), look="head")]
    rows += [row(*csv_file.line(entry)) for entry in register.entries]
    widths = (2.5, 4.0, 2.5, 2.6, 2.6, 2.6, *[7.0] * len(FIELDS))
    return Table(WHOLE, tuple(rows), widths, 1)
