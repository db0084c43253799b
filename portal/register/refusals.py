"""What cannot be done to an activity, each with the sentence that says why."""

from django.utils.translation import gettext as _

from portal.refusal import CaseRefused
from portal.register.completeness import owed
from portal.register.models import Activity, ActivityVersion, State

# A review that is put off for longer is no review.
MOST_MONTHS = 36


class ActivityRefused(CaseRefused):
    """A refusal about an activity."""


class VersionConflictError(ActivityRefused):
    """Somebody else wrote meanwhile. `theirs` is the version that stands now; nothing is lost."""

    def __init__(self, theirs: ActivityVersion) -> None:
        """Keep the other person's version, so that both texts can be shown."""
        super().__init__(
            _(
                "Quelqu’un d’autre vient de modifier cette activité. Rien n’a été écrasé\u00a0: "
                "comparez les deux textes ci-dessous."
            )
        )
        self.theirs = theirs


def check_writable(activity: Activity) -> None:
    """Refuse a change to an archived activity."""
    if activity.is_archived:
        raise ActivityRefused(
            _("Cette activité est archivée\u00a0: rétablissez-la avant de la modifier.")
        )


def check_archived(activity: Activity) -> None:
    """Refuse to restore what is not archived."""
    if not activity.is_archived:
        raise ActivityRefused(_("Cette activité n’est pas archivée."))


def check_named(name: str) -> None:
    """Refuse an activity without a name."""
    if not name:
        raise ActivityRefused(
            _("Donnez un nom à l’activité\u00a0: c’est par lui qu’on la retrouve."), field="name"
        )


def check_validation(activity: Activity) -> None:
    """Refuse to validate what is archived, validated already, or owes something to article 30."""
    check_writable(activity)
    if activity.is_validated:
        raise ActivityRefused(_("Cette activité est déjà validée."))
    lacks = owed(activity.sheet, role=activity.role)
    if lacks:
        labels = ", ".join(one.label.lower() for one in lacks)
        raise ActivityRefused(
            _("L’article 30 demande encore\u00a0: %(labels)s.") % {"labels": labels}
        )


def check_review(activity: Activity) -> None:
    """Refuse to find exact what nobody validated, or what changed since."""
    check_writable(activity)
    if not activity.is_validated:
        raise ActivityRefused(
            _(
                "Seule une activité validée se revoit\u00a0: celle-ci attend d’être validée, "
                "ce qui vaut revue."
            )
        )


def check_submission(activity: Activity) -> None:
    """Refuse to hand over what is no draft."""
    check_writable(activity)
    if activity.is_validated:
        raise ActivityRefused(_("Cette activité est déjà validée."))
    if activity.state != State.DRAFT:
        raise ActivityRefused(_("Cette activité est déjà proposée à la validation."))


def check_rhythm(activity: Activity, *, months: int | None) -> None:
    """Refuse the rhythm that the activity has already, or one that is out of 1 to 36 months."""
    check_writable(activity)
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise ActivityRefused(
            _("Choisissez de 1 à %(most)d mois.") % {"most": MOST_MONTHS}, field="months"
        )
    if activity.review_every_months == months:
        raise ActivityRefused(_("C’est déjà son rythme de revue."))


def check_owner(activity: Activity, *, owner: str) -> None:
    """Refuse the person who is in charge already."""
    check_writable(activity)
    if activity.owner == owner:
        raise ActivityRefused(_("C’est déjà qui en est responsable."))
