"""Words a password may not rest on: the product's and the field's."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_WORDS = ("vigie", "password", "motdepasse", "pharmacie", "azerty", "qwerty", "123456", "cabinet")
_REMAINDER = 6  # characters that must remain once the blocked words are taken away


class BlockedWordsValidator:
    """Refuses a password that is little more than a word everybody tries first."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when too little remains without the blocked words."""
        left = re.sub("|".join(_WORDS), "", password.lower())
        if len(left) < _REMAINDER:
            raise ValidationError(
                _("Ce mot de passe repose sur un mot trop courant."), code="password_blocked"
            )

    def get_help_text(self) -> str:
        """Return the advice shown beside the field."""
        return _("Douze caractères au moins ; une phrase facile à retenir convient très bien.")
