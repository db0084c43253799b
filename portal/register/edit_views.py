"""Writing an activity, one section a page: autosave, the version of somebody else beside mine."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.casework import UNPROCESSABLE
from portal.instants import zone_of
from portal.journal.queries import names_of
from portal.processors.queries import choices
from portal.refusal import CaseRefused
from portal.register import editing
from portal.register.editing import Clash, Page
from portal.register.examples import examples_of
from portal.register.fields import Section, section_at, sections
from portal.register.models import Activity
from portal.register.sheet import Sheet
from portal.register.shown import shown, shown_field
from portal.register.views import found
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_CONFLICT = 409
_LONGEST_WHY = 500


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def edit(request: EstablishmentRequest, pk: UUID, slug: str) -> HttpResponse:
    """Write one section; what was typed and not recorded is found again."""
    activity, section = found(pk), _section(slug)
    if activity.is_archived:
        raise Http404
    if request.method == "POST":
        return _received(request, activity, section)
    draft = editing.draft_of(activity, by=request.user)
    typed = editing.typed_of(draft, section=section)
    version = _version(typed, default=activity.version)
    base = editing.base_of(activity, version=version)
    page = _asked(request, activity, section, sheet=base or activity.sheet, typed=typed)
    extra = {"draft": draft if typed is not None else None, "version": version}
    return _page(request, activity, section, page, extra=extra)


@allow(Permission.WRITE_REGISTER)
@require_POST
def autosave(request: EstablishmentRequest, pk: UUID, slug: str) -> HttpResponse:
    """Keep what is being typed, and say at what time; say if somebody else wrote meanwhile."""
    activity, section = found(pk), _section(slug)
    version = _version(request.POST, default=activity.version)
    draft = editing.keep_draft(
        activity=activity,
        section=section,
        typed=request.POST,
        version=version,
        by=request.user,
        now=request.now,
    )
    context = {
        "draft": draft,
        "zone": zone_of(request.establishment),
        "is_behind": version != activity.version,
        "other": names_of([activity.updated_by_id]).get(activity.updated_by_id or 0, ""),
    }
    return render(request, "register/_parts/saved.html", context)


@allow(Permission.WRITE_REGISTER)
@require_POST
def give_up(request: EstablishmentRequest, pk: UUID, slug: str) -> HttpResponse:
    """Forget what was typed of the section: it shows again what is recorded."""
    activity, section = found(pk), _section(slug)
    editing.forget_draft(activity=activity, section=section, by=request.user)
    messages.info(request, _("Votre saisie est abandonnée\u00a0: voici ce qui est enregistré."))
    return redirect("register:edit", activity.pk, section.slug)


def _asked(
    request: EstablishmentRequest,
    activity: Activity,
    section: Section,
    *,
    sheet: Sheet,
    typed: QueryDict | None = None,
) -> Page:
    """Return the section to type in, its examples taken from the establishment's profession."""
    return editing.page_of(
        section,
        role=activity.role,
        sheet=sheet,
        examples=examples_of(request.establishment.type, activity.template_ref),
        typed=typed,
        links=((link.id, link.name) for link in choices()),
    )


def _received(request: EstablishmentRequest, activity: Activity, section: Section) -> HttpResponse:
    """Answer to what was sent: one more row, mistakes, a clash, or the next section."""
    version = _version(request.POST, default=activity.version)
    base = editing.base_of(activity, version=version)
    if base is None:
        raise Http404
    typed: QueryDict = request.POST
    if "add" in typed:
        typed = editing.with_one_more(typed, name=str(typed["add"]))
    page = _asked(request, activity, section, sheet=base, typed=typed)
    if "add" in typed or not page.is_valid():
        extra = {"version": version, "is_refused": "add" not in typed}
        return _page(request, activity, section, page, extra=extra)
    try:
        clash = _write(request, activity, section, page, version=version)
    except CaseRefused as refusal:
        page.plain.add_error(None, refusal.message)
        extra = {"version": version, "is_refused": True}
        return _page(request, activity, section, page, extra=extra)
    if clash is not None:
        return _clashing(request, activity, section, clash)
    return _next(request, activity, section)


@transaction.atomic
def _write(
    request: EstablishmentRequest,
    activity: Activity,
    section: Section,
    page: Page,
    *,
    version: int,
) -> Clash | None:
    clash = editing.write(
        activity=activity,
        mine=page.sheet(),
        base=page.base,
        version=version,
        why=request.POST.get("why", "").strip()[:_LONGEST_WHY],
        by=request.user,
        now=request.now,
    )
    if clash is None:
        editing.forget_draft(activity=activity, section=section, by=request.user)
    return clash


def _clashing(
    request: EstablishmentRequest, activity: Activity, section: Section, clash: Clash
) -> HttpResponse:
    """Show the other person's text beside mine; nothing is written until I choose."""
    theirs = clash.conflict.theirs
    page = _asked(request, activity, section, sheet=clash.joined)
    extra = {
        "version": theirs.number,
        "clash": [shown_field(theirs.sheet, name) for name in clash.fields],
        "theirs": theirs,
        "other": names_of([theirs.by_id]).get(theirs.by_id or 0, ""),
    }
    return _page(request, activity, section, page, extra=extra, status=_CONFLICT)


def _next(request: EstablishmentRequest, activity: Activity, section: Section) -> HttpResponse:
    """Lead to the next section, or to the activity after the last or when asked."""
    every = sections()
    at = every.index(section)
    if "finish" in request.POST or at + 1 == len(every):
        messages.success(request, _("Enregistré."))
        return redirect("register:detail", activity.pk)
    return redirect("register:edit", activity.pk, every[at + 1].slug)


def _page(
    request: EstablishmentRequest,
    activity: Activity,
    section: Section,
    page: Page,
    *,
    extra: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    steps = shown(activity.sheet, role=activity.role)
    at = next(place for place, one in enumerate(steps) if one.section == section)
    context: dict[str, object] = {
        "activity": activity,
        "section": section,
        "page": page,
        "steps": steps,
        "number": at + 1,
        "before": steps[at - 1].section if at else None,
        "is_last": at + 1 == len(steps),
        "zone": zone_of(request.establishment),
        "why": request.POST.get("why", "")[:_LONGEST_WHY],
        **extra,
    }
    status = UNPROCESSABLE if extra.get("is_refused") else status
    return render(request, "register/edit.html", context, status=status)


def _section(slug: str) -> Section:
    section = section_at(slug)
    if section is None:
        raise Http404
    return section


def _version(typed: QueryDict | None, *, default: int) -> int:
    """Return the version that the person was reading, as the form says."""
    said = str(typed.get("version", "")) if typed else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else default
