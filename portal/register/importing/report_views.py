"""Pages where an import is confirmed, abandoned, told line by line, undone."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.casework import or_404
from portal.instants import zone_of
from portal.journal.queries import names_of
from portal.refusal import CaseRefused
from portal.register.exports.refused_lines import RefusedLine, write
from portal.register.importing import actions, queries
from portal.register.importing.forms import ConfirmForm
from portal.register.imports.bringing import Fate, Kind, fates
from portal.register.models import Import, ImportedLine
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_PAGE = 50


@allow(Permission.WRITE_REGISTER)
@require_POST
def confirm(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Write the lines in the register, all of those chosen or none."""
    kept = or_404(queries.import_of(pk, by=request.user))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("register_imports:report", pk)
    try:
        done = actions.confirm(
            kept=kept,
            seal=form.cleaned_data["seal"],
            only_valid=form.cleaned_data["only_valid"],
            by=request.user,
            now=request.now,
        )
    except CaseRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("register_imports:preview", pk)
    return redirect("register_imports:report", done.pk)


@allow(Permission.WRITE_REGISTER)
@require_POST
def abandon(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Forget a file that awaits its confirmation."""
    actions.abandon(kept=or_404(queries.waiting_of(pk, by=request.user)))
    messages.success(request, _("Import abandonné\u00a0: le registre n’a pas changé."))
    return redirect("register_imports:choose")


@allow(Permission.WRITE_REGISTER)
@require_safe
def report(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Tell what became of each line of an import, and whether it was undone."""
    done = or_404(queries.import_of(pk, by=request.user))
    if done.state == Import.State.WAITING:
        return redirect("register_imports:preview", done.pk)
    lines = list(done.lines.all())
    counts = {kind: sum(line.kind == kind for line in lines) for kind in ImportedLine.Kind}
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    names = names_of([done.by_id, done.undone_by_id])
    context = {
        "done": done,
        "counts": [(label, counts[kind]) for kind, label in queries.kinds_in_words()],
        "refused": counts[ImportedLine.Kind.REFUSED],
        "left": [line for line in lines if line.left],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "by": names.get(done.by_id or 0, ""),
        "undone_by": names.get(done.undone_by_id or 0, ""),
        "zone": zone_of(request.establishment),
    }
    return render(request, "register/imports/report.html", context)


@allow(Permission.WRITE_REGISTER)
@require_safe
def refused(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Give the refused lines of an import, done or not, as a CSV."""
    kept = or_404(queries.import_of(pk, by=request.user))
    if kept.state == Import.State.WAITING:
        found = fates(queries.brought(kept).lines or ())
        lines = [
            RefusedLine(one.line.number, one.line.name or _named(one), one.why)
            for one in found
            if one.kind is Kind.REFUSED
        ]
    else:
        lines = [
            RefusedLine(line.number, line.name, line.why)
            for line in kept.lines.all()
            if line.kind == ImportedLine.Kind.REFUSED
        ]
    return HttpResponse(
        write(lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="lignes-refusees.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _named(fate: Fate) -> str:
    return fate.line.sheet.name if fate.line.sheet else ""


@allow(Permission.WRITE_REGISTER)
@require_POST
def undo(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Undo an import: archive what it added, give back what it changed."""
    done = or_404(queries.import_of(pk, by=request.user))
    if done.state == Import.State.WAITING:
        raise Http404
    actions.undo(done=done, by=request.user, now=request.now)
    return redirect("register_imports:report", done.pk)
