"""Filters of the pages of processors: codes of the catalogue in words."""

from collections.abc import Iterable

from django import template

from portal.processors import words

register = template.Library()


@register.filter
def hosting_activities(numbers: Iterable[str]) -> list[str]:
    """Return « 1. Sites physiques d’hébergement » for each activity of a certificate."""
    return words.activities_words(numbers)


@register.filter
def tool_words(code: str) -> str:
    """Return the words of a transfer tool."""
    return words.tool_words(code)
