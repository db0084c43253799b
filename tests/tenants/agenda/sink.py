"""A mail relay that accepts, refuses or hangs up, and remembers what it took."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Ok: queued as 4F1A2B"
HANG_UP = "hang up"


@dataclass(frozen=True)
class Mail:
    """A message the relay took charge of."""

    to: tuple[str, ...]
    message: EmailMessage
    sender: str = ""

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])


@dataclass
class Sink:
    """The relay's behaviour: what it says of each message in turn, then accepts."""

    answers: list[str] = field(default_factory=list)
    refused_addresses: dict[str, str] = field(default_factory=dict)
    refused_senders: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)

    async def handle_MAIL(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse a sender."""
        if address in self.refused_senders:
            return self.refused_senders[address]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse an address."""
        if address in self.refused_addresses:
            return self.refused_addresses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take or refuse a message, or take it and hang up before saying so."""
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer[0] == "2" or answer == HANG_UP:
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, _class=EmailMessage, policy=default)
            sender = envelope.mail_from or ""
            self.mails.append(Mail(tuple(envelope.rcpt_tos), message, sender=sender))
        if answer == HANG_UP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer


class Relay:
    """The sink, listening; `stop` and `start` make it go down and come back on its port."""

    def __init__(self, port: int) -> None:
        self.sink = Sink()
        self.port = port
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Go down."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
