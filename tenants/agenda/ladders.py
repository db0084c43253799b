"""The ladders: who is told, and how long before the end. Read once from `ladders.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

OPENED = "opened"
LATE = "late"
REMINDER = "reminder"

_FILE = Path(__file__).with_name("ladders.yaml")
_UNITS = {"days": "J", "hours": "H"}


class Audience(StrEnum):
    """Whom a rung is for: a role, resolved to live persons when the alert is sent."""

    DPO = "dpo"
    DEPUTY = "deputy"
    MANAGER = "manager"
    LEAD = "lead"
    SNOOZER = "snoozer"


class LadderError(ValueError):
    """A ladder that cannot be climbed: the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: `before` days or hours before the end, negative after it.

    Shape: `name` is J-15, J-0, J+1, H-12, H+1…; `is_final` as `ladders.yaml` defines it.
    """

    name: str
    unit: str
    before: int
    audiences: tuple[Audience, ...]
    is_final: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one rule, from the earliest to the latest, and the two immediate ones."""

    rule_id: str
    opened: tuple[Audience, ...]
    late: tuple[Audience, ...]
    rungs: tuple[Rung, ...]
    morning: time


def ladder_of(rule_id: str) -> Ladder:
    """Return the ladder of `rule_id`, or the default one for a rule that has none of its own."""
    ladders = _ladders()
    return ladders.get(rule_id, ladders["default"])


@cache
def _ladders() -> Mapping[str, Ladder]:
    return read_ladders(_FILE.read_text(encoding="utf-8"))


def read_ladders(text: str) -> Mapping[str, Ladder]:
    """Return the ladders of a YAML `text` by rule id, `default` among them.

    Errors: LadderError when a key is unknown or missing, or rungs are not in order.
    """
    content = yaml.safe_load(text)
    morning = time.fromisoformat(content["morning"])
    entries = {"default": content["default"], **content["ladders"]}
    return {
        rule_id: _ladder(rule_id=rule_id, entry=entry, morning=morning)
        for rule_id, entry in entries.items()
    }


def _ladder(*, rule_id: str, entry: dict[str, object], morning: time) -> Ladder:
    if entry.keys() != {"reason", "opened", "late", "rungs"}:
        raise LadderError(f"{rule_id}: a ladder has reason, opened, late and rungs, nothing else.")
    steps = entry["rungs"]
    if not isinstance(steps, list) or not steps:
        raise LadderError(f"{rule_id}: rungs is a list of at least one step.")
    offsets = [_offset(rule_id=rule_id, step=step) for step in steps]
    hours = [before * (24 if unit == "days" else 1) for unit, before in offsets]
    if hours != sorted(set(hours), reverse=True):
        raise LadderError(f"{rule_id}: rungs go from the earliest to the latest, each once.")
    rungs_before_the_end = sum(1 for _unit, before in offsets if before >= 0)
    return Ladder(
        rule_id=rule_id,
        opened=_audiences(rule_id=rule_id, names=entry["opened"]),
        late=_audiences(rule_id=rule_id, names=entry["late"]),
        rungs=tuple(
            Rung(
                name=f"{_UNITS[unit]}{'-' if before >= 0 else '+'}{abs(before)}",
                unit=unit,
                before=before,
                audiences=_audiences(rule_id=rule_id, names=step["to"]),
                is_final=position >= rungs_before_the_end - 2,
            )
            for position, ((unit, before), step) in enumerate(zip(offsets, steps, strict=True))
        ),
        morning=morning,
    )


def _offset(*, rule_id: str, step: dict[str, object]) -> tuple[str, int]:
    units = [unit for unit in _UNITS if unit in step]
    if len(units) != 1 or step.keys() != {units[0], "to"}:
        raise LadderError(f"{rule_id}: a step has days or hours, and to.")
    before = step[units[0]]
    if not isinstance(before, int):
        raise LadderError(f"{rule_id}: {units[0]} is a whole number.")
    return units[0], before


def _audiences(*, rule_id: str, names: object) -> tuple[Audience, ...]:
    known = {audience.value for audience in Audience} - {Audience.SNOOZER}
    if not isinstance(names, list) or not names or not known.issuperset(names):
        raise LadderError(f"{rule_id}: an audience is one of {', '.join(sorted(known))}.")
    return tuple(Audience(name) for name in names)
