"""The ladders at the desk, in words: those of the law, what the agency adds, and its form."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.ladder import audience_words
from portal.law.catalogue import catalogue
from portal.reasoning import label_of
from tenants.accounts.models import User
from tenants.agenda.ladder_steps import LadderStepRefused, add_step
from tenants.agenda.ladders import Audience, Channel, Ladder, default_ladder, ladder_of
from tenants.agenda.ladders import rules_with_a_ladder as named_rules
from tenants.agenda.models import Deadline, LadderStep
from tenants.directory.absences import my_agencies
from tenants.directory.models import Agency

_MOST = {LadderStep.Unit.DAYS: 365, LadderStep.Unit.HOURS: 720}


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a ladder in words: when, to whom, by which way; firm when it always leaves."""

    when: str
    to: str
    is_final: bool
    by_chat: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Rules that climb the same ladder, and its moments from the first to the last."""

    rules: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that an agency added, in words. `is_mine` when the reader leads that agency."""

    row: LadderStep
    rule: str
    when: str
    to: str
    is_mine: bool


def ladders() -> tuple[Shown, ...]:
    """Return every ladder in force, rules that share one together; the default one last."""
    found: dict[tuple[Line, ...], list[str]] = {}
    for rule_id in clocks():
        found.setdefault(_lines(ladder_of(rule_id)), []).append(label_of(rule_id))
    shown = [Shown(tuple(rules), lines) for lines, rules in found.items()]
    return (*shown, Shown((_("Toutes les autres règles"),), _lines(default_ladder())))


def clocks() -> tuple[str, ...]:
    """Return the ids of the rules in force that have a ladder of their own."""
    rules = catalogue()
    return tuple(one for one in named_rules() if one in rules and rules.rule(one).is_enabled)


def rhythm_words() -> tuple[str, ...]:
    """Return what is common to all ladders, in sentences."""
    rhythm = default_ladder().rhythm
    chain = [audience_words(one.value) for one in rhythm.escalation.chain]
    hour = 3600
    return (
        _(
            "Sans réponse du DPO, sont prévenus l’un après l’autre\u00a0: %(chain)s. Chacun a"
            " %(after)d\u00a0h, ou %(then)d\u00a0h dans les dernières %(last)d\u00a0h."
        )
        % {
            "chain": ", ".join(chain),
            "after": rhythm.escalation.after.total_seconds() // hour,
            "then": rhythm.escalation.then_after.total_seconds() // hour,
            "last": rhythm.escalation.inside_last.total_seconds() // hour,
        },
        _(
            "Les paliers ordinaires partent du lundi au vendredi, de %(morning)d\u00a0h à"
            " %(evening)d\u00a0h, à l’heure de l’établissement et hors jours fériés."
        )
        % {"morning": rhythm.morning.hour, "evening": rhythm.evening.hour},
        _(
            "Les deux derniers avant la limite, et ceux d’après, sont fermes\u00a0: ils partent la"
            " nuit et le week-end, même quand l’alerte est prise en charge."
        ),
    )


def steps(*, by: User) -> tuple[Step, ...]:
    """Return the rungs added by the agencies of the signed-in person."""
    led = my_agencies(by, led_only=True)
    rows = LadderStep.objects.filter(agency_id__in=my_agencies(by))
    rows = rows.select_related("agency", "added_by").order_by("agency__name", "rule_id", "pk")
    return tuple(_step(row, led=led) for row in rows)


def step_of(pk: int, *, by: User) -> Step | None:
    """Return a rung of an agency that the signed-in person leads."""
    return next((one for one in steps(by=by) if one.row.pk == pk and one.is_mine), None)


def concerned(step: LadderStep, *, now: datetime) -> int:
    """Return how many deadlines of the agency are running under the rule of a rung."""
    found = Deadline.objects.filter(
        state=Deadline.State.OPEN, establishment__agency_id=step.agency_id, due_at__gt=now
    )
    return (found.filter(rule_id=step.rule_id) if step.rule_id else found).count()


