"""The page that compares the register on two days."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.casework import UNPROCESSABLE
from portal.instants import to_local, zone_of
from portal.register import queries
from portal.register.compare_forms import CompareForm, three_months_before
from portal.register.comparing import compared
from portal.register.moments import moment_at
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def compare(request: EstablishmentRequest) -> HttpResponse:
    """Show what entered, left, changed and was validated between the evenings of two days."""
    zone = zone_of(request.establishment)
    today = to_local(request.now, zone=zone).date()
    usual = {"de": _usual_start(request, today), "a": today}
    asked = {name: request.GET.get(name) or day.isoformat() for name, day in usual.items()}
    form = CompareForm(asked, today=today)
    context: dict[str, object] = {"form": form, "zone": zone}
    if not form.is_valid():
        return render(request, "register/compare.html", context, status=UNPROCESSABLE)
    start, end = (
        moment_at(form.cleaned_data[name], zone=zone, now=request.now) for name in ("de", "a")
    )
    context |= {
        "start": start,
        "end": end,
        "found": compared(start=start.instant, end=end.instant),
    }
    return render(request, "register/compare.html", context)


def _usual_start(request: EstablishmentRequest, today: date) -> date:
    """Return the day of the last validation before today, else the same day three months ago."""
    last = queries.last_validation(before=request.now)
    if last is None:
        return three_months_before(today)
    day = to_local(last, zone=zone_of(request.establishment)).date()
    return day if day < today else three_months_before(today)
