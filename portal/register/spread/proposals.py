"""The establishment's answer to a newer template: field by field, taken, left, or joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.actions import hold, record
from portal.journal.acts import Act
from portal.register.actions import Did, save
from portal.register.models import Activity, Proposal
from portal.register.refusals import ActivityRefused
from portal.register.sheet import Sheet
from portal.register.spread.merging import union
from tenants.accounts.models import User
from tenants.portfolio.actions import await_answer


class Answer(StrEnum):
    """What the establishment says of one field."""

    ACCEPTED = "accepted"
    KEPT = "kept"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `text` is what the person wrote to join two texts, unused for rows."""

    answer: Answer
    text: str = ""


def theirs_of(proposal: Proposal, *, mine: Sheet) -> Sheet:
    """Return `mine` with what the newer template says of the fields in question."""
    return Sheet.model_validate({**mine.model_dump(mode="json"), **proposal.theirs})


def joined(mine: Sheet, theirs: Sheet, *, field: str) -> object | None:
    """Return what joining both would give before a person reworks it; None when it has no sense."""
    value = getattr(mine, field)
    if isinstance(value, tuple):
        return union(mine, theirs, field=field)
    if isinstance(value, str):
        both = (value, getattr(theirs, field))
        return "\n".join(text for text in both if text)
    return None


@transaction.atomic
def answer(
    *,
    proposal: Proposal,
    said: Mapping[str, Said],
    version: int,
    by: User,
    now: datetime,
) -> Activity:
    """Return the activity after the establishment answered every field of the proposal.

    Side effects in order: a version, when an answer changes something; the proposal closed; the
    journal.

    Errors: ActivityRefused (answered meanwhile, a field without answer); VersionConflictError.
    """
    hold()
    held = Proposal.objects.select_for_update().select_related("activity").get(pk=proposal.pk)
    if held.state != Proposal.State.OPEN:
        raise ActivityRefused(_("Quelqu’un a déjà répondu à cette mise à jour."))
    if set(said) != set(held.fields):
        raise ActivityRefused(_("Répondez à chaque champ\u00a0: il en reste."))
    activity = held.activity
    sheet = _sheet(activity.sheet, held, said)
    activity = save(
        activity=activity,
        sheet=sheet,
        version=version,
        why=_("Réponse à la version %(number)d du modèle") % {"number": held.template_version},
        by=by,
        now=now,
        act=Did.MERGED,
    )
    held.state = Proposal.State.ANSWERED
    held.answers = {name: str(one.answer) for name, one in said.items()}
    held.answered_at = now
    held.answered_by_id = by.pk
    held.save(update_fields=["state", "answers", "answered_at", "answered_by_id"])
    await_answer(activity.pk, awaits=False)
    record(
        act=Act.PROPOSAL_ANSWERED.value,
        reference=activity.reference,
        by_id=by.pk,
        now=now,
        facts={"template_version": str(held.template_version), **held.answers},
    )
    return activity


def _sheet(mine: Sheet, held: Proposal, said: Mapping[str, Said]) -> Sheet:
    theirs = theirs_of(held, mine=mine)
    content = mine.model_dump(mode="json")
    whole = theirs.model_dump(mode="json")
    for name, one in said.items():
        if one.answer is Answer.ACCEPTED:
            content[name] = whole[name]
        elif one.answer is Answer.MERGED:
            content[name] = _reworked(mine, theirs, name, one)
    return Sheet.model_validate(content)


def _reworked(mine: Sheet, theirs: Sheet, name: str, one: Said) -> object:
    if isinstance(getattr(mine, name), str):
        return one.text
    both = mine.model_copy(update={name: union(mine, theirs, field=name)})
    return both.model_dump(mode="json", include={name})[name]
