"""Plans written as a table: facts from UTC instants, alerts one line an instant."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from portal.law.calendars import territory
from tenants.agenda.ladders import ladder_of
from tenants.agenda.plan import DeadlineFacts, PlannedAlert, plan


def facts(
    due_at: str,
    due_on: str | None,
    opened_at: str,
    *,
    planned_at: str | None = None,
    is_acknowledged: bool = False,
    snoozed_until: str | None = None,
    suspended_at: str | None = None,
) -> DeadlineFacts:
    """Return facts from UTC instants written as in the tables."""
    return DeadlineFacts(
        id=UUID("11111111-2222-4333-8444-555555555555"),
        due_at=instant(due_at),
        due_on=None if due_on is None else date.fromisoformat(due_on),
        opened_at=instant(opened_at),
        planned_at=instant(planned_at or opened_at),
        is_acknowledged=is_acknowledged,
        snoozed_until=None if snoozed_until is None else instant(snoozed_until),
        suspended_at=None if suspended_at is None else instant(suspended_at),
    )


def instant(text: str) -> datetime:
    """Return the UTC instant of « 2026-03-02 07:00 »."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def alerts(rule_id: str, place: str, given: DeadlineFacts) -> list[PlannedAlert]:
    """Return the plan without the spread of a morning, which has its own tests."""
    ladder = ladder_of(rule_id)
    at_once = replace(ladder, rhythm=replace(ladder.rhythm, spread=timedelta(0)))
    return list(plan(given, ladder=at_once, territory=territory(place)))


def lines(rule_id: str, place: str, given: DeadlineFacts) -> list[str]:
    """Return the rungs, one line an instant: « 2026-03-02 07:00 J-0! dpo lead manager »."""
    return written(one for one in alerts(rule_id, place, given) if one.rung[0] != "E")


def escalated(rule_id: str, place: str, given: DeadlineFacts) -> list[str]:
    """Return who is told that nobody answered: « 2026-03-01 07:00 E1J-3 deputy »."""
    return written(one for one in alerts(rule_id, place, given) if one.rung[0] == "E")


def written(planned: Iterable[PlannedAlert]) -> list[str]:
    """Return alerts one line an instant and rung; « ! » marks the final ones."""
    rungs: dict[tuple[datetime, str], set[str]] = {}
    for alert in planned:
        name = alert.rung + ("!" if alert.is_final else "")
        rungs.setdefault((alert.due_at, name), set()).add(alert.audience.value)
    return [
        f"{at:%Y-%m-%d %H:%M} {name} {' '.join(sorted(audiences))}"
        for (at, name), audiences in rungs.items()
    ]
