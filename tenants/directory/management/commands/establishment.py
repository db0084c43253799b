"""`establishment open` and `establishment list`, from the command line."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from tenants.directory.models import Agency, Establishment, EstablishmentType
from tenants.directory.provisioning import OpeningRefused, open_establishment


class Command(BaseCommand):
    """Opens an establishment (schema, role, invitation of its manager) or lists them."""

    help = "Ouvre ou liste les établissements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two verbs and their options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        opening = verbs.add_parser("open", help="ouvrir un établissement")
        opening.add_argument("--agency", required=True, help="nom de l’agence")
        opening.add_argument("--type", required=True, choices=EstablishmentType.values)
        opening.add_argument("--name", required=True)
        opening.add_argument("--territory", default="FR-METRO")
        for option in ("finess", "siren", "siret", "street", "postcode", "city"):
            opening.add_argument(f"--{option}", default="")
        opening.add_argument("--manager", default="", help="adresse du responsable à inviter")
        listing = verbs.add_parser("list", help="lister les établissements")
        listing.add_argument("--type", choices=EstablishmentType.values)
        listing.add_argument("--format", choices=["table", "slug", "json"], default="table")

    def handle(self, *_args: str, **options: str) -> None:
        """Run the verb asked for."""
        with override("fr"):
            if options["verb"] == "open":
                self._open(options)
            else:
                self._list(options)

    def _open(self, options: dict[str, str]) -> None:
        agency = Agency.objects.filter(name__iexact=options["agency"]).first()
        if agency is None:
            names = ", ".join(Agency.objects.order_by("name").values_list("name", flat=True))
            raise CommandError(f"Aucune agence de ce nom. Agences : {names or 'aucune'}.")
        try:
            row = open_establishment(
                agency=agency,
                name=options["name"],
                manager_email=options["manager"],
                type=options["type"],
                territory=options["territory"],
                finess=options["finess"],
                siren=options["siren"],
                siret=options["siret"],
                street=options["street"],
                postcode=options["postcode"],
                city=options["city"],
                by=None,
                now=datetime.now(UTC),
            )
        except OpeningRefused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"{row.name} est ouvert : /e/{row.slug}/")

    def _list(self, options: dict[str, str]) -> None:
        rows = Establishment.objects.select_related("agency").order_by("name")
        if options["type"]:
            rows = rows.filter(type=options["type"])
        if options["format"] == "json":
            facts = [
                {"slug": r.slug, "name": r.name, "type": r.type, "agency": r.agency.name}
                for r in rows
            ]
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
            return
        for row in rows:
            line = f"{row.slug:<40} {row.get_type_display():<34} {row.name} ({row.agency.name})"
            self.stdout.write(row.slug if options["format"] == "slug" else line)
