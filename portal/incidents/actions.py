"""What happens to an incident: declared, qualified, notified, closed. Its clocks follow."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet

from portal.incidents.models import Incident
from portal.incidents.refusals import (
    changed_meanwhile,
    check_closing,
    check_declaration,
    check_lateness,
    check_notification,
    check_qualification,
)
from portal.instants import to_local, zone_of
from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.law.breach import notification_clock, qualification_clock
from portal.law.calendars import territory
from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import cancel_deadline, meet_deadline, open_deadline
from tenants.agenda.models import Deadline
from tenants.agenda.queries import deadlines_of
from tenants.directory.models import Establishment
from tenants.directory.paths import establishment_path

# Why a provisional deadline was cancelled: kept with its alerts, and in the journal.
_NOT_BREACH = "not_breach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a person says of an incident. Instants are UTC; `occurred_at` may be unknown."""

    submission: UUID
    summary: str
    what_happened: str
    origin: str
    occurred_at: datetime | None
    detected_at: datetime
    touches_confidentiality: bool
    touches_integrity: bool
    touches_availability: bool
    persons_concerned: int | None
    health_data: str
    measures_taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualified:
    """What the DPO decides. `risk` is "" and `aware_at` None when it is not a breach."""

    is_breach: bool
    risk: str
    qualification_reason: str
    aware_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """What was sent to the CNIL, at the UTC instant `notified_at`."""

    notified_at: datetime
    cnil_receipt: str
    late_reasons: str


def same_as(declared: Declared) -> Incident | None:
    """Return the incident declared from another form with exactly the same facts, if any.

    A page left and come back to draws a new number for its form: sent again, it says the same
    thing to the minute.
    """
    facts = {name: value for name, value in asdict(declared).items() if name != "submission"}
    others = Incident.objects.exclude(submission=declared.submission)
    return others.filter(**facts).order_by("declared_at").first()


@transaction.atomic
def declare(
    *, establishment: Establishment, declared: Declared, by: User, now: datetime
) -> Incident:
    """Return the incident recorded, or the one already recorded from the same form and words.

    Side effects in order: the journal's head is held, so that references follow each other
    without gap or race; the incident; its provisional deadline and alerts; the journal.

    Errors: IncidentRefused when a date is in the future, or found before it happened.
    Source: RGPD art. 33 §1 et §5 ; EDPB 9/2022, §31 à 35.
    """
    zone = zone_of(establishment)
    check_declaration(
        occurred_at=declared.occurred_at, detected_at=declared.detected_at, now=now, zone=zone
    )
    hold()
    same = Incident.objects.filter(**asdict(declared)).first()
    if same is not None:
        return same
    incident = _write(declared, zone=zone, by=by, now=now)
    due = qualification_clock(
        detected_at=incident.detected_at, territory=territory(establishment.territory)
    )
    _open(incident, due, kind=Deadline.Kind.INCIDENT, establishment=establishment, now=now)
    _remember(Act.INCIDENT_DECLARED, incident, by=by, now=now, facts={})
    return incident


@transaction.atomic
def qualify(
    *,
    establishment: Establishment,
    incident: Incident,
    version: int,
    qualified: Qualified,
    by: User,
    now: datetime,
) -> Incident:
    """Return `incident` qualified: its provisional deadline ends, and the breach's own may open.

    Side effects in order, all or none: the incident, if nobody changed it meanwhile; the
    provisional deadline, met for a breach, cancelled for anything else; the 72 hours from
    awareness of a breach with a risk; the journal.

    Errors: IncidentRefused (state, awareness, changed meanwhile).
    Source: RGPD art. 33 §1 and §5.
    """
    zone = zone_of(establishment)
    check_qualification(incident, aware_at=qualified.aware_at, now=now, zone=zone)
    changes = {**asdict(qualified), "state": Incident.State.QUALIFIED, "qualified_at": now}
    _change(incident, version=version, changes=changes)
    _end_provisional(incident, now=now)
    if incident.must_be_notified:
        aware_at = incident.aware_at or now
        due = notification_clock(aware_at=aware_at, territory=territory(establishment.territory))
        _open(incident, due, kind=Deadline.Kind.BREACH, establishment=establishment, now=now)
    facts = {"risk": incident.risk} if incident.is_breach else {"cancelled_because": _NOT_BREACH}
    _remember(_act_of(incident), incident, by=by, now=now, facts=facts)
    return incident


