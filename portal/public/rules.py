"""The catalogue as a page shows it: by subject, searched, each rule in the reader's language."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.law.catalogue import Rule, catalogue
from portal.law.explain import computes, counts_hours
from portal.law.sources import Source
from portal.law.wording import capital, length
from portal.public.words import day_worded, said, worded

SUBJECTS: Mapping[str, Promise] = {
    "requests": _("Demandes de droits"),
    "incidents": _("Violations et incidents"),
    "obligations": _("Obligations et autorités"),
    "duties": _("Obligations périodiques"),
    "retention": _("Durées de conservation"),
    "computation": _("Comment les délais se comptent"),
}

# What binds where no text sets the date; a rule of law needs no mark.
# The context keeps Django’s own « Usage » (that of a command) out of the page.
NATURES: Mapping[str, Promise] = {
    "practice": pgettext_lazy("nature", "Usage"),
    "contract": pgettext_lazy("nature", "Contrat"),
}

# Two marks of the data are one for the reader: neither may be held against somebody yet.
STATUSES: Mapping[str, tuple[Promise, frozenset[str]]] = {
    "verifiee": (_("Vérifiée"), frozenset({"verified"})),
    "secondaire": (_("Source secondaire"), frozenset({"verified_secondary"})),
    "a-confirmer": (_("À confirmer"), frozenset({"knowledge", "open"})),
}


@dataclass(frozen=True, slots=True)
class Status:
    """How surely a rule was verified: its name in the address, its label, how many carry it."""

    id: str
    label: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One version of a rule, in words. `anchor` is its id, dated for a version that was replaced.

    `length`, `start` and `ending` are empty for a rule that gives no date; `open_fr` is French
    whatever the page; `nature` is empty for a rule of law.
    """

    id: str
    anchor: str
    title: str
    text: str
    source: Source
    status: Status
    length: str
    start: str
    ending: str
    valid_from: str
    valid_to: str
    is_enabled: bool
    computes: bool
    open_fr: str
    nature: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one subject, in the order of the data."""

    id: str
    title: str
    rules: tuple[ShownRule, ...]


def groups(*, query: str = "", status: str = "") -> tuple[Group, ...]:
    """Return the rules that hold every word of `query` and carry `status`, by subject.

    A subject without such a rule is left out. Case and accents do not matter.
    """
    words = _plain(query).split()
    kept = [rule for rule in catalogue() if _holds(rule, words) and _carries(rule, status)]
    found = (
        Group(id, str(title), tuple(_shown(rule) for rule in kept if rule.subject == id))
        for id, title in SUBJECTS.items()
    )
    return tuple(group for group in found if group.rules)


def statuses() -> tuple[Status, ...]:
    """Return every status with the number of rules that carry it."""
    return tuple(
        Status(id, str(label), sum(_carries(rule, id) for rule in catalogue()))
        for id, (label, _marks) in STATUSES.items()
    )


def title_of(rule: Rule) -> str:
    """Return the name of a rule in the language of the page."""
    return said(fr=rule.label_fr, en=rule.label_en)


def computing() -> tuple[Rule, ...]:
    """Return the rules that give a date, in today's version, in the order of the page."""
    rules = catalogue()
    ids = dict.fromkeys(rule.id for subject in SUBJECTS for rule in _of(subject))
    return tuple(rule for rule in map(rules.rule, ids) if computes(rule))


def _of(subject: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue() if rule.subject == subject)


def _holds(rule: Rule, words: list[str]) -> bool:
    if not words:
        return True
    held = _plain(
        f"{rule.id} {rule.label_fr} {rule.label_en} {rule.source.text} {rule.text_fr}"
        f" {rule.text_en} {rule.open_fr}"
    )
    return all(word in held for word in words)


def _carries(rule: Rule, status: str) -> bool:
    return status not in STATUSES or rule.source.verification in STATUSES[status][1]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _shown(rule: Rule) -> ShownRule:
    gives = computes(rule)
    return ShownRule(
        id=rule.id,
        anchor=rule.id if rule.valid_to is None else f"{rule.id}-{rule.valid_from}",
        title=title_of(rule),
        text=said(fr=rule.text_fr, en=rule.text_en),
        source=rule.source,
        status=_status_of(rule),
        length=capital(worded(length(rule.period))) if rule.period else "",
        start=said(fr=rule.event().fr, en=rule.event().en) if gives else "",
        ending=str(_ending(rule)) if gives else "",
        valid_from=day_worded(rule.valid_from),
        valid_to=day_worded(rule.valid_to) if rule.valid_to else "",
        is_enabled=rule.is_enabled,
        computes=gives,
        open_fr=rule.open_fr,
        nature=str(NATURES.get(rule.nature, "")),
    )


def _status_of(rule: Rule) -> Status:
    id, label = next((id, str(name)) for id, (name, _m) in STATUSES.items() if _carries(rule, id))
    return Status(id, label)


def _ending(rule: Rule) -> Promise:
    if counts_hours(rule):
        return _("Heures écoulées, week-ends et jours fériés compris")
    return _("Reporté au jour ouvrable suivant") if rule.rolls else _("Jamais reporté")
