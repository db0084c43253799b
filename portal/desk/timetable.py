"""The page that shows what starts by itself, and when each thing last ran."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.agenda import watch
from tenants.agenda.timetable import TIMETABLE, Line
from tenants.agenda.watch import Watch
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission


@dataclass(frozen=True, slots=True)
class Run:
    """A line of the timetable and the UTC instant of its last run, None when it never ran."""

    line: Line
    last_at: datetime | None
    is_late: bool


@allow(Permission.READ_TIMETABLE)
@require_safe
def read(request: PortalRequest) -> HttpResponse:
    """Show the whole timetable, with the last run of each line."""
    seen = watch.look()
    return render(request, "desk/timetable.html", {"watch": seen, "runs": runs(seen)})


def runs(seen: Watch) -> list[Run]:
    """Return each line of the timetable with its last run, late when that is too long ago."""
    return [_run(line, seen) for line in TIMETABLE]


def _run(line: Line, seen: Watch) -> Run:
    turns = [at for name in line.heartbeats if (at := seen.heartbeats.get(name))]
    last_at = max(turns, default=None)
    is_late = last_at is None or seen.at - last_at > line.patience
    return Run(line=line, last_at=last_at, is_late=is_late)
