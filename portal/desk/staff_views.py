"""Pages of the firm's people, for their lead: by agency, invited, changed, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.desk import staff as firm
from portal.desk.member_views import say_sent
from portal.desk.membership import LeavingForm, RoleForm
from portal.desk.staff import Office, StaffInviteForm
from tenants.directory.access import PortalRequest, allow
from tenants.directory.invitations import InvitationRefused, send_again
from tenants.directory.invitations import invite as send_invitation
from tenants.directory.leaving import MemberRefused, MemberUnknown, cancel, last_words
from tenants.directory.models import Invitation, Membership
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission, Role

_UNPROCESSABLE = 422


@allow(Permission.MANAGE_STAFF)
@require_safe
def staff(request: PortalRequest) -> HttpResponse:
    """List the people of the agencies one leads, and who was invited."""
    return render(request, "desk/staff.html", {"offices": firm.offices(by=request.user)})


@allow(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def invite(request: PortalRequest) -> HttpResponse:
    """Invite somebody into an agency by e-mail."""
    offices = firm.offices(by=request.user)
    form = StaffInviteForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        invitation = send_invitation(
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            agency=form.offices[form.cleaned_data["agency"]].agency,
            by=request.user,
            now=request.now,
        )
        say_sent(request, invitation, _("Invitation envoyée. Elle est valable sept jours."))
        return redirect(desk_path("desk:staff"))
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/staff_invite.html", {"form": form}, status=status)


@allow(Permission.MANAGE_STAFF)
@require_POST
def invite_again(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Send an invitation into an agency again: a new link, a new week."""
    try:
        sent = send_again(invitation=_invitation(request, pk), now=request.now)
    except InvitationRefused as refusal:
        raise Http404 from refusal
    say_sent(request, sent, _("Invitation renvoyée\u00a0: l’ancien lien ne sert plus."))
    return redirect(desk_path("desk:staff"))


@allow(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def invite_cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Ask whether to cancel an invitation into an agency, then do it."""
    found = _invitation(request, pk)
    if request.method != "POST":
        return render(request, "desk/staff_invite_cancel.html", {"invitation": found})
    try:
        cancel(found)
    except MemberUnknown as gone:
        raise Http404 from gone
    messages.success(request, _("Invitation annulée\u00a0: son lien n’ouvre plus rien."))
    return redirect(desk_path("desk:staff"))


@allow(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def role(request: PortalRequest, pk: int) -> HttpResponse:
    """Choose another role for somebody of the firm."""
    offices = firm.offices(by=request.user)
    member = _member(pk, among=offices)
    form = RoleForm(
        request.POST or None,
        initial=member.role,
        is_self=member.user_id == request.user.pk,
        choices=[(value, str(label)) for value, label in firm.ROLES],
    )
    if request.method == "POST" and form.is_valid() and _changed(request, member, form, offices):
        messages.success(request, _("Rôle changé, dès maintenant."))
        return redirect(_after(request, member))
    context = {
        "form": form,
        "member": member,
        "handed": _named(member, among=offices),
        "refusal": last_words(member) if firm.is_last_lead(member, among=offices) else "",
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/staff_role.html", context, status=status)


@allow(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Say what removing somebody of the firm changes, then do it."""
    offices = firm.offices(by=request.user)
    member = _member(pk, among=offices)
    is_self = member.user_id == request.user.pk
    form = LeavingForm(request.POST if request.method == "POST" else None, is_self=is_self)
    if form.is_valid() and _removed(request, member, form, offices):
        messages.success(request, _("%s n’est plus de l’agence.") % member.user.full_name)
        return redirect(_after(request, member))
    context = {
        "form": form,
        "member": member,
        "is_self": is_self,
        "handed": _named(member, among=offices),
        "refusal": last_words(member) if firm.is_last_lead(member, among=offices) else "",
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/staff_remove.html", context, status=status)


def _named(member: Membership, *, among: tuple[Office, ...]) -> list[dict[str, object]]:
    """Return the establishments that pass on, each with the name of who looks after it next."""
    names = {one.user_id: one.user.full_name for office in among for one in office.people}
    return [
        {
            "place": one.place,
            "was_assigned": one.place.assigned_dpo_id == member.user_id,
            "next": names.get(one.assigned_id or 0, ""),
        }
        for one in firm.hand_overs(member, among=among)
    ]


def _changed(
    request: PortalRequest, member: Membership, form: RoleForm, among: tuple[Office, ...]
) -> bool:
    chosen = Role(form.cleaned_data["role"])
    try:
        firm.change_role(member=member, role=chosen, among=among, by=request.user, now=request.now)
    except MemberRefused as refusal:
        form.add_error("role", refusal.message)
        return False
    except MemberUnknown as gone:
        raise Http404 from gone
    return True


def _removed(
    request: PortalRequest, member: Membership, form: LeavingForm, among: tuple[Office, ...]
) -> bool:
    try:
        firm.remove(member=member, among=among, by=request.user, now=request.now)
    except MemberRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    except MemberUnknown as gone:
        raise Http404 from gone
    return True


def _after(request: PortalRequest, member: Membership) -> str:
    """Return the page after an act: one's own rights may no longer open the list."""
    is_self = member.user_id == request.user.pk
    return desk_path("desk:cockpit" if is_self else "desk:staff")


def _invitation(request: PortalRequest, pk: UUID) -> Invitation:
    waiting = firm.open_invitations(by=request.user)
    found = next((one for one in waiting if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _member(pk: int, *, among: tuple[Office, ...]) -> Membership:
    found = firm.member_of(pk, among=among)
    if found is None:
        raise Http404
    return found
