"""A code of the second factor serves once, for as long as it could be accepted again."""

from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.utils.crypto import salted_hmac


class SignInCodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code asked at sign-in."""

    def clean_code(self) -> str:
        """Return the code; refuse one that has served."""
        code: str = super().clean_code()
        return once(code, user=self.user)


class ConfirmationCodeForm(ReauthenticateForm):  # type: ignore[misc]
    """The code asked again before a change to the account."""

    def clean_code(self) -> str:
        """Return the code; refuse one that has served."""
        code: str = super().clean_code()
        return once(code, user=self.user)


def once(code: str, *, user: AbstractBaseUser) -> str:
    """Return `code`, or raise ValidationError when it has served.

    django-allauth remembers a code for one period; the tolerance lets it in for three.
    Source: OWASP ASVS 5.0 V6.5.1.
    """
    periods = 1 + 2 * app_settings.TOTP_TOLERANCE
    bare = "".join(character for character in code if character.isalnum()).upper()
    key = salted_hmac("vigie.second_factor", f"{user.pk}:{bare}").hexdigest()
    if not cache.add(f"second-factor:{key}", 1, timeout=periods * app_settings.TOTP_PERIOD):
        raise get_adapter().validation_error("incorrect_code")
    return code