@transaction.atomic
def record_notification(
    *,
    establishment: Establishment,
    incident: Incident,
    version: int,
    notified: Notified,
    by: User,
    now: datetime,
) -> Incident:
    """Return `incident` with its notification to the CNIL; the 72 hours are met.

    Errors: IncidentRefused (state, dates, late without reasons, changed meanwhile).
    Source: RGPD art. 33 §1.
    """
    zone = zone_of(establishment)
    check_notification(incident, notified_at=notified.notified_at, now=now, zone=zone)
    aware_at = incident.aware_at or notified.notified_at
    due = notification_clock(aware_at=aware_at, territory=territory(establishment.territory))
    check_lateness(
        notified_at=notified.notified_at,
        limit_at=due.at,
        late_reasons=notified.late_reasons,
        zone=zone,
    )
    changes = {**asdict(notified), "state": Incident.State.NOTIFIED}
    _change(incident, version=version, changes=changes)
    for deadline in _running(incident):
        meet_deadline(deadline=deadline, now=now)
    facts = {"notified_at": notified.notified_at.isoformat()}
    _remember(Act.INCIDENT_NOTIFIED, incident, by=by, now=now, facts=facts)
    return incident


@transaction.atomic
def close(
    *,
    incident: Incident,
    version: int,
    closing_note: str,
    not_notified_reason: str,
    by: User,
    now: datetime,
) -> Incident:
    """Return `incident` closed; one that was to be notified and was not keeps the reason why.

    Errors: IncidentRefused (state, reason, changed meanwhile).
    """
    check_closing(incident, not_notified_reason=not_notified_reason)
    was_owed = incident.awaits_notification
    changes: dict[str, object] = {
        "state": Incident.State.CLOSED,
        "closed_at": now,
        "closing_note": closing_note,
        "not_notified_reason": not_notified_reason if was_owed else "",
    }
    _change(incident, version=version, changes=changes)
    for deadline in _running(incident):
        cancel_deadline(deadline=deadline, because="not_notified", now=now)
    act = Act.INCIDENT_CLOSED_UNNOTIFIED if was_owed else Act.INCIDENT_CLOSED
    _remember(act, incident, by=by, now=now, facts={})
    return incident


def _write(declared: Declared, *, zone: str, by: User, now: datetime) -> Incident:
    """Return the new row; the head of the journal is held, so the number is free."""
    year = to_local(now, zone=zone).year
    last = Incident.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    facts = asdict(declared)
    if Incident.objects.filter(submission=declared.submission).exists():
        # A page kept by the browser, its words changed: another incident, whose hours run too.
        facts["submission"] = uuid4()
    return Incident.objects.create(
        **facts,
        year=year,
        number=last + 1,
        reference=f"INC-{year}-{last + 1:04}",
        declared_at=now,
        declared_by_id=by.pk,
    )


def _open(
    incident: Incident,
    due: Due,
    *,
    kind: Deadline.Kind,
    establishment: Establishment,
    now: datetime,
) -> None:
    open_deadline(
        establishment=establishment,
        kind=kind,
        rule_id=due.rule_id,
        reference=incident.reference,
        path=establishment_path(establishment.slug, "incidents:detail", incident.pk),
        due=due,
        now=now,
    )


def _end_provisional(incident: Incident, *, now: datetime) -> None:
    for deadline in _running(incident):
        if incident.is_breach:
            meet_deadline(deadline=deadline, now=now)
        else:
            cancel_deadline(deadline=deadline, because=_NOT_BREACH, now=now)


def _act_of(incident: Incident) -> Act:
    if not incident.is_breach:
        return Act.INCIDENT_QUALIFIED_NOT_BREACH
    if incident.must_be_notified:
        return Act.INCIDENT_QUALIFIED_BREACH
    return Act.INCIDENT_QUALIFIED_NO_RISK


def _change(incident: Incident, *, version: int, changes: dict[str, object]) -> None:
    """Write `changes` if `version` still stands: compare-and-set against a second person."""
    standing = Incident.objects.filter(pk=incident.pk, version=version)
    if not standing.update(**changes, version=version + 1):
        raise changed_meanwhile()
    incident.refresh_from_db()


def _running(incident: Incident) -> QuerySet[Deadline]:
    return deadlines_of(incident.reference).filter(state=Deadline.State.OPEN)


def _remember(
    act: Act, incident: Incident, *, by: User, now: datetime, facts: dict[str, str]
) -> None:
    record(act=act.value, reference=incident.reference, by_id=by.pk, now=now, facts=facts)
