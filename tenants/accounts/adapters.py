"""What differs from django-allauth's defaults: no sign-up, no personal word in a subject."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for invited people only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account is born of an invitation."""
        return False

    def get_from_email(self) -> str:
        """Return the sender of sign-in mails."""
        return str(settings.DEFAULT_FROM_EMAIL)
