"""A digest leaves once, on its day, from the deadlines alone; else it leaves later."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import acknowledge, meet_deadline, suspend_deadline
from tenants.agenda.digest import make_rows, send_digests
from tenants.agenda.models import Alert, Digest, Heartbeat
from tenants.directory.models import Agency, Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_clock, inside
from tests.conftest import Firm, owner, person
from tests.tenants.agenda.conftest import Opener
from tests.tenants.agenda.sink import HANG_UP, Mail, Relay
from worker.tasks import send_due_digests


def clock() -> datetime:
    """Return PostgreSQL's own time."""
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        found: datetime = cursor.fetchone()[0]
    return found


def ends_in(left: timedelta, *, in_hours: bool = False) -> Due:
    """Return a period that ends `left` from now, opened a month ago."""
    at = clock().replace(microsecond=0) + left
    return Due(
        rule_id="R-ART33-72H" if in_hours else "R-ART12-1M",
        starts_at=at - timedelta(days=60),
        at=at,
        on=None if in_hours else at.date(),
        steps=(),
        sources=(),
        zone="Europe/Paris",
    )


def give_digest(
    person: User, cadence: Digest.Cadence = Digest.Cadence.DAILY, *, since: timedelta | None = None
) -> datetime:
    """Give `person` alone a digest due a minute ago; return when it was due."""
    at = clock() - timedelta(minutes=1)
    with owner():
        for user in User.objects.all():
            Digest.objects.update_or_create(
                person=user,
                defaults={"cadence": Digest.Cadence.NEVER, "next_run_at": at},
            )
        Digest.objects.filter(person=person).update(
            cadence=cadence, last_sent_at=clock() - since if since else None
        )
    return at


def digest_of(person: User) -> Digest:
    """Return the row as it is in the database."""
    with owner():
        return Digest.objects.get(person=person)


def due_again(person: User) -> None:
    """Let the lease or the delay run out."""
    with owner():
        Digest.objects.filter(person=person).update(lease_until=clock() - timedelta(seconds=1))


def text_of(mail: Mail) -> str:
    """Return the text of a mail, its lines as they were written."""
    return str(mail.message.get_content()).replace("\r\n", "\n")


def turn() -> int:
    """Let a driver turn once."""
    return send_digests(budget_seconds=5)


def test_make_rows_when_asked_then_the_firm_reads_daily_managers_weekly_others_never(
    firm: Firm, people: dict[Role, User]
) -> None:
    with at_the_clock():
        made = make_rows()
        again = make_rows()

    with owner():
        found = {row.person_id: row.cadence for row in Digest.objects.all()}
    assert found == {
        firm.lead.pk: "daily",
        firm.dpo.pk: "daily",
        firm.assistant.pk: "daily",
        firm.stranger.pk: "daily",
        people[Role.MANAGER].pk: "weekly",
    }
    assert (made, again) == (5, 0)


def test_digest_when_due_then_says_each_deadline_once_and_sets_the_next(
    firm: Firm, open_request: Opener, relay: Relay
) -> None:
    month_ago = clock() - timedelta(days=30)
    late = ends_in(-timedelta(days=3))
    open_request(reference="DR-2026-0001", due=late, now=month_ago)
    open_request(reference="DR-2026-0002", due=ends_in(timedelta(days=4)), now=month_ago)
    hours = ends_in(timedelta(hours=30, minutes=5), in_hours=True)
    open_request(reference="VI-2026-0003", due=hours, now=month_ago)
    open_request(reference="DR-2026-0004", due=ends_in(timedelta(days=50)), now=clock())
    open_request(reference="DR-2026-0005", due=ends_in(timedelta(days=20)), now=month_ago)
    open_request(reference="DR-2026-0006", due=ends_in(timedelta(days=90)), now=month_ago)
    due = give_digest(firm.dpo, since=timedelta(days=1))

    assert turn() == 1

    [mail] = relay.sink.mails
    assert mail.to == ("dpo@firm.test",)
    assert str(mail.message["Subject"]) == "[Vigie] Résumé\u00a0: 1 en retard, 2 sous sept jours"
    lines = text_of(mail).split("\n")
    titles = [line for line in lines if line.endswith(")") and not line.startswith(" ")]
    assert titles == [
        "En retard (1)",
        "Dans les sept jours (2)",
        "Nouveau depuis le dernier résumé (1)",
        "Personne ne les a encore prises en charge (1)",
    ]
    told = [line.strip() for line in lines if "-2026-" in line and "·" in line]
    assert told == [
        "DR-2026-0001 · Pharmacie du Port",
        "VI-2026-0003 · Pharmacie du Port",
        "DR-2026-0002 · Pharmacie du Port",
        "DR-2026-0004 · Pharmacie du Port",
        "DR-2026-0005 · Pharmacie du Port",
    ]
    assert any("il reste 30 heures · à prendre en charge" in line for line in lines)
    assert any("en retard de 3 jours" in line for line in lines)
    row = digest_of(firm.dpo)
    assert (row.token, row.lease_until, row.attempts, row.relay_code) == (None, None, 0, 250)
    assert row.last_sent_at is not None
    assert row.next_run_at > clock()
    assert due < row.last_sent_at
    assert turn() == 0


