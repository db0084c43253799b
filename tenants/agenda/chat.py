"""Chat and SMS: a person's channels, and the alerts that leave by them.

A chat alert stands beside the mail of the same rung, never in its place: what fails here has left
by mail all the same, so it is tried for a quarter of an hour and then given up, aloud.
"""

import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.accounts.models import User
from tenants.accounts.sealing import seal, unseal
from tenants.agenda import claim
from tenants.agenda.chat_post import Posted, post, post_all
from tenants.agenda.chat_services import AddressRefused, chat_url
from tenants.agenda.claim import Claim
from tenants.agenda.left_words import left_words
from tenants.agenda.message import Content
from tenants.agenda.models import AlertAttempt, ChatChannel
from tenants.agenda.recipients import Recipient
from tenants.agenda.relay import Answer

logger = logging.getLogger(__name__)

CODE_LIFE = timedelta(minutes=30)
_MOST_TRIES = 6
# A person’s codes: slow enough that the portal is no tool to knock at others’ doors.
_PAUSE_SECONDS = 20
_TAKEN = 200


class ChannelRefused(Exception):
    """The channel cannot be used; the message says why, in the person's language."""


@dataclass(frozen=True, slots=True)
class Note:
    """What one person is told."""

    person_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ChatDraft:
    """A claimed chat alert and its notes, one for each person of its audience."""

    claim: Claim
    notes: tuple[Note, ...]


def channels_of(person: User) -> QuerySet[ChatChannel]:
    """Return the person's channels, verified or not, in order of service."""
    return ChatChannel.objects.filter(person=person).order_by("service")


def add_channel(*, person: User, service: str, address: str, now: datetime) -> ChatChannel:
    """Return the person's channel on `service`, to which a code has just been sent.

    It replaces the one the person had there. Errors: ChannelRefused when the address is not one
    of that service, leads to a private network or does not take the code, or when a code was sent
    a moment ago; nothing is then kept.
    """
    try:
        url = chat_url(service, address, allows_plain=settings.CHAT_PRIVATE_HOSTS)
    except AddressRefused:
        raise ChannelRefused(
            _("Ce n’est pas une adresse de ce service\u00a0: recopiez-la en entier, avec https://.")
        ) from None
    # Outside the transaction: a refusal counts too.
    if not cache.add(f"chat-code-{person.pk}", 1, timeout=_PAUSE_SECONDS):
        raise ChannelRefused(_("Un code vient de partir\u00a0: réessayez dans un instant."))
    return _keep(person=person, service=service, url=url, now=now)


@transaction.atomic
def _keep(*, person: User, service: str, url: str, now: datetime) -> ChatChannel:
    """Return the channel, written only once its service has taken the code."""
    channel, _is_new = ChatChannel.objects.update_or_create(
        person=person,
        service=service,
        defaults={
            "sealed_url": seal(url),
            "created_at": now,
            "verified_at": None,
            "failed_at": None,
        },
    )
    text = _(
        "Vigie\u00a0: votre code est %s. Saisissez-le dans «\u00a0Mes alertes\u00a0»."
    ) % _code(channel)
    _refuse_unless_sent(post(url, text=text))
    return channel


def _refuse_unless_sent(posted: Posted) -> None:
    if posted is Posted.NOT_PUBLIC:
        raise ChannelRefused(
            _("Cette adresse mène à un réseau privé\u00a0: Vigie n’écrit qu’à un service public.")
        )
    if posted is Posted.NOT_TAKEN:
        raise ChannelRefused(
            _("Le service n’a pas pris le message\u00a0: vérifiez l’adresse, puis réessayez.")
        )


def verify_channel(channel: ChatChannel, *, code: str, now: datetime) -> bool:
    """Return whether `code` is the one the channel was sent; it then serves from now on."""
    typed = code.replace("-", "").replace(" ", "").upper()
    is_right = hmac.compare_digest(typed.encode(), _code(channel).replace("-", "").encode())
    if not is_right or now - channel.created_at > CODE_LIFE:
        return False
    ChatChannel.objects.filter(pk=channel.pk).update(verified_at=now, failed_at=None)
    return True


def remove_channel(channel: ChatChannel) -> None:
    """Forget the channel and its address."""
    channel.delete()


def _code(channel: ChatChannel) -> str:
    """Return the code of the channel's address: forty bits, so that guessing is no use."""
    told = f"chat {channel.pk} {channel.created_at.timestamp()} {channel.sealed_url}"
    digest = hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest[:5]).decode()
    return f"{letters[:4]}-{letters[4:]}"


def note_for(recipient: Recipient, content: Content, *, now: datetime) -> Note:
    """Return what a person is told: reference, time left, link; no name, no place."""
    with translation.override(recipient.language):
        left = left_words(due_at=content.due_at, due_on=content.due_on, zone=content.zone, now=now)
    link = settings.PUBLIC_URL.rstrip("/") + f"/a/{content.alert_id}/"
    return Note(recipient.person_id, f"Vigie · {content.reference} · {left}\n{link}")


def send_notes(drafts: Sequence[ChatDraft], *, worker: str, leave_at: float) -> int:
    """Send chat alerts until `leave_at` (monotonic); return how many were taken. At the clock.

    Nobody with a verified channel: cancelled « no_channel ». What there was no time for is given
    back untried.
    """
    taken = 0
    channels = _verified({note.person_id for draft in drafts for note in draft.notes})
    for position, draft in enumerate(drafts):
        if time.monotonic() >= leave_at:
            claim.return_untried(tuple(one.claim for one in drafts[position:]))
            break
        taken += _send(draft, channels=channels, worker=worker)
    return taken


def _verified(persons: Iterable[int]) -> dict[int, list[ChatChannel]]:
    found: dict[int, list[ChatChannel]] = {}
    live = ChatChannel.objects.filter(person__in=set(persons), failed_at=None)
    for channel in live.exclude(verified_at=None).order_by("person", "service"):
        found.setdefault(channel.person_id, []).append(channel)
    return found


def _send(draft: ChatDraft, *, channels: dict[int, list[ChatChannel]], worker: str) -> bool:
    aims = [(note, one) for note in draft.notes for one in channels.get(note.person_id, ())]
    if not aims:
        claim.cancel(draft.claim, because="no_channel")
        return False
    sent = post_all([(unseal(one.sealed_url), note.text) for note, one in aims])
    done = [aim for aim, posted in zip(aims, sent, strict=True) if posted is Posted.SENT]
    if done:
        answer = Answer(code=_TAKEN, reply=", ".join(sorted({one.service for _n, one in done})))
        persons = sorted({note.person_id for note, _one in done})
        claim.accept(draft.claim, answer=answer, worker=worker, persons=persons)
        return True
    persons = sorted({note.person_id for note, _one in aims})
    if draft.claim.attempt >= _MOST_TRIES:
        _give_up(draft, [one for _note, one in aims])
        return False
    outcome = AlertAttempt.Outcome.UNREACHED
    claim.give_back(draft.claim, outcome=outcome, answer=None, worker=worker, persons=persons)
    return False


def _give_up(draft: ChatDraft, failed: list[ChatChannel]) -> None:
    logger.error(
        "A chat alert was given up: its services do not answer.",
        extra={"alert": str(draft.claim.id)},
    )
    ids = [one.pk for one in failed]
    ChatChannel.objects.filter(pk__in=ids).update(failed_at=draft.claim.claimed_at)
    claim.cancel(draft.claim, because="chat_failed")
