"""How a sheet is asked for: form fields built from it, so that a field added there is asked here.

A section is one form for its plain fields, and one set of rows for each repeated field.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import UnionType
from typing import TYPE_CHECKING, get_args, get_origin

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portal.fields import LongTextField
from portal.register.fields import Field, fields
from portal.register.sheet import Sheet
from portal.register.words import choices_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINE, TEXT = 300, 4_000
# Chosen among the establishment's own processors: offered by the page, see `offer`.
_LINK = "processors.link"


class LinesField(LongTextField):
    """Several lines of text, one a line; cleans to a list without empty lines."""

    def prepare_value(self, value: object) -> object:
        """Return the lines as a text area shows them."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def lines_of(self, cleaned: str) -> list[str]:
        """Return what was typed, a line each."""
        return [line.strip() for line in cleaned.splitlines() if line.strip()]

    def validate(self, value: str) -> None:
        """Refuse a line that is longer than the register keeps."""
        super().validate(value)
        if any(len(line) > LINE for line in self.lines_of(value)):
            raise forms.ValidationError(
                _("Une ligne est trop longue\u00a0: %(limit)d caractères au plus.")
                % {"limit": LINE}
            )


class LinkField(forms.ChoiceField):
    """A processor of the establishment, by the id of its file; what is written already stays."""

    def valid_value(self, value: str) -> bool:
        """Return whether it is offered, or was there: a file of elsewhere is not lost."""
        return len(value) <= LINE


def offer(
    formset: "forms.BaseFormSet[forms.Form]", links: "Iterable[tuple[str, str]] | None"
) -> None:
    """Offer the processors of the establishment, (id, name) each, in every row of the set.

    None: there is no establishment, and nothing to choose from.
    """
    offered = list(links or ())
    known = {link for link, _name in offered}
    for form in formset.forms:
        field = form.fields["link"]
        if isinstance(field, LinkField):
            said = str(form["link"].value() or "")
            gone = [(said, _("Fiche inconnue ici"))] if said and said not in known else []
            field.choices = [("", _("Pas de fiche")), *offered, *gone]
            if links is None:
                field.widget = forms.HiddenInput()
        # Choosing a file is enough: its name is then the label.
        form.fields["label"].required = links is None
        if isinstance(form, _Row):
            form.names = dict(offered)


def plain_form(paths: list[str], *, examples: Mapping[str, str]) -> type[forms.Form]:
    """Return the form of the fields of a section that are not repeated."""
    built: dict[str, forms.Field] = {}
    for path in paths:
        model, name = _owner(path)
        built[path] = _input(path, model.model_fields[name], examples)
    return type("PlainForm", (forms.Form,), built)


def rows_form(
    name: str, *, extra: int, examples: Mapping[str, str]
) -> "type[forms.BaseFormSet[forms.Form]]":
    """Return the set of rows of a repeated field; `origin` is a row's place in what was read."""
    row = row_model(name)
    built: dict[str, forms.Field] = {
        part: _input(f"{name}.{part}", info, examples) for part, info in row.model_fields.items()
    }
    built[next(iter(row.model_fields))].required = True
    built["origin"] = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=1_000
    )
    form = type("RowForm", (_Row,), built)
    return forms.formset_factory(form, extra=extra, can_delete=True, max_num=200, absolute_max=300)


class _Row(forms.Form):
    """One row; its box to take it away says so in plain words.

    `names` are those of the processors offered, by the id of their file.
    """

    names: "dict[str, str] | None" = None

    def clean(self) -> "dict[str, object]":
        """Return what was typed; a processor chosen without a label takes the name of its file."""
        cleaned = super().clean() or self.cleaned_data
        if self.names is not None and not cleaned.get("label") and "label" not in self.errors:
            cleaned["label"] = self.names.get(str(cleaned.get("link", "")), "")
            if not cleaned["label"] and not cleaned.get("DELETE"):
                self.add_error("label", self.fields["label"].error_messages["required"])
        return cleaned

    def add_prefix(self, field_name: str) -> str:
        """Return the name of a field, and name the box of removal when it appears."""
        if field_name == "DELETE" and field_name in self.fields:
            self.fields[field_name].label = _("Retirer cette ligne")
        return super().add_prefix(field_name)


