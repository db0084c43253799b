"""Rungs that an agency adds to the ladders of the law, and takes back: never less, only more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.agenda.ladders import ladder_of, rules_with_a_ladder
from tenants.agenda.laying_out import rungs_of
from tenants.agenda.models import LadderStep
from tenants.directory.models import Agency


class LadderStepRefused(Exception):
    """Raised when a rung cannot be added: the message tells the lead why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def add_step(
    *, agency: Agency, rule_id: str, unit: str, before: int, audience: str, by: User, now: datetime
) -> LadderStep:
    """Return the rung now added, for one rule or ("") for every one.

    Deadlines opened from now on have it; the clock brings it within the hour to those already
    open whose instant is still to come. Errors: LadderStepRefused when somebody is told already.
    """
    step = LadderStep(
        agency=agency,
        rule_id=rule_id,
        unit=unit,
        before=before,
        audience=audience,
        added_by=by,
        added_at=now,
    )
    if not _adds_something(step):
        raise LadderStepRefused(
            _("L’échelle de la loi prévient déjà cette personne à ce moment-là.")
        )
    same = LadderStep.objects.filter(
        agency=agency, unit=unit, before=before, audience=audience, rule_id__in={"", rule_id}
    )
    if same.exists():
        raise LadderStepRefused(_("Le cabinet a déjà ajouté ce palier."))
    step.save(force_insert=True)
    return step


@transaction.atomic
def remove_step(*, step: LadderStep) -> None:
    """Take a rung of the agency back; what it had planned is cancelled within the hour.

    The ladders of the law have no row here: nothing of theirs can be removed.
    """
    LadderStep.objects.filter(pk=step.pk).delete()


def _adds_something(step: LadderStep) -> bool:
    """Return whether the rung tells somebody whom the law's ladder does not tell then.

    For every rule, it is enough that it does so for one.
    """
    rules = [step.rule_id] if step.rule_id else [*rules_with_a_ladder(), ""]
    return any(
        len(ladder_of(rule_id, extra=rungs_of([step])).rungs) > len(ladder_of(rule_id).rungs)
        for rule_id in rules
    )
