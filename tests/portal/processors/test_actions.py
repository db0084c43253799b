"""What happens to a processor: references, versions, journal, deadlines, two people at once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.law.processors import Answer
from portal.processors.actions import (
    Did,
    change,
    end_link,
    follow_certificate,
    renew,
    reopen_link,
)
from portal.processors.facts import Clause, Facts, Transfer
from portal.processors.models import ProcessorLink, ProcessorLinkVersion
from portal.processors.refusals import ProcessorRefused, VersionConflictError
from tenants.accounts.models import User
from tenants.agenda.models import Deadline, Recurrence
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tenants.library.models import Vendor, VendorCertificate
from tenants.portfolio.models import ProcessorStanding
from tests.conftest import owner
from tests.portal.processors.samples import NOW, SOFTWARE, hosted_by, linked, vendor

DAY = timedelta(days=1)


@pytest.fixture
def place(establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def recurrences() -> dict[str, tuple[date, str]]:
    """Return each recurrence still running by its reference: its day, the state of its deadline."""
    return {
        one.reference: (one.next_due_on, one.deadline.state if one.deadline else "")
        for one in Recurrence.objects.filter(ended_at=None).select_related("deadline")
    }


def test_add_when_done_then_numbered_versioned_standing_and_remembered(
    place: Establishment, by: User
) -> None:
    first = linked(establishment=place, by=by)
    second = linked(establishment=place, by=by, facts=Facts(name="Paie Express"))

    assert (first.reference, second.reference) == ("SST-001", "SST-002")
    assert first.facts == SOFTWARE
    [version] = ProcessorLinkVersion.objects.filter(link=first)
    assert (version.number, version.act, version.by_id, version.facts) == (
        1, "created", by.pk, SOFTWARE,
    )  # fmt: skip
    standing = ProcessorStanding.objects.get(link_id=first.pk)
    assert (standing.establishment_id, standing.reference, standing.compliance) == (
        place.pk, "SST-001", "compliant",
    )  # fmt: skip
    assert (standing.contract_ends_on, standing.vendor_id) == (date(2027, 1, 31), None)
    assert list(Entry.objects.order_by("sequence").values_list("act", "reference")) == [
        ("processor.added", "SST-001"),
        ("processor.added", "SST-002"),
    ]
    assert verify().is_intact


def test_contract_when_it_ends_then_one_deadline_at_the_end_less_the_notice(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)

    # 31 January 2027 less 90 days; it opens 90 days before that.
    assert recurrences() == {"SST-001-CTR": (date(2026, 11, 2), "")}
    planned = Recurrence.objects.get()
    assert planned.pk == link.contract_recurrence_id
    assert (planned.kind, planned.rule_id, planned.every_months, planned.days_ahead) == (
        "contract", "R-DUTY-CONTRACT", None, 90,
    )  # fmt: skip
    assert planned.path == f"/e/{place.slug}/sous-traitants/{link.pk}/"


def test_contract_when_its_end_is_near_then_the_deadline_is_open_at_once(
    place: Establishment, by: User
) -> None:
    facts = SOFTWARE.model_copy(update={"ends_on": date(2026, 4, 30), "notice_days": None})

    linked(establishment=place, by=by, facts=facts)

    [deadline] = Deadline.objects.all()
    assert (deadline.reference, deadline.due_on, deadline.state) == (
        "SST-001-CTR-1", date(2026, 4, 30), "open",
    )  # fmt: skip


def test_contract_when_its_end_changes_then_the_open_deadline_moves(
    place: Establishment, by: User
) -> None:
    facts = SOFTWARE.model_copy(update={"ends_on": date(2026, 4, 30), "notice_days": None})
    link = linked(establishment=place, by=by, facts=facts)

    change(
        establishment=place,
        link=link,
        changes={"ends_on": date(2026, 5, 15)},
        version=1,
        by=by,
        now=NOW + DAY,
    )

    assert recurrences() == {"SST-001-CTR": (date(2026, 5, 15), "open")}
    assert Deadline.objects.get().due_on == date(2026, 5, 15)


def test_contract_when_something_else_changes_then_a_late_deadline_stays_late(
    place: Establishment, by: User
) -> None:
    facts = SOFTWARE.model_copy(
        update={"ends_on": date(2026, 4, 30), "notice_days": 30, "renewal_months": 12}
    )
    link = linked(establishment=place, by=by, facts=facts)

    change(
        establishment=place,
        link=link,
        changes={"notes": "Relancé deux fois."},
        version=1,
        by=by,
        now=NOW + 45 * DAY,
    )

    assert recurrences() == {"SST-001-CTR": (date(2026, 3, 31), "open")}


def test_renewal_when_done_then_the_round_is_met_and_the_next_one_waits(
    place: Establishment, by: User
) -> None:
    facts = SOFTWARE.model_copy(update={"ends_on": date(2026, 4, 30), "notice_days": None})
    link = linked(establishment=place, by=by, facts=facts)

    link = renew(
        establishment=place,
        link=link,
        version=1,
        signed_on=date(2026, 3, 2),
        ends_on=date(2029, 4, 30),
        by=by,
        now=NOW,
    )

    assert Deadline.objects.get().state == "met"
    assert recurrences() == {"SST-001-CTR": (date(2029, 4, 30), "")}
    assert (link.facts.signed_on, link.ends_on) == (date(2026, 3, 2), date(2029, 4, 30))
    assert link.versions.get(number=2).act == "renewed"


def test_renewal_when_it_has_no_end_any_more_then_nothing_falls_due(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)

    link = renew(
        establishment=place, link=link, version=1, signed_on=None, ends_on=None, by=by, now=NOW
    )

    assert recurrences() == {}
    assert (link.contract_recurrence_id, link.facts.notice_days) == (None, None)


def test_renewal_when_it_ends_no_later_then_is_refused(place: Establishment, by: User) -> None:
    link = linked(establishment=place, by=by)

    with pytest.raises(ProcessorRefused) as refusal:
        renew(
            establishment=place,
            link=link,
            version=1,
            signed_on=None,
            ends_on=date(2027, 1, 31),
            by=by,
            now=NOW,
        )

    assert refusal.value.field == "ends_on"
    assert link.versions.count() == 1


def test_end_when_done_then_its_deadlines_are_cancelled_and_reopening_lays_them_anew(
    place: Establishment, by: User
) -> None:
    found = vendor(expires_on=date(2026, 4, 1))
    facts = hosted_by(found, ends_on=date(2026, 4, 30), notice_days=None)
    link = linked(establishment=place, by=by, facts=facts)
    assert set(recurrences()) == {"SST-001-CTR", "SST-001-HDS"}

    link = end_link(establishment=place, link=link, why="Changement d’éditeur", by=by, now=NOW)

    assert recurrences() == {}
    assert set(Deadline.objects.values_list("state", flat=True)) == {"cancelled"}
    assert (link.state, link.end_reason) == ("ended", "Changement d’éditeur")
    with pytest.raises(ProcessorRefused):
        change(establishment=place, link=link, changes={"notes": "x"}, version=2, by=by, now=NOW)

    reopen_link(establishment=place, link=link, by=by, now=NOW)

    assert set(recurrences()) == {"SST-001-CTR-V2", "SST-001-HDS-V2"}
    assert ProcessorStanding.objects.get(link_id=link.pk).state == "active"


def test_certificate_when_health_data_are_hosted_then_its_end_is_a_deadline(
    place: Establishment, by: User
) -> None:
    found = vendor(expires_on=date(2026, 5, 1))

    linked(establishment=place, by=by, facts=hosted_by(found, ends_on=None, notice_days=None))
    linked(
        establishment=place,
        by=by,
        facts=hosted_by(found, ends_on=None, notice_days=None, hosts_health_data=False),
    )

    assert recurrences() == {"SST-001-HDS": (date(2026, 5, 1), "open")}
    assert Recurrence.objects.get().rule_id == "R-DUTY-CERTIFICATE"


def renewed_certificate(found: Vendor, expires_on: date, *, corrects: bool = False) -> None:
    """Write another certificate in place of the one that counts."""
    with owner():
        VendorCertificate.objects.filter(vendor=found).update(replaced_at=NOW)
        VendorCertificate.objects.create(
            vendor=found,
            holder="x",
            number="HDS-2",
            body="y",
            issued_on=date(2026, 1, 1),
            expires_on=expires_on,
            corrects=corrects,
            added_at=NOW,
        )
        Vendor.objects.filter(pk=found.pk).update(certificate_version=2)


@pytest.mark.parametrize(
    ("expires_on", "corrects", "state"),
    [
        (date(2029, 5, 1), False, "met"),
        (date(2026, 5, 10), True, "open"),
        (date(2026, 4, 20), False, "open"),
    ],
)
def test_certificate_when_the_vendor_has_another_then_followed_once(
    place: Establishment, by: User, expires_on: date, corrects: bool, state: str
) -> None:
    found = vendor(expires_on=date(2026, 5, 1))
    facts = hosted_by(found, ends_on=None, notice_days=None)
    link = linked(establishment=place, by=by, facts=facts)
    renewed_certificate(found, expires_on, corrects=corrects)

    answers = [follow_certificate(establishment=place, link_id=link.pk, now=NOW) for _ in range(2)]

    assert answers == [True, False]
    assert Deadline.objects.get(reference="SST-001-HDS-1").state == state
    [planned] = Recurrence.objects.all()
    assert planned.next_due_on == expires_on
    assert ProcessorStanding.objects.get().certificate_seen == 2
    assert Entry.objects.filter(act="processor.certificate").count() == 1
    assert link.versions.count() == 1


def test_certificate_when_withdrawn_then_its_deadline_is_cancelled(
    place: Establishment, by: User
) -> None:
    found = vendor(expires_on=date(2026, 5, 1))
    facts = hosted_by(found, ends_on=None, notice_days=None)
    link = linked(establishment=place, by=by, facts=facts)
    with owner():
        VendorCertificate.objects.update(replaced_at=NOW, is_withdrawn=True)
        Vendor.objects.update(certificate_version=2)

    follow_certificate(establishment=place, link_id=link.pk, now=NOW)

    assert recurrences() == {}
    assert Deadline.objects.get().state == "cancelled"


def test_certificate_when_kept_outside_the_catalogue_then_its_end_is_a_deadline_too(
    place: Establishment, by: User
) -> None:
    facts = Facts(name="Hébergeur local", hosts_health_data=True, hds_ends_on=date(2028, 1, 1))

    linked(establishment=place, by=by, facts=facts)

    assert recurrences() == {"SST-001-HDS": (date(2028, 1, 1), "")}


def test_change_when_two_write_different_fields_then_both_stand(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)
    change(establishment=place, link=link, changes={"notes": "A"}, version=1, by=by, now=NOW)

    link = change(
        establishment=place,
        link=link,
        changes={"contact_name": "Mme B", "dpo_contact": ""},
        version=1,
        by=by,
        now=NOW,
    )

    assert (link.version, link.facts.notes, link.facts.contact_name) == (3, "A", "Mme B")


def test_change_when_two_write_the_same_field_then_the_second_sees_the_first(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)
    change(establishment=place, link=link, changes={"notes": "A"}, version=1, by=by, now=NOW)

    with pytest.raises(VersionConflictError) as conflict:
        change(establishment=place, link=link, changes={"notes": "B"}, version=1, by=by, now=NOW)

    assert conflict.value.fields == ("notes",)
    assert conflict.value.theirs.facts.notes == "A"
    assert ProcessorLink.objects.get().facts.notes == "A"


def test_clauses_when_two_answer_different_points_then_both_stand(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by, facts=Facts(name="X"))
    first = (Clause(point="S01", answer=Answer.YES),)
    second = (Clause(point="S02", answer=Answer.NO, comment="Annexe 3"),)
    for clauses in (first, second):
        link = change(
            establishment=place,
            link=link,
            changes={"clauses": clauses},
            version=1,
            by=by,
            now=NOW,
            act=Did.CLAUSES,
        )

    assert link.facts.clauses == first + second


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"signed_on": date(2026, 3, 3)}, "signed_on"),
        ({"ends_on": date(2023, 1, 1)}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
    ],
)
def test_change_when_the_facts_cannot_be_then_refused_and_nothing_written(
    place: Establishment, by: User, changes: dict[str, object], field: str
) -> None:
    link = linked(establishment=place, by=by)

    with pytest.raises(ProcessorRefused) as refusal:
        change(establishment=place, link=link, changes=changes, version=1, by=by, now=NOW)

    assert refusal.value.field == field
    assert link.versions.count() == 1


def test_change_when_nothing_differs_then_no_version_is_added(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)

    change(
        establishment=place,
        link=link,
        changes={"transfers": (), "notes": ""},
        version=1,
        by=by,
        now=NOW,
    )
    change(
        establishment=place,
        link=link,
        changes={"transfers": (Transfer(country="Suisse", tool="adequacy"),)},
        version=1,
        by=by,
        now=NOW,
    )

    assert list(link.versions.order_by("number").values_list("act", flat=True)) == [
        "created",
        "changed",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "update processors_processorlinkversion set why = 'x'",
        "delete from processors_processorlinkversion",
    ],
)
def test_versions_when_the_establishment_rewrites_them_then_postgresql_refuses(
    place: Establishment, by: User, statement: str
) -> None:
    linked(establishment=place, by=by)

    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_link_when_ended_without_reason_then_postgresql_refuses(
    place: Establishment, by: User
) -> None:
    link = linked(establishment=place, by=by)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessorLink.objects.filter(pk=link.pk).update(state="ended", ended_at=NOW)