class StepForm(forms.Form):
    """A rung to add: for which rule, how long before the end, and whom it tells."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agence"), queryset=Agency.objects.none(), empty_label=None
    )
    rule_id = forms.ChoiceField(label=gettext_lazy("Délai"), required=False)
    before = forms.IntegerField(label=gettext_lazy("Combien de temps avant la limite"), min_value=0)
    unit = forms.ChoiceField(label=gettext_lazy("En"), choices=LadderStep.Unit.choices)
    audience = forms.ChoiceField(label=gettext_lazy("Qui prévenir"))

    def __init__(self, data: object = None, *, led: Collection[int]) -> None:
        """Offer the agencies `led`; one alone is not asked."""
        agencies = Agency.objects.filter(pk__in=led).order_by("name")
        super().__init__(data, initial={"unit": LadderStep.Unit.DAYS})  # type: ignore[arg-type]
        self.one_agency = agencies[0] if len(agencies) == 1 else None
        self._offer(
            "rule_id", [("", _("Tous les délais"))] + [(one, label_of(one)) for one in clocks()]
        )
        told = (Audience.DPO, Audience.DEPUTY, Audience.MANAGER, Audience.LEAD)
        self._offer("audience", [(one.value, audience_words(one.value)) for one in told])
        if self.one_agency:
            del self.fields["agency"]
        else:
            field = self.fields["agency"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 — for the type checker
            field.queryset = agencies

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = choices

    def clean(self) -> dict[str, object]:
        """Refuse what no clock can hold."""
        cleaned = super().clean() or {}
        unit, before = cleaned.get("unit"), cleaned.get("before")
        if unit and before is not None and before > _MOST[LadderStep.Unit(unit)]:
            most = moment_words(str(unit), _MOST[LadderStep.Unit(unit)])
            self.add_error("before", _("Au plus %s.") % most)
        return cleaned

    def step(self, *, by: User, now: datetime) -> LadderStep:
        """Return the rung asked for, not kept yet."""
        cleaned = self.cleaned_data
        return LadderStep(
            agency=self.one_agency or cleaned["agency"],
            rule_id=cleaned["rule_id"],
            unit=cleaned["unit"],
            before=cleaned["before"],
            audience=cleaned["audience"],
            added_by=by,
            added_at=now,
        )


def try_adding(form: StepForm, *, by: User, now: datetime) -> bool:
    """Return whether the rung was added; else the reason stands above the form."""
    asked = form.step(by=by, now=now)
    try:
        add_step(
            agency=asked.agency,
            rule_id=asked.rule_id,
            unit=asked.unit,
            before=asked.before,
            audience=asked.audience,
            by=by,
            now=now,
        )
    except LadderStepRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def described(row: LadderStep) -> Step:
    """Return a rung in words, whoever reads it."""
    return _step(row, led=frozenset())


def moment_words(unit: str, before: int) -> str:
    """Return « 15 jours avant », « le jour même », « 4 heures avant », « 1 jour après »."""
    if before == 0:
        return _("le jour même") if unit == "days" else _("à la limite")
    count = abs(before)
    if unit == "days":
        if before > 0:
            return ngettext("%d jour avant", "%d jours avant", count) % count
        return ngettext("%d jour après", "%d jours après", count) % count
    if before > 0:
        return ngettext("%d heure avant", "%d heures avant", count) % count
    return ngettext("%d heure après", "%d heures après", count) % count


def _lines(ladder: Ladder) -> tuple[Line, ...]:
    moments = [(_("aussitôt"), ladder.opened, False)]
    moments += [
        (moment_words(rung.unit, rung.before), rung.call, rung.is_final) for rung in ladder.rungs
    ]
    moments.append((_("déjà en retard quand on l’enregistre"), ladder.late, True))
    return tuple(
        Line(
            when=when,
            to=", ".join(audience_words(one.value) for one in call.audiences),
            is_final=is_final,
            by_chat=Channel.CHAT in call.by,
        )
        for when, call, is_final in moments
    )


def _step(row: LadderStep, *, led: frozenset[int]) -> Step:
    return Step(
        row=row,
        rule=label_of(row.rule_id) if row.rule_id else _("Tous les délais"),
        when=moment_words(row.unit, row.before),
        to=audience_words(row.audience),
        is_mine=row.agency_id in led,
    )
