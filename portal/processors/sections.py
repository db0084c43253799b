"""The parts of a processor's file, each written on a page of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.processors.facts import Facts, SubProcessor, Transfer
from portal.processors.section_forms import (
    ChainForm,
    ContactsForm,
    ContractForm,
    HostingForm,
    IdentityForm,
    NotesForm,
    Row,
    SectionForm,
    SubProcessorRow,
    TransferRow,
    TransfersForm,
    plain,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file: its name in an address, its words, its form, its rows if any."""

    slug: str
    label: "StrOrPromise"
    form: type[SectionForm]
    shows: tuple[str, ...]
    row: type[Row] | None = None
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
            {name: plain(value) for name, value in form.cleaned_data.items() if name != "DELETE"}
        )
        for form in rows.forms
        if form.cleaned_data and form not in rows.deleted_forms
    )
