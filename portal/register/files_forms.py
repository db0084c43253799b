"""Which file of the register is asked for: format, day, whole or communicable. Shapes only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.instants import NoSuchTime, to_local, to_utc
from portal.register.exports.formats import Format

_FORMATS = [
    (Format.PDF, _("PDF/A\u00a0: à imprimer, à remettre à la CNIL, à conserver")),
    (Format.ODS, _("Tableur ODS, au modèle simplifié de la CNIL")),
    (Format.XLSX, _("Tableur Excel, au modèle simplifié de la CNIL")),
    (Format.DOCX, _("Word\u00a0: à annoter")),
    (Format.CSV, _("CSV\u00a0: une activité par ligne")),
    (Format.JSON, _("JSON\u00a0: tout le contenu, pour un autre Vigie")),
    (Format.DPV, _("JSON-LD (vocabulaire DPV du W3C)\u00a0: pour un autre logiciel")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A file asked for; `at` is a UTC instant."""

    format: Format
    at: datetime
    is_redacted: bool


class FileForm(forms.Form):
    """The choice of a file. `now` is UTC, `zone` the establishment's."""

    format = forms.ChoiceField(
        label=_("Format"), choices=_FORMATS, initial=Format.PDF, widget=forms.RadioSelect
    )
    au = forms.DateField(
        label=_("Tel qu’il était à la fin du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Sans date\u00a0: tel qu’il est maintenant."),
    )
    expurge = forms.BooleanField(
        label=_("Version communicable"),
        required=False,
        help_text=_(
            "Pour un organisme public dont le registre est demandé\u00a0: sans mesures de "
            "sécurité, secrets protégés par la loi ni brouillons (CRPA, art. L311-1 à L311-6)."
        ),
    )

    def __init__(self, data: object = None, *, now: datetime, zone: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.now, self.zone = now, zone

    def clean_au(self) -> date | None:
        """Refuse a day that has not come."""
        day: date | None = self.cleaned_data["au"]
        if day is not None and day > to_local(self.now, zone=self.zone).date():
            raise forms.ValidationError(_("Ce jour n’est pas encore venu."))
        return day

    def asked(self) -> Asked:
        """Return what a valid form asks for."""
        kept = self.cleaned_data
        return Asked(Format(kept["format"]), self._instant(kept["au"]), kept["expurge"])

    def _instant(self, day: date | None) -> datetime:
        """Return the last microsecond of the day, now at the latest."""
        if day is None:
            return self.now
        midnight = datetime.combine(day + timedelta(days=1), time())
        try:
            after = to_utc(midnight, zone=self.zone)
        except NoSuchTime:
            # Where the clocks go forward at midnight, the day begins an hour later on the wall.
            after = to_utc(midnight + timedelta(hours=1), zone=self.zone)
        return min(after - timedelta.resolution, self.now)
