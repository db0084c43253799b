"""`demo load` writes the demonstration once; `demo accounts` says how to sign in."""

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from portal.demonstration.accounts import accesses
from portal.demonstration.load import load


class Command(BaseCommand):
    """Exists only where DEMO is on; refuses to run anywhere else."""

    help = "La démonstration : `demo load`, `demo accounts`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the verb."""
        parser.add_argument("verb", choices=["load", "accounts"])

    def handle(self, *_args: str, **options: str) -> None:
        """Run the verb asked for."""
        if not settings.DEMO:
            raise CommandError("La démonstration n’existe que là où DEMO est à 1.")
        with override("fr"):
            if options["verb"] == "load":
                self._load()
            else:
                self._accounts()

    def _load(self) -> None:
        count = load(now=datetime.now(UTC))
        self.stdout.write(
            f"Démonstration : {count} éléments datés." if count else "Démonstration déjà en place."
        )

    def _accounts(self) -> None:
        for access in accesses(now=datetime.now(UTC)):
            self.stdout.write(f"{access.role} — {access.place or 'instance'}")
            code = f"   code à 6 chiffres : {access.code}" if access.code else ""
            self.stdout.write(f"   {access.email}   mot de passe : {access.password}{code}")
        self.stdout.write(
            "Les codes changent toutes les 30 secondes :"
            " `./vigie manage demo accounts` les redonne."
        )
