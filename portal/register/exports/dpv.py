"""The register as JSON-LD in the words of the Data Privacy Vocabulary, for other machines.

Terms of DPV 2.0 and of its extension for the GDPR; what the vocabulary has no term for keeps its
label. Source: W3C Data Privacy Vocabularies and Controls Community Group, https://w3id.org/dpv.
"""

import json
import re

from portal.register.exports.register import Entry, Register
from portal.register.exports.sheet_of_activity import duration
from portal.register.exports.words import ENUMS, STATES
from portal.register.sheet import DataCategory, Purpose, Sheet, Transfer, TransferTool

MIMETYPE = "application/ld+json"
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "label": {"@id": "skos:prefLabel", "@language": "fr"},
    "note": {"@id": "skos:note", "@language": "fr"},
}
# No term says « a derogation » without saying which, nor that there is no tool yet.
_TOOLS = {
    TransferTool.ADEQUACY: "eu-gdpr:A45-3",
    TransferTool.DPF: "eu-gdpr:A45-3",
    TransferTool.CLAUSES: "eu-gdpr:A46-2-c",
    TransferTool.BINDING_RULES: "eu-gdpr:A46-2-b",
}
_ARTICLE_9 = re.compile(r"9\D{0,8}2\D{0,4}\b([a-j])\b", re.IGNORECASE)
Node = dict[str, object]


def write(register: Register) -> bytes:
    """Return the file, in UTF-8: one node for the register, one process for each activity."""
    document = {
        "@context": _CONTEXT,
        "@id": "urn:vigie:register",
        "@type": "dpv:ROPA",
        "dct:title": "Registre des activités de traitement",
        "dct:date": {"@type": "xsd:dateTime", "@value": register.as_of.isoformat()},
        "dpv:hasPersonalDataProcess": [_process(entry, register) for entry in register.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _process(entry: Entry, register: Register) -> Node:
    sheet = entry.sheet
    node: Node = {
        "@id": f"urn:vigie:register:{entry.reference}",
        "@type": "dpv:PersonalDataProcess",
        "dct:identifier": entry.reference,
        "dct:title": sheet.name,
        "dct:created": _day(entry.created_on.isoformat()),
        "dct:modified": _day(entry.updated_on.isoformat()),
        "note": STATES[entry.state],
        **_parties(entry, register),
        "dpv:hasPurpose": [_named("dpv:Purpose", text) for text in _purposes(sheet)],
        "dpv:hasLegalBasis": _bases(sheet.purposes),
        "dpv:hasDataSubject": [_named("dpv:DataSubject", who.label) for who in sheet.data_subjects],
        "dpv:hasPersonalData": [_data(category) for category in sheet.data_categories],
        "dpv:hasRecipient": [_named("dpv:Recipient", who.label) for who in sheet.recipients],
        "dpv:hasStorageCondition": [
            _named("dpv:StorageCondition", f"{kept.what} : {duration(kept)}")
            for kept in sheet.retentions
        ],
        "dpv:hasTechnicalMeasure": [
            _named("dpv:TechnicalMeasure", measure.text)
            for measure in sheet.measures
            if not measure.is_organisational
        ],
        "dpv:hasOrganisationalMeasure": [
            _named("dpv:OrganisationalMeasure", measure.text)
            for measure in sheet.measures
            if measure.is_organisational
        ],
        "dpv:hasProcessing": [
            *(_named("dpv:Processing", operation) for operation in sheet.operations),
            *(_transfer(transfer) for transfer in sheet.transfers),
        ],
    }
    return {name: value for name, value in node.items() if value != []}


def _parties(entry: Entry, register: Register) -> Node:
    place = register.establishment.name
    others = [_named("dpv:DataController", name) for name in entry.sheet.controllers]
    own = "dpv:DataController" if entry.role == "controller" else "dpv:DataProcessor"
    found: Node = {own.replace("dpv:", "dpv:has"): [_named(own, place)]}
    if entry.role == "processor":
        found["dpv:hasDataController"] = others
    else:
        found["dpv:hasDataProcessor"] = [
            _named("dpv:DataProcessor", processor.label) for processor in entry.sheet.processors
        ]
        found["dpv:hasJointDataControllers"] = [
            _named("dpv:JointDataControllers", joint.name)
            for joint in entry.sheet.joint_controllers
        ]
    if register.dpo:
        found["dpv:hasDataProtectionOfficer"] = [
            _named("dpv:DataProtectionOfficer", register.dpo.name)
        ]
    return found


def _purposes(sheet: Sheet) -> list[str]:
    return [text for purpose in sheet.purposes for text in (purpose.text, *purpose.sub_purposes)]


def _bases(purposes: tuple[Purpose, ...]) -> list[Node]:
    bases = [f"eu-gdpr:A6-1-{basis}" for purpose in purposes for basis in purpose.legal_bases]
    bases += [
        f"eu-gdpr:A9-2-{found[1].lower()}"
        for purpose in purposes
        if (found := _ARTICLE_9.search(purpose.art9_exception))
    ]
    return [{"@id": basis} for basis in dict.fromkeys(bases)]


def _data(category: DataCategory) -> Node:
    kind = "dpv:SpecialCategoryPersonalData" if category.is_sensitive else "dpv:PersonalData"
    family = ENUMS[type(category.family)][category.family.value]
    return {"@type": kind, "label": category.label, "note": family}


def _transfer(transfer: Transfer) -> Node:
    tool = transfer.tool
    found: Node = {"@type": "dpv:Transfer", "label": transfer.recipient}
    if transfer.country:
        found["dpv:hasCountry"] = _named("dpv:Country", transfer.country)
    if tool in _TOOLS:
        found["dpv:hasLegalBasis"] = {"@id": _TOOLS[tool]}
    else:
        found["note"] = ENUMS[TransferTool][tool]
    return found


def _named(kind: str, label: str) -> Node:
    return {"@type": kind, "label": label}


def _day(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}
