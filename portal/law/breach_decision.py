"""What a breach calls for: whom to tell, by when, why. The controller decides, this proposes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from portal.law.breach import notification_clock
from portal.law.calendars import Territory
from portal.law.catalogue import catalogue
from portal.law.nis2 import nis2_clocks
from portal.law.overrides import Circumstances, Override, override_of, proposed_override
from portal.law.periods import Due, LawInputError
from portal.law.reading import RULES, read
from portal.law.severity import Severity, SeverityFacts, severity_of
from portal.law.wording import Wording


class Need(StrEnum):
    """How strong a call is."""

    NONE = "none"
    RECOMMENDED = "recommended"
    MANDATORY = "mandatory"


class Audience(StrEnum):
    """Whom a breach may have to be told to."""

    REGISTER = "register"
    CNIL = "cnil"
    PERSONS = "persons"
    CERT_SANTE = "cert_sante"
    CONTROLLER = "controller"
    NIS2 = "nis2"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """A breach: the terms of the formula, its circumstances, where and when.

    `system_triggers` are the CERT Santé's grounds that were ticked, none for paper alone.
    `is_processor` when the establishment holds the data for another controller. `nis2_in_scope`
    when it is an essential or important entity and the incident significant.
    """

    severity: SeverityFacts
    circumstances: Circumstances
    establishment_type: str
    system_triggers: frozenset[str] = frozenset()
    aware_at: datetime | None = None
    is_processor: bool = False
    nis2_in_scope: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An override the controller retains (None: the formula), with the written reason."""

    override_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """One audience: how strongly it must be told, by which rule, until when, and why."""

    audience: Audience
    need: Need
    rule_id: str
    due: Due | None
    reason: Wording


@dataclass(frozen=True, slots=True)
class BreachDecision:
    """The severity, the override retained and the one proposed, and a call for each audience.

    `reason_is_needed` when an override applies and nobody has written why yet.
    """

    severity: Severity
    override: Override | None
    proposed: Override | None
    reason_is_needed: bool
    calls: tuple[Call, ...]

    def call(self, audience: Audience) -> Call:
        """Return the call of that audience."""
        return next(call for call in self.calls if call.audience is audience)


@dataclass(frozen=True, slots=True)
class _CertSante:
    mandatory_types: frozenset[str]
    recommended_types: frozenset[str]
    triggers: tuple[str, ...]


def breach_decision(
    facts: BreachFacts,
    *,
    territory: Territory,
    choice: Choice | None = None,
    nis2_in_force: bool = False,
) -> BreachDecision:
    """Return what the breach calls for, as proposed, or as the controller chose.

    `nis2_in_force` is off until `nis2.is_in_force()`, or the firm, says otherwise. Raises
    LawInputError for a term, a type, a trigger or an override that does not exist, a naive
    instant, or a choice without its written reason.

    Source: RGPD art. 33 et 34 ; CSP art. L.1111-8-2 ; EDPB 01/2021.
    """
    severity = severity_of(facts.severity)
    proposed = proposed_override(facts.circumstances)
    override = proposed if choice is None else _chosen(choice)
    return BreachDecision(
        severity=severity,
        override=override,
        proposed=proposed,
        reason_is_needed=override is not None and choice is None,
        calls=(
            *_gdpr_calls(facts, severity=severity, override=override, territory=territory),
            _cert_sante_call(facts),
            _controller_call(facts),
            _nis2_call(facts, is_called=nis2_in_force and facts.nis2_in_scope, territory=territory),
        ),
    )


def _chosen(choice: Choice) -> Override | None:
    if not choice.reason.strip():
        raise LawInputError("Écrivez le motif de ce choix : il est conservé.", field="reason")
    return None if choice.override_id is None else override_of(choice.override_id)


def _gdpr_calls(
    facts: BreachFacts, *, severity: Severity, override: Override | None, territory: Territory
) -> tuple[Call, ...]:
    due = None
    if facts.aware_at is not None:
        due = notification_clock(aware_at=facts.aware_at, territory=territory)
    level = severity.level
    return (
        _call(Audience.REGISTER, level.register, "R-ART33-72H", severity, override),
        _call(Audience.CNIL, level.cnil, "R-ART33-72H", severity, override, due),
        _call(Audience.PERSONS, level.persons, "R-ART34", severity, override),
    )


def _call(
    audience: Audience,
    by_default: bool,
    rule_id: str,
    severity: Severity,
    override: Override | None,
    due: Due | None = None,
) -> Call:
    corrected = None if override is None else getattr(override, audience.value)
    is_called = by_default if corrected is None else bool(corrected)
    why = severity if override is None or corrected is None else override
    return Call(
        audience=audience,
        need=Need.MANDATORY if is_called else Need.NONE,
        rule_id=rule_id,
        due=due if is_called else None,
        reason=Wording(fr=why.fr, en=why.en),
    )


def _cert_sante_call(facts: BreachFacts) -> Call:
    known = _cert_sante()
    if facts.establishment_type not in known.mandatory_types | known.recommended_types:
        raise LawInputError(
            "Type d’établissement inconnu. Donnez l’un de : "
            f"{', '.join(sorted(known.mandatory_types | known.recommended_types))}.",
            field="establishment_type",
        )
    if not facts.system_triggers <= set(known.triggers):
        raise LawInputError(
            f"Donnez des motifs parmi : {', '.join(known.triggers)}.", field="system_triggers"
        )
    need = Need.NONE
    if facts.system_triggers:
        is_mandatory = facts.establishment_type in known.mandatory_types
        need = Need.MANDATORY if is_mandatory else Need.RECOMMENDED
    return _by_rule(Audience.CERT_SANTE, need, "R-CSP-SSI")


def _controller_call(facts: BreachFacts) -> Call:
    need = Need.MANDATORY if facts.is_processor else Need.NONE
    return _by_rule(Audience.CONTROLLER, need, "R-ART33-2")


def _nis2_call(facts: BreachFacts, *, is_called: bool, territory: Territory) -> Call:
    if not is_called:
        return _by_rule(Audience.NIS2, Need.NONE, "R-NIS2-24H")
    due = None
    if facts.aware_at is not None:
        clocks = nis2_clocks(aware_at=facts.aware_at, notified_at=None, territory=territory)
        due = clocks.early_warning
    return _by_rule(Audience.NIS2, Need.MANDATORY, "R-NIS2-24H", due)


def _by_rule(audience: Audience, need: Need, rule_id: str, due: Due | None = None) -> Call:
    rule = catalogue().rule(rule_id)
    return Call(
        audience=audience,
        need=need,
        rule_id=rule_id,
        due=due,
        reason=Wording(fr=rule.text_fr, en=rule.text_en),
    )


@cache
def _cert_sante() -> _CertSante:
    record = read(RULES / "breach.yaml").record("cert_sante")
    return _CertSante(
        mandatory_types=frozenset(record.texts("mandatory_types")),
        recommended_types=frozenset(record.texts("recommended_types")),
        triggers=tuple(trigger.text("id") for trigger in record.records("triggers")),
    )
