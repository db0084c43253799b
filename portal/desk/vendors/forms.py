"""Forms about a vendor: which ones the list shows, its public facts, its certificate."""

from collections.abc import Iterable

from django import forms
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.fields import DayField, LongTextField, version_field
from portal.law.processors import rules
from portal.processors.words import choices_of, spoken
from tenants.library.models import Vendor
from tenants.library.vendors import Certified


class FilterForm(forms.Form):
    """Which vendors the list shows, and in which order."""

    q = forms.CharField(
        required=False,
        max_length=120,
        label=_("Chercher"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    nature = forms.ChoiceField(
        required=False,
        label=_("Nature"),
        choices=[
            ("", _("Toutes les natures")),
            *((value, capfirst(label)) for value, label in Vendor.Kind.choices),
        ],
    )
    avec = forms.ChoiceField(
        required=False,
        label=_("Seulement"),
        choices=[
            ("", _("Tous les prestataires")),
            ("utilises", _("Utilisés par un client")),
            ("expire", _("Certificat HDS expiré")),
            ("bientot", _("Certificat HDS qui expire bientôt")),
            ("sans-certificat", _("Sans certificat HDS")),
            ("sans-accord", _("Sans accord de l’article 28 connu")),
            ("hors-eee", _("Hors de l’EEE, ou sous une loi étrangère")),
        ],
    )
    tri = forms.ChoiceField(
        required=False,
        label=_("Par"),
        choices=[
            ("", _("Nom")),
            ("clients", _("Nombre de clients")),
            ("fin", _("Fin du certificat")),
        ],
    )

    def asked(self) -> dict[str, str]:
        """Return what is asked for; a value that is not offered counts as none."""
        self.is_valid()
        kept = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        return {
            "words": kept["q"].replace("\0", ""),
            "kind": kept["nature"],
            "only": kept["avec"],
            "sort": kept["tri"],
        }


class _AddressField(forms.URLField):
    """A web address, http or https alone."""

    default_validators = [URLValidator(schemes=["http", "https"])]  # noqa: RUF012 — Django's own


class VendorForm(forms.Form):
    """The public facts of a vendor."""

    version = version_field()
    name = LongTextField(
        limit=160,
        label=_("Nom"),
        help_text=_("Celui que les établissements connaissent. Un seul par prestataire."),
    )
    kind = forms.ChoiceField(label=_("Nature"))
    services = LongTextField(limit=2_000, rows=3, required=False, label=_("Ce qu’il fait"))
    website = _AddressField(required=False, max_length=300, label=_("Site"), assume_scheme="https")
    hosting_area = forms.ChoiceField(label=_("Où sont les données"))
    hosting_countries = LongTextField(
        limit=300,
        required=False,
        label=_("Pays d’hébergement"),
        help_text=_("Par exemple\u00a0: France, Irlande."),
    )
    parent_country = LongTextField(
        limit=80,
        required=False,
        label=_("Pays de la maison mère, si elle est hors de l’EEE"),
        help_text=_("Sa loi peut atteindre les données, où qu’elles soient (RGPD art. 48)."),
    )
    transfer_tool = forms.ChoiceField(
        required=False, label=_("Ce qui permet un transfert"), help_text=_("RGPD art. 44 à 49.")
    )
    agreement = forms.ChoiceField(
        label=_("Propose un accord de l’article 28"),
        help_text=_("Un contrat type publié, ou donné sur demande."),
    )
    agreement_url = _AddressField(
        required=False, max_length=300, label=_("Adresse de cet accord"), assume_scheme="https"
    )
    sub_processors = LongTextField(
        limit=4_000,
        rows=4,
        required=False,
        label=_("Ses sous-traitants connus"),
        help_text=_("Un par ligne, avec son pays."),
    )
    source = LongTextField(
        limit=2_000,
        rows=2,
        required=False,
        label=_("D’où vient l’information"),
        help_text=_("Des faits publics seulement\u00a0: cette fiche est lue par tous les clients."),
    )
    checked_on = DayField(label=_("Relu le"), required=False)

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        """Offer the choices in the language of the page."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["version"].required = False
        _offer(self.fields["kind"], _capital(Vendor.Kind.choices))
        _offer(self.fields["hosting_area"], _capital(Vendor.Area.choices))
        _offer(self.fields["agreement"], _capital(Vendor.Agreement.choices))
        _offer(self.fields["transfer_tool"], [("", "—"), *choices_of(rules().tools)])

    def facts(self) -> dict[str, object]:
        """Return the facts to write; the form is valid."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class CertificateForm(forms.Form):
    """A hosting certificate as its paper says it."""

    certificate_version = version_field()
    holder = LongTextField(limit=160, label=_("Titulaire"))
    number = LongTextField(limit=80, label=_("Numéro"))
    body = LongTextField(limit=160, label=_("Organisme certificateur"))
    activities = forms.MultipleChoiceField(
        label=_("Activités couvertes"), widget=forms.CheckboxSelectMultiple
    )
    referential = LongTextField(
        limit=20,
        required=False,
        label=_("Version du référentiel"),
        help_text=_("Par exemple\u00a0: v2.0."),
    )
    issued_on = DayField(label=_("Délivré le"))
    expires_on = DayField(
        label=_("Valable jusqu’au"),
        help_text=_("Chaque client qui y héberge des données de santé en reçoit l’échéance."),
    )
    verified_on = DayField(label=_("Vérifié sur la liste publique le"), required=False)
    sites = LongTextField(limit=2_000, rows=2, required=False, label=_("Sites"))
    corrects = forms.BooleanField(
        required=False,
        label=_("C’est le même certificat, mal recopié"),
        help_text=_("Les échéances se déplacent, au lieu d’être tenues par le nouveau."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        has_former: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Offer the activities; a correction only where there is something to correct."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        numbered = [(one.id, f"{one.id}. {spoken(one.words)}") for one in rules().activities]
        _offer(self.fields["activities"], numbered)
        self.fields["verified_on"].help_text = spoken(rules().hosting_check)
        if not has_former:
            del self.fields["corrects"]

    def given(self) -> Certified:
        """Return what the action writes; the form is valid."""
        cleaned = self.cleaned_data
        return Certified(
            holder=cleaned["holder"],
            number=cleaned["number"],
            body=cleaned["body"],
            activities=tuple(cleaned["activities"]),
            referential=cleaned["referential"],
            issued_on=cleaned["issued_on"],
            expires_on=cleaned["expires_on"],
            verified_on=cleaned["verified_on"],
            sites=cleaned["sites"],
            corrects=bool(cleaned.get("corrects")),
        )


class WithdrawForm(forms.Form):
    """The certificate that the person was reading when they withdrew it."""

    certificate_version = version_field()


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _capital(choices: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]
