"""Forms about a processor: which ones a list shows, a new one, its clauses, its end, a paper."""

import uuid
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.fields import DayField, LongTextField, submission_field, version_field
from portal.law.processors import Answer, Point, points
from portal.processors.documents import Given
from portal.processors.facts import Clause, Facts
from portal.processors.models import ProcessorDocument
from portal.processors.words import answer_words, spoken

LINE, TEXT = 300, 4_000


class FilterForm(forms.Form):
    """Which processors the list shows."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=_("Chercher"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    avec = forms.ChoiceField(
        required=False,
        label=_("Seulement"),
        choices=[
            ("", _("Tous ceux en cours")),
            ("contrat-absent", _("Contrat absent")),
            ("contrat-finit", _("Contrat fini ou qui finit bientôt")),
            ("certificat", _("Certificat HDS absent, expiré ou bientôt")),
            ("non-conforme", _("Non conformes")),
            ("termines", _("Terminés")),
        ],
    )

    def asked(self) -> tuple[str, str]:
        """Return the words and the filter; a value that is not offered counts as none."""
        self.is_valid()
        words = str(self.cleaned_data.get("q", "")).replace("\0", "")
        return words, self.cleaned_data.get("avec", "")


class AddForm(forms.Form):
    """A new processor: its name first, the rest one thing at a time."""

    submission = submission_field()
    name = LongTextField(
        limit=160,
        label=_("Son nom"),
        help_text=_(
            "Tapez les premières lettres\u00a0: le catalogue du cabinet propose les siens, avec "
            "leur certificat. Un autre nom convient aussi."
        ),
    )
    services = LongTextField(
        limit=TEXT,
        rows=2,
        required=False,
        label=_("Ce qu’il fait pour l’établissement"),
        help_text=_("Par exemple\u00a0: logiciel d’officine en mode hébergé, sauvegarde de nuit."),
    )
    hosts_health_data = forms.BooleanField(
        required=False,
        label=_("Il héberge des données de santé"),
        help_text=_("Un certificat HDS lui est alors exigé (CSP, art. L.1111-8)."),
    )

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        """Offer the catalogue's names while typing; the page holds the list."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs |= {"list": "catalogue", "autocomplete": "off"}

    def submission_of(self) -> uuid.UUID:
        """Return the number of the form, drawn anew when it carries none."""
        return self.cleaned_data["submission"] or uuid.uuid4()


class EndForm(forms.Form):
    """The end of a processor, with its reason."""

    prefix = "end"

    version = version_field()
    why = LongTextField(
        limit=2_000,
        rows=3,
        label=_("Pourquoi il se termine"),
        help_text=_(
            "Ses échéances s’arrêtent\u00a0; sa fiche et son histoire restent. Pensez à la "
            "restitution des données et à sa preuve (RGPD art. 28 §3 g)."
        ),
    )


class RenewForm(forms.Form):
    """The contract goes on: its new end, and the new signature when there is one."""

    prefix = "renew"

    version = version_field()
    ends_on = DayField(
        label=_("Nouvelle fin"),
        required=False,
        help_text=_("Vide\u00a0: il n’a plus de fin écrite."),
    )
    signed_on = DayField(
        label=_("Signé le"),
        required=False,
        help_text=_("Vide\u00a0: le même contrat continue."),
    )


class DocumentForm(forms.Form):
    """A paper of the contract."""

    prefix = "document"

    file = forms.FileField(
        label=_("Le fichier"),
        help_text=_("PDF, Word (.docx), ODT, PNG ou JPEG, 10\u00a0Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.png,.jpg,.jpeg"}),
    )
    title = LongTextField(
        limit=160,
        label=_("Ce que c’est"),
        help_text=_("Par exemple\u00a0: contrat signé, annexe RGPD de 2026."),
    )
    kind = forms.ChoiceField(label=_("Nature"), choices=ProcessorDocument.Kind.choices)
    day = DayField(label=_("Date du document"), required=False)

    def given(self) -> Given:
        """Return what the action keeps; the form is valid."""
        cleaned = self.cleaned_data
        return Given(
            title=cleaned["title"],
            kind=cleaned["kind"],
            day=cleaned["day"],
            name=cleaned["file"].name,
            content=cleaned["file"].read(),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One point of the checklist and its two fields, as the page shows them."""

    point: Point
    label: str
    answer: forms.BoundField
    comment: forms.BoundField


class ClausesForm(forms.Form):
    """What the contract says of each point that applies."""

    version = version_field()

    def __init__(self, data: object = None, *, facts: Facts, version: int = 0) -> None:
        """Ask the points that apply to `facts`, answered as they are."""
        said = {clause.point: clause for clause in facts.clauses}
        initial: dict[str, object] = {"version": version}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.facts = facts
        self.points = points(hosts_health_data=facts.hosts_health_data)
        for point in self.points:
            known = said.get(point.id, Clause(point=point.id))
            self.fields[f"{point.id}-answer"] = forms.ChoiceField(
                label=spoken(point.words),
                choices=[(one.value, answer_words(one.value)) for one in _ORDER],
                widget=forms.RadioSelect,
                required=False,
                initial=known.answer.value,
            )
            self.fields[f"{point.id}-comment"] = LongTextField(
                limit=TEXT,
                label=_("Où c’est écrit, ce qui manque"),
                required=False,
            )
            self.fields[f"{point.id}-comment"].initial = known.comment

    def asked(self) -> list[Asked]:
        """Return the points with their fields, in the order of the law."""
        return [
            Asked(
                point,
                spoken(point.words),
                self[f"{point.id}-answer"],
                self[f"{point.id}-comment"],
            )
            for point in self.points
        ]

    def changes(self) -> dict[str, object]:
        """Return the clauses as they become; a point that is not asked today keeps its answer."""
        kept = {clause.point: clause for clause in self.facts.clauses}
        for point in self.points:
            kept[point.id] = Clause(
                point=point.id,
                answer=Answer(self.cleaned_data[f"{point.id}-answer"] or Answer.UNKNOWN),
                comment=self.cleaned_data[f"{point.id}-comment"].replace("\r\n", "\n"),
            )
        said = (kept[point] for point in sorted(kept))
        return {"clauses": tuple(one for one in said if one != Clause(point=one.point))}


_ORDER = (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.UNKNOWN)
