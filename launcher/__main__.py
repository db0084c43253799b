"""`./vigie …`: the words of the command line."""

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from launcher import commands, packages
from launcher.checks import test
from launcher.down import down
from launcher.places import PYTHON, ROOT, VENV, places
from launcher.say import Refusal, Stopped, complain
from launcher.up import Wishes, up


class _French(argparse.ArgumentParser):
    """An argument parser that refuses in one French sentence."""

    def error(self, message: str) -> "None":  # type: ignore[override]
        del message
        raise Refusal("Commande inconnue ou incomplète : « ./vigie --help » donne la liste.")


def _parser() -> argparse.ArgumentParser:
    parser = _French(
        prog="./vigie", description="Le portail des délégués à la protection des données."
    )
    words = parser.add_subparsers(dest="word", required=True, metavar="commande")
    start = words.add_parser("up", help="tout démarrer, jusqu’à Ctrl-C")
    start.add_argument("--port", type=int, help="port du portail (sinon 8000, ou un port libre)")
    start.add_argument("--no-demo", action="store_true", help="sans cabinet de démonstration")
    start.add_argument("--once-ready-file", type=Path, help="fichier JSON écrit une fois prêt")
    _add_var(start)
    _add_var(words.add_parser("down", help="arrêter ce que « up » a démarré"))
    check = words.add_parser("test", help="tous les contrôles et tous les essais")
    check.add_argument("--only", help="une seule étape")
    command = words.add_parser("manage", help="une commande de Django, comme propriétaire")
    _add_var(command)
    words.add_parser("bench", help="une mesure de tests/bench")
    words.add_parser("faults", help="les essais de panne")
    return parser


def _add_var(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--var", help="dossier des données (sinon VIGIE_VAR, ou ./var)")


# The words after these are somebody else's: they are handed on as they are.
_OPEN = ("manage", "bench", "faults", "test")


def _asked(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return the launcher's own options and the words handed on."""
    parser = _parser()
    if not words or words[0] not in _OPEN:
        return parser.parse_args(words), []
    own, rest = [words[0]], words[1:]
    while len(rest) >= 2 and rest[0] in ("--var", "--only"):
        own, rest = [*own, *rest[:2]], rest[2:]
    if rest[:1] == ["--help"] and words[0] == "test":
        own, rest = [*own, "--help"], []
    return parser.parse_args(own), rest


def _up(asked: argparse.Namespace) -> int:
    packages.ensure(packages.RUN)
    return up(
        Wishes(
            places=places(asked.var),
            port=asked.port,
            without_demo=asked.no_demo,
            ready_file=asked.once_ready_file and asked.once_ready_file.absolute(),
        )
    )


def _run(asked: argparse.Namespace, rest: list[str]) -> int:
    words: dict[str, Callable[[], int]] = {
        "up": lambda: _up(asked),
        "down": lambda: down(places(asked.var)),
        "manage": lambda: commands.manage(places(asked.var), rest),
        "test": lambda: test(only=asked.only, arguments=rest),
        "bench": lambda: commands.bench(rest),
        "faults": lambda: commands.faults(rest),
    }
    return words[asked.word]()


def _go_inside() -> None:
    """Start over with `.venv`'s Python, where the embedded servers' programs are found."""
    packages.ensure(packages.RUN)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(  # noqa: S606  our own Python, our own words
            PYTHON, [str(PYTHON), "-P", "-m", "launcher", *sys.argv[1:]]
        )


def main() -> int:
    """Run the command line; every failure is one sentence and a code other than zero."""
    try:
        asked, rest = _asked(sys.argv[1:])
        _go_inside()
        return _run(asked, rest)
    except Refusal as refusal:
        complain(str(refusal))
        return 1
    except (Stopped, KeyboardInterrupt):
        return 130
    except OSError as error:
        complain(_of_the_machine(error))
        return 1
    except Exception:  # whatever it is, the person is told in one sentence where to look
        file = ROOT / ".bootstrap" / "erreur.log"
        file.parent.mkdir(exist_ok=True)
        file.write_text(traceback.format_exc(), encoding="utf-8")
        complain(
            f"Vigie s’est arrêtée sur une erreur imprévue : joignez {file} à votre signalement."
        )
        return 1


def _of_the_machine(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Le disque est plein : libérez de la place, puis relancez ; rien n’est perdu."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Vigie ne peut pas écrire {error.filename} : vérifiez les droits du dossier."
    return f"La machine a refusé une opération ({error.strerror}, {error.filename}) : réessayez."


if __name__ == "__main__":
    sys.exit(main())
