"""`law check` and `law explain`: the law engine at the terminal, for a jurist."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandParser

from portal.law.calendars import territory
from portal.law.cases import Report, check, shipped_files
from portal.law.explain import Language, explain, starting
from portal.law.periods import LawInputError
from portal.law.reading import LawDataError

_FAILED, _REFUSED = 1, 2
_NO_VERB = "Donnez « check » ou « explain » : `./vigie manage law --help` les décrit."


class _Parser(CommandParser):
    def error(self, message: str) -> NoReturn:
        """End with status 2 and a sentence: the library's own words follow, in English."""
        sys.stderr.write(f"Commande mal écrite ({message}). `{self.prog} --help` la décrit.\n")
        sys.exit(_REFUSED)


class Command(BaseCommand):
    """Exit status: 0 when all is well, 1 when a case fails, 2 when what was given is refused."""

    help = "Le droit : vérifie des cas (`law check`), explique une règle (`law explain`)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two verbs and their options."""
        verbs = parser.add_subparsers(dest="verb", parser_class=_Parser, metavar="check | explain")
        checking = verbs.add_parser("check", help="vérifier des fichiers de cas")
        checking.add_argument(
            "files", nargs="*", metavar="FICHIER.yaml", help="sans fichier : les cas livrés"
        )
        explaining = verbs.add_parser("explain", help="expliquer une règle à une date")
        explaining.add_argument("rule", metavar="RÈGLE", help="par exemple R-ART12-1M")
        explaining.add_argument(
            "--received", help="2026-01-31T10:00+01:00, ou 2026-01-31 quand l’heure est inconnue"
        )
        explaining.add_argument("--territory", default="FR-METRO", help="par exemple FR-RE")
        explaining.add_argument("--language", default="fr", help="fr ou en")

    def handle(self, *_args: str, **options: str | list[str] | None) -> None:
        """Run the verb asked for."""
        try:
            if options["verb"] == "check":
                self._check([Path(name) for name in options["files"] or ()])
            elif options["verb"] == "explain":
                self._explain(options)
            else:
                self._refuse(_NO_VERB)
        except (LawDataError, LawInputError) as refusal:
            self._refuse(str(refusal))

    def _check(self, files: Sequence[Path]) -> None:
        reports = [self._checked(path) for path in files or shipped_files()]
        for report in reports:
            for line in report.lines()[:-1]:
                self.stdout.write(line)
        passed = sum(report.passed for report in reports)
        failed = sum(report.failed for report in reports)
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(_FAILED)

    def _checked(self, path: Path) -> Report:
        try:
            return check(path)
        except (OSError, UnicodeDecodeError):
            self._refuse(f"« {path} » ne se lit pas : donnez un fichier YAML de cas.")

    def _explain(self, options: dict[str, str | list[str] | None]) -> None:
        place = territory(str(options["territory"]))
        if options["language"] not in tuple(Language):
            raise LawInputError("Donnez la langue : fr ou en.", field="language")
        received = options["received"]
        start, hour_known = (
            starting(str(received), territory=place) if received is not None else (None, False)
        )
        explanation = explain(
            str(options["rule"]), start=start, territory=place, hour_known=hour_known
        )
        self.stdout.write("\n".join(explanation.lines(Language(str(options["language"])))))

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(_REFUSED)
