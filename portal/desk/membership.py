"""Who reaches an establishment, asked from inside it."""

from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.agenda.models import Deadline
from tenants.directory.models import Invitation, Membership
from tenants.directory.roles import Role

_ROLES = [
    (Role.MANAGER.value, gettext_lazy("Responsable du traitement\u00a0: décide et répond")),
    (Role.CONTRIBUTOR.value, gettext_lazy("Contributeur\u00a0: enregistre et déclare")),
    (Role.READER.value, gettext_lazy("Lecteur\u00a0: consulte")),
]


class InviteForm(forms.Form):
    """Whom to invite, and to do what."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        help_text=gettext_lazy(
            "Une adresse personnelle, pas celle d’un service\u00a0: elle ouvre un compte."
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        choices=_ROLES,
        initial=Role.CONTRIBUTOR.value,
        widget=forms.RadioSelect,
    )

    def clean_email(self) -> str:
        """Return the address in lower case; that of a member needs no invitation."""
        address = str(self.cleaned_data["email"]).strip().lower()
        if own_members().filter(user__email=address).exists():
            raise forms.ValidationError(
                _("Cette personne est déjà membre\u00a0: changez son rôle dans la liste.")
            )
        return address


class LeavingForm(forms.Form):
    """The confirmation; of oneself, it asks for a second yes."""

    aware = forms.BooleanField(
        label=gettext_lazy("Je comprends que je n’aurai plus accès à cet espace."),
        error_messages={
            "required": gettext_lazy("Cochez la case\u00a0: c’est de votre accès qu’il s’agit.")
        },
    )

    def __init__(self, data: object = None, *, is_self: bool) -> None:
        """Ask for the second yes when it is one's own access."""
        super().__init__(data)  # type: ignore[arg-type]
        if not is_self:
            del self.fields["aware"]


class RoleForm(forms.Form):
    """Another role; of oneself, a second yes."""

    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=_ROLES, widget=forms.RadioSelect)
    aware = forms.BooleanField(
        label=gettext_lazy("Je comprends que je change mes propres droits."),
        error_messages={
            "required": gettext_lazy("Cochez la case\u00a0: c’est de vos droits qu’il s’agit.")
        },
    )

    def __init__(
        self,
        data: object = None,
        *,
        initial: str,
        is_self: bool,
        choices: list[tuple[str, str]] | None = None,
    ) -> None:
        """Offer `choices`, else the roles of an establishment."""
        super().__init__(data, initial={"role": initial})  # type: ignore[arg-type]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — tells the type checker what is written above
        if choices is not None:
            field.choices = choices
        if not is_self:
            del self.fields["aware"]


def members_here() -> QuerySet[Membership]:
    """Return the memberships of this establishment and of its agency, people first by role."""
    found = Membership.objects.select_related("user", "agency").filter(user__is_active=True)
    return found.order_by("-agency", "role", "user__last_name", "user__first_name")


def own_members() -> QuerySet[Membership]:
    """Return the memberships of this establishment itself, those of its agency left out."""
    return members_here().filter(establishment__isnull=False)


def own_member(pk: int) -> Membership | None:
    """Return a membership of this establishment itself."""
    return own_members().filter(pk=pk).first()


def is_last_manager(member: Membership) -> bool:
    """Return whether nobody else manages this establishment."""
    others = own_members().filter(role=Role.MANAGER).exclude(pk=member.pk)
    return member.role == Role.MANAGER and not others.exists()


def held_by(member: Membership) -> QuerySet[Deadline]:
    """Return the deadlines still running here that the person took in charge, the nearest first."""
    held = Deadline.objects.filter(state=Deadline.State.OPEN, acknowledged_by=member.user_id)
    return held.order_by("due_at", "pk")


def pending_invitations() -> QuerySet[Invitation]:
    """Return the invitations not yet accepted, the latest first."""
    return Invitation.objects.filter(accepted_at__isnull=True).order_by("-invited_at")


def pending_invitation(pk: UUID) -> Invitation | None:
    """Return an invitation of this establishment that still waits."""
    return pending_invitations().filter(pk=pk).first()
