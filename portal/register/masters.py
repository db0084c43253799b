"""The firm's master templates: Vigie's own, and in their place what the firm wrote since.

A template is known by its reference. As long as the firm changed nothing of it, Vigie's file is
the template, under the number that the file gives; from its first change on, the library's rows
are, and a later version of the file is offered beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from django.db.models import F, Max, OuterRef, Subquery

from portal.register.library import ActivityTemplate, doubts_of, profession
from portal.register.sheet import Sheet
from tenants.directory.models import EstablishmentType
from tenants.library.models import TemplateVersion


@dataclass(frozen=True, slots=True)
class Master:
    """One template as it stands. `types` are those it is proposed to.

    `is_ours`: the firm changed it, or made it. `ahead` is Vigie's newer version of it, that the
    firm has not taken yet.
    """

    template: ActivityTemplate
    types: tuple[str, ...]
    is_ours: bool = False
    is_retired: bool = False
    ahead: ActivityTemplate | None = None

    @property
    def reference(self) -> str:
        """What it is known by, for ever."""
        return self.template.reference

    @property
    def version(self) -> int:
        """The number of the version that stands."""
        return self.template.version

    @property
    def sheet(self) -> Sheet:
        """What it proposes."""
        return self.template.sheet


@cache
def shipped() -> Mapping[str, Master]:
    """Return the templates of Vigie's files by reference, those of a profession first."""
    types: dict[str, list[str]] = {}
    found: dict[str, ActivityTemplate] = {}
    for kind in EstablishmentType.values:
        for one in profession(kind).activities:
            types.setdefault(one.reference, []).append(kind)
            found[one.reference] = one
    common = len(EstablishmentType.values)
    ordered = sorted(found, key=lambda reference: len(types[reference]) == common)
    return {reference: Master(found[reference], tuple(types[reference])) for reference in ordered}


def masters() -> Mapping[str, Master]:
    """Return every template by reference, retired ones among them. One query."""
    found = dict(shipped())
    for row in _standing(None):
        found[row.template_id] = _overlaid(row)
    return found


def master_of(reference: str) -> Master | None:
    """Return the template of that reference, None when there is none. One query."""
    row = next(iter(_standing([reference])), None)
    return _overlaid(row) if row else shipped().get(reference)


def proposed_to(establishment_type: str) -> tuple[ActivityTemplate, ...]:
    """Return what is laid down for a type, in the order of its profession, the firm's own last.

    One query. Raises FileNotFoundError for a type without templates.
    """
    rows = {row.template_id: _overlaid(row) for row in _standing(None)}
    known = profession(establishment_type).activities
    kept = [rows.get(one.reference) or Master(one, ()) for one in known]
    added = (
        one
        for reference, one in rows.items()
        if reference not in shipped() and establishment_type in one.types
    )
    return tuple(one.template for one in (*kept, *added) if not one.is_retired)


def version_of(reference: str, number: int) -> ActivityTemplate | None:
    """Return what the template said at that version; None when it never had it. One query."""
    row = TemplateVersion.objects.filter(template_id=reference, number=number).first()
    if row is not None:
        return _template(row)
    own = shipped().get(reference)
    return own.template if own and own.version == number else None


def _standing(references: Iterable[str] | None) -> Iterable[TemplateVersion]:
    rows = TemplateVersion.objects.select_related("template").filter(number=F("template__version"))
    if references is not None:
        rows = rows.filter(template_id__in=references)
    return rows.annotate(taken=_last_shipped()).order_by("template_id")


def _last_shipped() -> "Subquery":
    """Return the last version of Vigie's file that the firm took."""
    rows = TemplateVersion.objects.filter(template=OuterRef("template")).order_by()
    highest = rows.values("template").annotate(highest=Max("shipped_version")).values("highest")
    return Subquery(highest)


def _overlaid(row: TemplateVersion) -> Master:
    own = shipped().get(row.template_id)
    taken = getattr(row, "taken", None) or 0
    return Master(
        template=_template(row),
        types=own.types if own else tuple(row.template.types),
        is_ours=row.shipped_version is None,
        is_retired=row.template.retired_at is not None,
        ahead=own.template if own and own.version > taken else None,
    )


def _template(row: TemplateVersion) -> ActivityTemplate:
    """Return the version as a template; what Vigie's file says of doubtful cases still holds."""
    own = shipped().get(row.template_id)
    sheet = Sheet.model_validate(row.content)
    otherwise = own.template.otherwise if own and own.sheet.dpia == sheet.dpia else ""
    made = ActivityTemplate(row.template_id, row.number, sheet, (), otherwise)
    return replace(made, to_confirm=doubts_of(sheet, otherwise=otherwise))
