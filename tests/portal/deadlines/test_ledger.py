"""The ledger in plain words: each state an alert can be in, and each try at sending it."""

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from portal.deadlines import ledger
from portal.deadlines.export import written
from portal.deadlines.ledger import Event
from portal.deadlines.queries import Record
from portal.journal.queries import Line as Act
from tenants.agenda.models import Alert, AlertAttempt, Deadline

DUE = datetime(2026, 11, 22, 16, 40, tzinfo=UTC)
SENT = DUE + timedelta(seconds=20)
NAMES = {7: "Maël Rivoal", 8: "Solène Kermadec"}


def alert(**changes: object) -> Alert:
    """Return an alert of H-48 for the DPO, planned."""
    fields = {
        "id": uuid.UUID(int=1),
        "rung": "H-48",
        "audience": "dpo",
        "due_at": DUE,
        "next_try_at": DUE,
        "state": "planned",
    }
    return Alert(**(fields | changes))


def attempt(outcome: str, number: int = 1, **changes: object) -> AlertAttempt:
    """Return the try `number` at sending that alert."""
    fields = {
        "alert_id": uuid.UUID(int=1),
        "number": number,
        "started_at": SENT + timedelta(minutes=number),
        "ended_at": SENT + timedelta(minutes=number),
        "outcome": outcome,
        "persons": [7],
    }
    return AlertAttempt(**(fields | changes))


def line_of(one: Alert, *tries: AlertAttempt) -> ledger.Line:
    """Return the line of `one`."""
    [line] = ledger.lines([one], tries=tries, names=NAMES)
    return line


@pytest.mark.parametrize(
    ("one", "tries", "state", "mark"),
    [
        (alert(), [], "prévue", ""),
        (alert(state="sending"), [], "en cours d’envoi", "now"),
        (alert(), [attempt("refused")], "nouvel essai à venir", "now"),
        (
            alert(state="accepted", accepted_at=SENT),
            [attempt("accepted")],
            "acceptée par le relais",
            "ok",
        ),
        (
            alert(state="accepted", accepted_at=SENT, seen_at=SENT, seen_by_id=7),
            [attempt("accepted")],
            "vue",
            "ok",
        ),
        (alert(), [attempt("accepted"), attempt("bounced", 2)], "revenue", "late"),
        (
            alert(state="cancelled", cancelled_because="acknowledged"),
            [],
            "annulée",
            "off",
        ),
        (alert(state="dead"), [attempt("crashed")], "en échec", "late"),
    ],
)
def test_lines_when_an_alert_stands_somewhere_then_plain_words_say_where(
    one: Alert, tries: list[AlertAttempt], state: str, mark: str
) -> None:
    line = line_of(one, *tries)

    assert (line.state, line.mark) == (state, mark)


def test_lines_when_it_was_tried_three_times_then_every_try_is_told_in_order() -> None:
    line = line_of(
        alert(state="accepted", accepted_at=SENT, seen_at=SENT + timedelta(hours=1), seen_by_id=8),
        attempt("accepted", 3, relay_code=250, relay_reply="2.0.0 Ok: queued as 4F2A"),
        attempt("refused", 2, relay_code=451, relay_reply="4.7.1 Try again later"),
        attempt("unreached", 1, persons=[7, 99]),
    )

    assert line.events == (
        Event(DUE, "Prévue"),
        Event(
            datetime(2026, 11, 22, 16, 41, 20, tzinfo=UTC),
            "Relais injoignable",
            persons="Maël Rivoal, une personne hors de l’établissement",
        ),
        Event(
            datetime(2026, 11, 22, 16, 42, 20, tzinfo=UTC),
            "Refusée par le relais",
            persons="Maël Rivoal",
            code=451,
            reply="4.7.1 Try again later",
        ),
        Event(
            datetime(2026, 11, 22, 16, 43, 20, tzinfo=UTC),
            "Acceptée par le relais",
            persons="Maël Rivoal",
            code=250,
            reply="2.0.0 Ok: queued as 4F2A",
        ),
        Event(datetime(2026, 11, 22, 17, 40, 20, tzinfo=UTC), "Vue", persons="Solène Kermadec"),
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("acknowledged", "Annulée\u00a0: quelqu’un a pris l’échéance en charge"),
        ("moved", "Annulée\u00a0: l’échéance a changé de date"),
        ("met", "Annulée\u00a0: l’échéance est tenue"),
        ("not_breach", "Annulée\u00a0: l’incident n’est pas une violation"),
        ("a_later_code", "Annulée\u00a0: a_later_code"),
    ],
)
def test_lines_when_an_alert_was_cancelled_then_the_reason_is_in_words(
    code: str, words: str
) -> None:
    line = line_of(alert(state="cancelled", cancelled_because=code))

    assert line.events[-1] == Event(None, words)


def test_written_when_read_back_then_each_event_has_its_line_and_no_cell_is_a_formula() -> None:
    deadline = Deadline(reference="INC-2026-0001", rule_id="R-ART33-QUALIFY", due_at=DUE)
    record = Record(
        deadline=deadline,
        rungs=(),
        alerts=(
            line_of(
                alert(state="accepted", accepted_at=SENT),
                attempt("accepted", relay_code=250, relay_reply="=cmd|'/c calc'!A1; queued"),
            ),
        ),
        acts=(
            Act(2, SENT, "Note sur l’échéance", "INC-2026-0001", "Maël Rivoal", "=1+1;\n« ok »"),
            Act(1, DUE, "Échéance prise en charge", "INC-2026-0001", "Maël Rivoal"),
        ),
        next_alert_at=None,
        limit=None,
    )

    content = written(record, zone="Europe/Paris")

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    subject = ["INC-2026-0001", "R-ART33-QUALIFY"]
    local = "dimanche 22 novembre 2026 à 17\u00a0h\u00a0"
    place = ["H\u00a0\u2212\u00a048", "le DPO", "courriel", "2026-11-22T16:40:00Z"]
    number = "<00000000-0000-0000-0000-000000000001@"
    assert rows[1] == [
        *subject, "", "", "", "", "Échéance prise en charge", "2026-11-22T16:40:00Z",
        f"{local}40", "Maël Rivoal", "", "", "", "",
    ]  # fmt: skip
    assert rows[2] == [
        *subject, "", "", "", "", "Note sur l’échéance", "2026-11-22T16:40:20Z",
        f"{local}40", "Maël Rivoal", "", "", "'=1+1;\n« ok »", "",
    ]  # fmt: skip
    assert rows[3][:13] == [
        *subject, *place, "Prévue", "2026-11-22T16:40:00Z", f"{local}40", "", "", "", "",
    ]  # fmt: skip
    assert rows[4][:13] == [
        *subject, *place, "Acceptée par le relais", "2026-11-22T16:41:20Z", f"{local}41",
        "Maël Rivoal", "250", "'=cmd|'/c calc'!A1; queued", "",
    ]  # fmt: skip
    assert rows[4][13].startswith(number)
    assert len(rows) == 5


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", " =", "\n="])
def test_written_when_a_note_begins_like_a_formula_then_it_is_text(begin: str) -> None:
    deadline = Deadline(reference="INC-2026-0001", rule_id="R-ART33-QUALIFY", due_at=DUE)
    act = Act(1, DUE, "Note sur l’échéance", "INC-2026-0001", "", f"{begin}HYPERLINK(1)")
    record = Record(deadline, rungs=(), alerts=(), acts=(act,), next_alert_at=None, limit=None)

    content = written(record, zone="Europe/Paris").decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert rows[1][12] == f"'{begin}HYPERLINK(1)"
