"""Chat and SMS of a person: added, proved by a code, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.desk.channel_forms import ChatForm, CodeForm
from portal.desk.channel_page import UNPROCESSABLE, page
from tenants.agenda.chat import (
    ChannelRefused,
    add_channel,
    channels_of,
    remove_channel,
    verify_channel,
)
from tenants.directory.access import PortalRequest, allow
from tenants.directory.paths import desk_path
from tenants.directory.roles import Permission


@allow(Permission.SIGNED_IN)
@require_POST
def add(request: PortalRequest) -> HttpResponse:
    """Keep a channel once its service has taken the code that proves it."""
    form = ChatForm(request.POST)
    if not form.is_valid():
        return page(request, chat_form=form, status=UNPROCESSABLE)
    try:
        add_channel(
            person=request.user,
            service=form.cleaned_data["service"],
            address=form.cleaned_data["address"],
            now=request.now,
        )
    except ChannelRefused as refusal:
        form.add_error("address", str(refusal))
        return page(request, chat_form=form, status=UNPROCESSABLE)
    messages.success(request, _("Un code vient d’y être envoyé\u00a0: saisissez-le ci-dessous."))
    return redirect(desk_path("desk:channels"))


@allow(Permission.SIGNED_IN)
@require_POST
def verify(request: PortalRequest, pk: int) -> HttpResponse:
    """Let the channel serve when the code is the one it was sent."""
    channel = get_object_or_404(channels_of(request.user), pk=pk)
    form = CodeForm(request.POST)
    if form.is_valid() and not verify_channel(
        channel, code=form.cleaned_data["code"], now=request.now
    ):
        form.add_error(
            "code", _("Ce n’est pas le dernier code envoyé, ou il a plus de 30\u00a0minutes.")
        )
    if form.errors:
        return page(request, code_form=form, status=UNPROCESSABLE)
    messages.success(
        request, _("C’est vérifié\u00a0: les dernières alertes y seront aussi envoyées.")
    )
    return redirect(desk_path("desk:channels"))


@allow(Permission.SIGNED_IN)
@require_POST
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Forget a channel and its address."""
    remove_channel(get_object_or_404(channels_of(request.user), pk=pk))
    messages.success(request, _("C’est retiré\u00a0: son adresse est oubliée."))
    return redirect(desk_path("desk:channels"))
