"""What the picture of an activity says: five columns and the lines of retention. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.processors.states import ContractState
from portal.register.recognition import folded
from portal.register.sheet import (
    DataCategory,
    ProcessorUse,
    Recipient,
    RecipientKind,
    Sheet,
    Transfer,
    TransferTool,
)
from portal.register.words import said


class Tone(StrEnum):
    """How a box is drawn. Red and amber always come with words that say why."""

    PERSON = "person"
    PLAIN = "plain"
    TOOL = "tool"
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    REST = "rest"
    NOTHING = "nothing"


_TONES = {
    ContractState.OK: Tone.GOOD,
    ContractState.EXPIRING: Tone.WATCH,
    ContractState.EXPIRED: Tone.BAD,
    ContractState.MISSING: Tone.BAD,
    ContractState.NON_COMPLIANT: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One box. `detail` is said under its name, `mark` on its corner; both may be "".

    `whole` is what it says in full, "" when the rest does.
    """

    label: str
    detail: str = ""
    tone: Tone = Tone.PLAIN
    mark: str = ""
    whole: str = ""

    @property
    def words(self) -> str:
        """All of it on one line."""
        if self.whole:
            return self.whole
        about = ", ".join(filter(None, (self.detail, self.mark)))
        return f"{self.label} ({about})" if about else self.label


@dataclass(frozen=True, slots=True)
class Column:
    """One step of the way: its name, its boxes."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept: in use, then in archive ("" for none), then its fate."""

    what: str
    active: str
    archive: str
    fate: str

    @property
    def words(self) -> str:
        """All of it on one line."""
        return f"{self.what} ({', '.join(filter(None, (self.active, self.archive, self.fate)))})"


@dataclass(frozen=True, slots=True)
class Facts:
    """Persons, collection, tools, processors, recipients, in that order; then what is kept."""

    name: str
    columns: tuple[Column, ...]
    kept: tuple[Kept, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the sheet says nothing that can be drawn."""
        return not self.kept and not any(column.items for column in self.columns)

    @property
    def sentence(self) -> str:
        """Everything the picture shows, for who does not see it."""
        parts = [(column.title, [one.words for one in column.items]) for column in self.columns]
        parts.append((_("Conservation"), [one.words for one in self.kept]))
        return " ".join(_sentence(title, words) for title, words in parts)


def facts_of(sheet: Sheet, *, contracts: Mapping[str, ContractState] | None) -> Facts:
    """Return what the sheet lets draw.

    `contracts` gives the state of each link to a processor; a processor without link, or whose
    link is not there, has no known contract. None: the picture says nothing of contracts.
    """
    away = {folded(one.recipient): one for one in sheet.transfers}
    processors = tuple(_processor(one, contracts, away) for one in sheet.processors)
    return Facts(
        name=sheet.name,
        columns=(
            Column(_("Personnes"), tuple(_persons(sheet))),
            Column(_("Collecte"), tuple(_collected(sheet))),
            Column(_("Outils"), tuple(_tools(sheet))),
            Column(_("Sous-traitants"), processors),
            Column(_("Destinataires"), tuple(_recipients(sheet, away))),
        ),
        kept=tuple(
            Kept(
                what=one.what,
                active=_lasting(one.active, one.trigger, _("durée à préciser")),
                archive=one.archive,
                fate=said(one.fate),
            )
            for one in sheet.retentions
        ),
    )


def _sentence(title: str, words: list[str]) -> str:
    said_of_it = ", ".join(words) or _("rien d’indiqué")
    return _("%(title)s\u00a0: %(words)s.") % {"title": title, "words": said_of_it}


def _persons(sheet: Sheet) -> Iterator[Item]:
    people = sheet.data_subjects
    for one in people:
        counted = _counted(sheet.volume) if len(people) == 1 else ""
        mark = _("vulnérables") if one.is_vulnerable else ""
        yield Item(one.label, counted or one.note, Tone.PERSON, mark)
    for name in sheet.controllers:
        yield Item(name, _("responsable du traitement"), Tone.PERSON)


def _counted(volume: int | None) -> str:
    if not volume:
        return ""
    number = f"{volume:,}".replace(",", "\u202f")
    return ngettext("%(number)s personne", "%(number)s personnes", volume) % {"number": number}


def _collected(sheet: Sheet) -> Iterator[Item]:
    """Yield what is done for others, how data come in, then what is recorded, source by source."""
    yield from (Item(name, _("traitement confié")) for name in sheet.processing_categories)
    yield from (Item(said(one)) for one in sheet.collection_methods)
    for line in sheet.collection.splitlines():
        if line.strip():
            yield Item(line.strip())
    by_source: dict[str, list[DataCategory]] = {}
    for one in sheet.data_categories:
        by_source.setdefault(one.source or f"\n{one.label}", []).append(one)
    for source, held in by_source.items():
        labels = ", ".join(one.label for one in held)
        mark = _("sensibles") if any(one.is_sensitive for one in held) else ""
        named = held[0].source
        yield Item(named, labels, mark=mark) if named else Item(source.strip(), mark=mark)


def _tools(sheet: Sheet) -> Iterator[Item]:
    for name in sheet.software:
        yield Item(name, tone=Tone.TOOL)
    if sheet.has_paper:
        yield Item(_("Papier"), tone=Tone.TOOL)


def _processor(
    one: ProcessorUse,
    contracts: Mapping[str, ContractState] | None,
    away: Mapping[str, Transfer],
) -> Item:
    leaves = away.get(folded(one.label))
    mark = _("hors UE") if leaves else ""
    if contracts is None:
        return Item(one.label, _where(leaves), Tone.WATCH if leaves else Tone.PLAIN, mark)
    state = contracts.get(one.link, ContractState.MISSING)
    words = {
        ContractState.OK: _("contrat en vigueur"),
        ContractState.EXPIRING: _("contrat bientôt échu"),
        ContractState.EXPIRED: _("contrat échu"),
        ContractState.MISSING: _("contrat à vérifier"),
        ContractState.NON_COMPLIANT: _("contrat non conforme"),
    }
    return Item(one.label, words[state], _TONES[state], mark)


def _recipients(sheet: Sheet, away: Mapping[str, Transfer]) -> Iterator[Item]:
    for one in sheet.recipients:
        yield _recipient(one, away.get(folded(one.label)))
    for joint in sheet.joint_controllers:
        yield Item(joint.name, _("responsable conjoint"))
    known = {folded(one.label) for one in sheet.recipients}
    known |= {folded(one.label) for one in sheet.processors}
    for leaves in sheet.transfers:
        if folded(leaves.recipient) not in known:
            yield Item(leaves.recipient, _where(leaves), _tone_away(leaves), _("hors UE"))


def _recipient(one: Recipient, leaves: Transfer | None) -> Item:
    if leaves is not None:
        return Item(one.label, _where(leaves), _tone_away(leaves), _("hors UE"))
    if one.kind == RecipientKind.THIRD_COUNTRY:
        return Item(one.label, one.note, Tone.WATCH, _("hors UE"))
    return Item(one.label, one.note or said(one.kind))


def _where(leaves: Transfer | None) -> str:
    if leaves is None:
        return ""
    country = leaves.country or _("pays à préciser")
    if leaves.tool == TransferTool.NONE_YET:
        return _("%(country)s, sans garantie") % {"country": country}
    return country


def _tone_away(leaves: Transfer) -> Tone:
    return Tone.BAD if leaves.tool == TransferTool.NONE_YET else Tone.WATCH


def _lasting(period: str, trigger: str, unknown: str) -> str:
    if not period:
        return unknown
    return f"{period} ({trigger})" if trigger else period
