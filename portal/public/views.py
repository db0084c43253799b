"""The public pages of the law: nothing is read from an establishment, nothing is written."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.law.explain import Explanation, Language
from portal.law.wording import capital
from portal.public.calendar import holidays_of
from portal.public.forms import CalculatorForm, HolidaysForm
from portal.public.rules import STATUSES, groups, statuses, title_of
from portal.public.words import said, worded
from portal.reasoning import Reasoning, reasoning_of
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission


@dataclass(frozen=True, slots=True)
class Answer:
    """What the calculator answers: the end in words, why, and the same as text for a letter."""

    title: str
    ending: str
    reasoning: Reasoning
    letter: str
    is_enabled: bool
    is_twice_read: bool


@allow(Permission.PUBLIC)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the catalogue, searched, and the rule asked for applied to a date."""
    form = CalculatorForm(
        request.GET if "jour" in request.GET else None, chosen=request.GET.get("regle", "")
    )
    query, status = request.GET.get("q", "").strip(), request.GET.get("statut", "")
    status = status if status in STATUSES else ""
    context = {
        "form": form,
        "answer": _answer(form) if form.is_bound and form.is_valid() else None,
        "groups": groups(query=query, status=status),
        "statuses": statuses(),
        "is_whole": not (query or status),
        "query": query,
        "status": status,
    }
    return render(request, "public/rules.html", context)


@allow(Permission.PUBLIC)
@require_safe
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the legal holidays of a year in a territory."""
    now = cast(PortalRequest, request).now
    asked = {"annee": str(now.year), "territoire": "FR-METRO"} | request.GET.dict()
    form = HolidaysForm(asked)
    days = holidays_of(form.year, place=form.place) if form.is_valid() else ()
    return render(request, "public/holidays.html", {"form": form, "days": days})


def _answer(form: CalculatorForm) -> Answer:
    explanation = form.explanation()
    if explanation.due is None:
        raise ValueError("only rules that give a date are offered")
    return Answer(
        title=title_of(explanation.rule),
        ending=capital(worded(explanation.ending())),
        reasoning=reasoning_of(explanation.due),
        letter=_letter(explanation),
        is_enabled=explanation.rule.is_enabled,
        is_twice_read=form.is_twice_read,
    )


def _letter(explanation: Explanation) -> str:
    language = said(fr=Language.FR.value, en=Language.EN.value)
    return "\n".join(explanation.lines(Language(language)))
