"""The mail relay, spoken to directly so that its own answer is kept with the queue id."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

# Below the lease of a claim (60 s): a relay that hangs gives its batch back before it expires.
TIMEOUT_SECONDS = 20
REPLY_LENGTH = 200

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


@dataclass(frozen=True, slots=True)
class Answer:
    """The relay's last word on a message: code, and text without any address.

    Shape: `left_out` are the positions, among the addresses, of those it would not have.
    """

    code: int
    reply: str
    left_out: tuple[int, ...] = ()


class RelayError(Exception):
    """The relay did not take the message; `answer` is None when it did not speak at all."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__("The relay did not take the message.")
        self.answer = answer


class RelayRefused(RelayError):
    """The relay answers and will not have this message, now (4xx) or ever (5xx)."""


class RelayUnreached(RelayError):
    """The relay cannot be spoken to: what is left of the batch waits too."""


class Relay:
    """One open connection."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, content: bytes, *, sender: str, to: Sequence[str], or_from: str = "") -> Answer:
        """Return the relay's 250 for the message `content`, once it has taken charge of it.

        A relay that will not have `sender` is offered `or_from`: a message that cannot be traced
        when it comes back is better than none. Where it can (RFC 3461) it is asked to report
        failures and delays.

        Errors: RelayRefused when it refuses every address or the message, RelayUnreached when
        the line breaks. After the latter the message may have been taken all the same (RFC 1047):
        the same Message-ID is sent again.
        """
        try:
            self._introduce(sender, or_from=or_from)
            return self._send(content, to=to)
        except smtplib.SMTPResponseException as error:
            raise self._refusal(_answer_of(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise RelayUnreached(None) from error
        except ValueError as error:
            # An address that cannot be written on the line: this message alone is at fault.
            raise RelayRefused(None) from error

    def _introduce(self, sender: str, *, or_from: str) -> None:
        options = ["RET=HDRS"] if self._reports else []
        code, reply = self._smtp.mail(sender, options)
        if 500 <= code < 600 and or_from:
            self._smtp.rset()
            code, reply = self._smtp.mail(or_from, options)
        self._expect(code, reply)

    def _send(self, content: bytes, *, to: Sequence[str]) -> Answer:
        options = ["NOTIFY=FAILURE,DELAY"] if self._reports else []
        replies = [self._smtp.rcpt(address, options) for address in to]
        left_out = tuple(n for n, reply in enumerate(replies) if reply[0] not in (250, 251))
        if len(left_out) == len(replies):
            raise self._refusal(_answer(*replies[-1]))
        answer = self._expect(*self._smtp.data(content))
        if left_out:
            reply = f"[{len(left_out)} refused] {answer.reply}"[:REPLY_LENGTH]
            return Answer(answer.code, reply, left_out)
        return answer

    @property
    def _reports(self) -> bool:
        return self._smtp.has_extn("dsn")

    def _expect(self, code: int, reply: bytes) -> Answer:
        answer = _answer(code, reply)
        if code != 250:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: Answer | None) -> RelayError:
        """Return the error of a reply that is not 250, the connection ready for the next one."""
        # 421: the service is closing; what follows would meet the same door.
        if answer is None or answer.code in (0, 421):
            return RelayUnreached(answer)
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        return RelayRefused(answer)


@contextmanager
def open_relay() -> Iterator[Relay]:
    """Yield a connection to the relay of the settings, closed politely at the end.

    Errors: RelayUnreached when it cannot be opened or refuses the account.
    """
    smtp = _connect()
    try:
        yield Relay(smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connect() -> smtplib.SMTP:
    try:
        smtp = _call(settings.EMAIL_HOST, settings.EMAIL_PORT)
    except (smtplib.SMTPException, OSError) as error:
        raise RelayUnreached(_answer_of(error)) from error
    try:
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise RelayUnreached(_answer_of(error)) from error
    return smtp


def _call(host: str, port: int) -> smtplib.SMTP:
    if settings.EMAIL_USE_SSL:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)


def _answer_of(error: Exception) -> Answer | None:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return _answer(error.smtp_code, reply if isinstance(reply, bytes) else reply.encode())
    return None


def _answer(code: int, reply: bytes) -> Answer:
    text = " ".join(reply.decode("utf-8", "replace").split())
    return Answer(code=max(code, 0), reply=without_addresses(text)[:REPLY_LENGTH])


def without_addresses(text: str) -> str:
    """Return what a mail server said, each address taken out."""
    return _ADDRESS.sub("[address]", text)
