"""Three independent records held against each other: saves, rows, mails."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

_TOLERANCE_SECONDS = 0.05


@dataclass(frozen=True)
class Row:
    """An alert in PostgreSQL whose instant is past, and who should have received it."""

    message_id: str
    path: str
    reference: str
    rung: str
    due: float
    state: str
    to: str


@dataclass(frozen=True)
class Mail:
    """A message the sink took, before it said so."""

    at: float
    message_id: str
    subject: str
    attempt: int
    to: tuple[str, ...]


@dataclass
class Verdict:
    """What was promised, and how far it was kept. Seconds; a promise is kept at 0."""

    saves: int = 0
    unacknowledged: int = 0
    alerts: int = 0
    mails: int = 0
    missing_saves: int = 0
    saves_without_ladder: int = 0
    lost: int = 0
    accepted_without_mail: int = 0
    sent_but_not_accepted: int = 0
    dead: int = 0
    early: int = 0
    to_the_wrong_person: int = 0
    duplicates_other_id: int = 0
    mails_of_no_alert: int = 0
    idle_drivers: int = 0
    duplicates: int = 0
    most_copies: int = 0
    lateness: dict[str, float] = field(default_factory=dict)
    promises: tuple[str, ...] = field(
        default=(
            "missing_saves",
            "saves_without_ladder",
            "lost",
            "accepted_without_mail",
            "sent_but_not_accepted",
            "dead",
            "early",
            "to_the_wrong_person",
            "duplicates_other_id",
            "mails_of_no_alert",
            "idle_drivers",
        ),
        repr=False,
    )

    @property
    def broken(self) -> list[str]:
        """The promises that were not kept."""
        return [name for name in self.promises if getattr(self, name)]

    def facts(self) -> dict[str, object]:
        """Return what a line of the report holds."""
        found = asdict(self)
        del found["promises"]
        return found | {"broken": self.broken}


def judge(
    *,
    saves: Iterable[str],
    rows: Iterable[Row],
    mails: Iterable[Mail],
    per_deadline: int,
    idle: Iterable[str] = (),
) -> Verdict:
    """Return the verdict on the paths of acknowledged saves, the rows and the mails.

    `idle` names the drivers that were started and never turned: what they were there to prove
    was not proved.
    """
    alerts = {row.message_id: row for row in rows}
    taken: Mapping[str, list[Mail]] = _by_id(mails)
    ladders = Counter(row.path for row in alerts.values())
    acknowledged = set(saves)
    verdict = Verdict(saves=len(acknowledged), alerts=len(alerts))
    verdict.mails = sum(len(copies) for copies in taken.values())
    verdict.missing_saves = len(acknowledged - ladders.keys())
    # No promise: what was committed, its answer lost with the portal or the person gone meanwhile.
    verdict.unacknowledged = len(ladders.keys() - acknowledged)
    verdict.saves_without_ladder = sum(
        1 for one in acknowledged & ladders.keys() if ladders[one] != per_deadline
    )
    verdict.lost = len(alerts.keys() - taken.keys())
    verdict.mails_of_no_alert = len(taken.keys() - alerts.keys())
    for one, row in alerts.items():
        _look(verdict, row=row, copies=taken.get(one, []))
    verdict.idle_drivers = len(list(idle))
    verdict.duplicates_other_id = _other_ids(taken)
    _lateness(verdict, alerts=alerts, taken=taken)
    return verdict


def _by_id(mails: Iterable[Mail]) -> dict[str, list[Mail]]:
    found: defaultdict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        found[mail.message_id].append(mail)
    return dict(found)


def _look(verdict: Verdict, *, row: Row, copies: list[Mail]) -> None:
    verdict.accepted_without_mail += row.state == "accepted" and not copies
    verdict.sent_but_not_accepted += row.state != "accepted" and bool(copies)
    verdict.dead += row.state == "dead"
    verdict.duplicates += max(0, len(copies) - 1)
    verdict.most_copies = max(verdict.most_copies, len(copies))
    for mail in copies:
        verdict.early += mail.at < row.due - _TOLERANCE_SECONDS
        is_for_them = mail.to == (row.to,) and row.reference in mail.subject
        verdict.to_the_wrong_person += not is_for_them


def _other_ids(taken: Mapping[str, list[Mail]]) -> int:
    """Return how many mails say again what another Message-ID said to the same person."""
    said = Counter((copies[0].subject, copies[0].to) for copies in taken.values())
    return sum(times - 1 for times in said.values())


def _lateness(
    verdict: Verdict, *, alerts: Mapping[str, Row], taken: Mapping[str, list[Mail]]
) -> None:
    late = sorted(
        max(0.0, min(mail.at for mail in taken[one]) - row.due)
        for one, row in alerts.items()
        if one in taken
    )
    if late:
        verdict.lateness = {
            "p50": round(late[len(late) // 2], 2),
            "p99": round(late[min(len(late) - 1, len(late) * 99 // 100)], 2),
            "max": round(late[-1], 2),
        }