def test_digest_when_every_alert_is_lost_then_says_the_same(
    firm: Firm, open_request: Opener, relay: Relay
) -> None:
    open_request(due=ends_in(timedelta(days=2)), now=clock() - timedelta(days=20))
    give_digest(firm.dpo)
    turn()
    with owner():
        # An open deadline without alert is refused at the commit, which this test never reaches.
        alerts = list(Alert.objects.all())
        Alert.objects.all().delete()
    give_digest(firm.dpo)

    turn()
    with owner():
        Alert.objects.bulk_create(alerts)

    first, second = (text_of(mail) for mail in relay.sink.mails)
    assert "DR-2026-0001 · Pharmacie du Port" in first
    assert first == second


def test_digest_when_nothing_presses_then_says_so_because_silence_is_a_breakdown(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    give_digest(firm.dpo)

    turn()

    [mail] = relay.sink.mails
    assert str(mail.message["Subject"]) == "[Vigie] Résumé\u00a0: rien ne presse"
    assert text_of(mail).split("\n") == [
        "Rien ne presse\u00a0: aucune échéance en retard ni sous sept jours.",
        "",
        "Toutes les échéances\u00a0: https://vigie.test/echeances/",
        "Changer le rythme de ce résumé\u00a0: https://vigie.test/preferences/alertes/",
        "",
    ]


def test_digest_when_written_then_is_in_the_reader_s_language(
    firm: Firm, open_request: Opener, relay: Relay
) -> None:
    open_request(due=ends_in(timedelta(days=2)), now=clock() - timedelta(days=20))
    give_digest(firm.dpo)
    with owner():
        User.objects.filter(pk=firm.dpo.pk).update(language="en")

    turn()

    [mail] = relay.sink.mails
    assert str(mail.message["Subject"]) == "[Vigie] Digest: 0 overdue, 1 within seven days"
    assert "Within seven days (1)" in text_of(mail)


def test_digest_when_the_person_sees_other_places_only_then_names_none_of_ours(
    firm: Firm, open_request: Opener, other_establishment: Establishment, relay: Relay
) -> None:
    open_request(due=ends_in(timedelta(days=2)), now=clock() - timedelta(days=20))
    give_digest(firm.stranger)

    turn()

    [mail] = relay.sink.mails
    assert mail.to == ("stranger@firm.test",)
    assert "DR-2026-0001" not in text_of(mail)


def test_digest_when_a_manager_is_also_a_reader_elsewhere_then_says_only_what_they_manage(
    firm: Firm, people: dict[Role, User], open_request: Opener, relay: Relay
) -> None:
    reader = people[Role.READER]
    open_request(due=ends_in(timedelta(days=2)), now=clock() - timedelta(days=20))
    with owner():
        elsewhere = people[Role.MANAGER].memberships.get().establishment
        assert elsewhere is not None
    give_digest(people[Role.MANAGER], Digest.Cadence.WEEKLY)
    turn()
    give_digest(reader, Digest.Cadence.WEEKLY)
    turn()

    # The reader decides nothing here: passed over, and no row says that a digest left.
    assert [mail.to for mail in relay.sink.mails] == [("manager@pharmacie.test",)]
    assert digest_of(reader).last_sent_at is None
    assert digest_of(reader).next_run_at > clock()


def test_digest_when_acknowledged_met_or_stopped_since_then_says_it(
    firm: Firm, open_request: Opener, establishment: Establishment, relay: Relay
) -> None:
    month_ago = clock() - timedelta(days=30)
    held = open_request(reference="DR-2026-0001", due=ends_in(timedelta(days=5)), now=month_ago)
    met = open_request(reference="DR-2026-0002", due=ends_in(timedelta(days=5)), now=month_ago)
    stopped = open_request(reference="DR-2026-0003", due=ends_in(timedelta(days=5)), now=month_ago)
    with inside(establishment):
        acknowledge(deadline=held, by=firm.dpo, now=clock())
        meet_deadline(deadline=met, now=clock())
        suspend_deadline(deadline=stopped, now=clock())
    give_digest(firm.lead, since=timedelta(days=1))

    turn()

    lines = [line.strip() for line in text_of(relay.sink.mails[0]).split("\n")]
    at = lines.index("DR-2026-0001 · Pharmacie du Port")
    assert lines[at + 2].endswith(" · prise en charge")
    at = lines.index("DR-2026-0002 · Pharmacie du Port")
    assert lines[at + 2] == "tenue"
    at = lines.index("DR-2026-0003 · Pharmacie du Port")
    assert lines[at + 2].startswith("suspendue · depuis le ")


@pytest.mark.parametrize("change", ["inactive", "bounced", "left"])
def test_digest_when_nobody_reads_it_any_more_then_none_leaves(
    firm: Firm, establishment: Establishment, relay: Relay, change: str
) -> None:
    give_digest(firm.dpo)
    with owner():
        people = User.objects.filter(pk=firm.dpo.pk)
        if change == "inactive":
            people.update(is_active=False)
        elif change == "bounced":
            people.update(bounced_at=clock(), bounce_code="5.1.1")
        else:
            Membership.objects.filter(user=firm.dpo).delete()

    assert turn() == 0

    assert relay.sink.mails == []
    assert digest_of(firm.dpo).next_run_at > clock()


def test_digest_when_the_relay_is_down_then_waits_and_leaves_under_the_same_id(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    give_digest(firm.dpo)
    relay.stop()

    assert turn() == 0

    waiting = digest_of(firm.dpo)
    assert (waiting.attempts, waiting.token) == (1, None)
    assert waiting.lease_until is not None
    assert round((waiting.lease_until - clock()).total_seconds()) == 60
    relay.start()
    assert turn() == 0
    due_again(firm.dpo)
    assert turn() == 1


def test_digest_when_the_relay_takes_it_but_hangs_up_then_comes_again_under_its_id(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    at = give_digest(firm.dpo)
    relay.sink.answers = [HANG_UP]

    assert turn() == 0
    due_again(firm.dpo)
    assert turn() == 1

    day = at.astimezone(UTC).strftime("%Y%m%d")
    ids = {mail.id for mail in relay.sink.mails}
    assert len(relay.sink.mails) == 2
    assert ids <= {
        f"<digest-{firm.dpo.pk}-{day}@vigie.test>",
        f"<digest-{firm.dpo.pk}-{_next_day(day)}@vigie.test>",
    }
    assert len(ids) == 1


def _next_day(day: str) -> str:
    # Paris is a day ahead of UTC around midnight.
    following = date(int(day[:4]), int(day[4:6]), int(day[6:])) + timedelta(days=1)
    return f"{following:%Y%m%d}"


def test_digest_when_one_is_refused_then_the_others_leave(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    give_digest(firm.dpo)
    with owner():
        Digest.objects.filter(person=firm.lead).update(cadence=Digest.Cadence.DAILY)
    relay.sink.refused_addresses = {"dpo@firm.test": "550 5.1.1 no such user"}

    assert turn() == 1

    assert [mail.to for mail in relay.sink.mails] == [("lead@firm.test",)]
    assert (digest_of(firm.dpo).attempts, digest_of(firm.dpo).relay_code) == (1, 550)


def test_digest_when_a_worker_died_with_it_then_another_takes_it_after_the_lease(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    give_digest(firm.dpo)
    with owner():
        Digest.objects.filter(person=firm.dpo).update(
            token="0b0f7b9e-8e6c-4bf5-8d8f-5d1f3a1f4c11",
            lease_until=clock() + timedelta(seconds=40),
            attempts=1,
        )

    assert turn() == 0
    due_again(firm.dpo)
    assert turn() == 1


def test_digest_when_the_loop_or_celery_turns_then_either_sends_it(
    firm: Firm, establishment: Establishment, relay: Relay
) -> None:
    give_digest(firm.dpo)
    call_command("alertloop", once=True)
    by_the_loop = [mail.to for mail in relay.sink.mails]
    give_digest(firm.lead)
    send_due_digests()

    assert by_the_loop == [("dpo@firm.test",)]
    assert [mail.to for mail in relay.sink.mails[1:]] == [("lead@firm.test",)]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[set[str]]:
    """Yield the addresses of eight DPOs whose digest is due, committed; taken away afterwards."""
    with django_db_blocker.unblock(), owner():
        agency = Agency.objects.create(name="Agence des résumés")
        people = [person(f"resume{n}@firm.test", "Maël", "Rivoal") for n in range(8)]
        try:
            for one in people:
                Membership.objects.create(user=one, role=Role.DPO, agency=agency)
                Digest.objects.create(
                    person=one, cadence="daily", next_run_at=clock() - timedelta(minutes=1)
                )
            yield {one.email for one in people}
        finally:
            for one in people:
                one.delete()
            agency.delete()
            Heartbeat.objects.all().delete()


def test_digest_when_four_drivers_turn_at_once_then_each_leaves_once(
    committed: set[str], relay: Relay
) -> None:
    def drive(_driver: int) -> int:
        try:
            return turn()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as drivers:
        sent = sum(drivers.map(drive, range(4)))

    told = [mail.to[0] for mail in relay.sink.mails]
    assert sent == 8
    assert sorted(told) == sorted(committed)
