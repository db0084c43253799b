"""Who looks after an establishment: its assigned DPO, and the deputy who stands in."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.directory.models import Agency, Establishment, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import as_person, inside

# A lead may look after an establishment too, and stand in.
_MAY_LOOK_AFTER = (Role.DPO, Role.LEAD)


class AssignmentRefused(Exception):
    """Raised when an establishment cannot be entrusted so; `field` names the answer to mend."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Assignment:
    """Ids of the assigned DPO and of the deputy; None for nobody."""

    assigned_id: int | None
    deputy_id: int | None


def staff_of(agency: Agency) -> tuple[Membership, ...]:
    """Return the active members of the firm in `agency`, with their person, by name.

    Asked from inside one of its establishments that the signed-in person may see: the desk itself
    shows nobody but oneself. Nobody when the agency has no establishment yet.
    """
    place = Establishment.objects.filter(agency=agency).order_by("pk").first()
    if place is None:
        return ()
    with inside(place):
        found = Membership.objects.select_related("user").filter(
            agency_id=agency.pk, user__is_active=True
        )
        return tuple(found.order_by("user__last_name", "user__first_name", "pk"))


def dpos_of(agency: Agency) -> tuple[User, ...]:
    """Return those of `agency` who may look after an establishment, by name."""
    return tuple(one.user for one in staff_of(agency) if one.role in _MAY_LOOK_AFTER)


def dpos_here() -> tuple[User, ...]:
    """Return those who may look after the establishment one is inside of, by name."""
    found = Membership.objects.select_related("user").filter(
        role__in=_MAY_LOOK_AFTER, agency__isnull=False, user__is_active=True
    )
    ordered = found.order_by("user__last_name", "user__first_name", "pk")
    return tuple(one.user for one in ordered)


@transaction.atomic
def assign(
    *, establishment: Establishment, assigned_id: int, deputy_id: int | None, by: User
) -> Assignment:
    """Entrust `establishment`, one being inside it, and return who looked after it before.

    Alerts not yet sent follow at once: persons are resolved when an alert leaves. Errors:
    AssignmentRefused for one person in both places, or somebody who is not of the agency.
    """
    if assigned_id == deputy_id:
        raise AssignmentRefused(
            _("Le suppléant est une autre personne que le DPO attitré."), field="deputy"
        )
    known = {user.pk for user in dpos_here()}
    for field, person_id in (("assigned", assigned_id), ("deputy", deputy_id)):
        if person_id is not None and person_id not in known:
            raise AssignmentRefused(_("Cette personne n’est plus un DPO de l’agence."), field=field)
    # An establishment cannot write its own row: the person does, as at the desk.
    with as_person(by.pk):
        row = Establishment.objects.select_for_update().get(pk=establishment.pk)
        former = Assignment(row.assigned_dpo_id, row.deputy_dpo_id)
        row.assigned_dpo_id = assigned_id
        row.deputy_dpo_id = deputy_id
        row.save(update_fields=["assigned_dpo", "deputy_dpo"])
    return former
