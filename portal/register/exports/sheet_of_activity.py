"""One activity on the sheet of the CNIL's model: block by block, each row where the model has it.

Where an activity has more lines than the model, rows are added to the block. The blocks are
named: an import reads them by name, whatever was added.
"""

from collections.abc import Callable, Iterable

from portal.register.exports.register import Entry, Party, Register
from portal.register.exports.tables import Cell, Look, Row, Table, row
from portal.register.exports.words import ENUMS
from portal.register.sheet import DataCategory, DataFamily, Retention, Sheet

DESCRIPTION = "Description du traitement"
ACTORS = "Acteurs"
PURPOSES = "Finalité(s) du traitement effectué"
CATEGORIES = "Catégories de données personnelles concernées"
SENSITIVE = "Données sensibles"
SUBJECTS = "Catégories de personnes concernées"
RECIPIENTS = "Destinataires"
MEASURES = "Mesures de sécurité"
TRANSFERS = "Transferts hors UE"
BLOCKS = (
    DESCRIPTION, ACTORS, PURPOSES, CATEGORIES, SENSITIVE, SUBJECTS, RECIPIENTS, MEASURES, TRANSFERS,
)  # fmt: skip
TECHNICAL, ORGANISATIONAL = "Mesure technique", "Mesure organisationnelle"
_SIX = (
    DataFamily.IDENTITY,
    DataFamily.PERSONAL_LIFE,
    DataFamily.ECONOMIC,
    DataFamily.CONNECTION,
    DataFamily.LOCATION,
    DataFamily.NIR,
)
# The families of the CNIL's older model: a row each, only when the activity has some.
_MORE = (DataFamily.PROFESSIONAL_LIFE, DataFamily.INTERNET, DataFamily.OTHER)
_NINE = tuple(
    family for family in DataFamily if family.is_sensitive and family is not DataFamily.NIR
)
_WIDTHS = (8.5, 8.5, 4.5, 6.5, 5.0, 6.0)


def fiche(entry: Entry | None, *, register: Register, name: str) -> Table:
    """Return the sheet of `entry`, or the empty one when None."""
    sheet = entry.sheet if entry else Sheet(name="")
    blocks: tuple[Callable[[], list[Row]], ...] = (
        lambda: _actors(sheet, register),
        lambda: _purposes(sheet),
        lambda: _data(sheet, CATEGORIES, _six(sheet)),
        lambda: _data(sheet, SENSITIVE, _NINE),
        lambda: _listed(SUBJECTS, "Catégorie de personnes", _subjects(sheet), least=2),
        lambda: _listed(RECIPIENTS, "Destinataire", _recipients(sheet), least=4),
        lambda: _listed(MEASURES, "Mesure de sécurité", _measures(sheet), least=3),
        lambda: _transfers(sheet),
    )
    rows = _description(entry)
    for block in blocks:
        rows += [(), *block()]
    return Table(name, tuple(rows), _WIDTHS)


def _block(name: str, *heads: str) -> Row:
    return (Cell(name, "block"), *(Cell(head, "head") for head in heads))


def _description(entry: Entry | None) -> list[Row]:
    reference = entry.reference if entry else ""
    days = (f"{entry.created_on:%d/%m/%Y}", f"{entry.updated_on:%d/%m/%Y}") if entry else ("", "")
    look: Look = "title"
    return [
        (Cell("Fiche de registre", look), Cell(), Cell(), Cell("N° REF", "label"), Cell(reference)),
        (),
        _block(DESCRIPTION),
        row("Nom / sigle", entry.sheet.name if entry else "", first="label"),
        row("N° / REF", reference, first="label"),
        row("Date de création", days[0], first="label"),
        row("Mise à jour", days[1], first="label"),
    ]


def _actors(sheet: Sheet, register: Register) -> list[Row]:
    dpo = register.dpo or Party(country="")
    joints = sheet.joint_controllers
    first, *others = [(joint.name, joint.contact) for joint in joints] or [("", "")]
    firm = row("Société du DPO (si DPO externe)", dpo.organisation, first="label")
    return [
        _block(ACTORS, "Nom et adresse", "Pays", "Téléphone", "Adresse mél"),
        _reached("Responsable du traitement", register.establishment),
        _reached("Délégué à la protection des données", dpo),
        firm,
        row("Représentant", sheet.representative, first="label"),
        row("Responsable(s) conjoint(s)", *first, first="label"),
        *(row("Responsable(s) conjoint(s)", *other, first="label") for other in others),
    ]


