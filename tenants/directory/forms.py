"""What a person tells when accepting an invitation."""

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from tenants.accounts.models import User
from tenants.accounts.passwords import refuse_names
from tenants.directory.invitations import place_of
from tenants.directory.models import Invitation


class AcceptanceForm(forms.Form):
    """Names and password of a new account; the password may stay empty (code by e-mail)."""

    first_name = forms.CharField(
        label=_("Prénom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: object = None, *, invitation: Invitation) -> None:
        """Check the password against the names of the person and of the place."""
        super().__init__(data)  # type: ignore[arg-type]
        self._invitation = invitation
        advice = [text for text in password_validators_help_texts() if text]
        without = _("Sans mot de passe, un code vous est envoyé par courriel à chaque connexion.")
        self.fields["password"].help_text = " ".join([*advice, str(without)])

    def clean_password(self) -> str:
        """Return the password; refuse one too short, common, or made of names."""
        password = str(self.cleaned_data["password"])
        if not password:
            return ""
        person = User(
            email=self._invitation.email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        validate_password(password, person)
        refuse_names(password, names=[place_of(self._invitation)])
        return password
