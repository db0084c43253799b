"""Pages where a template is written, one section at a time, then published."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.casework import UNPROCESSABLE, attempt
from portal.desk.library import drafting, queries
from portal.desk.library.drafting import DraftChangedError, Written
from portal.desk.library.forms import NewTemplateForm, PublishForm
from portal.desk.library.views import found
from portal.refusal import CaseRefused
from portal.register import editing
from portal.register.editing import Page
from portal.register.examples import examples_of
from portal.register.fields import Section, section_at, sections
from portal.register.masters import Master, master_of
from portal.register.sheet import Sheet
from portal.register.shown import shown_field
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission
from tenants.library.models import TemplateDraft

_ROLE = "controller"
_CONFLICT = 409


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def create(request: PortalRequest) -> HttpResponse:
    """Begin a template of the firm's own: named here, then written one section at a time."""
    form = NewTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = drafting.begin(
            name=form.cleaned_data["name"],
            types=tuple(form.cleaned_data["types"]),
            by=request.user,
            now=request.now,
        )
        messages.success(request, _("%(reference)s\u00a0: à vous.") % {"reference": draft.pk})
        return redirect("library:edit", draft.pk, sections()[0].slug)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/library/create.html", {"form": form}, status=status)


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, reference: str, slug: str) -> HttpResponse:
    """Write one section of the draft; establishments hear of nothing before it is published."""
    section = section_at(slug)
    master, draft = master_of(reference), queries.draft_of(reference)
    if section is None or (master is None and draft is None):
        raise Http404
    sheet = drafting.sheet_to_write(master, draft)
    if request.method == "POST":
        return _received(request, section, master=master, draft=draft, reference=reference)
    page = editing.page_of(section, role=_ROLE, sheet=sheet, examples=_examples(master))
    return _page(request, section, page, master=master, draft=draft, reference=reference)


def _received(
    request: PortalRequest,
    section: Section,
    *,
    master: Master | None,
    draft: TemplateDraft | None,
    reference: str,
) -> HttpResponse:
    typed: QueryDict = request.POST
    if "add" in typed:
        typed = editing.with_one_more(typed, name=str(typed["add"]))
    # Read against an empty sheet: every row typed is a row, whatever the draft became meanwhile.
    name = drafting.sheet_to_write(master, draft).name
    page = editing.page_of(
        section, role=_ROLE, sheet=Sheet(name=name), examples=_examples(master), typed=typed
    )
    if "add" in typed or not page.is_valid():
        return _page(
            request,
            section,
            page,
            master=master,
            draft=draft,
            reference=reference,
            is_refused="add" not in typed,
        )
    asked = tuple(editing.names_of(section, role=_ROLE, sheet=page.base))
    try:
        drafting.write(
            master=master,
            reference=reference,
            written=Written(page.sheet(), asked),
            revision=_revision(request),
            by=request.user,
            now=request.now,
        )
    except DraftChangedError as refusal:
        page.plain.add_error(None, refusal.message)
        return _page(
            request,
            section,
            page,
            master=master,
            draft=queries.draft_of(reference),
            reference=reference,
            theirs=asked,
        )
    return _next(request, section, reference=reference)


def _examples(master: Master | None) -> Mapping[str, str]:
    """Return what the first profession of the template writes in each field."""
    if master is None or not master.types:
        return {}
    return examples_of(master.types[0], master.reference)


def _page(
    request: PortalRequest,
    section: Section,
    page: Page,
    *,
    master: Master | None,
    draft: TemplateDraft | None,
    reference: str,
    is_refused: bool = False,
    theirs: tuple[str, ...] = (),
) -> HttpResponse:
    sheet = drafting.sheet_to_write(master, draft)
    every = sections()
    place = every.index(section)
    context = {
        "reference": reference,
        "name": sheet.name,
        "master": master,
        "section": section,
        "steps": every,
        "number": place + 1,
        "before": every[place - 1] if place else None,
        "is_last": place + 1 == len(every),
        "page": page,
        "revision": draft.revision if draft else 0,
        "is_refused": is_refused or bool(theirs),
        "clash": [shown_field(sheet, name) for name in theirs],
        "draft": draft,
    }
    status = _CONFLICT if theirs else UNPROCESSABLE if is_refused else 200
    return render(request, "desk/library/edit.html", context, status=status)


def _next(request: PortalRequest, section: Section, *, reference: str) -> HttpResponse:
    every = sections()
    place = every.index(section)
    if "continue" in request.POST and place + 1 < len(every):
        return redirect("library:edit", reference, every[place + 1].slug)
    return redirect("library:publish", reference)


@allow(Permission.MANAGE_LIBRARY)
@require_http_methods(["GET", "POST"])
def publish(request: PortalRequest, reference: str) -> HttpResponse:
    """Read what the draft changes, say why, publish the version."""
    draft, master = queries.draft_of(reference), master_of(reference)
    if draft is None:
        raise Http404
    form = PublishForm(request.POST or None, initial={"revision": draft.revision})
    if request.method == "POST" and attempt(
        form,
        lambda: drafting.publish_draft(
            master=master,
            draft=draft,
            revision=form.cleaned_data["revision"],
            why=form.cleaned_data["why"],
            by=request.user,
            now=request.now,
        ),
    ):
        messages.success(
            request,
            _("Version publiée. Aucun registre n’a changé\u00a0: choisissez à qui la diffuser."),
        )
        return redirect("library:template", reference)
    sheet = Sheet.model_validate(draft.content)
    context = {
        "reference": reference,
        "name": sheet.name,
        "master": master,
        "draft": draft,
        "form": form,
        "changes": drafting.changes_of(master, sheet),
        "held": queries.holding(reference),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/library/publish.html", context, status=status)


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def discard(request: PortalRequest, reference: str) -> HttpResponse:
    """Forget the draft; the template stays as it is published."""
    drafting.discard(reference=reference)
    messages.info(request, _("Brouillon abandonné."))
    if master_of(reference) is None:
        return redirect("library:shelf")
    return redirect("library:template", reference)


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def adopt(request: PortalRequest, reference: str) -> HttpResponse:
    """Begin a draft that takes up Vigie's newer file beside the firm's own changes."""
    try:
        drafting.adopt(master=found(reference), by=request.user, now=request.now)
    except CaseRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("library:template", reference)
    return redirect("library:publish", reference)


@allow(Permission.MANAGE_LIBRARY)
@require_POST
def retire(request: PortalRequest, reference: str) -> HttpResponse:
    """Retire a template, or propose it again. What came from it stays where it is."""
    master = found(reference)
    drafting.set_retired(
        master=master, is_retired=not master.is_retired, by=request.user, now=request.now
    )
    messages.success(
        request,
        _("Le modèle est proposé de nouveau.")
        if master.is_retired
        else _(
            "Le modèle est retiré\u00a0: les activités qui en viennent restent à leur registre."
        ),
    )
    return redirect("library:template", reference)


def _revision(request: PortalRequest) -> int:
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 9 else -1
