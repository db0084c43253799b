"""What is asked of a fault run, and the runs it makes."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.say import Refusal

_RELAYS = {
    # Shares of messages put off by a 451, taken with their 250 lost, and left without an answer.
    "healthy": (0.0, 0.0, 0.0),
    "faulty": (0.03, 0.01, 0.001),
}
_HOURS_WRONG = 2


@dataclass(frozen=True)
class Wanted:
    """One run. `driver` "both" runs the two at once; `clock` is in seconds, the second twin's
    being wrong the other way."""

    alerts: int
    kills: int
    freezes: int
    seed: int
    driver: str
    relay: str
    control: str
    valkey: str
    clock: float
    rate: float
    settle: float
    keep: Path | None

    @property
    def shares(self) -> tuple[float, float, float]:
        """What the relay does wrong: put off, reply lost, left without an answer."""
        return _RELAYS[self.relay]

    @property
    def drivers(self) -> frozenset[str]:
        """The drivers that must turn during the run."""
        started = {"celery", "loop"} if self.driver == "both" else {self.driver}
        return frozenset(started - ({"celery"} if self.valkey == "down" else set()))

    @property
    def design(self) -> str:
        """The run in one word or two: the driver, and the promise taken away."""
        return self.driver if self.control == "none" else f"{self.driver}, {self.control}"


def asked() -> list[Wanted]:
    """Return the runs asked for on the command line, in order. Raises Refusal."""
    words = _parser().parse_args()
    if words.valkey == "down" and words.driver in ("celery", "each"):
        raise Refusal("Sans Valkey, Celery ne tourne pas : demandez --driver loop ou both.")
    return list(_runs(words))


def _runs(words: argparse.Namespace) -> Iterator[Wanted]:
    given = {name: value for name, value in vars(words).items() if name != "seeds"}
    if words.freezes is None:
        given["freezes"] = 0 if words.control != "none" else -(-words.kills // 10)
    given["clock"] = words.clock * 3600.0 if words.control == "none" else 0.0
    for seed in range(words.first_seed, words.first_seed + words.seeds):
        given["seed"] = seed
        run = Wanted(**{name: given[name] for name in Wanted.__dataclass_fields__})
        if run.relay == "alternate":
            run = replace(run, relay="healthy" if seed % 2 else "faulty")
        for driver in ("celery", "loop") if run.driver == "each" else (run.driver,):
            yield replace(run, driver=driver)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./vigie faults")
    say = parser.add_argument
    say("--alerts", type=int, default=1500)
    say("--kills", type=int, default=15)
    say("--freezes", type=int, help="arrêts plus longs que le bail (sinon un pour dix morts)")
    say("--seeds", type=int, default=1, help="combien de tirages")
    say("--first-seed", type=int, default=1)
    say("--driver", choices=["celery", "loop", "both", "each"], default="each")
    say("--relay", choices=["healthy", "faulty", "alternate"], default="alternate")
    say("--control", choices=["none", "async-commit", "mark-first"], default="none")
    say("--valkey", choices=["up", "down"], default="up")
    say("--clock", type=float, default=_HOURS_WRONG, help="heures dont deux horloges sont fausses")
    say("--rate", type=float, default=10.0, help="enregistrements par seconde")
    say("--settle", type=float, default=120.0, help="secondes de répit à la fin")
    say("--keep", type=Path, help="dossier où garder ce qu’ont laissé les essais à relire")
    return parser
