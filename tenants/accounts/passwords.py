"""Words a password may not rest on: the product's, the person's, the place's."""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.accounts.models import User

_EVERYBODY_TRIES = ("vigie", "password", "motdepasse", "azerty", "qwerty", "123456")
_SHORTEST_WORD = 4
_REMAINDER = 8  # characters that must remain once the blocked words are taken away
LONGEST = 256


class BlockedWordsValidator:
    """Refuses a password that is little more than words everybody tries first.

    Source: CNIL, délibération 2022-100; OWASP ASVS 5.0 V6.2.11.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when too little remains without the words of product and person."""
        names: tuple[str, ...] = ()
        if isinstance(user, User):
            names = (user.email.partition("@")[0], user.first_name, user.last_name)
        refuse_names(password, names=names)

    def get_help_text(self) -> str:
        """Return the advice shown beside the field."""
        return _("Une phrase facile à retenir convient très bien.")


class LongestValidator:
    """Refuses what nobody types: a hash must not be a way to keep the server busy."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError over LONGEST characters."""
        if len(password) > LONGEST:
            raise ValidationError(
                _("Ce mot de passe est trop long\u00a0: %d caractères au plus.") % LONGEST,
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """Return nothing: no honest password meets this bound."""
        return ""


def refuse_names(password: str, *, names: Iterable[str]) -> None:
    """Raise ValidationError when `password` rests on the product's words or on `names`.

    Names count whole and word by word, whatever their case, accents and separators.
    """
    words = {*_EVERYBODY_TRIES, *(word for name in names for word in _words(name))}
    longest_first = sorted((word for word in words if word), key=len, reverse=True)
    plain = _plain(password)
    taken = len(plain) - len(re.sub("|".join(map(re.escape, longest_first)), "", plain))
    if taken and len(password) - taken < _REMAINDER:
        raise ValidationError(
            _("Ce mot de passe repose sur un nom ou un mot trop facile à deviner."),
            code="password_blocked",
        )


def _words(name: str) -> set[str]:
    parts = {_plain(part) for part in re.split(r"[\W_]+", name)}
    return {word for word in {*parts, _plain(name)} if len(word) >= _SHORTEST_WORD}


def _plain(text: str) -> str:
    """Return `text` in lower case, without accents, spaces or punctuation."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if character.isalnum())
