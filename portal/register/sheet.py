"""What the register says of one processing activity: one frozen document, whole in each version.

Sources: GDPR art. 30(1) and 30(2); the optional fields are those of the CNIL's simplified model and
of what a DPO needs to prove. A sheet is pure data: no id, no date of its own, no person of Vigie.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SCHEMA_VERSION = 1

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]


class LegalBasis(StrEnum):
    """The six bases of GDPR art. 6(1), by their letter."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_OBLIGATION = "c"
    VITAL_INTEREST = "d"
    PUBLIC_TASK = "e"
    LEGITIMATE_INTEREST = "f"


class DataFamily(StrEnum):
    """The families of the CNIL's simplified model; those after NIR are of GDPR art. 9 and 10."""

    IDENTITY = "identity"
    PERSONAL_LIFE = "personal_life"
    PROFESSIONAL_LIFE = "professional_life"
    ECONOMIC = "economic"
    CONNECTION = "connection"
    LOCATION = "location"
    INTERNET = "internet"
    OTHER = "other"
    NIR = "nir"
    ORIGIN = "origin"
    POLITICS = "politics"
    BELIEFS = "beliefs"
    UNION = "union"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    HEALTH = "health"
    SEX_LIFE = "sex_life"
    OFFENCES = "offences"

    @property
    def is_sensitive(self) -> bool:
        """Whether the CNIL's model counts the family among sensitive data."""
        return self in _SENSITIVE


_SENSITIVE = frozenset(list(DataFamily)[list(DataFamily).index(DataFamily.NIR) :])


class RecipientKind(StrEnum):
    """Who receives data: inside, a processor, a partner, an authority, outside the Union."""

    INTERNAL = "internal"
    PROCESSOR = "processor"
    PARTNER = "partner"
    AUTHORITY = "authority"
    THIRD_COUNTRY = "third_country"
    OTHER = "other"


class TransferTool(StrEnum):
    """What a transfer outside the Union rests on. GDPR art. 45 to 49."""

    ADEQUACY = "adequacy"
    DPF = "dpf"
    CLAUSES = "scc"
    BINDING_RULES = "bcr"
    DEROGATION = "derogation"
    NONE_YET = "none"


class Fate(StrEnum):
    """What becomes of data when its time is over."""

    ERASURE = "erasure"
    ARCHIVE = "archive"
    ANONYMISATION = "anonymisation"
    RETURN = "return"
    SORTING = "sorting"
    UNDETERMINED = "undetermined"


class CollectionMethod(StrEnum):
    """The ways in which data come in: a closed list, beside what `Sheet.collection` tells."""

    IN_PERSON = "in_person"
    PAPER_FORM = "paper_form"
    ONLINE_FORM = "online_form"
    PHONE = "phone"
    EMAIL = "email"
    SECURE_MESSAGING = "secure_messaging"
    CARD = "card"
    DEVICE = "device"
    THIRD_PARTY = "third_party"
    OTHER = "other"


class DpiaCriterion(StrEnum):
    """The nine criteria of WP248 rev.01: two of them make an impact assessment presumed."""

    EVALUATION = "C1"
    AUTOMATED_DECISION = "C2"
    MONITORING = "C3"
    SENSITIVE_DATA = "C4"
    LARGE_SCALE = "C5"
    MATCHING = "C6"
    VULNERABLE_PERSONS = "C7"
    INNOVATION = "C8"
    EXCLUSION = "C9"


class Screening(StrEnum):
    """Whether an impact assessment is required. GDPR art. 35."""

    REQUIRED = "required"
    PRESUMED = "presumed"
    DEPENDS = "depends"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Purpose(_Part):
    """One purpose with its own basis and, for sensitive data, its art. 9(2) condition."""

    text: Line
    sub_purposes: tuple[Line, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    justification: Text = ""
    art9_exception: Line = ""


class DataSubject(_Part):
    """A category of persons."""

    label: Line
    note: Line = ""
    is_vulnerable: bool = False


class Retention(_Part):
    """How long something is kept: `rule` names an entry of the retention schedule (RET-…)."""

    what: Line
    active: Line = ""
    archive: Line = ""
    rule: Line = ""
    trigger: Line = ""
    fate: Fate = Fate.ERASURE


class DataCategory(_Part):
    """A category of data; `retention` names the line of `Sheet.retentions` that applies to it."""

    label: Line
    family: DataFamily = DataFamily.OTHER
    source: Line = ""
    retention: Line = ""

    @property
    def is_sensitive(self) -> bool:
        """Whether it belongs to a family of sensitive data."""
        return self.family.is_sensitive


class Recipient(_Part):
    """A category of recipients."""

    label: Line
    kind: RecipientKind = RecipientKind.OTHER
    note: Line = ""


class ProcessorUse(_Part):
    """A processor of the activity; `link` is the id of the establishment's own link, once known."""

    label: Line
    link: Line = ""


class JointController(_Part):
    """Another controller and the arrangement between them. GDPR art. 26."""

    name: Line
    contact: Line = ""
    arrangement: Text = ""


class Transfer(_Part):
    """A transfer outside the Union."""

    recipient: Line
    country: Line = ""
    tool: TransferTool = TransferTool.NONE_YET
    document: Line = ""
    assessment: Text = ""


class Measure(_Part):
    """A security measure. GDPR art. 32."""

    text: Line
    is_organisational: bool = False


class Dpia(_Part):
    """What the screening said, and why; `reference` is that of the assessment once made."""

    screening: Screening = Screening.UNKNOWN
    reason: Text = ""
    criteria: tuple[DpiaCriterion, ...] = ()
    reference: Line = ""


class Sheet(_Part):
    """One activity, as controller (art. 30(1)) or as processor (art. 30(2))."""

    name: Line
    purposes: tuple[Purpose, ...] = ()
    references: Text = ""
    data_subjects: tuple[DataSubject, ...] = ()
    data_categories: tuple[DataCategory, ...] = ()
    retentions: tuple[Retention, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    processors: tuple[ProcessorUse, ...] = ()
    joint_controllers: tuple[JointController, ...] = ()
    representative: Line = ""
    transfers: tuple[Transfer, ...] = ()
    transfers_note: Text = ""
    measures: tuple[Measure, ...] = ()
    software: tuple[Line, ...] = ()
    has_paper: bool = False
    collection: Text = ""
    information: Text = ""
    consent: Text = ""
    rights: Text = ""
    automated_decision: Text = ""
    dpia: Dpia = Dpia()
    nir: Text = ""
    hds: Text = ""
    volume: int | None = Field(default=None, ge=0)
    owner: Line = ""
    note: Text = ""
    controllers: tuple[Line, ...] = ()
    processing_categories: tuple[Line, ...] = ()
    operations: tuple[Line, ...] = ()
    collection_methods: tuple[CollectionMethod, ...] = ()

    @property
    def has_sensitive_data(self) -> bool:
        """Whether a category belongs to the sensitive families."""
        return any(category.is_sensitive for category in self.data_categories)

    @property
    def has_transfers(self) -> bool:
        """Whether a transfer outside the Union is declared."""
        return bool(self.transfers)
