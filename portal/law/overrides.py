"""The overrides of the severity formula: which one the facts propose, and whom they concern."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from portal.law.catalogue import source_of
from portal.law.periods import LawInputError, Step
from portal.law.reading import RULES, Record, read
from portal.law.sources import Source
from portal.law.tables import Condition, all_hold, conditions_of


class Disclosure(StrEnum):
    """Who saw the data: nobody, a trusted recipient, one in good faith, one known, one unknown."""

    NONE = "none"
    TRUSTED = "trusted"
    GOOD_FAITH = "good_faith"
    KNOWN = "known"
    UNKNOWN = "unknown"


class Deletion(StrEnum):
    """Whether whoever received the data deleted them."""

    NONE = "none"
    DEMANDED = "demanded"
    CONFIRMED = "confirmed"


class Loss(StrEnum):
    """What became of the data: still there, restored quickly, long out of reach, lasting, gone."""

    NONE = "none"
    RESTORED = "restored"
    LONG_OUTAGE = "long_outage"
    LASTING = "lasting"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The facts of a breach that the formula overrates or misses.

    `persons` is how many are concerned; `context` the DPC of the formula. `is_intelligible` is
    False when the data mean nothing to whoever has them, the key being safe.
    """

    persons: int
    context: int
    health_data: bool
    disclosure: Disclosure = Disclosure.NONE
    deletion: Deletion = Deletion.NONE
    loss: Loss = Loss.NONE
    touches_personal_data: bool = True
    is_intelligible: bool = True
    logs_are_complete: bool = False
    affects_care: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A correction of the default decisions; a decision it does not name is left as it was."""

    id: str
    fr: str
    en: str
    source: Source
    register: bool | None
    cnil: bool | None
    persons: bool | None
    conditions: tuple[Condition, ...]

    def step(self) -> Step:
        """Return the override as a step of a reasoning."""
        return Step(fr=f"{self.id} — {self.fr}", en=f"{self.id} — {self.en}", rule_id="R-ART33-72H")


def overrides() -> Mapping[str, Override]:
    """Return the overrides by id, from the most specific to the most general."""
    return _overrides()


def proposed_override(circumstances: Circumstances) -> Override | None:
    """Return the first override whose conditions hold, None when the formula stands.

    Source: EDPB 01/2021 ; RGPD art. 33 et 34.
    """
    for override in _overrides().values():
        if all_hold(override.conditions, circumstances):
            return override
    return None


def override_of(override_id: str) -> Override:
    """Return the override of that id. Raises LawInputError for one that does not exist."""
    if override_id not in _overrides():
        raise LawInputError(
            f"Correctif inconnu. Donnez l’un de : {', '.join(_overrides())}.", field="override"
        )
    return _overrides()[override_id]


@cache
def _overrides() -> Mapping[str, Override]:
    document = read(RULES / "breach.yaml")
    parameters = {
        record.text("id"): _parameter(record) for record in document.records("parameters")
    }
    known = frozenset(field.name for field in fields(Circumstances))
    found = [
        _override(record, facts=known, parameters=parameters)
        for record in document.records("overrides")
    ]
    return {override.id: override for override in found}


def _parameter(record: Record) -> float:
    value = record.number("value")
    source_of(record)
    record.finish()
    return value


def _override(
    record: Record, *, facts: frozenset[str], parameters: Mapping[str, float]
) -> Override:
    effect = record.record("effect")
    override = Override(
        id=record.text("id"),
        fr=record.text("when_fr"),
        en=record.text("when_en"),
        source=source_of(record),
        register=_effect(effect, "register"),
        cnil=_effect(effect, "cnil"),
        persons=_effect(effect, "persons"),
        conditions=conditions_of(record, facts=facts, parameters=parameters),
    )
    effect.finish()
    record.finish()
    return override


def _effect(effect: Record, name: str) -> bool | None:
    return effect.flag(name, default=False) if effect.has(name) else None
