"""Pages where a file is brought to the register: chosen, its columns said, previewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.casework import UNPROCESSABLE, View, attempt, made, or_404
from portal.instants import zone_of
from portal.journal.queries import names_of
from portal.register.differences import Difference
from portal.register.importing import actions, queries
from portal.register.importing.forms import ColumnsForm, FileForm
from portal.register.imports.bringing import Fate, Kind, counts_of, fates, seal_of
from portal.register.imports.reading import Reading, Source
from portal.register.models import Import, ImportedLine
from portal.uploads import is_too_heavy
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_PAGE = 50
_ORDER = (Kind.REFUSED, Kind.CHANGED, Kind.ADDED, Kind.SAME)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the preview: its fate in words, and what it would change."""

    fate: Fate
    name: str
    label: str
    changes: tuple[Difference, ...]


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def choose(request: EstablishmentRequest) -> HttpResponse:
    """Take a file; show those that wait and those that were brought."""
    is_sent = request.method == "POST"
    form = FileForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        is_too_heavy=is_sent and is_too_heavy(request),
    )
    kept = made(form, lambda: _keep(request, form)) if is_sent else None
    if kept is not None:
        brought, source = kept
        step = "columns" if source is Source.TABLE else "preview"
        return redirect(f"register_imports:{step}", brought.pk)
    actions.purge(now=request.now)
    latest = list(queries.latest())
    context = {
        "form": form,
        "waiting": list(queries.waiting(request.user)),
        "latest": latest,
        "names": names_of([one.by_id for one in latest]),
        "zone": zone_of(request.establishment),
    }
    status = UNPROCESSABLE if is_sent else 200
    return render(request, "register/imports/choose.html", context, status=status)


def _keep(request: EstablishmentRequest, form: FileForm) -> tuple[Import, Source]:
    file = form.cleaned_data["file"]
    return actions.keep(name=file.name or "", content=file.read(), by=request.user, now=request.now)


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def columns(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Say what the columns of another register's table are, on the page of the workbook chosen."""
    kept = or_404(queries.waiting_of(pk, by=request.user))
    tables = queries.brought(kept).reading.tables
    page = _page_of(request, tables)
    table = tables[page]
    chosen, remembered = queries.mapping_for(table)
    is_sent = request.method == "POST"
    form = ColumnsForm(request.POST if is_sent else None, table=table, chosen=chosen)
    if is_sent and attempt(
        form,
        lambda: actions.say_columns(
            kept=kept, page=page, mapping=form.mapping(), by=request.user, now=request.now
        ),
    ):
        return redirect("register_imports:preview", kept.pk)
    context = {
        "kept": kept,
        "form": form,
        "tables": list(enumerate(tables)),
        "page": page,
        "table": table,
        "remembered": remembered,
        "zone": zone_of(request.establishment),
    }
    status = UNPROCESSABLE if is_sent else 200
    return render(request, "register/imports/columns.html", context, status=status)


def _page_of(request: EstablishmentRequest, tables: Sequence[object]) -> int:
    """Return the index of the page asked for, the first by default; 404 when there is none."""
    written = request.GET.get("feuille", "0")
    if not tables or not (written.isascii() and written.isdigit() and len(written) < 4):
        raise Http404
    if int(written) >= len(tables):
        raise Http404
    return int(written)


@allow(Permission.WRITE_REGISTER)
@require_safe
def preview(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Tell what would become of each line; nothing is written."""
    kept = or_404(queries.waiting_of(pk, by=request.user))
    reading, lines = queries.brought(kept)
    if lines is None:
        return redirect("register_imports:columns", kept.pk)
    found = fates(lines)
    counts = counts_of(found)
    asked = request.GET.get("sort", "")
    shown = sorted(
        (fate for fate in found if asked in ("", fate.kind.value)),
        key=lambda fate: (_ORDER.index(fate.kind), fate.line.number),
    )
    page = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    context = {
        "kept": kept,
        "reading": reading,
        "made_by": _made_by(reading),
        "views": _views(counts, asked=asked),
        "valid": len(found) - counts[Kind.REFUSED],
        "written": counts[Kind.ADDED] + counts[Kind.CHANGED],
        "refused": counts[Kind.REFUSED],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": [_row(fate) for fate in page.object_list],
        "seal": seal_of(found),
        "same": queries.same_file(kept),
        "zone": zone_of(request.establishment),
    }
    return render(request, "register/imports/preview.html", context)


def _row(fate: Fate) -> Row:
    named = fate.line.sheet.name if fate.line.sheet else fate.line.name
    label = str(ImportedLine.Kind(fate.kind.value).label)
    return Row(fate, named, label, queries.changes_of(fate))


def _views(counts: dict[Kind, int], *, asked: str) -> tuple[View, ...]:
    labels = {Kind(kind.value): label for kind, label in queries.kinds_in_words()}
    whole = View("", _("Toutes"), sum(counts.values()), is_current=asked == "")
    kinds = (
        View(kind.value, labels[kind], counts[kind], is_current=asked == kind.value)
        for kind in _ORDER
    )
    return (whole, *kinds)


def _made_by(reading: Reading) -> str:
    return {
        Source.JSON: _("JSON de Vigie"),
        Source.VIGIE: _("Tableur de Vigie"),
        Source.CNIL: _("Modèle simplifié de la CNIL"),
        Source.MADIS: _("Export de Madis"),
        Source.CISO: _("Export de CISO Assistant"),
        Source.TABLE: _("Tableau d’un autre registre"),
    }[reading.source]
