"""The watch's own way to the operator: none of the path that sends alerts is on it."""

import logging
import smtplib
import ssl
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import apprise
from django.conf import settings
from django.utils.translation import get_language

from tenants.agenda.alarm import Message
from tenants.agenda.recipients import Recipient

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 15


def tell(message: Message, *, to: Iterable[Recipient]) -> bool:
    """Mail `message` to `to` over a line opened for it; return whether the relay took it."""
    addresses = [one.address for one in to]
    if not addresses:
        return False
    mail = EmailMessage()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = ", ".join(addresses)
    mail["Subject"] = message.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=settings.MAIL_DOMAIN)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = get_language() or "fr"
    mail.set_content(message.text)
    try:
        with _line(settings.WATCH_EMAIL_URL) as smtp:
            smtp.send_message(mail)
    except (smtplib.SMTPException, OSError):
        logger.error("The watch could not mail the operator.")
        return False
    return True


def post(message: Message) -> bool:
    """Send `message` by the service of WATCH_URL; return whether it took it, False without one."""
    if not settings.WATCH_URL:
        return False
    service = apprise.Apprise()
    if not service.add(settings.WATCH_URL):
        logger.error("WATCH_URL is not an address that apprise understands.")
        return False
    is_taken = bool(service.notify(body=message.text, title=message.subject))
    if not is_taken:
        logger.error("The service of WATCH_URL did not take the message.")
    return is_taken


def ping() -> bool:
    """Say outside that all is well: a dead man's switch rings when this stops. False without one.

    Source: WATCH_PING_URL, asked by GET.
    """
    if not settings.WATCH_PING_URL:
        return False
    try:
        # Only http and https: the settings refuse anything else.
        with urlopen(settings.WATCH_PING_URL, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return bool(200 <= answer.status < 300)
    except (URLError, OSError):
        logger.warning("The dead man's switch could not be reached.")
        return False


def _line(url: str) -> smtplib.SMTP:
    """Return an open connection to the relay at `url`. Errors: SMTPException, OSError."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 25
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    try:
        if parts.scheme == "smtp+tls":
            smtp.starttls(context=ssl.create_default_context())
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp
