"""The ladder of alerts of a deadline as a page shows it: who is told when, and what was sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenants.agenda.ladders import LATE, OPENED, REMINDER, SUSPENDED
from tenants.agenda.models import Alert

_COUNTED = re.compile(r"(?P<unit>[JH])(?P<sign>[+-])(?P<count>\d+)")
# E1H-24: the first told because nobody had taken in hand what H-24 said.
_ESCALATION = re.compile(r"E\d")


# How a rung that comes next is marked, and those after it.
AHEAD = ("now", "")


@dataclass(frozen=True, slots=True)
class Rung:
    """One moment of the ladder. `mark` is done, now (the next to come), failed, off or empty."""

    name: str
    at: datetime
    audiences: str
    state: str
    mark: str


def next_only(rungs: Iterable[Rung], *, count: int) -> tuple[Rung, ...]:
    """Return `rungs` with the `count` nearest of those to come: a suspension recalls for a year."""
    kept = list(rungs)
    ahead = [rung for rung in kept if rung.mark in AHEAD]
    return tuple(rung for rung in kept if rung not in ahead[count:])


def climb(alerts: Iterable[Alert]) -> tuple[Rung, ...]:
    """Return the moments of `alerts` in order of time, one for all its audiences.

    Alerts cancelled when a period moved are left out as soon as others stand in their place.
    """
    found = list(alerts)
    standing = [one for one in found if one.state != Alert.State.CANCELLED]
    groups: dict[tuple[datetime, str], list[Alert]] = {}
    for one in sorted(standing or found, key=lambda one: (one.due_at, one.rung, one.audience)):
        # The alerts of one morning leave within a quarter of an hour: they are one moment.
        hour = one.due_at.replace(minute=0, second=0, microsecond=0)
        groups.setdefault((hour, one.rung), []).append(one)
    rungs: list[Rung] = []
    for group in sorted(groups.values(), key=lambda group: (group[0].due_at, group[0].rung)):
        is_next = not any(rung.mark == "now" for rung in rungs)
        rungs.append(_rung(group, is_next=is_next))
    return tuple(rungs)


def audience_words(audience: str) -> str:
    """Return whom an audience means, in words; itself when it is unknown."""
    told = {
        "dpo": _("le DPO"),
        "deputy": _("le suppléant"),
        "lead": _("le cabinet"),
        "manager": _("le responsable"),
        "snoozer": _("qui l’a reportée"),
    }
    return told.get(audience, audience)


def _rung(group: list[Alert], *, is_next: bool) -> Rung:
    states = {one.state for one in group}
    worst = next(state for state in _WORST_FIRST if state in states)
    # One person told by two ways is named once.
    audiences = dict.fromkeys(sorted(one.audience for one in group))
    return Rung(
        name=rung_words(group[0].rung),
        at=group[0].due_at,
        audiences=", ".join(audience_words(audience) for audience in audiences),
        state=str(Alert.State(worst).label) if worst != Alert.State.PLANNED else "",
        mark=_mark(worst, is_next=is_next),
    )


_WORST_FIRST = (
    Alert.State.DEAD,
    Alert.State.SENDING,
    Alert.State.PLANNED,
    Alert.State.ACCEPTED,
    Alert.State.CANCELLED,
)


def _mark(state: str, *, is_next: bool) -> str:
    if state in {Alert.State.PLANNED, Alert.State.SENDING}:
        return "now" if is_next else ""
    marks = {
        Alert.State.ACCEPTED: "done",
        Alert.State.DEAD: "failed",
        Alert.State.CANCELLED: "off",
    }
    return marks[Alert.State(state)]


def rung_words(rung: str) -> str:
    """Return the words of a rung: its letter, its sign and its count parted by spaces."""
    words = {OPENED: _("Aussitôt"), LATE: _("En retard"), REMINDER: _("Rappel")}
    if rung in words:
        return words[rung]
    if rung.startswith(SUSPENDED):
        return _("Toujours suspendue")
    if _ESCALATION.match(rung):
        return _("Relance")
    counted = _COUNTED.fullmatch(rung)
    if counted is None:
        return rung
    # A day is J in French, D in English.
    unit, sign, count = counted["unit"].replace("J", _("J")), counted["sign"], counted["count"]
    if count == "0":
        return unit
    signs = {"-": "\u2212", "+": "+"}
    return f"{unit}\u00a0{signs[sign]}\u00a0{count}"
