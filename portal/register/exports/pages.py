"""What the printed register says of an activity, section by section: for PDF and for Word."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.register.exports.register import Entry, Party, Register
from portal.register.exports.sheet_of_activity import duration
from portal.register.exports.words import ENUMS, FIELDS, NO, ROLES, STATES, YES
from portal.register.sheet import (
    CollectionMethod,
    DataFamily,
    DpiaCriterion,
    Fate,
    LegalBasis,
    RecipientKind,
    Screening,
    Sheet,
    TransferTool,
)

TITLE = "Registre des activités de traitement"
LAW = (
    "Règlement (UE) 2016/679, article 30. Tenu à la disposition de la CNIL, qui peut le demander à"
    " tout moment (article 30, paragraphe 4)."
)
REDACTED = (
    "Version communicable : sans mesures de sécurité, secrets protégés par la loi ni brouillons."
)
EMPTY = "Le registre ne contient aucune activité."


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: a text, or rows under titles of columns."""

    title: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()


def said_on(register: Register) -> str:
    """Return the sentence that dates the register."""
    return f"Tel qu’il était le {register.as_of:%d/%m/%Y à %H:%M}"


def lines_of(party: Party) -> tuple[str, ...]:
    """Return how a party is reached, a line each; the name comes first."""
    town = " ".join(word for word in (party.postcode, party.city) if word)
    found = (party.name, party.organisation, party.street, town, party.phone, party.email)
    return tuple(line for line in found if line)


def numbers_of(register: Register) -> tuple[str, ...]:
    """Return the registration numbers of the establishment, a line each."""
    place = register.establishment
    found = (("SIREN", place.siren), ("SIRET", place.siret), ("FINESS", place.finess))
    return tuple(f"{name} {number}" for name, number in found if number)


def facts(entry: Entry) -> str:
    """Return one line: role, state and days."""
    validated = f" · validée le {entry.validated_on:%d/%m/%Y}" if entry.validated_on else ""
    return (
        f"{ROLES[entry.role]} · {STATES[entry.state]}{validated}"
        f" · créée le {entry.created_on:%d/%m/%Y} · mise à jour le {entry.updated_on:%d/%m/%Y}"
    )


def has_sensitive(entry: Entry) -> str:
    """Return « Oui » when the activity has sensitive data."""
    return YES if entry.sheet.has_sensitive_data else NO


def sections(sheet: Sheet) -> tuple[Section, ...]:
    """Return what the sheet says, in the order of article 30; nothing of an empty field."""
    found = (*_why(sheet), *_what(sheet), *_who(sheet), *_how(sheet))
    return tuple(section for section in found if section.text or section.rows)


def _why(sheet: Sheet) -> Iterable[Section]:
    yield Section(
        FIELDS["purposes"],
        head=("Finalité", "Base légale", "Justification et exception de l’art. 9"),
        rows=tuple(
            (
                "\n".join((purpose.text, *(f"– {sub}" for sub in purpose.sub_purposes))),
                "\n".join(ENUMS[LegalBasis][basis] for basis in purpose.legal_bases),
                "\n".join(filter(None, (purpose.justification, purpose.art9_exception))),
            )
            for purpose in sheet.purposes
        ),
        widths=(5, 4, 5),
    )
    yield _listing("controllers", sheet.controllers)
    yield _listing("processing_categories", sheet.processing_categories)
    yield _listing("operations", sheet.operations)
    yield _text(sheet, "references")


def _what(sheet: Sheet) -> Iterable[Section]:
    yield Section(
        FIELDS["data_subjects"],
        head=("Catégorie", "Précision", "Vulnérables"),
        rows=tuple(
            (person.label, person.note, YES if person.is_vulnerable else NO)
            for person in sheet.data_subjects
        ),
        widths=(6, 6, 2),
    )
    if sheet.volume is not None:
        yield Section(FIELDS["volume"], text=f"{sheet.volume:,}".replace(",", "\u202f"))
    yield Section(
        FIELDS["data_categories"],
        head=("Donnée", "Famille", "Source", "Conservation"),
        rows=tuple(
            (category.label, ENUMS[DataFamily][category.family], category.source,
             category.retention)
            for category in sheet.data_categories
        ),
        widths=(4, 5, 3, 4),
    )  # fmt: skip
    yield Section(
        FIELDS["retentions"],
        head=("Quoi", "Durée", "Règle", "Sort final"),
        rows=tuple(
            (kept.what, duration(kept), kept.rule, ENUMS[Fate][kept.fate])
            for kept in sheet.retentions
        ),
        widths=(4, 6, 3, 3),
    )
    yield _text(sheet, "nir")


def _who(sheet: Sheet) -> Iterable[Section]:
    yield Section(
        FIELDS["recipients"],
        head=("Destinataire", "Type", "Précision"),
        rows=tuple(
            (recipient.label, ENUMS[RecipientKind][recipient.kind], recipient.note)
            for recipient in sheet.recipients
        ),
        widths=(5, 5, 4),
    )
    yield _listing("processors", [processor.label for processor in sheet.processors])
    yield Section(
        FIELDS["joint_controllers"],
        head=("Nom", "Coordonnées", "Accord (art. 26)"),
        rows=tuple(
            (joint.name, joint.contact, joint.arrangement) for joint in sheet.joint_controllers
        ),
        widths=(4, 4, 6),
    )
    yield _text(sheet, "representative")
    yield Section(
        FIELDS["transfers"],
        head=("Destinataire", "Pays", "Garantie", "Document et évaluation"),
        rows=tuple(
            (
                transfer.recipient,
                transfer.country,
                ENUMS[TransferTool][transfer.tool],
                "\n".join(filter(None, (transfer.document, transfer.assessment))),
            )
            for transfer in sheet.transfers
        ),
        widths=(4, 3, 4, 5),
    )
    yield _text(sheet, "transfers_note")


def _how(sheet: Sheet) -> Iterable[Section]:
    yield Section(
        FIELDS["measures"],
        head=("Mesure", "Nature"),
        rows=tuple(
            (measure.text, "Organisationnelle" if measure.is_organisational else "Technique")
            for measure in sheet.measures
        ),
        widths=(11, 3),
    )
    yield _listing("software", sheet.software)
    if sheet.has_paper:
        yield Section(FIELDS["has_paper"], text=YES)
    methods = [ENUMS[CollectionMethod][one] for one in sheet.collection_methods]
    yield _listing("collection_methods", methods)
    for field in ("collection", "information", "consent", "rights", "automated_decision"):
        yield _text(sheet, field)
    criteria = " ; ".join(ENUMS[DpiaCriterion][one] for one in sheet.dpia.criteria)
    said = (
        ENUMS[Screening][sheet.dpia.screening],
        sheet.dpia.reason,
        f"Critères réunis\u00a0: {criteria}" if criteria else "",
        f"AIPD réalisée\u00a0: {sheet.dpia.reference}" if sheet.dpia.reference else "",
    )
    yield Section(FIELDS["dpia"], text="\n".join(filter(None, said)))
    for field in ("hds", "owner", "note"):
        yield _text(sheet, field)


def _text(sheet: Sheet, field: str) -> Section:
    return Section(FIELDS[field], text=getattr(sheet, field))


def _listing(field: str, lines: Iterable[str]) -> Section:
    return Section(FIELDS[field], text="\n".join(lines))
