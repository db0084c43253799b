"""Pages of acts across establishments: previewed, done, looked at again, taken back."""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.casework import UNPROCESSABLE
from portal.desk.activities import acting, queries, reporting
from portal.desk.activities.forms import KINDS, ChosenForm, FilterForm, RowsForm, places_of
from portal.desk.counting import FIRM_ZONE
from portal.register.bulk.acts import Kind, Order
from portal.register.bulk.forms import ASKED_FIRST, NothingForm, value_form
from portal.register.bulk.previews import MOST
from portal.register.reviews import rhythm_words
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission


@allow(Permission.READ_COCKPIT)
@require_POST
def choose(request: PortalRequest) -> HttpResponse:
    """Show what the act pressed would do to the activities ticked; nothing is changed yet."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        words = _("Choisissez d’abord des activités, puis ce qu’il faut en faire.")
        return _back(request, "", words)
    query = _filter(form.cleaned_data["filtre"])
    is_all = form.cleaned_data["tout"]
    chosen = _of_the_filter(request, query) if is_all else form.chosen()
    if not chosen:
        return _back(request, query, _("Aucune activité n’est cochée."))
    if sum(len(ids) for ids in chosen.values()) > MOST:
        words = _("%(most)d activités au plus à la fois\u00a0: affinez le filtre.")
        return _back(request, query, words % {"most": MOST})
    kind = Kind(form.cleaned_data["act"])
    asked = value_form(kind, request.POST if "asked" in request.POST else None)
    return _preview_page(request, kind, chosen, query=query, asked=asked)


@allow(Permission.READ_COCKPIT)
@require_POST
def carry_out(request: PortalRequest) -> HttpResponse:
    """Do the act that was previewed, place by place, on the versions that were previewed."""
    form = RowsForm(request.POST)
    if not form.is_valid():
        return _back(request, "", _("Recommencez depuis la liste\u00a0: rien n’a été fait."))
    kind, rows = Kind(form.cleaned_data["kind"]), form.cleaned_data["rows"]
    query = _filter(form.cleaned_data["filtre"])
    asked = value_form(kind, request.POST)
    if not asked.is_valid():
        return _preview_page(request, kind, rows, query=query, asked=asked)
    submission = form.cleaned_data["submission"]
    failed = acting.carry_out(
        submission=submission,
        order=asked.order(kind),
        chosen=rows,
        by=request.user,
        now=request.now,
    )
    for place in failed:
        words = _("%(name)s n’a pas pu être atteint\u00a0: rien n’y a été fait. Recommencez-y.")
        messages.error(request, words % {"name": place.name})
    return HttpResponseRedirect(_report_path(submission, kind, rows, query=query))


@allow(Permission.READ_COCKPIT)
@require_safe
def report(request: PortalRequest, submission: UUID) -> HttpResponse:
    """Show what an act did in each establishment, and offer to take it back."""
    kind, ids, query = _asked(request.GET)
    found = reporting.report(submission, kind=kind, ids=ids, by=request.user)
    if not found.places:
        raise Http404
    context = {
        "kind": kind,
        "report": found,
        "value": _value_words(kind, found.value) if found.touched else "",
        "submission": submission,
        "ids": ",".join(str(one.place.pk) for one in found.places),
        "filter": query,
        "zone": FIRM_ZONE,
    }
    return render(request, "desk/activities/report.html", context)


@allow(Permission.READ_COCKPIT)
@require_POST
def undo(request: PortalRequest, submission: UUID) -> HttpResponse:
    """Take back, in each establishment, what of the act still can be."""
    kind, ids, query = _asked(request.POST)
    undone = reporting.undo(submission, ids=ids, by=request.user, now=request.now)
    if undone.places:
        words = ngettext(
            "Annulé dans %(number)d établissement.",
            "Annulé dans %(number)d établissements.",
            undone.places,
        )
        messages.success(request, words % {"number": undone.places})
    for place, why in undone.refused:
        words = _("%(name)s\u00a0: %(why)s") % {"name": place.name, "why": why}
        messages.error(request, words)
    return HttpResponseRedirect(_report_path(submission, kind, ids, query=query))


def _preview_page(
    request: PortalRequest,
    kind: Kind,
    chosen: Mapping[int, Collection[UUID]],
    *,
    query: str,
    asked: NothingForm,
) -> HttpResponse:
    """Answer with the preview, or first with what decides it when that is not told yet."""
    is_told = asked.is_bound and asked.is_valid()
    order = asked.order(kind) if is_told else Order(kind)
    shown = acting.preview(order, chosen, by=request.user)
    if not shown.places:
        return _back(request, query, _("Aucune de ces activités n’est plus là."))
    context = {
        "kind": kind,
        "asked": asked,
        "is_told": is_told or not asked.fields,
        "must_ask": kind in ASKED_FIRST and not is_told,
        "preview": shown,
        "value": _value_words(kind, order.value) if is_told else "",
        "filter": query,
        "submission": uuid4(),
    }
    status = UNPROCESSABLE if asked.is_bound and not is_told else 200
    return render(request, "desk/activities/preview.html", context, status=status)


def _of_the_filter(request: PortalRequest, query: str) -> dict[int, set[UUID]]:
    """Return the ids of the filter by establishment, one more than the most at the most."""
    within = queries.portfolio()
    wanted = FilterForm(QueryDict(query), within=within).wanted(now=request.now)
    rows = queries.activities(wanted, within=within)
    found: dict[int, set[UUID]] = {}
    for place, activity in rows.values_list("establishment_id", "activity_id")[: MOST + 1]:
        found.setdefault(place, set()).add(activity)
    return found


def _asked(said: QueryDict) -> tuple[Kind, list[int], str]:
    """Return the act, the establishments and the filter of a report's address, or a 404."""
    written, ids = said.get("acte", ""), places_of(said.get("e", ""))
    if written not in {kind.value for kind in KINDS} or not ids:
        raise Http404
    return Kind(written), ids, _filter(said.get("filtre", ""))


def _report_path(submission: UUID, kind: Kind, ids: Iterable[int], *, query: str) -> str:
    said = {"acte": kind.value, "e": ",".join(str(pk) for pk in sorted(ids))}
    if query:
        said["filtre"] = query
    return f"{desk_path('activities:report', submission)}?{urlencode(said, safe=',')}"


def _filter(written: object) -> str:
    """Return the list's filter, written anew from its parts."""
    return FilterForm(QueryDict(str(written)), within=queries.portfolio()).query()


def _back(request: PortalRequest, query: str, words: str) -> HttpResponse:
    messages.error(request, words)
    address = desk_path("activities:list")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _value_words(kind: Kind, value: str) -> str:
    return rhythm_words(int(value) if value else None) if kind == Kind.RHYTHM else value
