"""The ledger as a file: one line per event, in UTC and in local time, safe to open in a sheet."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from portal.deadlines.ledger import Event
from portal.deadlines.ledger import Line as AlertLine
from portal.deadlines.queries import Record
from portal.instants import instant_words

# A spreadsheet takes these for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def written(record: Record, *, zone: str) -> bytes:
    """Return the ledger of `record` as CSV: UTF-8 with a mark, semicolons, times of `zone`.

    Shape: the acts of people first, the earliest first, then each alert's events in order.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_columns())
    for row in (*_acts(record, zone=zone), *_alerts(record, zone=zone)):
        writer.writerow([_safe(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _columns() -> list[str]:
    return [
        _("Référence"),
        _("Règle"),
        _("Palier"),
        _("Pour"),
        _("Par quelle voie"),
        _("Prévue (UTC)"),
        _("Événement"),
        _("Instant (UTC)"),
        _("Heure locale"),
        _("Personnes"),
        _("Code du relais"),
        _("Réponse du relais"),
        _("Note écrite"),
        "Message-ID",
    ]


def _acts(record: Record, *, zone: str) -> Iterator[list[str]]:
    for act in reversed(record.acts):
        yield [
            *_subject(record),
            *([""] * 4),
            act.label,
            _utc(act.at),
            instant_words(act.at, zone=zone),
            act.by,
            "",
            "",
            act.note,
            "",
        ]


def _alerts(record: Record, *, zone: str) -> Iterator[list[str]]:
    for line in record.alerts:
        for event in line.events:
            yield [*_subject(record), *_place(line), *_event(event, zone=zone), line.message_id]


def _subject(record: Record) -> list[str]:
    return [record.deadline.reference, record.deadline.rule_id]


def _place(line: AlertLine) -> list[str]:
    return [line.rung, line.audience, line.channel, _utc(line.due_at)]


def _event(event: Event, *, zone: str) -> list[str]:
    local = instant_words(event.at, zone=zone) if event.at else ""
    code = "" if event.code is None else str(event.code)
    return [event.label, _utc(event.at), local, event.persons, code, event.reply, ""]


def _utc(instant: datetime | None) -> str:
    """Return « 2026-03-02T09:00:00Z », whole seconds; nothing for nothing."""
    if instant is None:
        return ""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _safe(cell: str) -> str:
    """Return `cell` with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
