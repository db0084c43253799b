"""The review of an activity that is found exact, and its rhythm."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.register import actions, review_actions
from portal.register.act_views import answered
from portal.register.forms import ReviewForm, RhythmForm
from portal.register.views import detail_page, found
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def review(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Say in one's own name that a validated activity is still exact."""
    activity = found(pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return detail_page(request, activity, refused=form)
    return answered(
        request,
        activity,
        lambda version: review_actions.review(
            establishment=request.establishment,
            activity=activity,
            version=version,
            note=form.cleaned_data["note"],
            by=request.user,
            now=request.now,
        ),
        done=_("Revue en votre nom\u00a0: toujours exacte. La suivante est prévue."),
    )


@allow(Permission.VALIDATE_ACTIVITY)
@require_POST
def rhythm(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Set every how many months an activity is reviewed."""
    activity = found(pk)
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return detail_page(request, activity, refused=form)
    return answered(
        request,
        activity,
        lambda version: actions.set_rhythm(
            establishment=request.establishment,
            activity=activity,
            version=version,
            months=form.cleaned_data["months"],
            by=request.user,
            now=request.now,
        ),
        done=_("Rythme de revue enregistré."),
    )
