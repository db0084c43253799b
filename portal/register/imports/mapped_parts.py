"""The repeated fields of a sheet, from the cells of another register: one reader for each."""

import re
from collections.abc import Callable
from itertools import zip_longest

from django.utils.translation import gettext as _

from portal.register.exports.cells import CellRefused
from portal.register.exports.words import FIELDS
from portal.register.imports import meanings
from portal.register.imports.gathered import Gathered, items
from portal.register.recognition import recipient_kind, speaks_of
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    Fate,
    JointController,
    LegalBasis,
    Measure,
    ProcessorUse,
    Purpose,
    Recipient,
    Retention,
    Screening,
    Transfer,
    TransferTool,
)

Texts = dict[str, str]
# The name of the one period of a register that gives no other.
ALL_DATA = "Ensemble des données"


def bases_of(text: str, gathered: Gathered) -> tuple[tuple[LegalBasis, ...], str]:
    """Return the bases the text names, and the text to keep when it names none."""
    if meanings.is_nothing(text):
        return (), ""
    bases = meanings.legal_bases(text)
    if not bases:
        gathered.doubt(
            _("Base légale «\u00a0%(text)s\u00a0» non reconnue\u00a0: gardée comme justification.")
            % {"text": text[:60]}
        )
    return bases, "" if bases else text


def category_of(
    label: str, gathered: Gathered, *, source: str = "", kept: str = ""
) -> DataCategory:
    """Return a category of data with the family its words tell; an unknown one is told."""
    family = meanings.family(label)
    if family is DataFamily.OTHER:
        gathered.doubt(
            _("Données «\u00a0%(label)s\u00a0»\u00a0: famille non reconnue, à choisir.")
            % {"label": label[:60]}
        )
    text = gathered.line(label, label=FIELDS["data_categories"])
    return DataCategory(label=text, family=family, source=source, retention=kept)


def subject_of(label: str, gathered: Gathered, *, note: str = "") -> DataSubject:
    """Return a category of persons; its words tell whether they are vulnerable."""
    return DataSubject(
        label=gathered.line(label, label=FIELDS["data_subjects"]),
        note=gathered.line(note, label=FIELDS["data_subjects"]),
        is_vulnerable=speaks_of("vulnerable", label),
    )


def recipient_of(label: str, gathered: Gathered) -> Recipient:
    """Return a recipient with the kind its words tell."""
    text = gathered.line(label, label=FIELDS["recipients"])
    return Recipient(label=text, kind=recipient_kind(label))


def measure_of(text: str, gathered: Gathered) -> Measure:
    """Return a security measure; its words tell whether it is of organisation."""
    return Measure(
        text=gathered.line(text, label=FIELDS["measures"]),
        is_organisational=speaks_of("organisational", text),
    )


def _purposes(texts: Texts, gathered: Gathered) -> tuple[Purpose, ...]:
    bases, unknown = bases_of(texts["purposes.legal_bases"], gathered)
    justification = "\n".join(part for part in (texts["purposes.justification"], unknown) if part)
    label = FIELDS["purposes"]
    aims = items(texts["purposes.text"], separators="") or ("",)
    return tuple(
        Purpose(
            text=gathered.line(aim, label=label),
            sub_purposes=tuple(
                gathered.line(text, label=label)
                for text in (items(texts["purposes.sub_purposes"]) if place == 0 else ())
            ),
            legal_bases=bases,
            justification=justification,
            art9_exception=gathered.line(texts["purposes.art9_exception"], label=label),
        )
        for place, aim in enumerate(aims)
    )


def _data_subjects(texts: Texts, gathered: Gathered) -> tuple[DataSubject, ...]:
    return tuple(subject_of(text, gathered) for text in items(texts["data_subjects.label"]))


def _data_categories(texts: Texts, gathered: Gathered) -> tuple[DataCategory, ...] | None:
    source = gathered.line(texts["data_categories.source"], label=FIELDS["data_categories"])
    labels = [text for text in items(texts["data_categories.label"]) if not _is_answer(text)]
    if not labels and source:
        gathered.notes.append(f"Source des données : {source}")
    return tuple(category_of(label, gathered, source=source) for label in labels) or None


def _is_answer(text: str) -> bool:
    """Return whether the cell answers a question (« Sensibles ? Oui ») and names nothing."""
    return meanings.is_nothing(text) or meanings.truth(text) is not None


