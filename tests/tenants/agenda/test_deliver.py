"""Whom the pump writes to when the one it should cannot be told."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.agenda.bounce_address import bounce_address
from tenants.agenda.models import Alert, AlertAttempt
from tenants.directory.models import Absence, Establishment, Membership
from tenants.directory.paths import desk_path
from tenants.directory.roles import Role
from tests.conftest import Firm, owner
from tests.tenants.agenda.conftest import OPENED, Opener
from tests.tenants.agenda.sink import Relay
from tests.tenants.agenda.test_pump import leave_due, turn


@pytest.mark.parametrize(
    ("gone", "reached"),
    [([Role.DPO], "lead@firm.test"), ([Role.DPO, Role.LEAD], "operator@firm.test")],
)
def test_pump_when_nobody_holds_the_role_then_the_next_in_line_is_told(
    open_request: Opener, relay: Relay, firm: Firm, gone: list[Role], reached: str
) -> None:
    alert = leave_due(open_request())
    with owner():
        Membership.objects.filter(role__in=gone, agency=firm.agency).delete()

    assert turn() == 1

    assert relay.sink.mails[0].to == (reached,)
    assert relay.sink.mails[-1].to == ("operator@firm.test",)
    assert "pharmacie" not in relay.sink.mails[-1].message.as_string().lower()
    assert {mail.sender for mail in relay.sink.mails} == {bounce_address(alert.pk)}


def test_pump_when_the_operator_is_refused_then_the_lead_was_told_all_the_same(
    open_request: Opener, relay: Relay, firm: Firm
) -> None:
    alert = leave_due(open_request())
    relay.sink.refused_addresses = {"operator@firm.test": "550 5.1.1 unknown"}
    with owner():
        Membership.objects.filter(role=Role.DPO, agency=firm.agency).delete()

    assert turn() == 1

    assert persons(alert) == [("accepted", [firm.lead.pk])]


def test_pump_when_the_assigned_dpo_is_away_then_the_deputy_is_told(
    open_request: Opener, relay: Relay, firm: Firm, establishment: Establishment
) -> None:
    alert = leave_due(open_request())
    today = datetime.now(UTC).date()
    with owner():
        Establishment.objects.filter(pk=establishment.pk).update(
            assigned_dpo=firm.dpo, deputy_dpo=firm.lead
        )
        Absence.objects.create(
            person=firm.dpo,
            agency=firm.agency,
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=1),
            said_at=OPENED,
        )

    assert turn() == 1

    [mail] = relay.sink.mails
    assert mail.to == ("lead@firm.test",)
    body = mail.message.get_body()
    assert body is not None
    assert "comme suppléant" in body.get_content()
    assert persons(alert) == [("accepted", [firm.lead.pk])]


def persons(alert: Alert) -> list[tuple[str, list[int]]]:
    """Return outcome and persons of each attempt."""
    with owner():
        found = AlertAttempt.objects.filter(alert=alert).order_by("pk")
        return list(found.values_list("outcome", "persons"))


def test_pump_when_a_mail_leaves_then_its_link_is_one_of_the_portals(
    open_request: Opener, relay: Relay, firm: Firm
) -> None:
    alert = leave_due(open_request())

    turn()

    body = relay.sink.mails[0].message.get_body()
    assert body is not None
    assert f"https://vigie.test{desk_path('alert', alert.pk)}" in body.get_content().splitlines()
