"""The templates of the nine professions, read into sheets: every fact kept, every doubt told.

A template is a draft for the controller to confirm: what it cannot know of an establishment is
told by its doubts. Source: GDPR art. 30; the `references` of each activity.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.law.reading import Record, read
from portal.law.retention_schedule import RetentionRule, retention_rules
from portal.register.recognition import (
    data_family,
    legal_bases,
    recipient_kind,
    speaks_of,
)
from portal.register.sheet import (
    DataCategory,
    DataSubject,
    Dpia,
    Measure,
    ProcessorUse,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Screening,
    Sheet,
)

_FILES = Path(__file__).parent / "professions"
COMMON, FIRM = "common", "firm_as_processor"
_TO_JUSTIFY = "repere"
_SCREENINGS = {
    "oui": Screening.REQUIRED,
    "selon": Screening.DEPENDS,
    "non": Screening.NOT_REQUIRED,
}


class Doubt(StrEnum):
    """What a template cannot know of an establishment, to be confirmed there."""

    LEGAL_BASIS_DEPENDS = "legal_basis_depends"
    ROLE_TO_QUALIFY = "role_to_qualify"
    PROCESSORS_TO_NAME = "processors_to_name"
    TRANSFERS_TO_CHECK = "transfers_to_check"
    RETENTION_TO_JUSTIFY = "retention_to_justify"
    RETENTION_OF_EACH = "retention_of_each"
    DPIA_DEPENDS = "dpia_depends"


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A field of the sheet to look at before validating, and why."""

    path: str
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class ActivityTemplate:
    """One activity as the library proposes it.

    `otherwise` says when the impact assessment is required all the same, or "".
    """

    reference: str
    version: int
    sheet: Sheet
    to_confirm: tuple[ToConfirm, ...]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class ProfessionTemplate:
    """The activities of one profession, its own first, then those common to all.

    `caution` says what the DPO must still read again before publication.
    """

    type: str
    label: str
    caution: str
    activities: tuple[ActivityTemplate, ...]


@cache
def profession(establishment_type: str) -> ProfessionTemplate:
    """Return the whole register proposed to a type. Raises FileNotFoundError when there is none."""
    document = read(_FILES / f"{establishment_type}.yaml")
    document.integer("schema_version")
    common = {one.reference: one for one in common_activities()}
    found = ProfessionTemplate(
        type=document.choice("establishment_type", [establishment_type]),
        label=document.text("libelle"),
        caution=document.text("references_verification"),
        activities=(
            *_activities(document),
            *(common[reference] for reference in document.texts("include_common")),
        ),
    )
    document.finish()
    return found


@cache
def common_activities() -> tuple[ActivityTemplate, ...]:
    """Return the activities that every profession may have."""
    document = read(_FILES / f"{COMMON}.yaml")
    document.integer("schema_version")
    document.choice("establishment_type", ["commun"])
    found = _activities(document)
    document.finish()
    return found


@cache
def firm_activities() -> tuple[ActivityTemplate, ...]:
    """Return what the DPO's firm does for its clients. Source: GDPR art. 30(2)."""
    document = read(_FILES / f"{FIRM}.yaml")
    document.integer("schema_version")
    document.choice("registre", ["art_30_2"])
    version = document.integer("version")
    found = tuple(_as_processor(one, version=version) for one in document.records("activites"))
    document.finish()
    return found


def _activities(document: Record) -> tuple[ActivityTemplate, ...]:
    version = document.integer("version")
    return tuple(_as_controller(one, version=version) for one in document.records("activites"))


def _as_controller(record: Record, *, version: int) -> ActivityTemplate:
    reference, words = record.text("ref"), record.texts("sous_traitants_types")
    apart = tuple(one for one in words if speaks_of("separate_controllers", one))
    retentions, sources = _retentions(record)
    measures = record.texts("mesures_securite")
    dpia, otherwise = _dpia(record.record("aipd"))
    sheet = Sheet(
        name=record.text("nom"),
        purposes=(_purpose(record),),
        references=_references(record.optional_text("references"), sources),
        data_subjects=tuple(
            DataSubject(label=one, is_vulnerable=speaks_of("vulnerable", one))
            for one in record.texts("personnes_concernees")
        ),
        data_categories=_categories(record.texts("categories_donnees"), retentions),
        retentions=retentions,
        recipients=(*_recipients(record), *_partners(apart)),
        processors=tuple(ProcessorUse(label=one) for one in words if one not in apart),
        transfers_note=record.text("transferts_hors_ue"),
        measures=_measures(measures),
        has_paper=any(speaks_of("paper", one) for one in measures),
        information=record.text("information"),
        dpia=dpia,
        hds="\n".join(one for one in (*words, *measures) if speaks_of("health_hosting", one)),
        note=record.optional_text("note"),
    )
    record.finish()
    return ActivityTemplate(
        reference, version, sheet, doubts_of(sheet, otherwise=otherwise), otherwise
    )


