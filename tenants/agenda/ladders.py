"""The ladders: who is told, and how long before the end. Read once from `ladders.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from pathlib import Path

import yaml

from tenants.agenda.rungs import (
    LATE,
    OPENED,
    REMINDER,
    SUSPENDED,
    Audience,
    Call,
    Channel,
    Escalation,
    Ladder,
    LadderError,
    Rhythm,
    Rung,
)

__all__ = [
    "LATE",
    "OPENED",
    "REMINDER",
    "SUSPENDED",
    "Audience",
    "Channel",
    "Ladder",
    "LadderError",
    "Rung",
    "default_ladder",
    "ladder_of",
    "read_ladders",
    "rules_with_a_ladder",
]

_FILE = Path(__file__).with_name("ladders.yaml")
_UNITS = ("days", "hours")
_DEFAULT = "default"
_COMMON = (
    "version",
    "morning",
    "evening",
    "spread_minutes",
    "escalation",
    "suspended",
    _DEFAULT,
    "ladders",
)


def ladder_of(rule_id: str, *, extra: Iterable[Rung] = ()) -> Ladder:
    """Return the ladder of `rule_id`, or the default one for a rule that has none of its own.

    `extra` are rungs that an agency added: they join those of the law, which all stay as they are,
    and tell only those whom the law's rung of that day or hour does not tell already.
    """
    ladders = _ladders()
    ladder = ladders.get(rule_id, ladders[_DEFAULT])
    told = {(rung.name, audience) for rung in ladder.rungs for audience in rung.call.audiences}
    added = [
        rung for rung in extra if not told.issuperset((rung.name, to) for to in rung.call.audiences)
    ]
    rungs = sorted((*ladder.rungs, *added), key=lambda rung: -rung.hours)
    return replace(ladder, rungs=tuple(rungs))


def default_ladder() -> Ladder:
    """Return the ladder of every rule that has none of its own."""
    return _ladders()[_DEFAULT]


def recall_after() -> timedelta:
    """Return how long a suspended deadline sleeps before its DPO is recalled of it."""
    return timedelta(days=default_ladder().rhythm.recall_days)


def rules_with_a_ladder() -> tuple[str, ...]:
    """Return the ids of the rules that have a ladder of their own, in the order of the file."""
    return tuple(rule_id for rule_id in _ladders() if rule_id != _DEFAULT)


@cache
def _ladders() -> Mapping[str, Ladder]:
    return read_ladders(_FILE.read_text(encoding="utf-8"))


def read_ladders(text: str) -> Mapping[str, Ladder]:
    """Return the ladders of a YAML `text` by rule id, `default` among them.

    Errors: LadderError when a key is unknown or missing, or rungs are not in order.
    """
    content = _expect(yaml.safe_load(text), _COMMON, "the file")
    rhythm = _rhythm(content)
    own = content["ladders"]
    entries = {_DEFAULT: content[_DEFAULT], **(own if isinstance(own, dict) else {})}
    return {
        rule_id: _ladder(rule_id=rule_id, entry=entry, rhythm=rhythm)
        for rule_id, entry in entries.items()
    }


def _rhythm(content: Mapping[str, object]) -> Rhythm:
    hours = ("after_hours", "inside_last_hours", "then_after_hours", "nights_inside_last_hours")
    escalation = _expect(content["escalation"], (*hours, "chain"), "escalation")
    after, inside_last, then_after, nights = (
        timedelta(hours=_whole(escalation, key, "escalation")) for key in hours
    )
    recalls = _expect(content["suspended"], ("every_days", "times"), "suspended")
    return Rhythm(
        morning=time.fromisoformat(str(content["morning"])),
        evening=time.fromisoformat(str(content["evening"])),
        spread=timedelta(minutes=_whole(content, "spread_minutes", "the file")),
        escalation=Escalation(
            after=after,
            inside_last=inside_last,
            then_after=then_after,
            nights=nights,
            chain=_audiences(escalation["chain"], "escalation"),
        ),
        recall_days=_whole(recalls, "every_days", "suspended"),
        recalls=_whole(recalls, "times", "suspended"),
    )


def _ladder(*, rule_id: str, entry: object, rhythm: Rhythm) -> Ladder:
    known = _expect(entry, ("reason", "opened", "late", "rungs"), rule_id)
    steps = known["rungs"]
    if not isinstance(steps, list) or not steps:
        raise LadderError(f"{rule_id}: rungs is a list of at least one step.")
    rungs = [_rung(step, rule_id=rule_id) for step in steps]
    hours = [rung.hours for rung in rungs]
    if hours != sorted(set(hours), reverse=True):
        raise LadderError(f"{rule_id}: rungs go from the earliest to the latest, each once.")
    first_final = sum(1 for rung in rungs if rung.before >= 0) - 2
    return Ladder(
        rule_id=rule_id,
        reason=str(known["reason"]),
        opened=_call(known["opened"], rule_id=rule_id),
        late=_call(known["late"], rule_id=rule_id),
        rungs=tuple(
            replace(rung, is_final=position >= first_final) for position, rung in enumerate(rungs)
        ),
        rhythm=rhythm,
    )


def _rung(step: object, *, rule_id: str) -> Rung:
    units = [unit for unit in _UNITS if isinstance(step, dict) and unit in step]
    if not isinstance(step, dict) or len(units) != 1:
        raise LadderError(f"{rule_id}: a step has days or hours, and to.")
    call = _call({key: step[key] for key in step if key != units[0]}, rule_id=rule_id)
    return Rung(unit=units[0], before=_whole(step, units[0], rule_id), call=call, is_final=False)


def _call(entry: object, *, rule_id: str) -> Call:
    """Return the call written `{to: [dpo]}` or `{to: [dpo], by: [mail, chat]}`."""
    says_how = isinstance(entry, dict) and "by" in entry
    known = _expect(entry, ("to", "by") if says_how else ("to",), rule_id)
    audiences = _audiences(known["to"], rule_id)
    if not says_how:
        return Call(audiences)
    ways = _names(known["by"], {one.value for one in Channel}, f"{rule_id}: a way")
    return Call(audiences, by=tuple(Channel(way) for way in ways))


def _audiences(names: object, place: str) -> tuple[Audience, ...]:
    # The snoozer is a person, known from the deadline alone: no ladder can name one.
    known = {one.value for one in Audience} - {Audience.SNOOZER}
    return tuple(Audience(name) for name in _names(names, known, f"{place}: an audience"))


def _names(names: object, known: set[str], subject: str) -> list[str]:
    if not isinstance(names, list) or not names or not known.issuperset(names):
        raise LadderError(f"{subject} is one of {', '.join(sorted(known))}.")
    return names


def _expect(entry: object, keys: tuple[str, ...], place: str) -> Mapping[str, object]:
    if not isinstance(entry, dict) or entry.keys() != set(keys):
        raise LadderError(f"{place}: has {', '.join(keys)}, nothing else.")
    return entry


def _whole(entry: Mapping[str, object], key: str, place: str) -> int:
    number = entry[key]
    if not isinstance(number, int):
        raise LadderError(f"{place}: {key} is a whole number.")
    return number
