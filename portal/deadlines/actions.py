"""What a person does about a deadline: takes charge of it, puts off its reminder, leaves a note.

Each act is written in the establishment's journal, in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.deadlines.wording import snooze_refused
from portal.journal.actions import record
from portal.journal.acts import Act
from portal.refusal import CaseRefused
from tenants.accounts.models import User
from tenants.agenda.actions import SnoozeRefusedError, acknowledge
from tenants.agenda.actions import snooze as snooze_deadline
from tenants.agenda.models import Alert, Deadline


@dataclass(frozen=True, slots=True)
class Charge:
    """A deadline taken in charge; `is_first` is False when somebody already had."""

    deadline: Deadline
    is_first: bool


@transaction.atomic
def take_charge(*, deadline: Deadline, note: str, by: User, now: datetime) -> Charge:
    """Return the deadline acknowledged, by `by` or by whoever was before them.

    A note that comes second is kept all the same: it was written to be read.

    Side effects in order: the acknowledgement, which silences the gentle alerts; the journal.

    Errors: CaseRefused when the period no longer runs.
    """
    held = acknowledge(deadline=deadline, by=by, now=now)
    if held.state != Deadline.State.OPEN:
        raise CaseRefused(
            _("Cette échéance n’est plus en cours\u00a0: il n’y a plus rien à prendre en charge.")
        )
    is_first = (held.acknowledged_at, held.acknowledged_by_id) == (now, by.pk)
    if is_first:
        _remember(Act.DEADLINE_ACKNOWLEDGED, held, by=by, now=now, note=note)
    elif note:
        leave_note(deadline=held, note=note, by=by, now=now)
    return Charge(held, is_first=is_first)


@transaction.atomic
def snooze(
    *, deadline: Deadline, until: datetime, zone: str, field: str, by: User, now: datetime
) -> Deadline:
    """Return the deadline put off until `until`, when `by` alone is reminded of it.

    Side effects in order: the deadline and its alerts; the journal.

    Errors: CaseRefused about `field`, with the limit in words of `zone`: the next rung.
    """
    try:
        held = snooze_deadline(deadline=deadline, until=until, by=by, now=now)
    except SnoozeRefusedError as refusal:
        words = snooze_refused(refusal.because, limit=refusal.limit, zone=zone)
        raise CaseRefused(words, field=field) from None
    _remember(Act.DEADLINE_SNOOZED, held, by=by, now=now, until=until.isoformat())
    return held


@transaction.atomic
def leave_note(*, deadline: Deadline, note: str, by: User, now: datetime) -> None:
    """Write `note` in the journal, about `deadline`, whatever its state."""
    _remember(Act.DEADLINE_NOTED, deadline, by=by, now=now, note=note)


@transaction.atomic
def mark_seen(*, alert: Alert, by: User, now: datetime) -> bool:
    """Return whether this was the first time that the link of `alert` was followed.

    The first person stands: compare-and-set, for a message often has several readers.
    """
    unseen = Alert.objects.filter(pk=alert.pk, seen_at__isnull=True)
    return bool(unseen.update(seen_at=now, seen_by=by))


def _remember(
    act: Act, deadline: Deadline, *, by: User, now: datetime, note: str = "", until: str = ""
) -> None:
    facts = {"deadline": str(deadline.pk), "rule": deadline.rule_id, "note": note, "until": until}
    record(
        act=act.value,
        reference=deadline.reference,
        by_id=by.pk,
        now=now,
        facts={name: value for name, value in facts.items() if value},
    )
