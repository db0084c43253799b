"""Pages of acts on several activities: previewed, done, looked at again, taken back."""

from collections.abc import Collection
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.casework import UNPROCESSABLE, or_404, page_of
from portal.instants import zone_of
from portal.refusal import CaseRefused
from portal.register import queries as register
from portal.register.bulk import actions, queries
from portal.register.bulk.acts import NEEDS, Kind, Order
from portal.register.bulk.forms import (
    ASKED_FIRST,
    DOWNLOAD,
    ChosenForm,
    NothingForm,
    RowsForm,
    value_form,
)
from portal.register.bulk.previews import MOST, preview
from portal.register.filter_form import FilterForm
from portal.register.models import BulkAct
from portal.register.reviews import rhythm_words
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_POST
def choose(request: EstablishmentRequest) -> HttpResponse:
    """Show what the act pressed would do to the activities ticked; nothing is changed yet."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        return _back(
            request, "", _("Choisissez d’abord des activités, puis ce qu’il faut en faire.")
        )
    query = form.cleaned_data["filtre"]
    chosen = _of_the_filter(request, query) if form.cleaned_data["tout"] else form.chosen()
    if not chosen:
        return _back(request, query, _("Aucune activité n’est cochée."))
    if form.cleaned_data["act"] == DOWNLOAD:
        return _download(chosen, query, is_filter=form.cleaned_data["tout"])
    if len(chosen) > MOST:
        words = _("%(most)d activités au plus à la fois\u00a0: affinez le filtre.")
        return _back(request, query, words % {"most": MOST})
    kind = _allowed(request, form.cleaned_data["act"])
    is_answered = "asked" in request.POST
    asked = value_form(kind, request.POST if is_answered else None)
    return _preview_page(request, kind, chosen, query=query, asked=asked)


@allow(Permission.WRITE_REGISTER)
@require_POST
def carry_out(request: EstablishmentRequest) -> HttpResponse:
    """Do the act that was previewed, on the versions that were previewed."""
    form = RowsForm(request.POST)
    if not form.is_valid():
        return _back(request, "", _("Recommencez depuis la liste\u00a0: rien n’a été fait."))
    kind, rows = _allowed(request, form.cleaned_data["kind"]), form.cleaned_data["rows"]
    query = form.cleaned_data["filtre"]
    asked = value_form(kind, request.POST)
    if not asked.is_valid():
        return _preview_page(request, kind, rows, query=query, asked=asked)
    try:
        bulk = actions.carry_out(
            submission=form.cleaned_data["submission"],
            establishment=request.establishment,
            order=asked.order(kind),
            chosen=rows,
            by=request.user,
            now=request.now,
        )
    except CaseRefused as refusal:
        return _preview_page(request, kind, rows, query=query, asked=asked, refusal=refusal.message)
    return HttpResponseRedirect(_with_filter("register:bulk_act", query, bulk.pk))


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def acts(request: EstablishmentRequest) -> HttpResponse:
    """List the acts done on several activities, the latest first."""
    context = page_of(request, queries.acts())
    context["rows"] = queries.shown(list(context["page"].object_list))
    return render(request, "register/bulk_acts.html", context)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def act(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show what an act did to each activity, and offer to take it back."""
    return _act_page(request, or_404(queries.bulk_of(pk)))


@allow(Permission.WRITE_REGISTER)
@require_POST
def undo(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Take an act back."""
    bulk = or_404(queries.bulk_of(pk))
    if not _may_undo(request, bulk):
        raise PermissionDenied
    try:
        actions.undo(bulk=bulk, by=request.user, now=request.now)
    except CaseRefused as refusal:
        return _act_page(request, or_404(queries.bulk_of(pk)), refusal=refusal.message)
    messages.success(request, _("Annulé\u00a0: chaque activité est de nouveau comme avant."))
    return HttpResponseRedirect(_with_filter("register:bulk_act", _query_of(request.POST), pk))


def _preview_page(
    request: EstablishmentRequest,
    kind: Kind,
    chosen: Collection[UUID],
    *,
    query: str,
    asked: NothingForm,
    refusal: str = "",
) -> HttpResponse:
    """Answer with the preview, or first with what decides it when that is not told yet."""
    is_told = asked.is_bound and asked.is_valid()
    must_ask = kind in ASKED_FIRST and not is_told
    order = asked.order(kind) if is_told else Order(kind)
    shown = None if must_ask else preview(order, chosen)
    context = {
        "kind": kind,
        "asked": asked,
        "is_told": is_told or not asked.fields,
        "chosen": chosen,
        "preview": shown,
        "value": _value_words(kind, order.value),
        "filter": query,
        "owners": register.owners() if kind == Kind.OWNER and must_ask else (),
        "submission": RowsForm().get_initial_for_field(
            RowsForm.base_fields["submission"], "submission"
        ),
        "refusal": refusal,
    }
    is_refused = refusal or (asked.is_bound and not is_told)
    status = UNPROCESSABLE if is_refused else 200
    return render(request, "register/bulk_preview.html", context, status=status)


def _act_page(request: EstablishmentRequest, bulk: BulkAct, *, refusal: str = "") -> HttpResponse:
    steps = list(queries.steps_of(bulk))
    done = [step for step in steps if step.is_done]
    context = {
        "bulk": bulk,
        "people": queries.shown([bulk])[0],
        "value": _value_words(Kind(bulk.kind), bulk.value),
        "done": done,
        "ignored": [step for step in steps if not step.is_done],
        "changed_since": sum(step.activity.version != step.version_after for step in done),
        "may_undo": _may_undo(request, bulk),
        "filter": _query_of(request.GET),
        "refusal": refusal,
        "zone": zone_of(request.establishment),
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "register/bulk_act.html", context, status=status)


def _allowed(request: EstablishmentRequest, written: str) -> Kind:
    kind = Kind(written)
    if not request.actor.may(NEEDS[kind]):
        raise PermissionDenied
    return kind


def _may_undo(request: EstablishmentRequest, bulk: BulkAct) -> bool:
    """Return whether the person did it and still may, or answers for the register."""
    is_theirs = bulk.by_id == request.user.pk and request.actor.may(NEEDS[Kind(bulk.kind)])
    return is_theirs or request.actor.may(Permission.VALIDATE_ACTIVITY)


def _of_the_filter(request: EstablishmentRequest, query: str) -> set[UUID]:
    wanted = FilterForm(QueryDict(query)).wanted(
        now=request.now, zone=zone_of(request.establishment)
    )
    return set(register.activities(wanted).values_list("pk", flat=True))


def _download(chosen: Collection[UUID], query: str, *, is_filter: bool) -> HttpResponse:
    """Send to the page of files: under the filter itself, else under the references."""
    if not is_filter:
        query = urlencode({"refs": ",".join(one.reference for one in register.in_order(chosen))})
    return HttpResponseRedirect(f"{reverse('register_files:choose')}?{query}")


def _back(request: EstablishmentRequest, query: str, words: str) -> HttpResponse:
    messages.error(request, words)
    return HttpResponseRedirect(_with_filter("register:list", query))


def _with_filter(name: str, query: str, *args: UUID) -> str:
    """Return the address of a page of ours with the list's filter, written anew from its parts."""
    written = FilterForm(QueryDict(query)).query()
    return reverse(name, args=args) + (f"?{written}" if written else "")


def _query_of(said: QueryDict) -> str:
    written = said.get("filtre")
    return FilterForm(said if written is None else QueryDict(str(written))).query()


def _value_words(kind: Kind, value: str) -> str:
    return rhythm_words(int(value) if value else None) if kind == Kind.RHYTHM else value