def row_model(name: str) -> type[BaseModel]:
    """Return what one row of the repeated field is made of."""
    (row, *_rest) = get_args(Sheet.model_fields[name].annotation)
    if not (isinstance(row, type) and issubclass(row, BaseModel)):
        raise KeyError(name)
    return row


def is_repeated(name: str) -> bool:
    """Return whether the field of the sheet is a list of rows, each with parts of its own."""
    arguments = get_args(Sheet.model_fields[name].annotation)
    first = arguments[0] if arguments else None
    return isinstance(first, type) and issubclass(first, BaseModel)


def plain_paths(names: list[str]) -> list[str]:
    """Return the paths asked in the plain form: the parts of a part, the field itself else."""
    found: list[str] = []
    for name in names:
        annotation = Sheet.model_fields[name].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            found += [f"{name}.{part}" for part in annotation.model_fields]
        elif not is_repeated(name):
            found.append(name)
    return found


def _owner(path: str) -> tuple[type[BaseModel], str]:
    name, _dot, part = path.partition(".")
    annotation = Sheet.model_fields[name].annotation
    if part and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, part
    return Sheet, name


def _input(path: str, info: FieldInfo, examples: Mapping[str, str]) -> forms.Field:
    """Return the form field for a field of the sheet, with its words."""
    known = fields().get(path)
    label = known.label if known else path
    help_text = _help(known, example=examples.get(path, "")) if known else ""
    if path == _LINK:
        return LinkField(required=False, label=label, help_text=help_text)
    codes = _codes(info)
    if codes is not None:
        return _choice(info, codes=codes, label=label, help_text=help_text)
    if info.annotation is bool:
        return forms.BooleanField(required=False, label=label, help_text=help_text)
    if get_origin(info.annotation) is UnionType:
        return forms.IntegerField(
            required=False, min_value=0, max_value=10**9, label=label, help_text=help_text
        )
    if get_origin(info.annotation) is tuple:
        return LinesField(limit=TEXT, rows=3, required=False, label=label, help_text=help_text)
    limit = max((getattr(one, "max_length", None) or 0 for one in info.metadata), default=0)
    return LongTextField(
        limit=limit or LINE,
        rows=3 if limit > LINE else 0,
        required=path == "name",
        label=label,
        help_text=help_text,
    )


def _codes(info: FieldInfo) -> type[StrEnum] | None:
    """Return the codes that a field takes, one or several; None for free text."""
    for one in (info.annotation, *get_args(info.annotation)):
        if isinstance(one, type) and issubclass(one, StrEnum):
            return one
    return None


def _choice(
    info: FieldInfo, *, codes: type[StrEnum], label: str, help_text: "StrOrPromise"
) -> forms.Field:
    choices = choices_of(codes)
    if get_origin(info.annotation) is tuple:
        return forms.MultipleChoiceField(
            required=False,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            label=label,
            help_text=help_text,
        )
    return forms.ChoiceField(
        choices=choices, initial=info.default, label=label, help_text=help_text
    )


def _help(known: Field, *, example: str) -> SafeString:
    """Return why it is asked, an example from the profession, and the article.

    The templates speak French: a page in another language keeps the example that was translated.
    """
    is_french = (get_language() or "fr").startswith("fr")
    said = (example or known.example) if is_french else (known.example or example)
    shown = (
        format_html(' <span class="eg">{} {}</span>', _("Par exemple\u00a0:"), said) if said else ""
    )
    return format_html("{}{} <cite>{}</cite>", known.why, shown, known.source)


def starting(values: Mapping[str, object], *, paths: list[str]) -> dict[str, object]:
    """Return the first values of the plain form, from a sheet dumped as JSON."""
    found: dict[str, object] = {}
    for path in paths:
        name, _dot, part = path.partition(".")
        value = values[name]
        found[path] = value[part] if part and isinstance(value, dict) else value
    return found
