"""People who sign in: one account per person, whatever the establishments they belong to."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates accounts; an account without password signs in by code or passkey."""

    def create_user(self, email: str, password: str | None = None, **fields: str) -> "User":
        """Return the saved account of `email` (domain part lower-cased)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account whose e-mail is `username`, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person of the firm or of an establishment. Holds no right: memberships do."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    theme = models.CharField(
        _("thème"),
        max_length=5,
        choices=[("auto", _("automatique")), ("light", _("clair")), ("dark", _("sombre"))],
        default="auto",
    )
    single_keys = models.BooleanField(_("raccourcis d’une lettre"), default=True)
    is_active = models.BooleanField(_("compte actif"), default=True)
    # Mail to this address came back for good: nobody counts on it until the person says otherwise.
    bounced_at = models.DateTimeField(null=True, editable=False)
    bounce_code = models.CharField(max_length=12, blank=True, editable=False)
    joined_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def full_name(self) -> str:
        """First name and last name, for pages; never for logs."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()
