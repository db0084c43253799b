"""From a deadline to its alerts: pure, so that it can be computed again and compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from portal.law.calendars import Territory, working_day_until
from tenants.agenda.business_hours import BusinessHours
from tenants.agenda.escalation import Unanswered, escalate
from tenants.agenda.rungs import (
    LATE,
    OPENED,
    REMINDER,
    SUSPENDED,
    Audience,
    Call,
    Channel,
    Ladder,
    Rung,
)

_LAST_TICK = timedelta(microseconds=1)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """What the plan depends on: UTC instants, and the civil day for a clock counted in days.

    `opened_at` is when the clock was recorded, `planned_at` when its ladder was last laid out,
    `snoozed_until` when the person who put it off is reminded, `suspended_at` when the law stopped
    it. `id` only spreads the alerts of a morning.
    """

    id: UUID
    due_at: datetime
    due_on: date | None
    opened_at: datetime
    planned_at: datetime
    is_acknowledged: bool
    snoozed_until: datetime | None = None
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """One alert to one audience by one way at a UTC instant."""

    rung: str
    audience: Audience
    due_at: datetime
    is_final: bool
    channel: Channel = Channel.MAIL

    @property
    def key(self) -> tuple[str, str, str, datetime]:
        """Return what makes the alert itself: rung, audience, way and instant."""
        return self.rung, self.audience.value, self.channel.value, self.due_at


@dataclass(frozen=True, slots=True)
class _Moment:
    """A rung at its UTC instant, before the alerts of a morning are spread."""

    name: str
    call: Call
    at: datetime
    is_final: bool
    is_spread: bool = False
    is_added: bool = False


def plan(facts: DeadlineFacts, *, ladder: Ladder, territory: Territory) -> tuple[PlannedAlert, ...]:
    """Return the alerts of an open deadline, the earliest first.

    1. The rung "opened" at `opened_at`; every rung of the ladder at its own instant.
    2. Rungs already past at `planned_at` are left out, and those of an agency already past when it
       added them; a period already over then gets "late", at once.
    3. Two rungs at one instant for one audience are one alert: the later rung, which says more; a
       rung of the law before one that an agency added, so that adding never takes away.
    4. After each rung to the DPO, whoever comes next when nobody answers (`escalation.py`); nobody
       while the deadline is put off, nor after a rung that was before `planned_at`.
    5. Once acknowledged, only the final ones remain.
    6. Put off, it comes back as the rung "reminder" to the one who put it off.
    7. Suspended, it has none of these: the DPO is recalled each fortnight that it sleeps. Recalls
       already past when the suspension was recorded are left out, but for the last of all.
    """
    business = BusinessHours(ladder.rhythm.morning, ladder.rhythm.evening, territory)
    if facts.suspended_at is not None:
        recalls = tuple(_recalls(facts.suspended_at, ladder=ladder, business=business))
        return tuple(one for one in recalls if one.due_at > facts.planned_at) or recalls[-1:]
    moments = [*_at_once(facts, ladder=ladder), *_ahead(facts, ladder=ladder, business=business)]
    added = [one for one in moments if one.is_added]
    own = [one for one in moments if not one.is_added]
    alone: dict[tuple[Audience, Channel, datetime], PlannedAlert] = {}
    for alerts in (
        _alerts(added, facts=facts, ladder=ladder),
        _escalated(added, own=own, facts=facts, ladder=ladder, business=business),
        _escalated(own, own=own, facts=facts, ladder=ladder, business=business),
        _alerts(own, facts=facts, ladder=ladder),
    ):
        alone.update(alerts)
    kept = [alert for alert in alone.values() if alert.is_final or not facts.is_acknowledged]
    if facts.snoozed_until is not None and not facts.is_acknowledged:
        kept.append(PlannedAlert(REMINDER, Audience.SNOOZER, facts.snoozed_until, is_final=False))
    return tuple(sorted(kept, key=lambda alert: alert.due_at))


def next_rung_at(
    facts: DeadlineFacts, *, ladder: Ladder, territory: Territory, after: datetime
) -> datetime | None:
    """Return the UTC instant of the first rung of the ladder after `after`, for any audience.

    Whoever is told that nobody answered, and a reminder, are not rungs.
    """
    names = {OPENED, LATE, *(rung.name for rung in ladder.rungs)}
    alerts = plan(facts, ladder=ladder, territory=territory)
    return min(
        (one.due_at for one in alerts if one.rung in names and one.due_at > after), default=None
    )


def _at_once(facts: DeadlineFacts, *, ladder: Ladder) -> Iterator[_Moment]:
    yield _Moment(OPENED, ladder.opened, facts.opened_at, is_final=False)
    if facts.due_at <= facts.planned_at:
        yield _Moment(LATE, ladder.late, facts.planned_at, is_final=True)


def _ahead(facts: DeadlineFacts, *, ladder: Ladder, business: BusinessHours) -> Iterator[_Moment]:
    before = facts.planned_at
    for rung in ladder.rungs:
        at = _instant(rung, facts=facts, business=business, after=before)
        if rung.since is None:
            before = max(before, at)
        from_then = facts.planned_at if rung.since is None else max(facts.planned_at, rung.since)
        if at > from_then and (rung.before < 0 or at < facts.due_at):
            yield _Moment(
                rung.name,
                rung.call,
                at,
                is_final=rung.is_final,
                is_spread=rung.unit == "days" and not rung.is_final,
                is_added=rung.since is not None,
            )


def _instant(
    rung: Rung, *, facts: DeadlineFacts, business: BusinessHours, after: datetime
) -> datetime:
    """Return the UTC instant of `rung`.

    Days are civil ones in the territory's zone, in the morning; a gentle rung that falls on a day
    off comes on the working day before. Hours are elapsed; a gentle rung that falls outside
    business hours comes at their end, unless that is not `after` the rung before it, or the
    laying out: a breach known on a Friday evening must not fall silent for a week-end. Final
    ones come at any time of any day.
    """
    if rung.unit == "hours":
        at = facts.due_at - timedelta(hours=rung.before)
        earlier = at if rung.is_final else business.last_before(at)
        return earlier if earlier > after else at
    # A period counted in days ends at the midnight that closes its last day: the tick before is
    # still on that day.
    last_day = facts.due_on or business.local(facts.due_at - _LAST_TICK).date()
    day = last_day - timedelta(days=rung.before)
    if not rung.is_final:
        day = working_day_until(day, territory=business.territory)
    return business.morning_of(day)


_Alone = tuple[tuple[Audience, Channel, datetime], PlannedAlert]


def _alerts(
    moments: Iterable[_Moment], *, facts: DeadlineFacts, ladder: Ladder
) -> Iterator[_Alone]:
    """Yield the alerts of `moments` under what may be sent once: audience, way and instant."""
    for one in moments:
        for audience in one.call.audiences:
            at = _told_at(one, audience, facts=facts, ladder=ladder)
            for channel in one.call.by:
                alert = PlannedAlert(one.name, audience, at, one.is_final, channel)
                yield (audience, channel, one.at), alert


def _escalated(
    moments: Iterable[_Moment],
    *,
    own: list[_Moment],
    facts: DeadlineFacts,
    ladder: Ladder,
    business: BusinessHours,
) -> Iterator[_Alone]:
    # Of two rungs at one instant the DPO is sent the later: only that one is left unanswered.
    last = {one.at: one for one in moments if Audience.DPO in one.call.audiences}
    for one in last.values():
        if one.at < facts.planned_at or one.at >= facts.due_at:
            continue
        until = min([facts.due_at, *(rung.at for rung in own if rung.at > one.at)])
        unanswered = Unanswered(
            rung=one.name,
            audiences=one.call.audiences,
            at=_told_at(one, Audience.DPO, facts=facts, ladder=ladder),
            until=until,
            due_at=facts.due_at,
            is_final=one.is_final,
            is_in_hours=facts.due_on is None,
        )
        for step in escalate(unanswered, rules=ladder.rhythm.escalation, business=business):
            if facts.snoozed_until is None or step.at >= facts.snoozed_until:
                alert = PlannedAlert(step.name, step.audience, step.at, is_final=False)
                yield (step.audience, Channel.MAIL, step.at), alert


def _told_at(one: _Moment, audience: Audience, *, facts: DeadlineFacts, ladder: Ladder) -> datetime:
    """Return the instant of an alert: that of its rung, spread over the first minutes of a
    morning by a share that is always the same for one deadline, rung and audience."""
    if not one.is_spread:
        return one.at
    seconds = ladder.rhythm.spread // _ONE_SECOND + 1
    name = f"{facts.id}:{one.name}:{audience.value}"
    share = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
    return one.at + (share % seconds) * _ONE_SECOND


def _recalls(
    suspended_at: datetime, *, ladder: Ladder, business: BusinessHours
) -> Iterator[PlannedAlert]:
    """Yield one alert to the DPO each `recall_days` since the suspension: S+15, S+30…"""
    first = business.local(suspended_at).date()
    for count in range(1, ladder.rhythm.recalls + 1):
        days = count * ladder.rhythm.recall_days
        day = working_day_until(first + timedelta(days=days), territory=business.territory)
        at = business.morning_of(day)
        yield PlannedAlert(f"{SUSPENDED}{days}", Audience.DPO, at, is_final=False)
