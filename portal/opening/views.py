"""Pages of the first day: ten questions, the register they lay down, its confirmation."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.casework import UNPROCESSABLE
from portal.opening import actions, queries
from portal.opening.confirmation import facts_of
from portal.opening.forms import QuestionForm
from portal.opening.questions import question_at
from portal.opening.questions import questions as all_questions
from portal.refusal import CaseRefused
from portal.register.actions import archive, submit
from portal.register.models import Activity
from tenants.directory.access import EstablishmentRequest, allow
from tenants.directory.roles import Permission


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def questions(request: EstablishmentRequest) -> HttpResponse:
    """Show the ten questions, their answers, and the register they propose."""
    context = {
        "preview": queries.preview(request.establishment),
        "progress": queries.progress(),
    }
    return render(request, "opening/questions.html", context)


@allow(Permission.WRITE_REGISTER)
@require_http_methods(["GET", "POST"])
def question(request: EstablishmentRequest, number: int) -> HttpResponse:
    """Ask one question; its answer is kept at once, then the next one is asked."""
    asked = question_at(number)
    if asked is None:
        raise Http404
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        question=asked,
        establishment_type=request.establishment.type,
        given=queries.answers().get(asked.id),
    )
    if request.method == "POST" and form.is_valid():
        given = form.answered()
        actions.answer(
            question=asked,
            chosen=given.chosen,
            software=given.software,
            by=request.user,
            now=request.now,
        )
        return _after(number)
    context = {"question": asked, "total": len(all_questions()), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "opening/question.html", context, status=status)


@allow(Permission.WRITE_REGISTER)
@require_POST
def lay_down(request: EstablishmentRequest) -> HttpResponse:
    """Lay down the register that the answers propose."""
    laid = actions.lay_down(establishment=request.establishment, by=request.user, now=request.now)
    if not laid.added:
        messages.info(request, _("Tout ce qui est proposé est déjà au registre."))
        return redirect("opening:questions")
    words = ngettext(
        "%(count)d activité posée au registre, en brouillon. Confirmez-la.",
        "%(count)d activités posées au registre, en brouillon. Confirmez-les une à une.",
        laid.added,
    )
    messages.success(request, words % {"count": laid.added})
    return redirect("opening:confirmation")


@allow(Permission.READ_ESTABLISHMENT)
@require_safe
def confirmation(request: EstablishmentRequest) -> HttpResponse:
    """Show the next draft to confirm, after the one the address names, and how many are left."""
    activity = queries.next_draft(after=request.GET.get("apres", ""))
    context = {
        "activity": activity,
        "facts": facts_of(activity, establishment_type=request.establishment.type)
        if activity
        else (),
        "progress": queries.progress(),
    }
    return render(request, "opening/confirmation.html", context)


@allow(Permission.WRITE_REGISTER)
@require_POST
def confirm(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Confirm a draft as it was read, and show the next one."""
    activity = _found(pk)
    try:
        submit(
            activity=activity,
            version=_version(request),
            by=request.user,
            now=request.now,
        )
    except CaseRefused as refusal:
        return _refused(request, refusal)
    words = _("%(reference)s est confirmée.") % {"reference": activity.reference}
    messages.success(request, words)
    return _next(activity)


@allow(Permission.WRITE_REGISTER)
@require_POST
def set_aside(request: EstablishmentRequest, pk: UUID) -> HttpResponse:
    """Archive a draft of what the establishment does not do; it can be restored."""
    activity = _found(pk)
    try:
        archive(
            activity=activity,
            version=_version(request),
            why=_("L’établissement n’exerce pas cette activité."),
            by=request.user,
            now=request.now,
        )
    except CaseRefused as refusal:
        return _refused(request, refusal)
    words = _("%(reference)s est archivée\u00a0: elle peut être rétablie.")
    messages.success(request, words % {"reference": activity.reference})
    return _next(activity)


def _found(pk: UUID) -> Activity:
    found = queries.draft_of(pk)
    if found is None:
        raise Http404
    return found


def _version(request: EstablishmentRequest) -> int:
    """Return the version the person was reading; 0, which never stands, for anything else."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0


def _refused(request: EstablishmentRequest, refusal: CaseRefused) -> HttpResponse:
    messages.error(request, str(refusal.message))
    return redirect("opening:confirmation")


def _next(activity: Activity) -> HttpResponse:
    address = reverse("opening:confirmation")
    return redirect(f"{address}?{urlencode({'apres': activity.reference})}")


def _after(number: int) -> HttpResponse:
    """Go to the next question, or back to the whole when it was the last."""
    if question_at(number + 1) is None:
        return redirect("opening:questions")
    return redirect("opening:question", number + 1)
