"""Views of the list that a person keeps: private, one name and one filter each."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.refusal import CaseRefused
from tenants.accounts.models import User
from tenants.portfolio.models import DeskView

LONGEST = 2000


class ViewRefused(CaseRefused):
    """A refusal about a view of the desk."""


@transaction.atomic
def keep(*, name: str, query: str, by: User, now: datetime) -> DeskView:
    """Return the view kept. `query` is the filter as `FilterForm.query` writes it.

    Errors: ViewRefused (no filter, one too long, the same name or filter twice).
    """
    if not query:
        raise ViewRefused(
            _("Choisissez d’abord un filtre\u00a0: cette vue montrerait toute la liste.")
        )
    if len(query) > LONGEST:
        raise ViewRefused(_("Ce filtre est trop long pour être gardé\u00a0: simplifiez-le."))
    view = DeskView(person_id=by.pk, name=name, query=query, saved_at=now)
    # Two tabs at once: PostgreSQL keeps one, and the other is told the same as after it.
    DeskView.objects.bulk_create([view], ignore_conflicts=True)
    if not DeskView.objects.filter(pk=view.pk).exists():
        _refuse_twice(by, name=name, query=query)
    return view


@transaction.atomic
def remove(*, view: DeskView) -> None:
    """Take the view away."""
    view.delete()


def _refuse_twice(by: User, *, name: str, query: str) -> None:
    same = DeskView.objects.filter(person_id=by.pk, query=query).first()
    if same is not None:
        raise ViewRefused(
            _("Vous gardez déjà ce filtre sous le nom «\u00a0%(name)s\u00a0».")
            % {"name": same.name}
        )
    raise ViewRefused(
        _("Vous avez déjà une vue de ce nom\u00a0: choisissez-en un autre."), field="name"
    )
