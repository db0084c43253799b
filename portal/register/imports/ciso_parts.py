"""The sheets under a processing of CISO Assistant, each read into fields of ours."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from portal.register.exports.words import FIELDS
from portal.register.imports import meanings
from portal.register.imports.ciso_codes import Code, code_of
from portal.register.imports.gathered import Gathered
from portal.register.recognition import recipient_kind
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Fate,
    JointController,
    LegalBasis,
    ProcessorUse,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Transfer,
    TransferTool,
)

# A row of a sheet: its cells by their titles, in lower case.
Part = dict[str, str]
Values = tuple[tuple[object, ...], ...]


def _known(table: str, part: Part, key: str, gathered: Gathered) -> Code | None:
    """Return what a choice says; an unknown one is told, and its words go to the note."""
    written = part.get(key, "")
    found = code_of(table, written) if written else None
    if written and found is None:
        gathered.notes.append(f"CISO Assistant, {key} : {written}")
        gathered.doubt(
            _("Catégorie «\u00a0%(text)s\u00a0» inconnue\u00a0: gardée dans la remarque.")
            % {"text": written[:60]}
        )
    return found


def _name(part: Part, code: Code | None, key: str) -> str:
    """Return what a row is called: its name, else its category in French, else as written."""
    return part.get("name", "") or (code.label if code else "") or part.get(key, "")


def _purposes(parts: list[Part], gathered: Gathered) -> Values:
    found = []
    for part in parts:
        basis = _known("bases", part, "legal_basis", gathered)
        condition = _known("conditions", part, "article_9_condition", gathered)
        text, more = part.get("name", ""), part.get("description", "")
        purpose = Purpose(
            text=gathered.line(text or more, label=FIELDS["purposes"]),
            legal_bases=(LegalBasis(basis.meaning),) if basis else (),
            justification=more if text else "",
            art9_exception=condition.meaning if condition else "",
        )
        found.append(purpose)
    return (tuple(found),)


def _personal_data(parts: list[Part], gathered: Gathered) -> Values:
    categories: list[DataCategory] = []
    retentions: dict[str, Retention] = {}
    label = FIELDS["data_categories"]
    for part in parts:
        code = _known("categories", part, "category", gathered)
        name = gathered.line(_name(part, code, "category"), label=label)
        family = DataFamily(code.meaning) if code else meanings.family(name)
        if meanings.truth(part.get("is_sensitive", "")) and not family.is_sensitive:
            gathered.notes.append(f"Donnée signalée sensible : {name}")
            gathered.doubt(
                _("Données «\u00a0%(name)s\u00a0»\u00a0: signalées sensibles, famille à choisir.")
                % {"name": name[:60]}
            )
        kept = part.get("retention", "")
        policy = _known("fates", part, "deletion_policy", gathered)
        if kept or policy:
            fate = Fate(policy.meaning) if policy else Fate.UNDETERMINED
            active = gathered.line(kept, label=FIELDS["retentions"])
            retentions.setdefault(name, Retention(what=name, active=active, fate=fate))
        has_period = name in retentions
        categories.append(
            DataCategory(label=name, family=family, retention=name if has_period else "")
        )
        _describe(part, name, gathered)
    return tuple(categories), tuple(retentions.values())


def _describe(part: Part, name: str, gathered: Gathered) -> None:
    if part.get("description"):
        gathered.notes.append(f"{name} : {part['description']}")


def _data_subjects(parts: list[Part], gathered: Gathered) -> Values:
    found = []
    for part in parts:
        code = _known("subjects", part, "category", gathered)
        label = gathered.line(_name(part, code, "category"), label=FIELDS["data_subjects"])
        note = gathered.line(part.get("description", ""), label=FIELDS["data_subjects"])
        is_vulnerable = bool(code) and code.meaning == "yes" if code else False
        found.append(DataSubject(label=label, note=note, is_vulnerable=is_vulnerable))
    return (tuple(found),)


def _recipients(parts: list[Part], gathered: Gathered) -> Values:
    found = []
    for part in parts:
        code = _known("recipients", part, "category", gathered)
        label = gathered.line(_name(part, code, "category"), label=FIELDS["recipients"])
        kind = RecipientKind(code.meaning) if code else recipient_kind(label)
        note = gathered.line(part.get("description", ""), label=FIELDS["recipients"])
        found.append(Recipient(label=label, kind=kind, note=note))
    return (tuple(found),)


def _contractors(parts: list[Part], gathered: Gathered) -> Values:
    processors: list[ProcessorUse] = []
    joint: list[JointController] = []
    recipients: list[Recipient] = []
    for part in parts:
        relation = _known("relationships", part, "relationship_type", gathered)
        name = gathered.line(_who(part), label=FIELDS["processors"])
        document = part.get("documentation_link", "")
        if relation and relation.meaning == "joint":
            joint.append(JointController(name=name, arrangement=document))
        elif relation and relation.meaning == "recipient":
            recipients.append(Recipient(label=name, kind=RecipientKind.PARTNER))
        else:
            processors.append(ProcessorUse(label=name))
        facts = [_country(part), document, part.get("description", "")]
        if any(facts):
            gathered.notes.append(f"{name} : {', '.join(fact for fact in facts if fact)}")
    return tuple(processors), tuple(joint), tuple(recipients)


def _transfers(parts: list[Part], gathered: Gathered) -> Values:
    found = []
    for part in parts:
        mechanism = part.get("transfer_mechanism", "")
        other = code_of("other_tools", mechanism)
        code = None if other else _known("tools", part, "transfer_mechanism", gathered)
        said = [
            other.meaning if other else "",
            part.get("guarantees", ""),
            part.get("description", ""),
        ]
        found.append(
            Transfer(
                recipient=gathered.line(_who(part), label=FIELDS["transfers"]),
                country=_country(part),
                tool=TransferTool(code.meaning) if code else TransferTool.NONE_YET,
                document=gathered.line(
                    part.get("documentation_link", ""), label=FIELDS["transfers"]
                ),
                assessment="\n".join(text for text in said if text),
            )
        )
    return (tuple(found),)


def _who(part: Part) -> str:
    return part.get("entity", "") or part.get("name", "") or _country(part)


def _country(part: Part) -> str:
    written = part.get("country", "")
    known = code_of("countries", written)
    return known.meaning if known else written[:300]


# The name of each sheet, the fields it fills, how it is read.
PARTS: dict[str, tuple[tuple[str, ...], Callable[[list[Part], Gathered], Values]]] = {
    "purposes": (("purposes",), _purposes),
    "personal data": (("data_categories", "retentions"), _personal_data),
    "data subjects": (("data_subjects",), _data_subjects),
    "data recipients": (("recipients",), _recipients),
    "contractors": (("processors", "joint_controllers", "recipients"), _contractors),
    "transfers": (("transfers",), _transfers),
}
