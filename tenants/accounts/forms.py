"""Forms of sign-in: an address under one name; a second-factor code that serves once."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class _OneName(forms.Form):
    """A form of django-allauth, its address named as everywhere else."""

    address_label = _("Adresse électronique")

    # The edge of django-allauth: each of its views gives arguments of its own.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.label = self.address_label


class SignInForm(_OneName, LoginForm):  # type: ignore[misc]
    """The address and the password."""


class AskCodeForm(_OneName, RequestLoginCodeForm):  # type: ignore[misc]
    """The address to which a code of sign-in goes."""


class ForgottenPasswordForm(_OneName, ResetPasswordForm):  # type: ignore[misc]
    """The address to which a code goes, to choose another password."""


class NewAddressForm(_OneName, AddEmailForm):  # type: ignore[misc]
    """The address that replaces the former one."""

    address_label = _("Nouvelle adresse électronique")


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an application, which proves that it works."""

    # The edge of django-allauth, as above.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code de l’application")


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
