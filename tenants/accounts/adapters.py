"""What differs from django-allauth: no sign-up, sealed secrets, a relay that may be down."""

import logging
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.core.mail.message import make_msgid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tenants.accounts.models import User
from tenants.accounts.sealing import seal, unseal
from tenants.accounts.second_factor import FACTORS, forget_second_factor
from tenants.accounts.session_life import begin_session

logger = logging.getLogger(__name__)

_WAYS = {
    "reauthenticate": _("Mon mot de passe"),
    "mfa_reauthenticate": _("Un code de mon application"),
    "mfa_reauthenticate:webauthn": _("Ma clé d’accès"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for invited people only."""

    # Where django-allauth names an address otherwise than our pages do.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("L’adresse électronique ou le mot de passe est incorrect."),
        "duplicate_email": _("C’est déjà l’adresse électronique de ce compte."),
        "max_email_addresses": _("Confirmez ou retirez d’abord la nouvelle adresse électronique."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account is born of an invitation."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session under a new key; its life and its second factor are counted anew."""
        super().login(request, user)
        begin_session(request)
        forget_second_factor(request)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Keep an address proved by its code: mail reaches it, whatever came back before."""
        is_confirmed: bool = super().confirm_email(request, email_address)
        if is_confirmed:
            proved = User.objects.filter(pk=email_address.user_id, email=email_address.email)
            proved.update(bounced_at=None, bounce_code="")
        return is_confirmed

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Return the ways to prove oneself again, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": _WAYS.get(way["id"], way["description"])} for way in ways]

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return the mail, marked as automatic, its Message-ID in our domain."""
        ours = {
            "Auto-Submitted": "auto-generated",
            "Message-ID": make_msgid(domain=settings.MAIL_DOMAIN),
        }
        mail: EmailMessage = super().render_mail(
            template_prefix, email, context, ours | (headers or {})
        )
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or answer with a page that says that the mail did not leave."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.warning("A sign-in mail did not leave: the relay did not take it.")
            raise ImmediateHttpResponse(_mail_did_not_leave()) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change already made; a relay that is down does not undo the change."""
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except ImmediateHttpResponse:
            logger.warning("A notice of change of account did not leave.")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Sealed secrets; the last second factor stays with whoever must have one."""

    def encrypt(self, text: str) -> str:
        """Return `text` sealed."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was sealed."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last factor of a person of the firm or of the operator."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        if not getattr(current.request, "needs_second_factor", False):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for a passkey: the portal by its host, under its own name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Vigie"}


def _mail_did_not_leave() -> HttpResponse:
    return render(
        current.request, "account/mail_did_not_leave.html", status=HTTPStatus.SERVICE_UNAVAILABLE
    )
