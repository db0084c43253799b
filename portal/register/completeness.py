"""What a sheet lacks, and why it is asked: article 30 first, then what proves the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.register.fields import Field, fields
from portal.register.sheet import DataFamily, LegalBasis, Screening, Sheet, TransferTool


@dataclass(frozen=True, slots=True)
class Missing:
    """A field left empty. `is_owed`: article 30 itself asks for it, and validation waits for it."""

    field: Field
    section: str
    is_owed: bool

    @property
    def label(self) -> str:
        """What is missing, in the language of the page."""
        return self.field.label


def missing(sheet: Sheet, *, role: str) -> tuple[Missing, ...]:
    """Return what the sheet lacks for that role, what article 30 asks for first.

    Source: RGPD art. 30 §1 and §2; art. 6, 9 and 44 for what each entry rests on.
    """
    found = {one.field.path: one for one in (*_empty(sheet, role), *_by_case(sheet, role))}
    return tuple(sorted(found.values(), key=lambda one: not one.is_owed))


def owed(sheet: Sheet, *, role: str) -> tuple[Missing, ...]:
    """Return what article 30 asks for and the sheet does not say."""
    return tuple(one for one in missing(sheet, role=role) if one.is_owed)


def _empty(sheet: Sheet, role: str) -> Iterator[Missing]:
    for field in fields().values():
        need = field.needs.get(role, "none")
        if need in {"always", "possible", "advised"} and not _says(sheet, field.path):
            yield Missing(field, field.section, is_owed=need == "always")


def _says(sheet: Sheet, path: str) -> bool:
    if path == "dpia":
        return sheet.dpia.screening != Screening.UNKNOWN
    return getattr(sheet, path) not in ("", (), None)


def _by_case(sheet: Sheet, role: str) -> Iterator[Missing]:
    """Yield what only some sheets owe: a basis for each purpose, a tool for each transfer."""
    if any(not one.country for one in sheet.transfers):
        yield _part("transfers.country", is_owed=True)
    if any(one.tool == TransferTool.NONE_YET for one in sheet.transfers):
        yield _part("transfers.tool", is_owed=True)
    if role == "controller":
        yield from _of_a_controller(sheet)


def _of_a_controller(sheet: Sheet) -> Iterator[Missing]:
    families = {one.family for one in sheet.data_categories}
    if any(not one.legal_bases for one in sheet.purposes):
        yield _part("purposes.legal_bases", is_owed=False)
    if _is_special(families) and not any(one.art9_exception for one in sheet.purposes):
        yield _part("purposes.art9_exception", is_owed=False)
    if DataFamily.NIR in families and not sheet.nir:
        yield _part("nir", is_owed=False)
    if _asks_consent(sheet) and not sheet.consent:
        yield _part("consent", is_owed=False)
    if any(not one.arrangement for one in sheet.joint_controllers):
        yield _part("joint_controllers.arrangement", is_owed=False)


def _is_special(families: set[DataFamily]) -> bool:
    """Return whether a family is of article 9: neither the NIR nor offences are."""
    return any(
        family.is_sensitive and family not in {DataFamily.NIR, DataFamily.OFFENCES}
        for family in families
    )


def _asks_consent(sheet: Sheet) -> bool:
    return any(LegalBasis.CONSENT in one.legal_bases for one in sheet.purposes)


def _part(path: str, *, is_owed: bool) -> Missing:
    whole = fields()[path.partition(".")[0]]
    return Missing(fields()[path], whole.section, is_owed=is_owed)
