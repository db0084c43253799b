"""The firm's people at the desk of their lead: by agency, and what leaving or changing does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.journal.actions import record
from portal.journal.acts import Act
from tenants.accounts.models import User
from tenants.directory import leaving
from tenants.directory.absences import my_agencies
from tenants.directory.models import Agency, Establishment, Invitation, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import inside

_REFERENCE = "MEMBRES"
_LOOKS_AFTER = (Role.DPO, Role.LEAD)
ROLES = [
    (Role.DPO.value, gettext_lazy("Délégué à la protection des données\u00a0: suit et répond")),
    (Role.ASSISTANT.value, gettext_lazy("Assistant du DPO\u00a0: enregistre et prend en charge")),
    (Role.LEAD.value, gettext_lazy("Responsable du cabinet\u00a0: dirige l’agence et son équipe")),
]


@dataclass(frozen=True, slots=True)
class Office:
    """One agency that the signed-in person leads: its people by name, its open invitations."""

    agency: Agency
    people: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """An establishment that the person looked after, and who does from now on (ids)."""

    place: Establishment
    assigned_id: int | None
    deputy_id: int | None


class StaffInviteForm(forms.Form):
    """Whom to invite into which agency, and to do what."""

    agency = forms.TypedChoiceField(label=gettext_lazy("Agence"), coerce=int)
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        help_text=gettext_lazy(
            "Une adresse personnelle, pas celle d’un service\u00a0: elle ouvre un compte."
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        choices=ROLES,
        initial=Role.DPO.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: object = None, *, offices: Iterable[Office]) -> None:
        """Offer the agencies that the signed-in person leads."""
        super().__init__(data)  # type: ignore[arg-type]
        self.offices = {one.agency.pk: one for one in offices}
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — tells the type checker what is written above
        field.choices = [(pk, one.agency.name) for pk, one in self.offices.items()]

    def clean(self) -> dict[str, object]:
        """Refuse the address of somebody who is already of the agency."""
        facts: dict[str, object] = super().clean() or {}
        office = self.offices.get(int(str(facts.get("agency", 0))))
        address = str(facts.get("email", "")).strip().lower()
        if office and address in {one.user.email for one in office.people}:
            self.add_error(
                "email", _("Cette personne est déjà de l’agence\u00a0: changez son rôle.")
            )
        return facts


def offices(*, by: User) -> tuple[Office, ...]:
    """Return the agencies that `by` leads, by name. Five queries."""
    led = Agency.objects.filter(pk__in=my_agencies(by, led_only=True)).order_by("name")
    people = leaving.staff()
    waiting = list(open_invitations(by=by))
    return tuple(
        Office(
            agency=agency,
            people=tuple(one for one in people if one.agency_id == agency.pk),
            invitations=tuple(one for one in waiting if one.agency_id == agency.pk),
        )
        for agency in led
    )


def open_invitations(*, by: User) -> Iterable[Invitation]:
    """Return the invitations into the agencies that `by` leads that wait, the latest first."""
    led = my_agencies(by, led_only=True)
    found = Invitation.objects.filter(agency_id__in=led, accepted_at__isnull=True)
    return found.order_by("-invited_at")


def member_of(pk: int, *, among: Iterable[Office]) -> Membership | None:
    """Return the membership of this number in one of the agencies."""
    return next((one for office in among for one in office.people if one.pk == pk), None)


def is_last_lead(member: Membership, *, among: Iterable[Office]) -> bool:
    """Return whether nobody else leads the agency of `member`."""
    leads = [
        one.pk
        for office in among
        for one in office.people
        if one.role == Role.LEAD and one.agency_id == member.agency_id
    ]
    return leads == [member.pk]


def hand_overs(member: Membership, *, among: Iterable[Office]) -> tuple[HandOver, ...]:
    """Return the establishments that `member` looks after, and who would: their deputy, or nobody.

    By name. A deputy who left, or may no longer look after one, is nobody.
    """
    able = {
        one.user_id
        for office in among
        for one in office.people
        if one.agency_id == member.agency_id and one.role in _LOOKS_AFTER
    } - {member.user_id}
    found = []
    for place in Establishment.objects.filter(agency_id=member.agency_id).order_by("name", "pk"):
        if member.user_id not in (place.assigned_dpo_id, place.deputy_dpo_id):
            continue
        deputy = place.deputy_dpo_id if place.deputy_dpo_id in able else None
        if place.assigned_dpo_id == member.user_id:
            found.append(HandOver(place, deputy, None))
        else:
            found.append(HandOver(place, place.assigned_dpo_id, None))
    return tuple(found)


@transaction.atomic
def remove(*, member: Membership, among: Iterable[Office], by: User, now: datetime) -> None:
    """End a membership of the firm.

    Side effects in order: the establishments looked after pass to their deputy; every
    establishment of the agency remembers in its own journal who no longer reaches it, there being
    no journal of an agency; the membership goes. Errors: MemberRefused for the last lead,
    MemberUnknown; then nothing is written.
    """
    _pass_on(hand_overs(member, among=among), by=by, now=now)
    facts = {"member": str(member.user_id), "role": member.role}
    _remember(member, act=Act.STAFF_REMOVED, facts=facts, by=by, now=now)
    leaving.remove(member)


@transaction.atomic
def change_role(
    *, member: Membership, role: Role, among: Iterable[Office], by: User, now: datetime
) -> None:
    """Give a member of the firm another role; one who may no longer look after passes on.

    Side effects and errors: as for `remove()`. The same role again changes nothing.
    """
    if role == member.role:
        return
    if role not in _LOOKS_AFTER:
        _pass_on(hand_overs(member, among=among), by=by, now=now)
    facts = {"member": str(member.user_id), "role": role.value, "former_role": member.role}
    _remember(member, act=Act.STAFF_ROLE_CHANGED, facts=facts, by=by, now=now)
    leaving.change_role(member, role=role)


def _pass_on(handed: Iterable[HandOver], *, by: User, now: datetime) -> None:
    for one in handed:
        former = one.place.assigned_dpo_id, one.place.deputy_dpo_id
        Establishment.objects.filter(pk=one.place.pk).update(
            assigned_dpo=one.assigned_id, deputy_dpo=one.deputy_id
        )
        facts = {
            "assigned": str(one.assigned_id or ""),
            "deputy": str(one.deputy_id or ""),
            "former_assigned": str(former[0] or ""),
            "former_deputy": str(former[1] or ""),
        }
        with inside(one.place):
            record(act=Act.DPO_ASSIGNED, reference="DPO", by_id=by.pk, now=now, facts=facts)


def _remember(
    member: Membership, *, act: Act, facts: dict[str, str], by: User, now: datetime
) -> None:
    for place in Establishment.objects.filter(agency_id=member.agency_id).order_by("name", "pk"):
        with inside(place):
            record(act=act, reference=_REFERENCE, by_id=by.pk, now=now, facts=facts)