def _as_processor(record: Record, *, version: int) -> ActivityTemplate:
    sheet = Sheet(
        name=record.text("nom"),
        controllers=(record.text("responsables"),),
        processing_categories=record.texts("categories_traitements"),
        data_categories=_categories(record.texts("donnees"), ()),
        transfers_note=record.text("transferts"),
        measures=_measures(record.texts("mesures")),
        note=record.optional_text("note"),
    )
    reference = record.text("ref")
    record.finish()
    return ActivityTemplate(reference, version, sheet, ())


def _purpose(record: Record) -> Purpose:
    basis = record.text("base_legale_art6")
    return Purpose(
        text=record.text("finalite"),
        sub_purposes=record.texts("sous_finalites") if record.has("sous_finalites") else (),
        legal_bases=legal_bases(basis),
        justification=basis,
        art9_exception=record.optional_text("exception_art9"),
    )


def _references(texts: str, sources: tuple[str, ...]) -> str:
    """Return the texts cited; a period that no rule of the schedule gives adds its own source."""
    cited = [f"durée de conservation\u00a0: {one}" for one in sources if one not in texts]
    return " ; ".join([texts, *cited] if texts else cited)


def _retentions(record: Record) -> tuple[tuple[Retention, ...], tuple[str, ...]]:
    """Return the lines, and the sources of those that rest on no rule of the schedule."""
    lines, sources = [], []
    for line in record.records("conservation"):
        source = line.text("source")
        rule = _schedule().get(source)
        if rule is None:
            if source.startswith("RET-"):
                raise line.error_at("source", "règle de conservation inconnue")
            sources.append(source)
        lines.append(
            Retention(
                what=line.text("quoi"),
                active=line.text("active"),
                archive=line.optional_text("archive"),
                rule=rule.id if rule else "",
                trigger=rule.start_fr if rule else "",
            )
        )
        line.finish()
    return tuple(lines), tuple(sources)


def _categories(
    labels: tuple[str, ...], retentions: tuple[Retention, ...]
) -> tuple[DataCategory, ...]:
    """Return the categories; with one line of retention, it is the one of each of them."""
    kept = retentions[0].what if len(retentions) == 1 else ""
    return tuple(
        DataCategory(label=label, family=data_family(label), retention=kept) for label in labels
    )


def _recipients(record: Record) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(label=one, kind=recipient_kind(one)) for one in record.texts("destinataires")
    )


def _partners(labels: tuple[str, ...]) -> tuple[Recipient, ...]:
    """Return those the template lists beside processors and calls controllers of their own."""
    return tuple(Recipient(label=one, kind=RecipientKind.PARTNER) for one in labels)


def _measures(texts: tuple[str, ...]) -> tuple[Measure, ...]:
    return tuple(
        Measure(text=one, is_organisational=speaks_of("organisational", one)) for one in texts
    )


def _dpia(record: Record) -> tuple[Dpia, str]:
    otherwise = record.optional_text("sinon")
    reason = record.text("motif")
    if otherwise:
        reason = f"{reason} ; sinon\u00a0: {otherwise}"
    screening = _SCREENINGS[record.choice("requise", _SCREENINGS)]
    record.finish()
    return Dpia(screening=screening, reason=reason), otherwise


def doubts_of(sheet: Sheet, *, otherwise: str) -> tuple[ToConfirm, ...]:
    """Return what a sheet taken from a template still leaves to confirm, in its own order.

    `otherwise` is the template's, "" once the screening of this establishment was made.
    """
    rules = [_schedule().get(line.rule) for line in sheet.retentions]
    doubts = (
        (
            any(len(one.legal_bases) != 1 for one in sheet.purposes),
            "purposes",
            Doubt.LEGAL_BASIS_DEPENDS,
        ),
        (len(sheet.retentions) > 1, "data_categories", Doubt.RETENTION_OF_EACH),
        (
            any(rule is not None and rule.obligation == _TO_JUSTIFY for rule in rules),
            "retentions",
            Doubt.RETENTION_TO_JUSTIFY,
        ),
        (bool(sheet.processors), "processors", Doubt.PROCESSORS_TO_NAME),
        (_has_role_to_qualify(sheet), "recipients", Doubt.ROLE_TO_QUALIFY),
        ("à vérifier" in sheet.transfers_note, "transfers", Doubt.TRANSFERS_TO_CHECK),
        (
            bool(otherwise) or sheet.dpia.screening == Screening.DEPENDS,
            "dpia",
            Doubt.DPIA_DEPENDS,
        ),
    )
    return tuple(ToConfirm(path, doubt) for holds, path, doubt in doubts if holds)


def _has_role_to_qualify(sheet: Sheet) -> bool:
    labels = [one.label for one in sheet.recipients] + [one.label for one in sheet.processors]
    return any(speaks_of("roles_to_qualify", label) for label in labels)


@cache
def _schedule() -> dict[str, RetentionRule]:
    return {rule.id: rule for rule in retention_rules()}
