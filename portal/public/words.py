"""The words of the law in the language of the page."""

from datetime import date

from django.utils.translation import get_language

from portal.law.wording import Wording, civil, weekday


def said(*, fr: str, en: str) -> str:
    """Return the English on an English page, else the French."""
    return en if (get_language() or "fr").startswith("en") else fr


def worded(words: Wording) -> str:
    """Return words of the engine in the language of the page."""
    return said(fr=words.fr, en=words.en)


def day_worded(day: date) -> str:
    """Return « 25 mai 2018 », in the language of the page."""
    return worded(civil(day))


def weekday_worded(day: date) -> str:
    """Return « vendredi 25 mai 2018 », in the language of the page."""
    return worded(weekday(day))