def _reached(title: str, party: Party) -> Row:
    town = " ".join(word for word in (party.postcode, party.city) if word)
    address = ", ".join(word for word in (party.name, party.street, town) if word)
    return row(title, address, party.country, party.phone, party.email, first="label")


def _purposes(sheet: Sheet) -> list[Row]:
    """The first purpose, then its parts and the purposes that follow, as the model has them."""
    main = sheet.purposes[0].text if sheet.purposes else ""
    subs = [sub for purpose in sheet.purposes[:1] for sub in purpose.sub_purposes]
    subs += [purpose.text for purpose in sheet.purposes[1:]]
    subs += [""] * (5 - len(subs))
    rows = [row("Finalité principale", main, first="label")]
    rows += [
        row(f"Sous-finalité {number}", sub, first="label") for number, sub in enumerate(subs, 1)
    ]
    return [_block(PURPOSES), *rows]


def _six(sheet: Sheet) -> tuple[DataFamily, ...]:
    used = {category.family for category in sheet.data_categories}
    return (*_SIX, *(family for family in _MORE if family in used))


def _data(sheet: Sheet, title: str, families: Iterable[DataFamily]) -> list[Row]:
    rows = [_block(title, "Description", "", "Durée de conservation")]
    for family in families:
        held = [category for category in sheet.data_categories if category.family is family]
        lasting = dict.fromkeys(_duration(category, sheet) for category in held)
        rows.append(
            row(
                ENUMS[DataFamily][family.value],
                "\n".join(category.label for category in held),
                "",
                "\n".join(text for text in lasting if text),
                first="label",
            )
        )
    return rows


def _duration(category: DataCategory, sheet: Sheet) -> str:
    named = [kept for kept in sheet.retentions if kept.what == category.retention]
    return duration(named[0]) if named else category.retention


def duration(kept: Retention) -> str:
    """Return how long something is kept, in one line."""
    parts = [kept.active, f"puis archivage {kept.archive}" if kept.archive else ""]
    start = f" ({kept.trigger})" if kept.trigger else ""
    return (", ".join(part for part in parts if part) or kept.rule) + start


def _subjects(sheet: Sheet) -> list[tuple[str, str]]:
    vulnerable = "personnes vulnérables"
    return [
        (person.label, " ; ".join(filter(None, (person.note, vulnerable * person.is_vulnerable))))
        for person in sheet.data_subjects
    ]


def _recipients(sheet: Sheet) -> list[tuple[str, str]]:
    kinds = ENUMS[type(sheet.recipients[0].kind)] if sheet.recipients else {}
    found = [
        (kinds[recipient.kind.value], " : ".join(filter(None, (recipient.label, recipient.note))))
        for recipient in sheet.recipients
    ]
    return found + [("Sous-traitants", processor.label) for processor in sheet.processors]


def _measures(sheet: Sheet) -> list[tuple[str, str]]:
    return [
        (ORGANISATIONAL if measure.is_organisational else TECHNICAL, measure.text)
        for measure in sheet.measures
    ]


def _listed(title: str, label: str, found: list[tuple[str, str]], *, least: int) -> list[Row]:
    padded = found + [("", "")] * (least - len(found))
    heads = ("Catégorie", "", "Précisions") if title == SUBJECTS else ("Type", "", "Précisions")
    return [
        _block(title, *heads),
        *(
            row(f"{label} {number}", kind, "", text, first="label")
            for number, (kind, text) in enumerate(padded, 1)
        ),
    ]


def _transfers(sheet: Sheet) -> list[Row]:
    found = [
        (
            transfer.recipient,
            transfer.country,
            ENUMS[type(transfer.tool)][transfer.tool.value],
            "",
            transfer.document,
        )
        for transfer in sheet.transfers
    ] or [("", "", "", "", "")]
    heads = ("Destinataire", "Pays", "Type de garanties", "", "Lien vers le document")
    rows = [
        row(f"Organisme destinataire {n}", *line, first="label") for n, line in enumerate(found, 1)
    ]
    return [_block(TRANSFERS, *heads), *rows]
