"""What falls due, for pages. PostgreSQL returns only what the person or establishment may see."""

from django.db.models import QuerySet

from tenants.agenda.models import Alert, Deadline, LadderStep


def open_deadlines() -> QuerySet[Deadline]:
    """Return the deadlines still running, the most urgent first, with establishment and agency."""
    running = Deadline.objects.filter(state=Deadline.State.OPEN)
    return running.select_related("establishment__agency").order_by("due_at", "pk")


def suspended_deadlines() -> QuerySet[Deadline]:
    """Return the deadlines that await an answer, the longest asleep first, with their place."""
    stopped = Deadline.objects.filter(state=Deadline.State.SUSPENDED)
    return stopped.select_related("establishment__agency").order_by("suspended_at", "pk")


def deadlines_of(reference: str) -> QuerySet[Deadline]:
    """Return every deadline of one case, whatever its state, the earliest first.

    To be asked inside an establishment: two establishments may use one reference.
    """
    return Deadline.objects.filter(reference=reference).order_by("due_at", "pk")


def ledger(deadline: Deadline) -> QuerySet[Alert]:
    """Return the alerts of `deadline` with their state, in the order of their instants."""
    return Alert.objects.filter(deadline=deadline).order_by("due_at", "audience", "pk")


def ladder_steps(agency_id: int) -> QuerySet[LadderStep]:
    """Return the rungs that an agency added, rule by rule, the earliest before the end first."""
    steps = LadderStep.objects.filter(agency_id=agency_id).select_related("added_by")
    return steps.order_by("rule_id", "unit", "-before", "audience")
