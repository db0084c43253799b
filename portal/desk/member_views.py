"""Acts on the members of an establishment: invite, send again, cancel, change, remove."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.desk import members
from portal.desk.membership import (
    InviteForm,
    LeavingForm,
    RoleForm,
    held_by,
    is_last_manager,
    own_member,
    pending_invitation,
)
from tenants.directory.access import EstablishmentRequest, PortalRequest, allow
from tenants.directory.invitations import InvitationRefused
from tenants.directory.leaving import MemberRefused, MemberUnknown, last_words
from tenants.directory.models import Invitation, Membership
from tenants.directory.paths import desk_path, establishment_path
from tenants.directory.roles import Permission, Role

_UNPROCESSABLE = 422
_MAIL_WAITS = gettext_lazy(
    "L’invitation est prête, mais le courriel n’est pas parti\u00a0:"
    " renvoyez-la dans quelques minutes."
)


@allow(Permission.INVITE_MEMBER)
@require_http_methods(["GET", "POST"])
def invite(request: EstablishmentRequest) -> HttpResponse:
    """Invite somebody into this establishment by e-mail."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = members.invite(
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            establishment=request.establishment,
            by=request.user,
            now=request.now,
        )
        say_sent(request, invitation, _("Invitation envoyée. Elle est valable sept jours."))
        return _back(request)
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/invite.html", {"form": form}, status=status)


@allow(Permission.INVITE_MEMBER)
@require_POST
def invite_again(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Send an invitation again: a new link, a new week."""
    try:
        sent = members.send_again(invitation=_invitation(pk), by=request.user, now=request.now)
    except InvitationRefused as refusal:
        raise Http404 from refusal
    say_sent(request, sent, _("Invitation renvoyée\u00a0: l’ancien lien ne sert plus."))
    return _back(request)


@allow(Permission.INVITE_MEMBER)
@require_http_methods(["GET", "POST"])
def invite_cancel(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Ask whether to cancel an invitation, then do it."""
    found = _invitation(pk)
    if request.method != "POST":
        return render(request, "desk/invite_cancel.html", {"invitation": found})
    try:
        members.cancel(invitation=found, by=request.user, now=request.now)
    except MemberUnknown as gone:
        raise Http404 from gone
    messages.success(request, _("Invitation annulée\u00a0: son lien n’ouvre plus rien."))
    return _back(request)


@allow(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def role(request: EstablishmentRequest, pk: int) -> HttpResponse:
    """Choose another role for a member."""
    member = _member(pk)
    form = RoleForm(
        request.POST or None, initial=member.role, is_self=member.user_id == request.user.pk
    )
    if request.method == "POST" and form.is_valid() and _changed(request, member, form):
        messages.success(request, _("Rôle changé, dès maintenant."))
        return _back(request)
    context = {"form": form, "member": member, "is_last": is_last_manager(member)}
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/member_role.html", context, status=status)


@allow(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def remove(request: EstablishmentRequest, pk: int) -> HttpResponse:
    """Say what removing a member changes, then do it."""
    member = _member(pk)
    is_self = member.user_id == request.user.pk
    form = LeavingForm(request.POST if request.method == "POST" else None, is_self=is_self)
    if form.is_valid() and _removed(request, member, form):
        messages.success(request, _("%s n’a plus accès à cet espace.") % member.user.full_name)
        return redirect(desk_path("desk:cockpit")) if is_self else _back(request)
    context = {
        "form": form,
        "member": member,
        "is_self": is_self,
        "refusal": last_words(member) if is_last_manager(member) else "",
        "held": list(held_by(member)),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/member_remove.html", context, status=status)


def say_sent(request: PortalRequest, invitation: Invitation, words: str) -> None:
    """Tell whether the relay took the mail of `invitation`."""
    if invitation.mailed_at:
        messages.success(request, words)
    else:
        messages.warning(request, _MAIL_WAITS)


def _changed(request: EstablishmentRequest, member: Membership, form: RoleForm) -> bool:
    try:
        members.change_role(
            member=member,
            role=Role(form.cleaned_data["role"]),
            by=request.user,
            now=request.now,
        )
    except MemberRefused as refusal:
        form.add_error("role", refusal.message)
        return False
    except MemberUnknown as gone:
        raise Http404 from gone
    return True


def _removed(request: EstablishmentRequest, member: Membership, form: LeavingForm) -> bool:
    try:
        members.remove_member(member=member, by=request.user, now=request.now)
    except MemberRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    except MemberUnknown as gone:
        raise Http404 from gone
    return True


def _invitation(pk: UUID) -> Invitation:
    found = pending_invitation(pk)
    if found is None:
        raise Http404
    return found


def _member(pk: int) -> Membership:
    found = own_member(pk)
    if found is None:
        raise Http404
    return found


def _back(request: EstablishmentRequest) -> HttpResponse:
    return redirect(establishment_path(request.establishment.slug, "establishment:members"))
