"""The data of the law and the facts of a processor, in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.instants import day_words
from portal.law.processors import Choice, rules
from portal.law.wording import Wording
from portal.processors.facts import Facts


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: its label and what is said of it."""

    label: str
    text: str


def spoken(words: Wording) -> str:
    """Return the words in the language of the page."""
    return words.en if (get_language() or "fr").startswith("en") else words.fr


def choices_of(found: Iterable[Choice]) -> list[tuple[str, str]]:
    """Return the codes and their words, in the order of the data."""
    return [(one.id, spoken(one.words)) for one in found]


def tool_words(code: str) -> str:
    """Return the words of a transfer tool, the code itself when it is not known."""
    return dict(choices_of(rules().tools)).get(code, code)


def qualification_words(code: str) -> str:
    """Return the words of a qualification, the code itself when it is not known."""
    return dict(choices_of(rules().qualifications)).get(code, code)


def activities_words(numbers: Iterable[str]) -> list[str]:
    """Return « 1. Sites physiques d’hébergement » for each activity of a certificate."""
    known = dict(choices_of(rules().activities))
    return [f"{number}. {known.get(number, '')}".rstrip(". ") for number in numbers]


def told(facts: Facts, names: Iterable[str]) -> tuple[Told, ...]:
    """Return these fields of `facts` in words; an empty one is left out."""
    found = (Told(LABELS[name](), _text(facts, name)) for name in names)
    return tuple(one for one in found if one.text)


def text_of(facts: Facts, name: str) -> str:
    """Return one field in words, "" when nothing is said."""
    return _text(facts, name)


def label_of(name: str) -> str:
    """Return the label of a field, in the language of the page."""
    return LABELS[name]()


LABELS = {
    "name": lambda: _("Nom"),
    "vendor": lambda: _("Prestataire du catalogue"),
    "services": lambda: _("Services"),
    "qualification": lambda: _("Il agit comme"),
    "qualification_note": lambda: _("Pourquoi"),
    "contact_name": lambda: _("Contact"),
    "contact_email": lambda: _("Courriel"),
    "contact_phone": lambda: _("Téléphone"),
    "dpo_contact": lambda: _("Son DPO"),
    "signed_on": lambda: _("Signé le"),
    "starts_on": lambda: _("Début"),
    "ends_on": lambda: _("Fin"),
    "notice_days": lambda: _("Préavis"),
    "renewal_months": lambda: _("Tacite reconduction"),
    "sub_processors": lambda: _("Sous-traitants ultérieurs"),
    "has_general_authorisation": lambda: _("Autorisation générale écrite"),
    "transfers": lambda: _("Transferts hors de l’EEE"),
    "hosts_health_data": lambda: _("Héberge des données de santé"),
    "hds_number": lambda: _("Certificat HDS"),
    "hds_ends_on": lambda: _("Fin du certificat"),
    "clauses": lambda: _("Clauses"),
    "notes": lambda: _("Notes"),
}


def _text(facts: Facts, name: str) -> str:
    value = getattr(facts, name)
    if name == "qualification":
        return qualification_words(value)
    if name in {"sub_processors", "transfers", "clauses"}:
        return "\n".join(_LINES[name](facts))
    if name == "vendor":
        return _("oui") if value else ""
    if isinstance(value, bool):
        return _("oui") if value else ""
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, int):
        return _counted(name, value)
    return value or ""


def _counted(name: str, number: int) -> str:
    if name == "notice_days":
        return ngettext("%(count)d jour", "%(count)d jours", number) % {"count": number}
    return ngettext("de %(count)d mois", "de %(count)d mois", number) % {"count": number}


def _chain(facts: Facts) -> list[str]:
    return [
        ", ".join(
            filter(
                None,
                (
                    one.name,
                    one.service,
                    one.country,
                    _("autorisé par écrit") if one.is_authorised else _("sans autorisation écrite"),
                ),
            )
        )
        for one in facts.sub_processors
    ]


def _transfers(facts: Facts) -> list[str]:
    return [
        ", ".join(
            filter(
                None,
                (
                    one.country,
                    tool_words(one.tool),
                    one.document,
                    _("évalué le %(day)s") % {"day": day_words(one.assessed_on)}
                    if one.assessed_on
                    else "",
                ),
            )
        )
        for one in facts.transfers
    ]


def _clauses(facts: Facts) -> list[str]:
    return [
        f"{one.point}\u00a0: {answer_words(one.answer)}{f', {one.comment}' if one.comment else ''}"
        for one in facts.clauses
        if one.answer != "unknown" or one.comment
    ]


def answer_words(answer: str) -> str:
    """Return what the contract says of a point, in the language of the page."""
    return {
        "unknown": _("pas encore vérifié"),
        "yes": _("oui"),
        "no": _("non"),
        "not_applicable": _("sans objet"),
    }[answer]


_LINES = {"sub_processors": _chain, "transfers": _transfers, "clauses": _clauses}
