"""Who is told, and when, that nobody took a rung in hand: pure, planned with the ladder itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tenants.agenda.business_hours import BusinessHours
from tenants.agenda.rungs import Audience, Escalation


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rung that the DPO is told of at `at`, and may leave without an answer until `until`.

    UTC instants. `until` is the next rung of the law or the end, whichever comes first. `counts_in`
    says whether the clock is one of hours.
    """

    rung: str
    audiences: tuple[Audience, ...]
    at: datetime
    until: datetime
    due_at: datetime
    is_final: bool
    is_in_hours: bool


@dataclass(frozen=True, slots=True)
class Escalated:
    """One step up: `name` is E1J-15, E2J-15…; `at` is a UTC instant."""

    name: str
    audience: Audience
    at: datetime


def escalate(one: Unanswered, *, rules: Escalation, business: BusinessHours) -> Iterator[Escalated]:
    """Yield who is told after the DPO, one after the other, each given the wait to answer.

    1. The chain goes on with those whom the rung itself did not tell.
    2. The wait is counted from the one before, and is shorter near the end.
    3. After a gentle rung, whoever would be told outside business hours is told in the morning
       that follows, unless the rung's own end comes before it: then at night all the same.
    4. Nothing after `until`: the next rung tells everybody again.
    """
    at = one.at
    chain = [audience for audience in rules.chain if audience not in one.audiences]
    for count, audience in enumerate(chain, start=1):
        at += rules.wait(left=one.due_at - at)
        if at >= one.until:
            return
        at = _in_the_day(at, one=one, rules=rules, business=business)
        yield Escalated(f"E{count}{one.rung}", audience, at)


def _in_the_day(
    at: datetime, *, one: Unanswered, rules: Escalation, business: BusinessHours
) -> datetime:
    if one.is_final or (one.is_in_hours and one.due_at - at <= rules.nights):
        return at
    morning = business.first_after(at)
    return morning if morning < one.until else at
