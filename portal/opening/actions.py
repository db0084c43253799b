"""What happens on the first day: a question answered, the register laid down."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.journal.actions import hold
from portal.opening.models import OpeningAnswer
from portal.opening.plan import Kept, Plan
from portal.opening.queries import plan_of
from portal.opening.questions import Question
from portal.register.actions import New, Template, create_all
from portal.register.models import Activity
from tenants.accounts.models import User
from tenants.directory.models import Establishment


@dataclass(frozen=True, slots=True)
class Laid:
    """How many activities were laid down, and how many of the plan stood already."""

    added: int
    standing: int


@transaction.atomic
def answer(
    *, question: Question, chosen: tuple[str, ...], software: str, by: User, now: datetime
) -> None:
    """Keep the answer to a question; given again, it takes the place of the former one."""
    OpeningAnswer.objects.update_or_create(
        question=question.id,
        defaults={
            "chosen": list(chosen),
            "software": software,
            "answered_at": now,
            "answered_by_id": by.pk,
        },
    )


@transaction.atomic
def lay_down(*, establishment: Establishment, by: User, now: datetime) -> Laid:
    """Add to the register each activity of the plan that it does not hold yet, as a draft.

    All or nothing, and the same twice: what was taken from a template stays as it is, archived or
    not, whatever the answers say now. Side effects in order: the journal's head is held; each
    activity, its version, its entry in the journal.
    """
    hold()
    plan: Plan = plan_of(establishment)
    held = set(Activity.objects.exclude(template_ref="").values_list("template_ref", flat=True))
    missing = [one for one in plan.kept if one.template.reference not in held]
    create_all([_new(one) for one in missing], by=by, now=now)
    return Laid(added=len(missing), standing=len(plan.kept) - len(missing))


def _new(kept: Kept) -> New:
    template = kept.template
    taken = Template(ref=template.reference, version=template.version, sheet=template.sheet)
    return New(kept.sheet, Activity.Role.CONTROLLER, taken)
