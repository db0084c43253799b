"""Acts on an activity: handed over, validated, archived, restored. And its history."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.instants import zone_of
from portal.refusal import CaseRefused
from portal.register import actions, queries
from portal.register.differences import differences
from portal.register.forms import ArchiveForm, VersionForm
from portal.register.models import Activity, ActivityVersion
from portal.register.views import detail_page, found
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.WRITE_REGISTER)
@require_POST
def submit(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Hand a draft over to whoever may validate it."""
    activity = found(pk)
    return answered(
        request,
        activity,
        lambda version: actions.submit(
            activity=activity, version=version, by=request.user, now=request.now
        ),
        done=_("Proposée à la validation."),
    )


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def validate(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Validate an activity in one's own name."""
    activity = found(pk)
    return answered(
        request,
        activity,
        lambda version: actions.validate(
            establishment=request.establishment,
            activity=activity,
            version=version,
            by=request.user,
            now=request.now,
        ),
        done=_("Validée en votre nom. Sa revue est prévue."),
    )


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def archive(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Take an activity that has ceased out of the register."""
    activity = found(pk)
    form = ArchiveForm(request.POST)
    if not form.is_valid():
        return detail_page(request, activity, refused=form)
    return answered(
        request,
        activity,
        lambda version: actions.archive(
            activity=activity,
            version=version,
            why=form.cleaned_data["why"],
            by=request.user,
            now=request.now,
        ),
        done=_("Archivée. Son histoire reste\u00a0: elle peut être rétablie."),
    )


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def restore(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Bring an archived activity back."""
    activity = found(pk)
    return answered(
        request,
        activity,
        lambda version: actions.restore(
            activity=activity, version=version, by=request.user, now=request.now
        ),
        done=_("Rétablie\u00a0: elle attend d’être validée."),
    )


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def history(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show every version of an activity, and what changed between two of them."""
    activity = found(pk)
    versions = queries.history(activity)
    by_number = {one.version.number: one.version for one in versions}
    after = _chosen(request, "a", by_number, default=activity.version)
    before = _chosen(request, "de", by_number, default=max(after.number - 1, 1))
    context = {
        "activity": activity,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": differences(before.sheet, after.sheet),
        "zone": zone_of(request.establishment),
    }
    return render(request, "register/history.html", context)


def _chosen(
    request: EstablishmentRequest,
    name: str,
    by_number: dict[int, ActivityVersion],
    *,
    default: int,
) -> ActivityVersion:
    asked = request.GET.get(name, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else default
    if number not in by_number:
        raise Http404
    return by_number[number]


def answered(
    request: EstablishmentRequest,
    activity: Activity,
    act: Callable[[int], Activity],
    *,
    done: str,
) -> HttpResponse:
    """Answer with the page: after the act, or with the sentence that refuses it."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        return detail_page(request, activity, refusal=_("Relisez la page, puis recommencez."))
    try:
        act(form.cleaned_data["version"])
    except CaseRefused as refusal:
        return detail_page(request, found(activity.pk), refusal=refusal.message)
    messages.success(request, done)
    return redirect("register:detail", activity.pk)
