"""Mail of people (sign-in, invitations) through the very relay of the alerts."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tenants.agenda.relay import RelayError, open_relay


class RelayBackend(BaseEmailBackend):
    """Django's door to the relay."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages the relay took charge of.

        Errors: ConnectionError when it does not take one, its text without any address (the
        errors of smtplib carry them, and would bring them into the logs).
        """
        taken = 0
        try:
            with open_relay() as relay:
                for message in email_messages:
                    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
                    sender = parseaddr(message.from_email)[1]
                    relay.send(content, sender=sender, to=message.recipients())
                    taken += 1
        except RelayError:
            if not self.fail_silently:
                raise ConnectionError("The mail relay did not take the message.") from None
        return taken
