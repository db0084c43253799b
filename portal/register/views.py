"""Pages of the register: the list, an activity, a new one."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.casework import UNPROCESSABLE, View, attempt
from portal.instants import to_local, zone_of
from portal.journal.queries import entries_of, lines, names_of
from portal.processors.queries import contract_states
from portal.register import queries
from portal.register.actions import create as create_activity
from portal.register.completeness import missing
from portal.register.editing import draft_of
from portal.register.fields import sections
from portal.register.filter_form import MORE, FilterForm
from portal.register.filtering import facets
from portal.register.forms import (
    ArchiveForm,
    CreateForm,
    ReviewForm,
    RhythmForm,
    VersionForm,
)
from portal.register.models import Activity, ActivityVersion, State
from portal.register.moments import Moment, moment_of
from portal.register.picture.facts import facts_of
from portal.register.picture.layout import flow_of
from portal.register.reviews import months_between
from portal.register.saved.queries import chips, first_of
from portal.register.sheet import Sheet
from portal.register.shown import shown
from portal.register.spread.propagation import open_proposal
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission

_PAGE = 30


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def activities(request: EstablishmentRequest) -> HttpResponse:
    """List the activities; with a day in the address, those of the register as it stood then."""
    moment = moment_of(request)
    if moment is not None:
        return _as_it_stood(request, moment)
    first = None if request.GET else first_of(person_id=request.user.pk)
    if first is not None:
        return HttpResponseRedirect(f"{request.path}?{first.query}")
    return render(request, "register/list.html", _listed(request, FilterForm(request.GET)))


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def create(request: EstablishmentRequest) -> HttpResponse:
    """Add an activity: named here, then written one section at a time."""
    form = CreateForm(request.POST or None)
    kept: list[Activity] = []
    if request.method == "POST" and attempt(
        form,
        lambda: kept.append(
            create_activity(
                sheet=Sheet(name=form.cleaned_data["name"]),
                role=form.cleaned_data["role"],
                by=request.user,
                now=request.now,
            )
        ),
    ):
        words = _("%(reference)s est au registre, en brouillon. Une page à la fois, maintenant.")
        messages.success(request, words % {"reference": kept[0].reference})
        return redirect("register:edit", kept[0].pk, sections()[0].slug)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "register/create.html", {"form": form}, status=status)


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def detail(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Show an activity, or what the register said of it on a day or at a version."""
    activity = found(pk)
    past, moment = past_of(request, activity)
    if past is not None:
        read = _read(request, activity, past.sheet, is_past=True)
        context = read | {"past": past, "moment": moment}
        context["past_by"] = names_of([past.by_id]).get(past.by_id or 0, "")
        return render(request, "register/detail.html", context)
    return detail_page(request, activity)


def detail_page(
    request: EstablishmentRequest,
    activity: Activity,
    *,
    refused: VersionForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Answer with the page of the activity; a refused act comes back with its sentence."""
    sheet = activity.sheet
    last = queries.last_review(activity)
    answered_by = last.by_id if last else None
    names = names_of([activity.validated_by_id, activity.updated_by_id, answered_by])
    context = _read(request, activity, sheet) | {
        "lacks": missing(sheet, role=activity.role),
        "validated_by": names.get(activity.validated_by_id or 0, ""),
        "updated_by": names.get(activity.updated_by_id or 0, ""),
        "review": queries.review_of(activity),
        "draft": draft_of(activity, by=request.user),
        "proposal": open_proposal(activity),
        "journal": lines(entries_of(activity.reference)),
        "reviewed": last if last and last.act == ActivityVersion.Act.REVIEWED else None,
        "reviewed_by": names.get(answered_by or 0, ""),
        "months": months_between(activity),
        "refusal": refusal,
        **_forms(activity, refused=refused),
    }
    status = UNPROCESSABLE if refusal or refused else 200
    return render(request, "register/detail.html", context, status=status)


def _forms(activity: Activity, *, refused: VersionForm | None) -> dict[str, VersionForm]:
    """Return the forms of the page: fresh, but for the one that was refused."""
    start = {"version": activity.version}
    fresh: dict[str, VersionForm] = {
        "archive_form": ArchiveForm(initial=start),
        "review_form": ReviewForm(initial=start),
        "rhythm_form": RhythmForm(initial=start | {"months": activity.review_every_months}),
    }
    if refused is None:
        return fresh
    return {name: refused if type(form) is type(refused) else form for name, form in fresh.items()}


def found(pk: UUID) -> Activity:
    """Return the activity; a stranger's is not found."""
    activity = queries.activity_of(pk)
    if activity is None:
        raise Http404
    return activity


def today_of(request: EstablishmentRequest) -> date:
    """Return the civil day of the establishment."""
    return to_local(request.now, zone=zone_of(request.establishment)).date()


def _read(
    request: EstablishmentRequest, activity: Activity, sheet: Sheet, *, is_past: bool = False
) -> dict[str, object]:
    """Return what the page says of a sheet; of a past one, nothing about today's contracts."""
    contracts = None if is_past else contract_states(today=today_of(request))
    return {
        "activity": activity,
        "sheet": sheet,
        "sections": shown(sheet, role=activity.role),
        "flow": flow_of(facts_of(sheet, contracts=contracts)),
        "zone": zone_of(request.establishment),
    }


def past_of(
    request: EstablishmentRequest, activity: Activity
) -> tuple[ActivityVersion | None, Moment | None]:
    """Return the version asked for in the address, by its number or by a day; (None, None) else."""
    number = request.GET.get("version", "")
    moment = moment_of(request)
    if number.isascii() and number.isdigit() and len(number) < 10:
        version = queries.version_of(activity, int(number))
    elif moment is not None:
        version = queries.version_at(activity, moment.instant)
    else:
        return None, None
    if version is None:
        raise Http404
    return version, moment


def _as_it_stood(request: EstablishmentRequest, moment: Moment) -> HttpResponse:
    versions = queries.listed_as_of(moment.instant)
    context = {
        "moment": moment,
        "versions": [kept for kept in versions if kept[0].state != State.ARCHIVED],
        "archived": [kept for kept in versions if kept[0].state == State.ARCHIVED],
        "zone": zone_of(request.establishment),
    }
    return render(request, "register/as_of.html", context)


def _listed(request: EstablishmentRequest, form: FilterForm) -> dict[str, object]:
    """Return what the list shows of the filter in the address."""
    zone = zone_of(request.establishment)
    wanted = form.wanted(now=request.now, zone=zone)
    by_state, counted = queries.counts(), facets(wanted)
    form.offer(counted)
    page = Paginator(queries.activities(wanted), _PAGE).get_page(request.GET.get("page"))
    saved = chips(person_id=request.user.pk, current=form.query())
    return {
        "form": form,
        "more": [form[name] for name in MORE],
        "views": _views(counted.counts("state"), current=wanted.state),
        "chips": saved,
        "may_keep": bool(form.query()) and not any(chip.is_current for chip in saved),
        "progress": queries.progress(by_state),
        "total": sum(by_state[state] for state in State.values),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": list(page.object_list),
        "query": form.query(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "zone": zone,
    }


def _views(by_state: Mapping[str, int], *, current: str) -> tuple[View, ...]:
    """Return the states, each with what the rest of the filter would show of it."""
    kept = sum(count for state, count in by_state.items() if state != State.ARCHIVED)
    named = [
        ("", _("Toutes")),
        (State.DRAFT, _("Brouillons")),
        (State.TO_VALIDATE, _("À valider")),
        (State.VALIDATED, _("Validées")),
        (State.ARCHIVED, _("Archivées")),
    ]
    return tuple(
        View(str(state), label, by_state.get(state, 0) if state else kept, state == current)
        for state, label in named
    )
