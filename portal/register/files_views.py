"""The page where the register is taken away as a file."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.casework import UNPROCESSABLE
from portal.instants import zone_of
from portal.register import queries
from portal.register.exports.formats import made
from portal.register.exports.gathering import register_of
from portal.register.exports.register import redacted
from portal.register.exports.xlsx import TooLongError
from portal.register.files_forms import Asked, FileForm
from portal.register.filter_form import FilterForm
from portal.register.models import Activity
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def choose(request: EstablishmentRequest) -> HttpResponse:
    """Offer the formats; the address narrows the file to one activity, or to a list's filter."""
    zone = zone_of(request.establishment)
    return _page(request, FileForm(now=request.now, zone=zone), status=200)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def download(request: EstablishmentRequest) -> HttpResponse:
    """Give the file asked for; the page again when it cannot be made."""
    form = FileForm(request.GET, now=request.now, zone=zone_of(request.establishment))
    activity = _only(request)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        return _file(request, form.asked(), activity)
    except TooLongError as refusal:
        form.add_error("format", refusal.message)
        return _page(request, form, status=UNPROCESSABLE)


def _file(request: EstablishmentRequest, asked: Asked, activity: Activity | None) -> HttpResponse:
    register = register_of(request.establishment, at=asked.at, only=_kept(request, activity))
    file = made(redacted(register) if asked.is_redacted else register, asked.format)
    what = activity.reference if activity else "registre"
    name = f"{what}-{request.establishment.slug}-{register.as_of:%Y-%m-%d}.{file.ending}"
    return HttpResponse(
        file.content,
        content_type=file.mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _page(request: EstablishmentRequest, form: FileForm, *, status: int) -> HttpResponse:
    activity = _only(request)
    kept = _kept(request, activity)
    context = {
        "form": form,
        "activity": activity,
        "filter": [] if activity else _filter(request),
        "count": None if kept is None else len(kept),
    }
    return render(request, "register/files.html", context, status=status)


def _filter(request: EstablishmentRequest) -> list[tuple[str, str]]:
    """Return the parts of a list's filter that the address holds."""
    return [(name, request.GET[name]) for name in FilterForm.base_fields if request.GET.get(name)]


def _kept(request: EstablishmentRequest, activity: Activity | None) -> list[UUID] | None:
    """Return the ids of the activities asked for, None for all of them.

    A filter is that of the list today, whatever the day of the file.
    """
    if activity is not None:
        return [activity.pk]
    if not _filter(request):
        return None
    zone = zone_of(request.establishment)
    found = queries.activities(FilterForm(request.GET).wanted(now=request.now, zone=zone))
    return list(found.values_list("pk", flat=True))


def _only(request: EstablishmentRequest) -> Activity | None:
    """Return the activity the address names, None when it names none; 404 when not of here."""
    written = request.GET.get("activite", "")
    if not written:
        return None
    try:
        activity = queries.activity_of(UUID(written))
    except ValueError:
        raise Http404 from None
    if activity is None:
        raise Http404
    return activity
