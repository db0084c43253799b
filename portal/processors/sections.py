"""The parts of a processor's file, each written on a page of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext as now_gettext
from django.utils.translation import gettext_lazy as _

from portal.fields import DayField, LongTextField, version_field
from portal.law.processors import rules
from portal.processors.catalogue import vendor_named
from portal.processors.facts import Facts, SubProcessor, Transfer
from portal.processors.words import choices_of, spoken

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINE, TEXT = 300, 4_000


class SectionForm(forms.Form):
    """One part: `names` are the fields of the facts that it writes as they are."""

    names: ClassVar[tuple[str, ...]] = ()

    version = version_field()

    def changes(self) -> dict[str, object]:
        """Return the fields that were asked, cleaned; the form is valid."""
        return {name: _plain(self.cleaned_data[name]) for name in self.names}


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
        """Return the fields; a name of the catalogue brings its vendor, another drops it."""
        vendor = vendor_named(self.cleaned_data["name"])
        found = super().changes()
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


class _Row(forms.Form):
    def add_prefix(self, field_name: str) -> str:
        """Return the name of a field, and name the box of removal when it appears."""
        if field_name == "DELETE" and field_name in self.fields:
            self.fields[field_name].label = now_gettext("Retirer cette ligne")
        return super().add_prefix(field_name)


class SubProcessorRow(_Row):
    """One further processor."""

    name = LongTextField(limit=LINE, label=_("Nom"))
    service = LongTextField(limit=LINE, required=False, label=_("Ce qu’il fait"))
    country = LongTextField(limit=80, required=False, label=_("Pays"))
    is_authorised = forms.BooleanField(required=False, label=_("Autorisé par écrit"))


class TransferRow(_Row):
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


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file: its name in an address, its words, its form, its rows if any."""

    slug: str
    label: "StrOrPromise"
    form: type[SectionForm]
    shows: tuple[str, ...]
    row: type[_Row] | None = None
    rows_of: str = ""

    @property
    def writes(self) -> tuple[str, ...]:
        """The fields of the facts that the section writes."""
        return (*self.form.names, *((self.rows_of,) if self.rows_of else ()))


SECTIONS = (
    Section("identite", _("Qui il est"), IdentityForm, IdentityForm.names[1:]),
    Section("contrat", _("Contrat"), ContractForm, ContractForm.names),
    Section("contacts", _("Contacts"), ContactsForm, ContactsForm.names),
    Section(
        "sous-traitance",
        _("Sous-traitance ultérieure"),
        ChainForm,
        ("has_general_authorisation", "sub_processors"),
        SubProcessorRow,
        "sub_processors",
    ),
    Section(
        "transferts",
        _("Transferts hors de l’EEE"),
        TransfersForm,
        ("transfers",),
        TransferRow,
        "transfers",
    ),
    Section(
        "hebergement",
        _("Hébergement"),
        HostingForm,
        ("hosts_health_data", "hds_number", "hds_ends_on"),
    ),
    Section("notes", _("Notes"), NotesForm, ("notes",)),
)


def section_at(slug: str) -> Section | None:
    """Return the section of that name in an address, None for no such one."""
    return next((one for one in SECTIONS if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A section to write: its form, and its rows when it has some."""

    section: Section
    form: SectionForm
    rows: "forms.BaseFormSet[forms.Form] | None"

    def is_valid(self) -> bool:
        """Return whether every part has the right shape."""
        return all([self.form.is_valid(), self.rows is None or self.rows.is_valid()])

    def changes(self) -> dict[str, object]:
        """Return the fields as they become; the page is valid."""
        found = self.form.changes()
        if self.rows is not None:
            found[self.section.rows_of] = _rows(self.rows, of=self.section.rows_of)
        return found


def page_of(section: Section, facts: Facts, *, version: int, typed: object = None) -> Page:
    """Return the section to write: what the facts say, or what was typed."""
    values = facts.model_dump()
    initial = {"version": version} | {name: values[name] for name in section.form.names}
    rows = None
    if section.row is not None:
        known = values[section.rows_of]
        kind = forms.formset_factory(
            section.row,
            extra=0 if known else 1,
            can_delete=True,
            max_num=100,
            absolute_max=120,
        )
        rows = kind(typed, prefix="rows", initial=known)  # type: ignore[arg-type]
    return Page(section, section.form(typed, initial=initial), rows)  # type: ignore[arg-type]


def _rows(rows: "forms.BaseFormSet[forms.Form]", *, of: str) -> tuple[SubProcessor | Transfer, ...]:
    kind = SubProcessor if of == "sub_processors" else Transfer
    return tuple(
        kind.model_validate(
            {name: _plain(value) for name, value in form.cleaned_data.items() if name != "DELETE"}
        )
        for form in rows.forms
        if form.cleaned_data and form not in rows.deleted_forms
    )


def _plain(value: object) -> object:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
