"""Who reaches an establishment, asked from inside it."""

from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.directory.models import Invitation, Membership
from tenants.directory.roles import Role


class InviteForm(forms.Form):
    """Whom to invite, and to do what."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        help_text=_("Une adresse personnelle, pas celle d’un service\u00a0: elle ouvre un compte."),
    )
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[
            (Role.MANAGER.value, _("Responsable du traitement\u00a0: décide et répond")),
            (Role.CONTRIBUTOR.value, _("Contributeur\u00a0: enregistre et déclare")),
            (Role.READER.value, _("Lecteur\u00a0: consulte")),
        ],
        initial=Role.CONTRIBUTOR.value,
        widget=forms.RadioSelect,
    )


def members_here() -> QuerySet[Membership]:
    """Return the memberships of this establishment and of its agency, people first by role."""
    found = Membership.objects.select_related("user", "agency").filter(user__is_active=True)
    return found.order_by("-agency", "role", "user__last_name", "user__first_name")


def pending_invitations() -> QuerySet[Invitation]:
    """Return the invitations not yet accepted, the latest first."""
    return Invitation.objects.filter(accepted_at__isnull=True).order_by("-invited_at")


def pending_invitation(pk: UUID) -> Invitation | None:
    """Return an invitation of this establishment that still waits."""
    return pending_invitations().filter(pk=pk).first()
