"""The forms of the parts of a processor's file. Shapes only."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext as now_gettext
from django.utils.translation import gettext_lazy as _

from portal.fields import DayField, LongTextField, version_field
from portal.law.processors import rules
from portal.processors.catalogue import vendor_named
from portal.processors.words import choices_of, spoken

LINE, TEXT = 300, 4_000


class SectionForm(forms.Form):
    """One part: `names` are the fields of the facts that it writes as they are."""

    names: ClassVar[tuple[str, ...]] = ()

    version = version_field()

    def changes(self) -> dict[str, object]:
        """Return the fields that were asked, cleaned; the form is valid."""
        return {name: plain(self.cleaned_data[name]) for name in self.names}


class IdentityForm(SectionForm):
    """Who it is and what it is to the establishment."""

    names = ("name", "services", "qualification", "qualification_note")

    name = LongTextField(
        limit=160,
        label=_("Son nom"),
        help_text=_("Un nom du catalogue relie la fiche au prestataire et à son certificat."),
    )
    services = LongTextField(
        limit=TEXT, rows=3, required=False, label=_("Ce qu’il fait pour l’établissement")
    )
    qualification = forms.ChoiceField(label=_("Il agit comme"), widget=forms.RadioSelect)
    qualification_note = LongTextField(
        limit=TEXT,
        rows=2,
        required=False,
        label=_("Pourquoi"),
        help_text=_("Qui décide des finalités et des moyens (RGPD art. 4, 7° et 8°)."),
    )

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        """Offer the catalogue's names, and each qualification with its examples."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs |= {"list": "catalogue", "autocomplete": "off"}
        offered = self.fields["qualification"]
        if isinstance(offered, forms.ChoiceField):
            offered.choices = [
                (one.id, f"{spoken(one.words)}\u00a0: {spoken(one.examples)}.")
                for one in rules().qualifications
            ]

    def changes(self) -> dict[str, object]:
        """Return the fields; a name of the catalogue brings its vendor, another drops it.

        A name left as it was keeps its vendor, whatever the catalogue calls it since.
        """
        found = super().changes()
        if "name" not in self.changed_data:
            return found
        vendor = vendor_named(self.cleaned_data["name"])
        return found | (
            {"name": vendor.name, "vendor": str(vendor.pk)} if vendor else {"vendor": ""}
        )


class ContactsForm(SectionForm):
    """Whom to call."""

    names = ("contact_name", "contact_email", "contact_phone", "dpo_contact")

    contact_name = LongTextField(limit=LINE, required=False, label=_("Contact"))
    contact_email = forms.EmailField(required=False, max_length=LINE, label=_("Courriel"))
    contact_phone = LongTextField(limit=40, required=False, label=_("Téléphone"))
    dpo_contact = LongTextField(
        limit=LINE,
        required=False,
        label=_("Son délégué à la protection des données"),
        help_text=_("À prévenir d’une violation ou d’une demande (RGPD art. 33 §2 et 28 §3 e)."),
    )


class ContractForm(SectionForm):
    """The contract in time."""

    names = ("signed_on", "starts_on", "ends_on", "notice_days", "renewal_months")

    signed_on = DayField(
        label=_("Signé le"),
        required=False,
        help_text=_("Sans signature, il n’y a pas de contrat (RGPD art. 28 §9)."),
    )
    starts_on = DayField(label=_("Début"), required=False)
    ends_on = DayField(
        label=_("Fin"),
        required=False,
        help_text=_("Une échéance s’ouvre trois mois avant. Vide\u00a0: durée indéterminée."),
    )
    notice_days = forms.IntegerField(
        label=_("Préavis, en jours"),
        required=False,
        min_value=0,
        max_value=1_100,
        help_text=_("L’échéance est avancée d’autant\u00a0: après, il est trop tard pour partir."),
    )
    renewal_months = forms.IntegerField(
        label=_("Tacite reconduction, de combien de mois"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Vide\u00a0: il ne se reconduit pas tout seul."),
    )


class ChainForm(SectionForm):
    """Whom it engages in its turn."""

    names = ("has_general_authorisation",)

    has_general_authorisation = forms.BooleanField(
        required=False,
        label=_("Autorisation générale écrite, avec droit d’objection"),
        help_text=_("Sinon, chacun demande une autorisation écrite (RGPD art. 28 §2)."),
    )


class TransfersForm(SectionForm):
    """Where data leave the EEA: rows only."""


class HostingForm(SectionForm):
    """Health data hosted, and a certificate outside the catalogue."""

    names = ("hosts_health_data", "hds_number", "hds_ends_on")

    hosts_health_data = forms.BooleanField(
        required=False, label=_("Il héberge des données de santé pour l’établissement")
    )
    hds_number = LongTextField(
        limit=80,
        required=False,
        label=_("Numéro du certificat HDS"),
        help_text=_("Pour un prestataire hors du catalogue\u00a0; le catalogue tient les siens."),
    )
    hds_ends_on = DayField(label=_("Fin du certificat"), required=False)


class NotesForm(SectionForm):
    """What else is worth knowing."""

    names = ("notes",)

    notes = LongTextField(
        limit=TEXT,
        rows=6,
        required=False,
        label=_("Notes"),
        help_text=_("Ce qui aide un collègue. Sans nom de patient."),
    )


class Row(forms.Form):
    def add_prefix(self, field_name: str) -> str:
        """Return the name of a field, and name the box of removal when it appears."""
        if field_name == "DELETE" and field_name in self.fields:
            self.fields[field_name].label = now_gettext("Retirer cette ligne")
        return super().add_prefix(field_name)


class SubProcessorRow(Row):
    """One further processor."""

    name = LongTextField(limit=LINE, label=_("Nom"))
    service = LongTextField(limit=LINE, required=False, label=_("Ce qu’il fait"))
    country = LongTextField(limit=80, required=False, label=_("Pays"))
    is_authorised = forms.BooleanField(required=False, label=_("Autorisé par écrit"))


class TransferRow(Row):
    """One transfer."""

    country = LongTextField(limit=80, label=_("Pays"))
    tool = forms.ChoiceField(label=_("Ce qui le permet"), initial="none")
    document = LongTextField(
        limit=LINE, required=False, label=_("Document"), help_text=_("Où il se trouve.")
    )
    assessed_on = DayField(
        label=_("Évaluation faite le"),
        required=False,
        help_text=_("L’analyse d’impact du transfert (CEPD 01/2020)."),
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        offered = self.fields["tool"]
        if isinstance(offered, forms.ChoiceField):
            offered.choices = choices_of(rules().tools)


def plain(value: object) -> object:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
