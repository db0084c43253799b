"""The page « Mes alertes », shown by every view that changes something there."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from portal.desk.channel_forms import CalendarForm, ChatForm, CodeForm, DigestForm
from tenants.agenda.calendar_feed import feeds_of
from tenants.agenda.chat import channels_of
from tenants.agenda.chat_services import SERVICES
from tenants.agenda.digest_facts import cadence_for
from tenants.agenda.models import ChatChannel, Digest
from tenants.directory.access import PortalRequest

UNPROCESSABLE = 422


def page(
    request: PortalRequest,
    *,
    digest_form: DigestForm | None = None,
    calendar_form: CalendarForm | None = None,
    chat_form: ChatForm | None = None,
    code_form: CodeForm | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page; a form that was refused is shown as it was filled, its errors first.

    `address` is that of a calendar just made, shown this once.
    """
    default = cadence_for(tuple(request.actor.roles))
    row = Digest.objects.filter(person=request.user).first()
    refused: tuple[Form | None, ...] = (digest_form, calendar_form, chat_form, code_form)
    context = {
        "digest": row,
        "is_told": default is not None,
        "digest_form": digest_form
        or DigestForm(initial={"cadence": row.cadence if row else default}),
        "calendar_form": calendar_form or CalendarForm(),
        "chat_form": chat_form or ChatForm(),
        "code_form": code_form or CodeForm(),
        "feeds": feeds_of(request.user),
        "chats": [_shown(one) for one in channels_of(request.user)],
        "services": SERVICES.values(),
        "address": address,
        "form": next((one for one in refused if one is not None), None),
    }
    return render(request, "desk/channels.html", context, status=status)


def _shown(channel: ChatChannel) -> dict[str, object]:
    known = SERVICES.get(channel.service)
    return {"channel": channel, "name": known.name if known else channel.service}
