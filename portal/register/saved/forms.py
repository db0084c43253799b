"""Forms about views of the list. Shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import LongTextField


class ViewForm(forms.Form):
    """The name of a view, and whether the team sees it."""

    name = LongTextField(
        limit=60,
        label=_("Nom de la vue"),
        help_text=_("Par exemple\u00a0: à revoir avant l’audit."),
    )
    is_shared = forms.BooleanField(
        required=False,
        label=_("Partager avec l’équipe"),
        help_text=_("Tous ceux qui lisent ce registre la verront."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        may_share: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Leave sharing out for who may not."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        if not may_share:
            del self.fields["is_shared"]
