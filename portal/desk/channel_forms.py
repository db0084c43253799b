"""Forms of « Mes alertes »: the digest's rhythm, a new calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.agenda.chat_services import SERVICES
from tenants.agenda.models import Digest
from tenants.directory.models import Establishment


class DigestForm(forms.Form):
    """How often the digest comes."""

    cadence = forms.ChoiceField(
        label=_("Le résumé m’est envoyé"),
        help_text=_(
            "À 8\u00a0heures, heure de vos établissements\u00a0: ce qui est en retard, ce qui "
            "tombe sous sept jours, ce qui a changé. Les alertes de chaque échéance partent de "
            "toute façon."
        ),
        choices=Digest.Cadence.choices,
        widget=forms.RadioSelect,
    )


class _PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    # Generic for mypy alone: Django’s own class takes no argument when it runs.
    def label_from_instance(self, obj: Establishment) -> str:
        return str(obj.name)


class CalendarForm(forms.Form):
    """What a new calendar holds: everything the person sees, or one establishment."""

    establishment = _PlaceField(
        label=_("Ce que l’agenda contient"),
        help_text=_("Les titres disent la référence et la règle, jamais un nom."),
        queryset=Establishment.objects.none(),
        empty_label=_("Toutes mes échéances"),
        required=False,
    )

    def __init__(self, data: object = None) -> None:
        """Offer the establishments that PostgreSQL shows to the person."""
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["establishment"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 — tells mypy
        field.queryset = Establishment.objects.order_by("name", "pk")


class ChatForm(forms.Form):
    """A new channel: the service, and the address it gives."""

    service = forms.ChoiceField(
        label=_("Service"), choices=[(one.code, one.name) for one in SERVICES.values()]
    )
    address = forms.CharField(
        label=_("Adresse que le service vous donne"),
        help_text=_(
            "L’adresse du «\u00a0webhook entrant\u00a0» de votre messagerie, du sujet ntfy ou de "
            "l’option SMS, en entier. Elle est chiffrée dès qu’elle arrive et n’est plus jamais "
            "montrée."
        ),
        max_length=700,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CodeForm(forms.Form):
    """The code a channel received."""

    code = forms.CharField(
        label=_("Code reçu"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
