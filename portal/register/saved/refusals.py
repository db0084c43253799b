"""Why a view of the list cannot be kept, each with its sentence."""

from django.utils.translation import gettext as _

from portal.refusal import CaseRefused
from portal.register.saved.models import SavedView

# What the column holds; an address longer than that would not travel by mail either.
LONGEST = 2000


class ViewRefused(CaseRefused):
    """A refusal about a saved view."""


def check_filter(query: str) -> None:
    """Refuse to keep the whole list under a name, or a filter too long to be kept."""
    if not query:
        raise ViewRefused(
            _("Choisissez d’abord un filtre\u00a0: cette vue montrerait toute la liste.")
        )
    if len(query) > LONGEST:
        raise ViewRefused(_("Ce filtre est trop long pour être gardé\u00a0: simplifiez-le."))


def check_own(others: list[SavedView], *, name: str, query: str) -> None:
    """Refuse a second view of the same name, or of the same filter, among one person's others."""
    if any(one.name.lower() == name.lower() for one in others):
        raise ViewRefused(
            _("Vous avez déjà une vue de ce nom\u00a0: choisissez-en un autre."), field="name"
        )
    same = next((one for one in others if one.query == query), None)
    if same is not None:
        raise ViewRefused(
            _("Vous gardez déjà ce filtre sous le nom «\u00a0%(name)s\u00a0».")
            % {"name": same.name}
        )


def check_shared(shared: list[SavedView], *, name: str) -> None:
    """Refuse to share a second view of the same name: two chips would read alike."""
    if any(one.name.lower() == name.lower() for one in shared):
        raise ViewRefused(
            _("L’équipe a déjà une vue partagée de ce nom\u00a0: choisissez-en un autre."),
            field="name",
        )
