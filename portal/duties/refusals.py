"""What cannot be recorded of a duty, each with the sentence that says why."""

from datetime import date

from django.utils.translation import gettext as _

from portal.duties.models import Duty
from portal.instants import day_words
from portal.refusal import CaseRefused


class DutyRefused(CaseRefused):
    """A refusal about a duty."""


def changed_meanwhile() -> DutyRefused:
    """Return the refusal of someone who was reading an older version."""
    return DutyRefused(
        _(
            "Quelqu’un d’autre vient de modifier cette obligation. Rien n’a été enregistré\u00a0: "
            "relisez ce qui a changé ci-dessous, puis validez à nouveau. Votre texte est resté."
        )
    )


def check_running(duty: Duty) -> None:
    """Refuse whatever is done to a duty that is over or stopped."""
    if not duty.is_running:
        raise DutyRefused(_("Cette obligation est terminée\u00a0: elle ne change plus."))


def check_done(
    duty: Duty, *, due_on: date, done_on: date, next_due_on: date | None, today: date
) -> None:
    """Refuse what was done tomorrow, or a next day that is not after this one."""
    check_running(duty)
    if done_on > today:
        raise DutyRefused(
            _("Ce jour n’est pas encore venu\u00a0: notez-la faite une fois faite."),
            field="done_on",
        )
    if next_due_on is not None and next_due_on <= max(due_on, done_on):
        raise DutyRefused(
            _("La prochaine échéance vient après le %(day)s.")
            % {"day": day_words(max(due_on, done_on))},
            field="next_due_on",
        )
