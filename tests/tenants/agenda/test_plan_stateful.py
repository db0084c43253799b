"""Whatever happens to a deadline, in any order: what waits to be sent equals its plan."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import (
    SnoozeRefusedError,
    acknowledge,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    open_deadline,
    reopen_deadline,
    resume_deadline,
    snooze,
    suspend_deadline,
)
from tenants.agenda.laying_out import key_of, planned_for
from tenants.agenda.models import Alert, Deadline, LadderStep
from tenants.agenda.reconcile import reconcile
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.conftest import owner

OPENED = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
HOURS = st.integers(min_value=0, max_value=400)
DAYS = st.integers(min_value=0, max_value=90)


def due_in(days: int, *, is_in_hours: bool = False) -> Due:
    """Return an end so many days after Monday 2 March 2026, counted in days or in hours."""
    on = datetime(2026, 3, 2, tzinfo=UTC).date() + timedelta(days=days)
    return Due(
        rule_id="R-ART33-72H" if is_in_hours else "R-ART12-EXT",
        starts_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
        at=datetime(2026, 3, 2, 22, 0, tzinfo=UTC) + timedelta(days=days),
        on=None if is_in_hours else on,
        steps=(),
        sources=(),
        zone="Europe/Paris",
    )


class Life(RuleBasedStateMachine):
    """One deadline of one establishment, from its opening on; time only goes forward."""

    establishment: ClassVar[Establishment]
    person: ClassVar[User]

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED
        self.deadline = Deadline()

    @initialize(days=DAYS, is_in_hours=st.booleans())
    def open(self, days: int, is_in_hours: bool) -> None:
        """Open the deadline early, late in its period, or after its end."""
        self.now = OPENED + timedelta(days=days)
        due = due_in(0, is_in_hours=is_in_hours)
        with owner():
            LadderStep.objects.all().delete()
            number = Deadline.objects.count()
        with inside(self.establishment):
            self.deadline = open_deadline(
                establishment=self.establishment,
                kind=Deadline.Kind.REQUEST,
                rule_id=due.rule_id,
                reference=f"DR-2026-{number:04}",
                path="/",
                due=due,
                now=self.now,
            )

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Let time pass, without anything being sent."""
        self.now += timedelta(hours=hours)

    @rule(hours=HOURS)
    def send(self, hours: int) -> None:
        """Let time pass, and the relay accept all that was due by then."""
        self.now += timedelta(hours=hours)
        with owner():
            due = Alert.objects.filter(deadline=self.deadline, due_at__lte=self.now)
            due.filter(state=Alert.State.PLANNED).update(
                state=Alert.State.ACCEPTED, accepted_at=self.now
            )

    @rule(days=DAYS, is_in_hours=st.booleans())
    def move(self, days: int, is_in_hours: bool) -> None:
        """Extend the deadline, or bring it nearer."""
        due = due_in(days, is_in_hours=is_in_hours)
        with inside(self.establishment):
            move_deadline(deadline=self.deadline, due=due, now=self.now)

    @rule(hours=HOURS)
    def put_off(self, hours: int) -> None:
        """Put it off; refused past the next rung, and nothing changes then."""
        until = self.now + timedelta(hours=hours)
        with inside(self.establishment):
            try:
                snooze(deadline=self.deadline, until=until, by=self.person, now=self.now)
            except SnoozeRefusedError as refusal:
                assert refusal.because != "next_rung" or until > refusal.limit

    @rule()
    def take_in_hand(self) -> None:
        """Acknowledge it."""
        with inside(self.establishment):
            acknowledge(deadline=self.deadline, by=self.person, now=self.now)

    @rule()
    def suspend(self) -> None:
        """Stop it, while an answer is awaited."""
        with inside(self.establishment):
            suspend_deadline(deadline=self.deadline, now=self.now)

    @rule(days=DAYS)
    def resume(self, days: int) -> None:
        """Let it run again, to another end."""
        with inside(self.establishment):
            resume_deadline(deadline=self.deadline, due=due_in(days), now=self.now)

    @rule()
    def meet(self) -> None:
        """Meet it."""
        with inside(self.establishment):
            meet_deadline(deadline=self.deadline, now=self.now)

    @rule()
    def reopen(self) -> None:
        """Find that it was met by mistake."""
        with inside(self.establishment):
            reopen_deadline(deadline=self.deadline, because="by_mistake", now=self.now)

    @rule()
    def cancel(self) -> None:
        """Cancel it, for what it was about does not exist."""
        with inside(self.establishment):
            cancel_deadline(deadline=self.deadline, because="test", now=self.now)

    @rule(
        unit=st.sampled_from(LadderStep.Unit.values),
        before=st.integers(min_value=0, max_value=60),
        audience=st.sampled_from(["dpo", "deputy", "manager", "lead"]),
        rule_id=st.sampled_from(["", "R-ART12-EXT", "R-CSP-8J"]),
    )
    def add_a_rung(self, unit: str, before: int, audience: str, rule_id: str) -> None:
        """Let the agency add a rung, which the clock brings here."""
        with owner():
            LadderStep.objects.get_or_create(
                agency_id=self.establishment.agency_id,
                rule_id=rule_id,
                unit=unit,
                before=before,
                audience=audience,
                defaults={"added_at": self.now},
            )
        reconcile(now=self.now)

    @rule()
    def remove_the_rungs(self) -> None:
        """Let the agency take its own rungs back."""
        with owner():
            LadderStep.objects.all().delete()
        reconcile(now=self.now)

    @rule(which=st.integers(min_value=0, max_value=6))
    def lose(self, which: int) -> None:
        """Lose some rows, as no bug should; the clock puts them back."""
        with owner():
            waiting = Alert.objects.filter(deadline=self.deadline, state=Alert.State.PLANNED)
            ids = [alert.pk for alert in waiting.order_by("due_at", "pk")]
            Alert.objects.filter(pk__in=ids[which::3]).delete()
        reconcile(now=self.now)

    @invariant()
    def pending_equals_the_plan(self) -> None:
        """Compare what waits to be sent with the plan, less what was sent already."""
        if self.deadline._state.adding:
            return
        with owner():
            deadlines = Deadline.objects.select_related("establishment")
            wanted = {one.key for one in planned_for(deadlines.get(pk=self.deadline.pk))}
            alerts = list(Alert.objects.filter(deadline=self.deadline))
        pending = {key_of(one) for one in alerts if one.state == Alert.State.PLANNED}
        sent = {key_of(one) for one in alerts if one.state == Alert.State.ACCEPTED}
        assert pending == wanted - sent


def test_pending_when_anything_happened_in_any_order_then_it_equals_the_plan(
    establishment: Establishment, people: dict[Role, User]
) -> None:
    class LifeHere(Life):
        pass

    LifeHere.establishment = establishment
    LifeHere.person = people[Role.MANAGER]

    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=60,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
