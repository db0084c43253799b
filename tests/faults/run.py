"""Kill -9 everything between planning and sending, then count: one JSON line for each run.

usage: ./vigie faults [--alerts 500] [--kills 12] [--seeds 1] [--driver celery|loop|both]
                      [--temporary 0.03] [--dropped 0.01] [--settle 90]

Exit code 1 when a promise is broken. The promises stand in verdict.py.
"""

import argparse
import contextlib
import io
import json
import random
import sys
import time

import psycopg

from launcher.say import Refusal
from tests.faults.stage import Stage, stage, wait_until
from tests.faults.verdict import Mail, Row, Verdict, judge

# Of each deadline, what falls due during a run: the opening (2 persons) and H-4 (3 persons).
_PER_DEADLINE = 5
_PER_SECOND = 8
_SPREAD_SECONDS = 15.0
_DOMAIN = "127.0.0.1"

_ROWS = """
    select a.id, d.id, d.reference, a.rung, extract(epoch from a.due_at), a.state,
           case a.audience when 'manager' then 'manager.' || e.slug
                else a.audience || '.' || g.name end || '@faults.test'
      from agenda_alert a
      join agenda_deadline d on d.id = a.deadline_id
      join directory_establishment e on e.id = d.establishment_id
      join directory_agency g on g.id = e.agency_id
     where a.rung in ('opened', 'H-4')
"""


def main() -> int:
    """Run once for each seed; return the exit code."""
    options = _options()
    is_kept = True
    for seed in range(1, options.seeds + 1):
        verdict, facts = _run(options, seed=seed)
        sys.stdout.write(json.dumps(facts | verdict.facts()) + "\n")
        sys.stdout.flush()
        is_kept = is_kept and not verdict.broken
    return 0 if is_kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./vigie faults", description=__doc__.splitlines()[0])
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--driver", choices=["celery", "loop", "both"], default="both")
    parser.add_argument("--temporary", type=float, default=0.03, help="part des 451 du relais")
    parser.add_argument("--dropped", type=float, default=0.01, help="part des 250 perdus")
    parser.add_argument("--settle", type=float, default=90.0, help="secondes de répit à la fin")
    return parser.parse_args()


def _run(options: argparse.Namespace, *, seed: int) -> tuple[Verdict, dict[str, object]]:
    started = time.monotonic()
    deadlines = -(-options.alerts // _PER_DEADLINE)
    # What the supervisor says of each death is not for the terminal: deaths are the subject.
    with (
        contextlib.redirect_stderr(io.StringIO()),
        stage(driver=options.driver, temporary=options.temporary, dropped=options.dropped) as play,
    ):
        _play(play, deadlines=deadlines, kills=options.kills, seed=seed)
        settled = _settle(play, deadlines=deadlines, seconds=options.settle)
        verdict = _judge(play, driver=options.driver)
        facts: dict[str, object] = {
            "driver": options.driver,
            "seed": seed,
            "kills": sum(play.struck.values()),
            "struck": dict(play.struck),
            "settled_in": round(settled, 1),
            "seconds": round(time.monotonic() - started, 1),
        }
    return verdict, facts


def _play(play: Stage, *, deadlines: int, kills: int, seed: int) -> None:
    """Let the producer save its deadlines while things are killed at random instants."""
    chance = random.Random(seed)  # noqa: S311 — no secret is drawn
    window = deadlines / _PER_SECOND + _SPREAD_SECONDS
    strikes = sorted(chance.uniform(1, window) for _each in range(kills))
    begun = time.monotonic()
    producer = play.produce(deadlines=deadlines, spread=_SPREAD_SECONDS, seed=seed)
    while strikes or producer.poll() != 0:
        if strikes and time.monotonic() - begun >= strikes[0]:
            strikes.pop(0)
            play.strike(chance, producer=producer)
        if producer.poll() not in (None, 0):
            producer = play.produce(deadlines=deadlines, spread=_SPREAD_SECONDS, seed=seed)
        time.sleep(0.1)
        if time.monotonic() - begun > window * 4 + 60:
            raise Refusal("Le producteur n’a pas fini : la base n’a pas répondu assez longtemps.")
    wait_until(window + 2, since=begun)


def _settle(play: Stage, *, deadlines: int, seconds: float) -> float:
    """Wait, faults over, until every alert has arrived; return how long it took."""
    begun = time.monotonic()
    expected = deadlines * _PER_DEADLINE
    while time.monotonic() - begun < seconds:
        arrived = {mail.message_id for mail in _mails(play)}
        if len(arrived) >= expected and _is_quiet(play):
            break
        time.sleep(0.5)
    return time.monotonic() - begun


def _is_quiet(play: Stage) -> bool:
    try:
        return all(row.state == "accepted" for row in _rows(play))
    except psycopg.OperationalError:
        return False


def _judge(play: Stage, *, driver: str) -> Verdict:
    saves = [json.loads(line)["id"] for line in play.saves.read_text().splitlines()]
    return judge(
        saves=saves,
        rows=_rows(play),
        mails=_mails(play),
        per_deadline=_PER_DEADLINE,
        idle=_idle(play, driver=driver),
    )


def _idle(play: Stage, *, driver: str) -> set[str]:
    """Return the drivers of this run that never turned."""
    started = {"celery", "loop"} if driver == "both" else {driver}
    with psycopg.connect(play.running.urls.owner) as connection:
        turned = connection.execute("select driver from agenda_heartbeat").fetchall()
    return started - {name for (name,) in turned}


def _rows(play: Stage) -> list[Row]:
    with psycopg.connect(play.running.urls.owner) as connection:
        return [
            Row(f"<{one}@{_DOMAIN}>", str(deadline), reference, rung, float(due), state, to)
            for one, deadline, reference, rung, due, state, to in connection.execute(_ROWS)
        ]


def _mails(play: Stage) -> list[Mail]:
    if not play.mails.exists():
        return []
    found = [json.loads(line) for line in play.mails.read_text().splitlines() if line]
    return [Mail(**one | {"to": tuple(one["to"])}) for one in found]


if __name__ == "__main__":
    sys.exit(main())
