"""Kill -9 everything between planning and sending, then count: one JSON line for each run.

usage: ./vigie faults [--alerts 1500] [--kills 15] [--seeds 1] [--driver celery|loop|both|each]
                      [--relay healthy|faulty|alternate] [--valkey up|down] [--clock 2]
                      [--control none|async-commit|mark-first]

By default each driver runs alone, the relay is healthy on odd seeds and faulty on even ones, and of
two senders one is two hours ahead, the other two hours behind. Exit code 1 when a promise is
broken; the promises stand in verdict.py. With a control, a promise is taken away: it must be.
"""

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from launcher.say import Refusal
from tests.faults import records
from tests.faults.options import Wanted, asked
from tests.faults.stage import LEASE_SECONDS, Stage, stage
from tests.faults.strikes import Striker
from tests.faults.verdict import Verdict, judge

_SPREAD_SECONDS = 15.0
_FREEZE_SECONDS = LEASE_SECONDS + 3.0
# A commit is lost when the whole of PostgreSQL dies, never when one session does.
_ONLY = {"async-commit": frozenset({"postgres"})}


def main() -> int:
    """Make each run; return the exit code."""
    is_kept = True
    for wanted in asked():
        verdict, facts = _run(wanted)
        sys.stdout.write(json.dumps(facts | verdict.facts()) + "\n")
        sys.stdout.flush()
        is_kept = is_kept and not verdict.broken
    return 0 if is_kept else 1


def _run(wanted: Wanted) -> tuple[Verdict, dict[str, object]]:
    started = time.monotonic()
    striker = Striker(
        chance=random.Random(wanted.seed),  # noqa: S311 — no secret is drawn
        only=_ONLY.get(wanted.control, frozenset()),
        freeze_for=_FREEZE_SECONDS,
    )
    # What the launcher says of its steps and of each death is not for the terminal.
    unsaid = io.StringIO()
    with (
        contextlib.redirect_stderr(unsaid),
        contextlib.redirect_stdout(unsaid),
        stage(wanted) as play,
    ):
        Play(play, wanted, striker).go_on()
        settled = _settle(play, wanted=wanted)
        verdict = _judge(play, wanted=wanted)
        if wanted.keep and (verdict.broken or verdict.unacknowledged):
            _keep(play, wanted=wanted, folder=wanted.keep)
    facts: dict[str, object] = {
        "design": wanted.design,
        "relay": wanted.relay,
        "valkey": wanted.valkey,
        "seed": wanted.seed,
        "kills": sum(striker.struck.values()),
        "struck": dict(sorted(striker.struck.items())),
        "freezes": striker.frozen,
        "clock_hours": round(wanted.clock / 3600, 1),
        "settled_in": round(settled, 1),
        "seconds": round(time.monotonic() - started, 1),
        "load": round(os.getloadavg()[1], 1),
    }
    return verdict, facts


@dataclass
class Play:
    """The time during which things are saved, and things are struck."""

    stage: Stage
    wanted: Wanted
    striker: Striker

    @property
    def deadlines(self) -> int:
        """How many incidents are declared."""
        return -(-self.wanted.alerts // records.PER_DEADLINE)

    def go_on(self) -> None:
        """Let the producer save while things are struck at random instants. Raises Refusal."""
        window = self.deadlines / self.wanted.rate + _SPREAD_SECONDS
        strikes = self._strikes(window)
        begun = time.monotonic()
        producer = self._produce()
        while strikes or producer.poll() != 0:
            if strikes and time.monotonic() - begun >= strikes[0][0]:
                self._strike(strikes.pop(0)[1], producer=producer)
            if producer.poll() not in (None, 0):
                producer = self._produce()
            time.sleep(0.1)
            if time.monotonic() - begun > window * 4 + 60:
                producer.kill()
                raise Refusal("Le producteur n’a pas fini : rien n’a répondu assez longtemps.")
        time.sleep(max(0.0, begun + window - time.monotonic()) + 2)

    def _strikes(self, window: float) -> list[tuple[float, str]]:
        chance = random.Random(-self.wanted.seed)  # noqa: S311 — no secret is drawn
        kinds = ["kill"] * self.wanted.kills + ["freeze"] * self.wanted.freezes
        return sorted((chance.uniform(1, window), kind) for kind in kinds)

    def _strike(self, kind: str, *, producer: "subprocess.Popen[bytes]") -> None:
        pids = self.stage.supervisor.pids_by_name()
        if kind == "kill":
            self.striker.kill(pids, producer=producer)
        else:
            self.striker.freeze(pids)

    def _produce(self) -> "subprocess.Popen[bytes]":
        return self.stage.produce(
            deadlines=self.deadlines,
            rate=self.wanted.rate,
            spread=_SPREAD_SECONDS,
            seed=self.wanted.seed,
        )


def _settle(play: Stage, *, wanted: Wanted) -> float:
    """Wait, faults over, until every alert has arrived; return how long it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < wanted.settle and not _is_quiet(play):
        time.sleep(1)
    return time.monotonic() - begun


def _is_quiet(play: Stage) -> bool:
    try:
        rows = records.rows(play.running.urls.owner)
    except psycopg.OperationalError:
        return False
    arrived = {mail.message_id for mail in records.mails(play.mails)}
    return all(row.state == "accepted" and row.message_id in arrived for row in rows)


def _judge(play: Stage, *, wanted: Wanted) -> Verdict:
    owner = play.running.urls.owner
    return judge(
        saves=records.saves(play.saves),
        rows=records.rows(owner),
        mails=records.mails(play.mails),
        per_deadline=records.PER_DEADLINE,
        idle=wanted.drivers - records.turned(owner),
    )


def _keep(play: Stage, *, wanted: Wanted, folder: Path) -> None:
    """Copy the three records and the logs of a run worth reading afterwards."""
    kept = folder / f"{wanted.design}-{wanted.relay}-{wanted.seed}"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(play.running.places.log, kept / "log")
    for file in (play.saves, play.mails):
        shutil.copy(file, kept)
    told = [json.dumps(asdict(row)) for row in records.rows(play.running.urls.owner)]
    (kept / "rows.jsonl").write_text("\n".join(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
