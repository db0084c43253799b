"""What a person tells when accepting an invitation."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from tenants.accounts.models import User


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
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    def __init__(self, data: object = None, *, email: str) -> None:
        """Check the password against the words of `email` and of the names."""
        super().__init__(data)  # type: ignore[arg-type]
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, object]:
        """Return the answers; refuse a password too short, common or made of the names."""
        answers = super().clean() or {}
        password = answers.get("password")
        if password:
            person = User(
                email=self.email,
                first_name=answers.get("first_name", ""),
                last_name=answers.get("last_name", ""),
            )
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return answers
