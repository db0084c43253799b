"""The calendar as others read it: an independent parser, and a real client's import."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from pytest_django import Settings

from portal.law.periods import Due
from tenants.accounts.models import User
from tenants.agenda.actions import meet_deadline
from tenants.agenda.calendar_feed import (
    MOST_FEEDS,
    TooManyFeeds,
    create_feed,
    feeds_of,
    read_feed,
    revoke_feed,
)
from tenants.agenda.models import CalendarFeed, Deadline
from tenants.directory.models import Establishment, Membership
from tenants.directory.switching import as_person, inside
from tests.conftest import Firm, opened, owner
from tests.tenants.agenda.conftest import OPENED, REQUEST_DUE, Opener

KHAL = Path(sys.executable).with_name("khal")


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    """Give the instance an address of its own."""
    settings.PUBLIC_URL, settings.MAIL_DOMAIN = "https://vigie.test", "vigie.test"


def breach_due(at: str) -> Due:
    """Return the 72 hours that end at the UTC instant `at`."""
    end = datetime.fromisoformat(at)
    return Due(
        rule_id="R-ART33-72H",
        starts_at=end - timedelta(hours=72),
        at=end,
        on=None,
        steps=(),
        sources=(),
        zone="Europe/Paris",
    )


def feed_of(person: User, place: Establishment | None = None) -> str:
    """Return the token of a new calendar of `person`."""
    with as_person(person.pk):
        return create_feed(person=person, establishment=place, now=OPENED)


def read(token: str) -> str:
    """Return the calendar as text."""
    content = read_feed(token, now=OPENED)
    assert content is not None
    return content.decode()


def in_a_client(text: str, tmp_path: Path, *, zone: str = "Europe/Paris") -> list[str]:
    """Import the calendar into khal, as its user would, and return the lines of its agenda."""
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[vigie]]\npath = {tmp_path / 'events'}\ntype = calendar\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        f"[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\n"
        "timeformat = %H:%M\ndateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
    )
    calendar = tmp_path / "vigie.ics"
    calendar.write_text(text, newline="")
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    khal = [str(KHAL), "-c", str(config)]
    imported = [*khal, "import", "--batch", str(calendar)]
    subprocess.run(imported, check=True, env=environment, capture_output=True, timeout=60)
    listed = [
        *khal, "list", "--format", "{start-long-full} | {title}", "--day-format", "",
        "01/01/2026", "400d",
    ]  # fmt: skip
    done = subprocess.run(
        listed, check=True, env=environment, capture_output=True, text=True, timeout=60
    )
    return [line for line in done.stdout.splitlines() if line.strip()]


def test_calendar_when_imported_by_a_client_then_local_times_hold_across_the_change_of_hour(
    firm: Firm, establishment: Establishment, open_request: Opener, tmp_path: Path
) -> None:
    reunion = opened(firm.agency, "Pharmacie de Saint-Leu", "FR-RE")
    # Winter and summer in Paris; the second passage of 02:30 on 25 October; La Réunion.
    for number, (at, place) in enumerate(
        [
            ("2026-02-20T13:30:00+00:00", establishment),
            ("2026-04-20T13:30:00+00:00", establishment),
            ("2026-10-25T01:30:00+00:00", establishment),
            ("2026-07-10T13:30:00+00:00", reunion),
        ],
        start=1,
    ):
        open_request(reference=f"VI-2026-000{number}", due=breach_due(at), at=place)
    open_request(reference="DR-2026-0005")

    agenda = in_a_client(read(feed_of(firm.dpo)), tmp_path)

    label = "Notification d’une violation à la CNIL"
    assert [line for line in agenda if "VI-" in line] == [
        f"20/02/2026 14:30 | VI-2026-0001 · {label}",
        f"20/04/2026 15:30 | VI-2026-0002 · {label}",
        # 13:30 UTC is 17:30 in La Réunion and 15:30 for a reader in Paris.
        f"10/07/2026 15:30 | VI-2026-0004 · {label}",
        f"25/10/2026 02:30 | VI-2026-0003 · {label}",
    ]
    [day] = [line for line in agenda if "DR-" in line]
    assert day == "02/03/2026 00:00 | DR-2026-0005 · Réponse à une demande de droits"


def test_calendar_when_parsed_by_another_library_then_says_days_instants_and_zones(
    firm: Firm, establishment: Establishment, open_request: Opener
) -> None:
    open_request(reference="DR-2026-0001")
    open_request(reference="VI-2026-0002", due=breach_due("2026-02-20T13:30:00+00:00"))

    calendar = vobject.readOne(read(feed_of(firm.dpo)))

    assert calendar.version.value == "2.0"
    events = {event.summary.value[:12]: event for event in calendar.vevent_list}
    day, instant = events["DR-2026-0001"], events["VI-2026-0002"]
    assert (day.dtstart.value, day.dtend.value) == (date(2026, 3, 2), date(2026, 3, 3))
    assert instant.dtstart.value == datetime(2026, 2, 20, 13, 30, tzinfo=UTC)
    [zone] = calendar.vtimezone_list
    assert zone.tzid.value == "Europe/Paris"
    assert day.url.value.startswith("https://vigie.test/echeances/")


def test_calendar_when_the_hour_comes_twice_then_says_which(
    firm: Firm, open_request: Opener
) -> None:
    # On 25 October 2026 it is 02:30 twice: a local time would be read as the first.
    open_request(reference="VI-2026-0001", due=breach_due("2026-10-25T00:30:00+00:00"))
    open_request(reference="VI-2026-0002", due=breach_due("2026-10-25T01:30:00+00:00"))

    lines = read(feed_of(firm.dpo)).split("\r\n")

    assert [line for line in lines if line.startswith("DTSTART") and "20261025" in line] == [
        "DTSTART;TZID=Europe/Paris:20261025T023000",
        "DTSTART:20261025T013000Z",
    ]


def test_calendar_when_read_then_each_line_is_as_the_standard_says(
    firm: Firm, open_request: Opener
) -> None:
    open_request(due=breach_due("2026-02-20T13:30:00+00:00"))

    content = read(feed_of(firm.dpo))

    lines = content.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75
    assert "DTSTART;TZID=Europe/Paris:20260220T143000" in lines
    assert "CLASS:PRIVATE" in lines


def test_calendar_when_read_then_names_nobody_and_no_place(
    firm: Firm, establishment: Establishment, open_request: Opener
) -> None:
    open_request()

    content = read(feed_of(firm.dpo)).replace("\r\n ", "")

    for word in ("Port", establishment.slug, "Rivoal", "Maël", "firm.test"):
        assert word not in content


def test_calendar_when_read_then_reminds_at_the_rungs_still_ahead_for_that_person(
    firm: Firm, open_request: Opener
) -> None:
    open_request()

    def alarms(person: User) -> list[str]:
        calendar = vobject.readOne(read(feed_of(person)))
        return sorted(
            alarm.trigger.value.astimezone(UTC).strftime("%m-%d %Hh")
            for alarm in getattr(calendar.vevent, "valarm_list", [])
        )

    # J-1 (a Sunday, but final), J-0, J+1 and J+7 at eight in Paris, for the DPO and the lead.
    final = ["03-01 07h", "03-02 07h", "03-03 07h", "03-09 07h"]
    assert [at for at in alarms(firm.lead) if at in final] == final
    assert [at for at in alarms(firm.dpo) if at in final] == final
    # J-15 is a Sunday too, but gentle: told on Friday, to the DPO alone.
    assert "02-13 07h" in alarms(firm.dpo)
    assert "02-13 07h" not in alarms(firm.lead)
    assert alarms(firm.assistant) == []


def test_calendar_when_a_deadline_is_met_then_no_longer_shows_it(
    firm: Firm, establishment: Establishment, open_request: Opener
) -> None:
    deadline = open_request()
    token = feed_of(firm.dpo)
    before = read(token)
    with inside(establishment):
        meet_deadline(deadline=deadline, now=OPENED)

    assert ("DR-2026-0001" in before, "DR-2026-0001" in read(token)) == (True, False)


def test_calendar_when_asked_by_a_stranger_then_holds_nothing_of_ours(
    firm: Firm, open_request: Opener, other_establishment: Establishment
) -> None:
    open_request()

    assert "DR-2026-0001" not in read(feed_of(firm.stranger))
    # Asking for an establishment that is not theirs changes nothing.
    with owner():
        place = Deadline.objects.get().establishment
    assert read_feed(feed_of(firm.stranger, place), now=OPENED) is None


def test_calendar_when_of_one_establishment_then_holds_no_other(
    firm: Firm, establishment: Establishment, open_request: Opener
) -> None:
    second = opened(firm.agency, "Pharmacie du Bourg")
    open_request(reference="DR-2026-0001")
    open_request(reference="DR-2026-0002", due=REQUEST_DUE, at=second)

    text = read(feed_of(firm.dpo, second))

    assert ("DR-2026-0001" in text, "DR-2026-0002" in text) == (False, True)


def test_calendar_when_its_owner_left_then_is_empty_at_once(
    firm: Firm, open_request: Opener
) -> None:
    open_request()
    token = feed_of(firm.dpo)
    with owner():
        Membership.objects.filter(user=firm.dpo).delete()

    assert "BEGIN:VEVENT" not in read(token)


def test_calendar_when_unknown_revoked_or_of_a_closed_account_then_does_not_answer(
    firm: Firm, establishment: Establishment
) -> None:
    revoked, closed = feed_of(firm.dpo), feed_of(firm.lead)
    with as_person(firm.dpo.pk):
        revoke_feed(feeds_of(firm.dpo).get(), now=OPENED)
    with owner():
        User.objects.filter(pk=firm.lead.pk).update(is_active=False)

    answers = [read_feed(token, now=OPENED) for token in (revoked, closed, "", "x" * 43)]

    assert answers == [None] * 4


def test_calendar_when_created_then_only_its_hash_is_kept(
    firm: Firm, establishment: Establishment
) -> None:
    token = feed_of(firm.dpo)

    with owner():
        feed = CalendarFeed.objects.get()
    assert len(token) == 43  # 256 bits
    assert token not in (feed.token_hash, str(feed.pk))
    assert len(feed.token_hash) == 64
    read(token)
    with owner():
        assert CalendarFeed.objects.get().last_read_at == OPENED


def test_calendar_when_there_are_ten_then_one_more_is_refused(
    firm: Firm, establishment: Establishment
) -> None:
    for _number in range(MOST_FEEDS):
        feed_of(firm.dpo)

    with pytest.raises(TooManyFeeds):
        feed_of(firm.dpo)


def test_calendar_when_the_person_reads_english_then_speaks_it(
    firm: Firm, open_request: Opener
) -> None:
    open_request(due=breach_due("2026-02-20T13:30:00+00:00"))
    with owner():
        User.objects.filter(pk=firm.dpo.pk).update(language="en")

    calendar = vobject.readOne(read(feed_of(firm.dpo)))

    assert calendar.vevent.summary.value == "DR-2026-0001 · Notification of a breach to the CNIL"
