"""An incident that nobody has qualified: who is written to, and what the message says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.accounts.models import User
from tenants.agenda.models import Alert
from tenants.agenda.pump import pump
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.incidents.samples import WRONG_PATIENT, declared
from tests.tenants.agenda.conftest import relay  # noqa: F401 — the fixture of the agenda's tests
from tests.tenants.agenda.sink import Relay

pytestmark = pytest.mark.django_db


def test_declare_when_the_clock_turns_then_the_dpo_is_written_to_without_a_word_of_the_case(
    establishment: Establishment,
    people: dict[Role, User],
    relay: Relay,  # noqa: F811 — the fixture itself
) -> None:
    now = timezone.now() - timedelta(minutes=1)  # PostgreSQL’s now is that of the transaction
    recent = replace(WRONG_PATIENT, occurred_at=None, detected_at=now - timedelta(hours=5))
    with inside(establishment):
        incident = declared(establishment, by=people[Role.CONTRIBUTOR], what=recent, now=now)

    pump(budget_seconds=5, driver="loop")

    [mail] = relay.sink.mails
    assert mail.to == (people[Role.DPO].email,)
    assert str(mail.message["Subject"]) == f"[Vigie] {incident.reference}\u00a0: un délai commence"
    text = mail.message.get_content()
    assert text.startswith("Incident à qualifier")
    with inside(establishment):
        alert = Alert.objects.get(state=Alert.State.ACCEPTED)
    assert f"https://vigie.test/a/{alert.pk}/" in text
    assert establishment.slug not in text
    assert "violation" not in text.lower()
    assert "patient" not in text.lower()
    assert "homonyme" not in text


def test_declare_when_the_prudent_limit_is_long_past_then_all_three_are_written_to_at_once(
    establishment: Establishment,
    people: dict[Role, User],
    relay: Relay,  # noqa: F811 — the fixture itself
) -> None:
    now = timezone.now() - timedelta(minutes=1)  # PostgreSQL’s now is that of the transaction
    old = replace(WRONG_PATIENT, occurred_at=None, detected_at=now - timedelta(days=10))
    with inside(establishment):
        incident = declared(establishment, by=people[Role.CONTRIBUTOR], what=old, now=now)

    pump(budget_seconds=5, driver="loop")

    told = sorted(address for mail in relay.sink.mails for address in mail.to)
    assert told == sorted(people[role].email for role in (Role.DPO, Role.LEAD, Role.MANAGER))
    assert {str(mail.message["Subject"]) for mail in relay.sink.mails} == {
        f"[Vigie] {incident.reference}\u00a0: échéance dépassée"
    }
