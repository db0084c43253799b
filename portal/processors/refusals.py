"""What cannot be done to a processor, each with the sentence that says why."""

from datetime import date

from django.utils.translation import gettext as _

from portal.processors.facts import Facts
from portal.processors.models import ProcessorLink, ProcessorLinkVersion
from portal.refusal import CaseRefused


class ProcessorRefused(CaseRefused):
    """A refusal about a processor."""


class VersionConflictError(ProcessorRefused):
    """Somebody else wrote the same fields meanwhile. `theirs` is the version that stands."""

    def __init__(self, theirs: ProcessorLinkVersion, fields: tuple[str, ...]) -> None:
        """Keep the other person's version, and the names of the fields that both changed."""
        super().__init__(
            _(
                "Quelqu’un d’autre vient d’écrire au même endroit. Rien n’a été écrasé\u00a0: "
                "comparez ci-dessous, corrigez, puis enregistrez à nouveau."
            )
        )
        self.theirs = theirs
        self.fields = fields


def check_active(link: ProcessorLink) -> None:
    """Refuse a change to a processor that is ended."""
    if link.is_ended:
        raise ProcessorRefused(
            _("Ce sous-traitant est terminé\u00a0: rouvrez sa fiche avant de la modifier.")
        )


def check_ended(link: ProcessorLink) -> None:
    """Refuse to reopen what is not ended."""
    if not link.is_ended:
        raise ProcessorRefused(_("Cette fiche n’est pas terminée."))


def check_facts(facts: Facts, *, today: date) -> None:
    """Refuse what cannot be: no name, a signature to come, an end before its beginning."""
    if not facts.name:
        raise ProcessorRefused(_("Donnez le nom du sous-traitant."), field="name")
    if facts.signed_on is not None and facts.signed_on > today:
        raise ProcessorRefused(
            _("Ce jour n’est pas encore venu\u00a0: notez la signature une fois faite."),
            field="signed_on",
        )
    starts = facts.starts_on or facts.signed_on
    if facts.ends_on is not None and starts is not None and facts.ends_on < starts:
        raise ProcessorRefused(
            _("La fin du contrat vient avant son début\u00a0: vérifiez les deux dates."),
            field="ends_on",
        )
    if facts.ends_on is None and (facts.notice_days or facts.renewal_months):
        raise ProcessorRefused(
            _("Un préavis ou une reconduction se compte depuis la fin\u00a0: donnez-la."),
            field="ends_on",
        )


def check_renewal(link: ProcessorLink, ends_on: date | None) -> None:
    """Refuse a renewal that ends no later than the contract it follows."""
    if ends_on is not None and link.ends_on is not None and ends_on <= link.ends_on:
        raise ProcessorRefused(
            _("La nouvelle fin vient après celle du contrat en cours."), field="ends_on"
        )
