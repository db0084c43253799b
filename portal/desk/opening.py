"""Opening an establishment from the portal: the form, and the one action it calls."""

import re
from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.desk.assigning import offer
from portal.desk.forms import TYPES
from portal.desk.identifiers import compact, is_finess, is_siren, is_siret, territory_of
from portal.law.calendars import TERRITORIES
from portal.reasoning import territory_label
from tenants.accounts.models import User
from tenants.directory.assignments import dpos_of
from tenants.directory.models import Agency, Establishment, Membership
from tenants.directory.provisioning import OpeningRefused, Team, open_establishment
from tenants.directory.roles import PERMISSIONS, Permission

_MOST_PATIENTS = 10_000_000
_POSTCODE = RegexValidator(r"^[0-9]{5}$", _("Un code postal a cinq chiffres, par exemple 29200."))

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def agencies_open_to(user: User) -> tuple[Agency, ...]:
    """Return the agencies in which `user` may open an establishment, by name."""
    roles = [role for role, may in PERMISSIONS.items() if Permission.OPEN_ESTABLISHMENT in may]
    held = Membership.objects.filter(user=user, role__in=roles).values("agency_id")
    return tuple(Agency.objects.filter(pk__in=held).order_by("name"))


class OpeningForm(forms.Form):
    """What must be known of an establishment on its first day."""

    name = forms.CharField(
        label=_("Nom de l’établissement"),
        max_length=160,
        help_text=_(
            "Celui que tout le monde emploie, par exemple «\u00a0Pharmacie du Port\u00a0»."
        ),
    )
    type = forms.ChoiceField(label=_("Type d’établissement"), choices=TYPES)
    agency = forms.TypedChoiceField(label=_("Agence qui le suit"), coerce=int)
    finess = forms.CharField(
        label=_("Numéro FINESS"),
        max_length=20,
        required=False,
        help_text=_("Neuf caractères"),
    )
    siren = forms.CharField(
        label=_("SIREN"), max_length=20, required=False, help_text=_("Neuf chiffres")
    )
    siret = forms.CharField(
        label=_("SIRET"), max_length=24, required=False, help_text=_("Quatorze chiffres")
    )
    street = forms.CharField(label=_("Adresse"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Code postal"), max_length=5, validators=[_POSTCODE])
    city = forms.CharField(label=_("Ville"), max_length=80)
    territory = forms.ChoiceField(
        label=_("Territoire"),
        required=False,
        help_text=_("Il décide des jours fériés et de l’heure locale, donc des échéances."),
    )
    cnil_designation = forms.CharField(
        label=_("Numéro de désignation du DPO à la CNIL"),
        max_length=20,
        required=False,
        help_text=_("Par exemple DPO-104512 (RGPD art. 37 §7)."),
    )
    shares_records = forms.BooleanField(
        label=_("Les dossiers des patients sont partagés entre plusieurs professionnels"),
        required=False,
    )
    patients_per_year = forms.IntegerField(
        label=_("Patients par an"),
        min_value=0,
        max_value=_MOST_PATIENTS,
        required=False,
        help_text=_("Un ordre de grandeur suffit."),
    )
    assigned_dpo = forms.TypedChoiceField(
        label=_("DPO attitré"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Il reçoit les alertes de cet établissement."),
    )
    deputy_dpo = forms.TypedChoiceField(
        label=_("DPO suppléant"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Prévenu à sa place quand il est absent ou ne répond pas."),
    )
    manager_email = forms.EmailField(
        label=_("Adresse électronique du responsable du traitement"),
        required=False,
        help_text=_("Il reçoit une invitation valable sept jours. Elle peut attendre."),
    )

    def __init__(self, data: object = None, *, agencies: Iterable[Agency], by: User) -> None:
        """Offer `agencies`, their DPOs with `by` first in mind, and the territories of the law."""
        super().__init__(data, initial={"assigned_dpo": by.pk})  # type: ignore[arg-type]
        agencies = list(agencies)
        self._dpos = {one.pk: {user.pk: user for user in (*dpos_of(one), by)} for one in agencies}
        people = {user.pk: user for known in self._dpos.values() for user in known.values()}
        names = sorted((user.full_name, pk) for pk, user in people.items())
        offer(self, [(pk, name) for name, pk in names], names=("assigned_dpo", "deputy_dpo"))
        agency, place = self.fields["agency"], self.fields["territory"]
        assert isinstance(agency, forms.ChoiceField) and isinstance(place, forms.ChoiceField)  # noqa: S101 — tells the type checker what is written above
        agency.choices = [(one.pk, one.name) for one in agencies]
        place.choices = [
            ("", _("Selon le code postal")),
            *((one.id, territory_label(one)) for one in TERRITORIES),
        ]

    def clean_name(self) -> str:
        """Return the name without the marks that would write what follows it backwards."""
        name: str = self.cleaned_data["name"]
        return _DIRECTIONS.sub("", name).strip()

    def clean_finess(self) -> str:
        """Return the number without spaces."""
        number = compact(self.cleaned_data["finess"])
        if number and not is_finess(number):
            raise forms.ValidationError(
                _("Un FINESS a neuf caractères, par exemple 29 000 123 4. Vérifiez-le.")
            )
        return number

    def clean_siren(self) -> str:
        """Return the number without spaces, its check digit verified."""
        number = compact(self.cleaned_data["siren"])
        if number and not is_siren(number):
            raise forms.ValidationError(
                _("Ce SIREN ne se vérifie pas\u00a0: neuf chiffres, relisez-les un à un.")
            )
        return number

    def clean_siret(self) -> str:
        """Return the number without spaces, its check digit verified."""
        number = compact(self.cleaned_data["siret"])
        if number and not is_siret(number):
            raise forms.ValidationError(
                _("Ce SIRET ne se vérifie pas\u00a0: quatorze chiffres, relisez-les un à un.")
            )
        return number

    def clean(self) -> dict[str, object]:
        """Hold SIREN and SIRET together, and settle the territory from the postcode."""
        facts: dict[str, object] = super().clean() or {}
        siren, siret = str(facts.get("siren", "")), str(facts.get("siret", ""))
        if siren and siret and not siret.startswith(siren):
            self.add_error("siret", _("Un SIRET commence par le SIREN de l’établissement."))
        if siret and not siren:
            facts["siren"] = siret[:9]
        if "postcode" in facts and not facts.get("territory"):
            facts["territory"] = self._settled(str(facts["postcode"]))
        self._settle_team(facts)
        return facts

    def _settle_team(self, facts: dict[str, object]) -> None:
        """Turn ids into persons of the agency chosen, two different ones."""
        known = self._dpos.get(int(str(facts.get("agency", 0))), {})
        for name in ("assigned_dpo", "deputy_dpo"):
            chosen = facts.get(name)
            facts[name] = known.get(int(str(chosen))) if chosen else None
            if chosen and facts[name] is None and "agency" in facts:
                self.add_error(name, _("Cette personne n’est pas DPO de l’agence choisie."))
        if facts["deputy_dpo"] is not None and facts["deputy_dpo"] == facts["assigned_dpo"]:
            self.add_error(
                "deputy_dpo", _("Le suppléant est une autre personne que le DPO attitré.")
            )

    def _settled(self, postcode: str) -> str:
        found = territory_of(postcode)
        if found is None:
            self.add_error(
                "territory",
                _(
                    "En Alsace-Moselle, le Vendredi saint dépend de la commune\u00a0: choisissez "
                    "selon qu’elle a, ou non, un temple protestant ou une église mixte."
                ),
            )
        return found or ""


def try_opening(form: OpeningForm, *, by: User, now: datetime) -> Establishment | None:
    """Return the establishment opened, or None with the reason written beside its field."""
    if not form.is_valid():
        return None
    facts = dict(form.cleaned_data)
    agency = Agency.objects.get(pk=facts.pop("agency"))
    team = Team(assigned=facts.pop("assigned_dpo"), deputy=facts.pop("deputy_dpo"))
    try:
        return open_establishment(agency=agency, team=team, by=by, now=now, **facts)
    except OpeningRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
