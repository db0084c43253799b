"""Absences at the desk: the form, whom it offers, and what each absence changes in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.desk.counting import FIRM_ZONE
from tenants.accounts.models import User
from tenants.directory.absence_effect import Period, Place, effect
from tenants.directory.absences import (
    AbsenceRefused,
    Away,
    absences_from,
    change_absence,
    my_agencies,
    say_absence,
)
from tenants.directory.assignments import staff_of
from tenants.directory.models import Absence, Agency, Establishment, Membership
from tenants.directory.roles import Role

_NAMED = 3
_LOOKS_AFTER = (Role.DPO, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Line:
    """One absence of the page: what it changes in sentences, and the warning if there is one."""

    away: Away
    has_begun: bool
    sentences: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class Office:
    """The agencies of the signed-in person: who works there, what they look after, who is away."""

    staff: tuple[Membership, ...]
    led: frozenset[int]
    places: tuple[Place, ...]
    periods: tuple[Period, ...]

    def colleagues(self) -> dict[int, User]:
        """Return the people whose absences the signed-in person may say, as their lead."""
        return {one.user_id: one.user for one in self.staff if one.agency_id in self.led}

    def agencies_of(self, person: User, *, by: User) -> frozenset[int]:
        """Return the agencies from which `person` is away when `by` says so."""
        if person.pk == by.pk:
            return my_agencies(by)
        return frozenset(
            one.agency_id
            for one in self.staff
            if one.user_id == person.pk and one.agency_id in self.led and one.agency_id is not None
        )


def today_of(now: datetime) -> date:
    """Return the civil day of the firm."""
    return now.astimezone(ZoneInfo(FIRM_ZONE)).date()


def office(*, by: User, now: datetime) -> Office:
    """Return the office of `by`. Two queries for each agency, and four."""
    mine = my_agencies(by)
    agencies = Agency.objects.filter(pk__in=mine).order_by("name")
    places = Establishment.objects.filter(agency_id__in=mine).order_by("name")
    periods = Absence.objects.filter(agency_id__in=mine, ends_on__gte=today_of(now))
    return Office(
        staff=tuple(one for agency in agencies for one in staff_of(agency)),
        led=my_agencies(by, led_only=True),
        places=tuple(
            Place(*row)
            for row in places.values_list("name", "agency_id", "assigned_dpo_id", "deputy_dpo_id")
        ),
        periods=tuple(_period(row) for row in periods),
    )


def lines(here: Office, *, by: User, now: datetime) -> tuple[Line, ...]:
    """Return the absences that the signed-in person may change, not over yet."""
    today = today_of(now)
    return tuple(_line(away, here=here, today=today) for away in absences_from(today, by=by))


class AbsenceForm(forms.Form):
    """Who is away, from which day to which; the person is asked of a lead alone."""

    person = forms.TypedChoiceField(label=gettext_lazy("Qui"), coerce=int)
    starts_on = forms.DateField(
        label=gettext_lazy("Premier jour d’absence"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Dernier jour d’absence, compris"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        data: object = None,
        *,
        people: Mapping[int, User],
        by: User,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Offer `people` besides `by`; nobody to choose from, nothing to choose."""
        super().__init__(data, initial={"person": by.pk} | (initial or {}))  # type: ignore[arg-type]
        self.people = {by.pk: by, **people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — tells the type checker what is written above
        field.choices = [
            (pk, _("%s (moi)") % user.full_name if pk == by.pk else user.full_name)
            for pk, user in self.people.items()
        ]
        if len(self.people) == 1:
            del self.fields["person"]

    def person_chosen(self, *, by: User) -> User:
        """Return who is away."""
        return self.people[self.cleaned_data.get("person", by.pk)]


def try_saying(form: AbsenceForm, *, here: Office, by: User, now: datetime) -> bool:
    """Return whether the absence was kept; else the reason stands beside its field."""
    if not form.is_valid():
        return False
    person = form.person_chosen(by=by)
    try:
        say_absence(
            person=person,
            agency_ids=here.agencies_of(person, by=by),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=by,
            today=today_of(now),
            now=now,
        )
    except AbsenceRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True


def try_changing(form: AbsenceForm, *, away: Away, by: User, now: datetime) -> bool:
    """Return whether the absence was moved; else the reason stands beside its field."""
    if not form.is_valid():
        return False
    try:
        change_absence(
            away=away,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=by,
            today=today_of(now),
            now=now,
        )
    except AbsenceRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True


def _line(away: Away, *, here: Office, today: date) -> Line:
    own = tuple(_period(row) for row in away.rows)
    found = effect(
        {*here.periods, *own},
        of=own,
        places=here.places,
        dpos=_by_agency(here, roles=(Role.DPO,)),
        substitutes=_by_agency(here, roles=_LOOKS_AFTER),
    )
    return Line(
        away=away,
        has_begun=away.starts_on <= today,
        sentences=_sentences(found.to_deputy, found.to_colleagues),
        warning=_warning(found.without_anybody),
    )


def _by_agency(here: Office, *, roles: tuple[Role, ...]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one in here.staff:
        if one.role in roles and one.user.bounced_at is None and one.agency_id is not None:
            found.setdefault(one.agency_id, set()).add(one.user_id)
    return found


def _sentences(to_deputy: int, to_colleagues: int) -> tuple[str, ...]:
    said = []
    if to_deputy:
        said.append(
            ngettext(
                "%d établissement passe à son suppléant.",
                "%d établissements passent à leur suppléant.",
                to_deputy,
            )
            % to_deputy
        )
    if to_colleagues:
        said.append(
            ngettext(
                "%d établissement, dont le suppléant manque, passe aux autres DPO de l’agence.",
                "%d établissements, dont le suppléant manque, passent aux autres DPO de l’agence.",
                to_colleagues,
            )
            % to_colleagues
        )
    return tuple(said)


def _warning(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
    return ngettext(
        "%(count)d établissement n’aurait, un jour au moins, aucun DPO présent (%(names)s)\u00a0:"
        " ses alertes iraient au responsable du cabinet et à l’exploitant. Confiez-le à un DPO"
        " présent.",
        "%(count)d établissements n’auraient, un jour au moins, aucun DPO présent"
        " (%(names)s)\u00a0: leurs alertes iraient au responsable du cabinet et à l’exploitant."
        " Confiez-les à un DPO présent.",
        len(names),
    ) % {"count": len(names), "names": shown}


def _period(row: Absence) -> Period:
    return Period(row.person_id, row.agency_id, row.starts_on, row.ends_on)
