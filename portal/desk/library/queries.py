"""Reading the library: the shelf of templates, and who stands where with one of them.

PostgreSQL shows only the establishments that the person reaches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from portal.folding import folded
from portal.register.masters import Master, masters
from portal.register.summaries import texts_of
from tenants.directory.models import Establishment, EstablishmentType
from tenants.library.models import TemplateDraft, TemplateVersion
from tenants.portfolio.models import ActivityStanding

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One template on the shelf: how many establishments hold it, are behind, owe an answer."""

    master: Master
    held: int
    behind: int
    awaiting: int
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """One activity taken from the template, or an establishment without any (`standing` None)."""

    establishment: Establishment
    standing: ActivityStanding | None
    is_behind: bool

    @property
    def can_take(self) -> bool:
        """Whether a push has something to do there."""
        return self.standing is None or (self.is_behind and self.standing.state != _ARCHIVED)

    @property
    def where(self) -> "StrOrPromise":
        """Where it stands, in words."""
        if self.standing is None:
            return _("N’a pas cette activité")
        if self.standing.state == _ARCHIVED:
            return _("Archivée")
        if self.standing.awaits_answer:
            return _("Une réponse est attendue")
        return _("En retard") if self.is_behind else _("À jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the shelf is asked for: "" and False are for any."""

    words: str = ""
    type: str = ""
    only: str = ""


def shelf(sought: Sought) -> tuple[Shelved, ...]:
    """Return the templates asked for, those that wait for somebody first. Three queries."""
    counted: dict[str, list[_Counted]] = {}
    for reference, version, held, awaiting in _counts():
        counted.setdefault(reference, []).append(_Counted(version or 0, held, awaiting))
    drafts = set(TemplateDraft.objects.values_list("pk", flat=True))
    found = (
        _shelved(one, counted.get(reference, []), has_draft=reference in drafts)
        for reference, one in masters().items()
    )
    return tuple(sorted((one for one in found if _is_sought(one, sought)), key=_to_do_first))


def _to_do_first(one: Shelved) -> tuple[bool, bool, bool, bool]:
    """Return what puts first the templates that wait for somebody, then those in use."""
    return not one.behind, not one.awaiting, not one.has_draft, not one.held


@dataclass(frozen=True, slots=True)
class _Counted:
    """So many activities at one version of a template, and how many of them owe an answer."""

    version: int
    held: int
    awaiting: int


def _counts() -> Iterable[tuple[str, int | None, int, int]]:
    return (
        ActivityStanding.objects.exclude(Q(template_ref="") | Q(state=_ARCHIVED))
        .order_by()
        .values_list("template_ref", "template_version")
        .annotate(held=Count("pk"), awaiting=Count("pk", filter=Q(awaits_answer=True)))
    )


def _shelved(master: Master, counted: list[_Counted], *, has_draft: bool) -> Shelved:
    return Shelved(
        master=master,
        held=sum(one.held for one in counted),
        behind=sum(one.held for one in counted if one.version < master.version),
        awaiting=sum(one.awaiting for one in counted),
        has_draft=has_draft,
    )


def _is_sought(one: Shelved, sought: Sought) -> bool:
    master = one.master
    if sought.type and sought.type not in master.types:
        return False
    if sought.only == "retard" and not one.behind:
        return False
    if sought.only == "cabinet" and not master.is_ours:
        return False
    if sought.only == "reponses" and not one.awaiting:
        return False
    text = folded(" ".join([master.reference, *texts_of(master.sheet)])) if sought.words else ""
    return all(word in text for word in folded(sought.words).split())


def holders(master: Master, *, agencies: Iterable[int] | None = None) -> tuple[Holder, ...]:
    """Return who holds the template, those behind first, then who might and does not. Two queries.

    `agencies` narrows to what a person may push to.
    """
    places = Establishment.objects.select_related("agency").order_by("name", "pk")
    if agencies is not None:
        places = places.filter(agency_id__in=list(agencies))
    standings = list(ActivityStanding.objects.filter(template_ref=master.reference))
    by_place: dict[int, list[ActivityStanding]] = {}
    for one in standings:
        by_place.setdefault(one.establishment_id, []).append(one)
    found: list[Holder] = []
    for place in places:
        for one in by_place.get(place.pk, ()):
            found.append(Holder(place, one, (one.template_version or 0) < master.version))
        if place.pk not in by_place and place.type in master.types and not master.is_retired:
            found.append(Holder(place, None, is_behind=False))
    return tuple(sorted(found, key=_rank))


def _rank(holder: Holder) -> int:
    if holder.standing is None:
        return 3
    if holder.standing.state == _ARCHIVED:
        return 4
    return 0 if holder.is_behind else 1 if holder.standing.awaits_answer else 2


def versions(reference: str) -> tuple[TemplateVersion, ...]:
    """Return the versions that the library keeps of a template, the latest first. One query."""
    rows = TemplateVersion.objects.filter(template_id=reference).select_related("by")
    return tuple(rows.order_by("-number"))


def draft_of(reference: str) -> TemplateDraft | None:
    """Return what is being written of the template, None when nothing is."""
    return TemplateDraft.objects.select_related("saved_by").filter(pk=reference).first()


def labels_of(types: Iterable[str]) -> str:
    """Return the types in words, in their order; « tous » when they are all of them."""
    held = set(types)
    if held == set(EstablishmentType.values):
        return str(_("tous les établissements"))
    return ", ".join(str(one.label) for one in EstablishmentType if one.value in held)


def drafts_of_new() -> tuple[TemplateDraft, ...]:
    """Return the drafts of templates that do not exist yet."""
    return tuple(TemplateDraft.objects.filter(base=0).order_by("reference"))


def holding(reference: str) -> int:
    """Return how many activities taken from the template are kept in registers. One query."""
    kept = ActivityStanding.objects.filter(template_ref=reference)
    return kept.exclude(state=_ARCHIVED).count()


def places_in(agencies: Iterable[int]) -> frozenset[int]:
    """Return the ids of the establishments of these agencies that the person reaches."""
    found = Establishment.objects.filter(agency_id__in=list(agencies))
    return frozenset(found.values_list("pk", flat=True))