def _retentions(texts: Texts, gathered: Gathered) -> tuple[Retention, ...]:
    label = FIELDS["retentions"]
    said = texts["retentions.fate"]
    fate = meanings.fate(said) if said else Fate.UNDETERMINED
    if fate is None:
        gathered.notes.append(f"Sort final : {said}")
        gathered.doubt(_("Sort final «\u00a0%(text)s\u00a0» non reconnu.") % {"text": said[:60]})
    return (
        Retention(
            what=ALL_DATA,
            active=gathered.line(texts["retentions.active"], label=label),
            archive=gathered.line(texts["retentions.archive"], label=label),
            trigger=gathered.line(texts["retentions.trigger"], label=label),
            fate=fate or Fate.UNDETERMINED,
        ),
    )


def _recipients(texts: Texts, gathered: Gathered) -> tuple[Recipient, ...]:
    said = items(texts["recipients.label"])
    return tuple(recipient_of(text, gathered) for text in said if not meanings.is_nothing(text))


def _processors(texts: Texts, gathered: Gathered) -> tuple[ProcessorUse, ...]:
    return tuple(
        ProcessorUse(label=gathered.line(text, label=FIELDS["processors"]))
        for text in items(texts["processors.label"])
        if not _is_answer(text)
    )


def _joint_controllers(texts: Texts, gathered: Gathered) -> tuple[JointController, ...]:
    return tuple(
        JointController(name=gathered.line(text, label=FIELDS["joint_controllers"]))
        for text in items(texts["joint_controllers.name"])
        if not _is_answer(text)
    )


def _transfers(texts: Texts, gathered: Gathered) -> tuple[Transfer, ...]:
    who, where, how = (
        tuple(text for text in items(texts[f"transfers.{part}"]) if not meanings.is_nothing(text))
        for part in ("recipient", "country", "tool")
    )
    if len(where) != len(who) and len(who) == 1:
        where = (", ".join(where),)
    return tuple(
        transfer_of(
            name or country, country, how[min(place, len(how) - 1)] if how else "", gathered
        )
        for place, (name, country) in enumerate(zip_longest(who, where, fillvalue=""))
    )


def transfer_of(recipient: str, country: str, how: str, gathered: Gathered) -> Transfer:
    """Return a transfer; a safeguard whose words are not known is kept in its assessment."""
    tool = meanings.tool(how) if how else TransferTool.NONE_YET
    if tool is None:
        gathered.doubt(
            _("Garantie «\u00a0%(text)s\u00a0» non reconnue, à choisir.") % {"text": how[:60]}
        )
    return Transfer(
        recipient=gathered.line(recipient, label=FIELDS["transfers"]),
        country=gathered.line(country, label=FIELDS["transfers"]),
        tool=tool or TransferTool.NONE_YET,
        assessment=how if tool is None else "",
    )


def _measures(texts: Texts, gathered: Gathered) -> tuple[Measure, ...]:
    said = items(texts["measures.text"])
    return tuple(measure_of(text, gathered) for text in said if not meanings.is_nothing(text))


def _dpia(texts: Texts, gathered: Gathered) -> Dpia:
    said = texts["dpia.screening"]
    outcome = meanings.screening(said) if said else Screening.UNKNOWN
    reason = [texts["dpia.reason"], "" if outcome else said]
    return Dpia(
        screening=outcome or Screening.UNKNOWN, reason="\n".join(part for part in reason if part)
    )


def _has_paper(texts: Texts, _gathered: Gathered) -> bool:
    found = meanings.truth(texts["has_paper"])
    if found is None:
        raise CellRefused(
            FIELDS["has_paper"],
            _("«\u00a0%(text)s\u00a0» n’est ni «\u00a0oui\u00a0» ni «\u00a0non\u00a0».")
            % {"text": texts["has_paper"][:60]},
        )
    return found


def volume_of(text: str, gathered: Gathered) -> int | None:
    """Return the number of persons; words that are no number go to the note."""
    digits = re.sub(r"[\s\u00a0\u202f]", "", text)
    if digits.isascii() and digits.isdecimal():
        return int(digits)
    if text.strip():
        gathered.notes.append(f"{FIELDS['volume']} : {text}")
        gathered.doubt(
            _("Nombre de personnes «\u00a0%(text)s\u00a0»\u00a0: gardé dans la remarque.")
            % {"text": text[:60]}
        )
    return None


PARTS: dict[str, Callable[[Texts, Gathered], object]] = {
    "purposes": _purposes,
    "data_subjects": _data_subjects,
    "retentions": _retentions,
    "data_categories": _data_categories,
    "recipients": _recipients,
    "processors": _processors,
    "joint_controllers": _joint_controllers,
    "transfers": _transfers,
    "measures": _measures,
    "dpia": _dpia,
    "has_paper": _has_paper,
    "volume": lambda texts, gathered: volume_of(texts["volume"], gathered),
}
