"""A person whose address sent our mail back says that it works again."""

import logging
from email.utils import make_msgid

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.desk.landing import way_back
from tenants.accounts.models import User
from tenants.directory.access import PortalRequest, allow
from tenants.directory.roles import Permission

logger = logging.getLogger(__name__)


@allow(Permission.SIGNED_IN)
@require_POST
def address_works(request: PortalRequest) -> HttpResponse:
    """Send a test mail to the person; once the relay has taken it, count on the address again."""
    if request.user.bounced_at is None:
        return HttpResponseRedirect(way_back(request))
    try:
        _letter(request.user).send()
    except OSError:
        logger.warning("A test mail did not leave: the relay did not take it.")
        messages.error(
            request,
            _("Le message d’essai n’est pas parti\u00a0: votre adresse reste signalée."),
        )
        return HttpResponseRedirect(way_back(request))
    User.objects.filter(pk=request.user.pk).update(bounced_at=None, bounce_code="")
    messages.success(
        request,
        _(
            "Un message d’essai est parti, et vos alertes reviennent à vous. S’il ne vous parvient"
            " pas, changez d’adresse."
        ),
    )
    return HttpResponseRedirect(way_back(request))


def _letter(user: User) -> EmailMessage:
    return EmailMessage(
        subject=_("[Vigie] Message d’essai"),
        body=_(
            "Vous avez dit que cette adresse fonctionne de nouveau. Si vous lisez ceci, c’est"
            " vrai\u00a0: vos alertes y arrivent."
        ),
        to=[user.email],
        headers={
            "Message-ID": make_msgid(domain=settings.MAIL_DOMAIN),
            "Auto-Submitted": "auto-generated",
        },
    )
