"""The file to bring, what its columns are, the confirmation. Shapes only."""

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from portal.register.imports.mapping import Mapping, choices, targets
from portal.register.imports.tables import Table
from portal.register.models import Activity
from portal.uploads import MOST_SENT

_TOO_HEAVY = _(
    "Ce fichier pèse plus de 10\u00a0Mo\u00a0: retirez-en les images et les feuilles sans "
    "activité, puis choisissez-le de nouveau."
)
_ACCEPTED = ".ods,.xlsx,.csv,.json"
_SHOWN = 5
_LONGEST_SHOWN = 90


class FileForm(forms.Form):
    """A file of at most MOST_SENT bytes. `is_too_heavy`: it was already left out for its weight."""

    file = forms.FileField(
        label=_("Fichier du registre"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED, "class": "drop-zone"}),
        help_text=_(
            "Tableur ODS ou Excel, CSV, ou JSON de Vigie\u00a0; 10\u00a0Mo et 5\u00a0000 lignes "
            "au plus. Le fichier peut aussi être déposé dans ce cadre."
        ),
        error_messages={"required": _("Choisissez un fichier.")},
    )

    def __init__(
        self, data: object = None, files: object = None, *, is_too_heavy: bool = False
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        if is_too_heavy:
            self.fields["file"].error_messages["required"] = _TOO_HEAVY

    def clean_file(self) -> "File[bytes]":
        """Refuse a file that weighs too much."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_SENT:
            raise forms.ValidationError(_TOO_HEAVY)
        return file


class ColumnsForm(forms.Form):
    """Where each column of a table goes; `chosen` is what stands there at first."""

    def __init__(self, data: object = None, *, table: Table, chosen: Mapping) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.table = table
        places = [("", _("Laisser de côté")), *choices()]
        for index, title in enumerate(table.titles):
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=title or _("Colonne %(number)s sans titre") % {"number": index + 1},
                choices=places,
                required=False,
                initial=chosen.columns.get(index, ""),
            )
        self.fields["role"] = forms.ChoiceField(
            label=_("Quand aucune colonne ne le dit, l’établissement est"),
            choices=Activity.Role.choices,
            initial=chosen.role,
            widget=forms.RadioSelect,
        )

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return the field of each column with the first texts under its title."""
        rows = self.table.rows[:_SHOWN]
        return [
            (self[f"c{index}"], [row.cell(index)[:_LONGEST_SHOWN] for row in rows])
            for index in range(len(self.table.titles))
        ]

    def clean(self) -> dict[str, object]:
        """Refuse a choice without a name, or with two columns where one fits."""
        if "name" not in self.cleaned_data.values():
            self.add_error(
                None,
                _(
                    "Dites quelle colonne donne le nom\u00a0: c’est par lui qu’une activité est "
                    "connue."
                ),
            )
        seen: set[str] = set()
        for name, code in list(self.cleaned_data.items()):
            if name == "role" or not code:
                continue
            if code in seen and not targets()[code].takes_many:
                self.add_error(name, _("Une autre colonne va déjà là."))
            seen.add(code)
        return self.cleaned_data

    def mapping(self) -> Mapping:
        """Return what a valid form chose."""
        role = self.cleaned_data["role"]
        return Mapping(
            columns={
                int(name.removeprefix("c")): code
                for name, code in self.cleaned_data.items()
                if name != "role" and code
            },
            role="processor" if role == "processor" else "controller",
        )


class ConfirmForm(forms.Form):
    """The fates that were read, by their seal; whether the refused lines are left out."""

    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)
    only_valid = forms.BooleanField(required=False)
