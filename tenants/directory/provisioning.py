"""Opening an establishment: one action, one transaction, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from portal.law.calendars import TERRITORIES
from tenants.accounts.models import User
from tenants.directory.invitations import invite
from tenants.directory.models import Agency, Establishment
from tenants.directory.names import new_schema_name, slug_for
from tenants.directory.roles import Role
from tenants.directory.schema import fingerprint


class OpeningRefused(Exception):
    """Raised when an establishment cannot be opened; `field` names the answer to mend."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Team:
    """Who looks after an establishment, and who stands in."""

    assigned: User | None = None
    deputy: User | None = None


NOBODY_YET = Team()


@transaction.atomic
def open_establishment(
    *,
    agency: Agency,
    type: str,
    name: str,
    territory: str,
    by: User | None,
    now: datetime,
    finess: str = "",
    siren: str = "",
    siret: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    cnil_designation: str = "",
    shares_records: bool = False,
    patients_per_year: int | None = None,
    manager_email: str = "",
    team: Team = NOBODY_YET,
) -> Establishment:
    """Return the establishment opened: row, schema, PostgreSQL role, invitation of its manager.

    Whoever opens it looks after it, unless `team` says. Its mail leaves after the commit. Raises
    OpeningRefused (nothing written): name without letter, territory unknown, FINESS already held.
    """
    row = Establishment(
        agency=agency,
        schema_name=new_schema_name(),
        slug=_free_slug(name),
        name=name.strip(),
        type=type,
        finess=finess,
        siren=siren,
        siret=siret,
        street=street,
        postcode=postcode,
        city=city,
        territory=territory,
        cnil_designation=cnil_designation,
        shares_records=shares_records,
        patients_per_year=patients_per_year,
        assigned_dpo=team.assigned or by,
        deputy_dpo=team.deputy,
        migrations_fingerprint=fingerprint(),
        opened_at=now,
    )
    _write(row)
    if manager_email:
        invite(email=manager_email, role=Role.MANAGER, establishment=row, by=by, now=now)
    return row


def _free_slug(name: str) -> str:
    if not any(character.isalnum() for character in name):
        raise OpeningRefused(_("Donnez un nom qui comporte au moins une lettre."), field="name")
    with connection.cursor() as cursor:
        cursor.execute("select public.taken_slugs(%s)", [slug_for(name, taken=frozenset())])
        taken = frozenset(row[0] for row in cursor.fetchall())
    return slug_for(name, taken=taken)


def _write(row: Establishment) -> None:
    if row.territory not in {known.id for known in TERRITORIES}:
        raise OpeningRefused(_("Ce territoire n’est pas connu."), field="territory")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "establishment_one_per_finess" in str(error):
            raise OpeningRefused(
                _("Ce numéro FINESS est déjà celui d’un établissement ouvert."), field="finess"
            ) from None
        raise
    with connection.cursor() as cursor:
        cursor.execute(
            "select public.open_establishment_schema(%s, %s)",
            [row.schema_name, row.migrations_fingerprint],
        )
